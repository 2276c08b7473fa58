"""The state tape: what recurrent layers remember, from batch to batch and step to step."""

from dataclasses import dataclass

import numpy as np

from .errors import three_beats
from .page_table import page_table, text_table
from .summary import two

_MOST_ROWS = 12  # of a table


@dataclass(frozen=True)
class Strip:
    """One state of one layer, all along the tape.

    Args:
        address: Where the layer is, `"encoder/lstm"`.
        name: Which of its states, `"hidden"` or `"cell"`.
        stateful: Whether the layer carries it from batch to batch.
        backward: Whether the layer reads each batch from its end.
        before: What each batch begins with, of shape `(batches, rows, units)`.
        steps: The state after each time step, of shape `(rows, time, units)`.
        after: What each batch leaves, of shape `(batches, rows, units)`.
    """

    address: str
    name: str
    stateful: bool
    backward: bool
    before: np.ndarray
    steps: np.ndarray
    after: np.ndarray


@dataclass(frozen=True)
class Tape:
    """What the recurrent layers of a model remember over some batches; its text is a table.

    Args:
        strips: A `Strip` for each state of each recurrent layer.
        lengths: How many time steps each batch has.
        resets: The batches before which the states were set to zero.
        order: The batches in the order in which they were run.
    """

    strips: tuple[Strip, ...]
    lengths: tuple[int, ...]
    resets: tuple[int, ...]
    order: tuple[int, ...]

    def strip(self, address: str, name: str = "hidden") -> Strip:
        """Find the strip of a layer.

        Args:
            address: The layer's address, or its name.
            name: Which of its states. Default: `"hidden"`.

        Returns:
            The `Strip`.

        Raises:
            ValueError: If there is none.
        """
        for one in self.strips:
            if one.name == name and address in (one.address, one.address.rsplit("/", 1)[-1]):
                return one
        there = " or ".join(f"{one.address!r}, {one.name!r}" for one in self.strips)
        raise ValueError(three_beats("There is no such strip.", there, f"{address}, {name}"))

    def difference(self, other: "Tape") -> np.ndarray:
        """Compare with another tape of the same layers, over the same time.

        Args:
            other: The other tape; it may be cut into other batches.

        Returns:
            For each batch of this one the largest difference of any state at any of its steps.

        Raises:
            ValueError: If the tapes don't show the same layers over the same time.
        """
        if _shapes(self) != _shapes(other):
            wrong = "The tapes can't be compared."
            raise ValueError(three_beats(wrong, str(_shapes(self)), _shapes(other)))
        apart = [
            np.abs(one.steps - two.steps).max(axis=(0, 2))
            for one, two in zip(self.strips, other.strips, strict=True)
        ]
        largest = np.max(apart, axis=0)
        return np.array([part.max() for part in np.split(largest, np.cumsum(self.lengths)[:-1])])

    def begins_with(self, batch: int) -> str:
        """Say what a batch begins with.

        Args:
            batch: Its index.

        Returns:
            Such as `"zeros: reset"` or `"the state of batch 2"`.
        """
        if not any(one.stateful for one in self.strips):
            return "zeros, as every batch"
        if batch in self.resets:
            return "zeros: reset"
        place = self.order.index(batch)
        if not place:
            return "the model's own state"
        return f"the state of batch {self.order[place - 1]}"

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table, a row a batch in the order they were run, the first twelve of them."""
        return [
            (
                str(batch),
                str(self.lengths[batch]),
                self.begins_with(batch),
                *(f"{two(_size(one.after[batch]))}" for one in self.strips),
            )
            for batch in self.order[:_MOST_ROWS]
        ]

    def __str__(self) -> str:
        return "\n".join([text_table(self._head(), self.rows()), *self._notes()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        fresh = [i for i, batch in enumerate(self.order[:_MOST_ROWS]) if batch in self.resets]
        return page_table(self._head(), self.rows(), fresh, " ".join(self._notes()))

    def _head(self) -> tuple[str, ...]:
        sizes = (f"{one.address} {one.name}" for one in self.strips)
        return ("batch", "steps", "begins with", *sizes)

    def _notes(self) -> list[str]:
        notes = ["Of each state the typical size after the batch (root mean square)."]
        if len(self.order) > _MOST_ROWS:
            notes.append(f"The first {_MOST_ROWS} of {len(self.order)} batches.")
        backward = {one.address for one in self.strips if one.backward and one.stateful}
        notes += [
            f"(!) {address} reads each batch from its end, so what it hands to the next batch "
            "comes from the wrong side: it isn't the state of one long pass."
            for address in sorted(backward)
        ]
        return notes


def _shapes(one: Tape) -> list[tuple]:
    return [(strip.address, strip.name, strip.steps.shape) for strip in one.strips]


def _size(state: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(state))))
