"""Read off the curves of a run where it begins to overfit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .errors import three_beats
from .run import Run
from .summary import two

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OVERFITS = "overfits"
STALLS = "stalls"
LEARNS = "still learns"
DIVERGES = "gets worse"

# The last so many epochs count as the end of a run: one alone may be chance.
_END = 3


@dataclass(frozen=True)
class Overfitting:
    """What the curves of a run say about overfitting.

    Args:
        verdict: "overfits": validation got worse after its best epoch while training got better.
            "stalls": validation got no better after it, and not clearly worse. "still learns": the
            best epoch is at the end. "gets worse": both curves rise.
        run: The run.
        best_epoch: The epoch with the lowest validation value, as a reader counts.
        last_epoch: The last epoch with a validation value.
        training: The training values at the best epoch and at the end.
        validation: The validation values at the best epoch and at the end.

    The values at the end are means of the last three epochs after the best one.
    """

    verdict: str
    run: Run
    best_epoch: int
    last_epoch: int
    training: tuple[float, float]
    validation: tuple[float, float]

    @property
    def epochs_since(self) -> int:
        """How many epochs training went on after the best one."""
        return self.last_epoch - self.best_epoch

    def draw(self) -> Figure:
        """Draw the two curves; the epochs in which validation gains nothing are shaded.

        Returns:
            A matplotlib `Figure`.
        """
        from .overfitting_picture import draw

        return draw(self)

    def __str__(self) -> str:
        best = self.best_epoch
        after = f"epoch {best + 1}" if self.epochs_since == 1 else f"epochs {best + 1} to "
        after += "" if self.epochs_since == 1 else str(self.last_epoch)
        moves = (
            f"In {after} loss went from {two(self.training[0])} to {two(self.training[1])}, "
            f"val_loss from {two(self.validation[0])} to {two(self.validation[1])}."
        )
        found = {
            OVERFITS: f"It overfits from epoch {best + 1} on: validation was best after epoch "
            f"{best}, and got worse while training got better. {moves}",
            STALLS: f"Validation was best after epoch {best} and has gained nothing since, but "
            f"lost little. {moves}",
            LEARNS: f"No overfitting yet: val_loss is lowest at the end, after epoch {best} of "
            f"{self.last_epoch}. More epochs may help.",
            DIVERGES: f"Validation was best after epoch {best}, and then both curves got worse: "
            f"that is no overfitting. {moves} Look at the learning rate and the data.",
        }
        return found[self.verdict]

    __repr__ = __str__

    def _repr_png_(self) -> bytes:
        from .told_picture import png

        return png(self.draw())


def overfitting(recorded: object, tolerance: float = 0.02) -> Overfitting:
    """Find the epoch after which validation gains nothing while training goes on.

    The distance between the curves isn't read: dropout, penalties and the running average move it
    too. What counts is which way each of them goes after the best epoch.

    Args:
        recorded: A `Run`, or the callback that recorded it.
        tolerance: How much a curve must change to count, as a share of its value at the best
            epoch. Default 0.02.

    Returns:
        An `Overfitting`: the verdict in words, and the picture.

    Raises:
        TypeError: If it isn't a run.
        ValueError: If the run has no validation loss, or fewer than three epochs with
            both values, or if the tolerance is negative.

    Example:

    >>> run = Run()
    >>> for epoch, (loss, val_loss) in enumerate([(0.9, 0.8), (0.5, 0.6), (0.3, 0.7), (0.1, 0.9)]):
    ...     run.add_epoch(epoch, {"loss": loss, "val_loss": val_loss})
    >>> print(overfitting(run))
    It overfits from epoch 3 on: validation was best after epoch 2, and got worse while training \
got better. In epochs 3 to 4 loss went from 0.50 to 0.20, val_loss from 0.60 to 0.80.
    """
    run = recorded if isinstance(recorded, Run) else getattr(recorded, "run", None)
    if not isinstance(run, Run):
        expected = "a faqlab.Run, or the callback that recorded one"
        got = type(recorded).__name__
        remedy = "Give `fit` a `faqlab.LiveCurves()`, and this its `run`."
        raise TypeError(three_beats("This is no recorded run.", expected, got, remedy))
    if not tolerance >= 0:
        raise ValueError(three_beats("The tolerance is wrong.", "0 or more", tolerance))
    missing = {"loss", "val_loss"} - set(run.epochs.columns)
    if missing:
        wrong = f"The run has no {' and no '.join(sorted(missing))}."
        remedy = "Train with `validation_data=...` or `validation_split=...`."
        raise ValueError(three_beats(wrong, "loss and val_loss", list(run.history()), remedy))
    training, validation = run.epochs["loss"], run.epochs["val_loss"]
    there = np.isfinite(training) & np.isfinite(validation)
    if there.sum() < 3:
        wrong = "There are too few epochs to read anything off them."
        expected = "three epochs with training and validation values"
        raise ValueError(three_beats(wrong, expected, int(there.sum())))
    return _read(run, training[there], validation[there], there, tolerance)


def _read(run, training, validation, there, tolerance) -> Overfitting:
    epochs = run.epoch_numbers()[there]
    best = int(np.argmin(validation))
    last = max(best + 1, len(validation) - _END)
    ends = [one[last:].mean() if last < len(one) else one[-1] for one in (training, validation)]
    starts = training[best], validation[best]
    fell, rose = (
        sign * (end - start) > tolerance * abs(start)
        for sign, start, end in zip((-1, 1), starts, ends, strict=True)
    )
    climbed = ends[0] - starts[0] > tolerance * abs(starts[0])
    # A curve that wavers has its lowest value a little before the end.
    late = len(validation) - 1 - best <= min(_END, len(validation) // 10)
    if best == len(validation) - 1 or (late and not rose):
        verdict = LEARNS
    elif rose and fell:
        verdict = OVERFITS
    else:
        verdict = DIVERGES if rose and climbed else STALLS
    return Overfitting(
        verdict,
        run,
        int(epochs[best]),
        int(epochs[-1]),
        (float(starts[0]), float(ends[0])),
        (float(starts[1]), float(ends[1])),
    )
