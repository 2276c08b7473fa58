"""The gap between training and validation loss, in parts that add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .loss_gap_passes import LossParts
from .page_table import text_table
from .summary import two

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What each part is called, and why it is there.
PARTS = {
    "running average": "the mean over an epoch in which the weights still change",
    "training mode": "dropout, batch norm, noise and augmentation behave otherwise",
    "penalties": "L1, L2, activity penalties and `add_loss`",
    "sample weights": "rows or classes that count more",
    "generalisation": "the same weights in the same mode: training rows against validation rows",
}


@dataclass(frozen=True)
class LossGap:
    """Why the training loss of an epoch is another than the validation loss after it.

    Every number is measured by itself; the parts are differences of two of them. What Keras
    reports isn't used for any part: `rest` is what they fail to explain of it.

    Args:
        reported: The loss that Keras reports for the epoch.
        validation: The loss that `evaluate` gives after it.
        moving: The training rows, batch by batch with the weights that each batch met.
        trained: The training rows with the weights of the end, in training mode.
        tested: The same as in testing.
        unseen: The validation rows as in testing.
        batches: How many batches the epoch has.
        weighted: Whether there are sample weights or class weights.

    Example:

    >>> same = LossParts(0.5, 0.5, 0.25, 100)
    >>> gap = LossGap(1.0, 0.75, LossParts(0.75, 0.75, 0.25, 100), same, same, same, 4)
    >>> {name: size for name, size in gap.parts.items() if size}, gap.rest
    ({'running average': 0.25}, 0.0)
    """

    reported: float
    validation: float
    moving: LossParts
    trained: LossParts
    tested: LossParts
    unseen: LossParts
    batches: int
    weighted: bool = False

    @property
    def gap(self) -> float:
        """The training loss less the validation loss: positive where training is higher."""
        return self.reported - self.validation

    @property
    def parts(self) -> dict[str, float]:
        """What each reason adds to the training loss, compared with the validation loss."""
        here, there = self.tested, self.unseen
        found = {
            "running average": self.moving.data - self.trained.data,
            "training mode": self.trained.data - here.data,
            "penalties": self.moving.penalty - there.penalty,
            "sample weights": (here.data - here.plain) - (there.data - there.plain),
            "generalisation": here.plain - there.plain,
        }
        if not self.weighted:
            del found["sample weights"]
        return found

    @property
    def rest(self) -> float:
        """What the parts leave unexplained of the gap; rounding, for Keras's own training."""
        return self.gap - sum(self.parts.values())

    @property
    def adds_up(self) -> bool:
        """Whether the parts explain the gap to one part in 10,000, or to the digits of float32."""
        scale = max(abs(self.reported), abs(self.validation))
        return abs(self.rest) <= max(1e-4 * abs(self.gap), 1e-6 * scale)

    @property
    def largest(self) -> str:
        """The name of the part that moves the loss most."""
        return max(self.parts, key=lambda name: abs(self.parts[name]))

    def draw(self) -> Figure:
        """Draw the way from the training loss to the validation loss, a step for each part.

        Returns:
            A matplotlib `Figure`.
        """
        from .loss_gap_picture import draw

        return draw(self)

    def __str__(self) -> str:
        rows = f"{self.moving.rows} rows in {self.batches} batches, {self.unseen.rows} to validate"
        lines = [f"{self._compared()} ({rows})"]
        rows = [(signed(size), name, self._why(name)) for name, size in self.parts.items()]
        lines += [f"  {line}" for line in text_table(("", *rows[0][1:]), rows).splitlines()[1:]]
        if self.adds_up:
            lines.append(f"The parts add up to {signed(self.gap)}; nothing is left over.")
        else:
            lines.append(
                f"The parts leave {signed(self.rest)} of {signed(self.gap)} unexplained: this "
                "model trains or tests in a way of its own."
            )
        return "\n".join(lines)

    __repr__ = __str__

    def _compared(self) -> str:
        told = f"Training loss {two(self.reported)}, validation loss {two(self.validation)}"
        if two(self.reported) == two(self.validation):
            return f"{told}: the same."
        way = "above" if self.gap > 0 else "below"
        return f"{told}: training is {two(abs(self.gap))} {way}."

    def _why(self, name: str) -> str:
        if name == "penalties" and not (self.moving.penalty or self.unseen.penalty):
            return f"none of {PARTS[name].replace('and', 'or')}"
        if name == "penalties":
            both = f"{two(self.moving.penalty)} in training, {two(self.unseen.penalty)} in "
            return f"{both}validation: {PARTS[name]}"
        return PARTS[name]

    def _repr_png_(self) -> bytes:
        from .told_picture import png

        return png(self.draw())


def signed(value: float) -> str:
    """Write a number with its sign and two significant digits; what is rounding is 0.

    Args:
        value: The number.

    Returns:
        The text.

    Example:

    >>> signed(0.123), signed(-2.0), signed(3e-9)
    ('+0.12', '-2.0', '0')
    """
    return "0" if abs(value) < 1e-6 else f"{'+' if value > 0 else '-'}{two(abs(value))}"
