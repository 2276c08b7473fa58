"""The order in which a model saw its samples: plain numbers, and what can be said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .order_kinds import told_kind

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# How a sample got its number.
ROW = "its row in the arrays"
CONTENT = "its place among the samples given, found by its content"
APPEARANCE = "when it first appeared, found by its content"

_MOST_EPOCHS = 8  # in words

Pass = tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class SampleOrder:
    """The order of the samples, epoch by epoch and batch by batch. `record_order` makes it.

    Args:
        training: For each epoch its batches, each an int64 array of sample numbers; -1 stands for
            a sample that is none of those given.
        validation: The same for each time that validation ran.
        samples: The numbers that the training samples have, such as `range(0, 90)`.
        validation_samples: The numbers of the validation samples. Default: there are none.
        numbered: What the number of a training sample is, one of `ROW`, `CONTENT`, `APPEARANCE`.

    Example:

    >>> batches = (np.array([2, 0]), np.array([1, 3]))
    >>> order = SampleOrder((batches, batches), (), range(4))
    >>> order
    4 samples in 2 epochs of 2 batches. The number of a sample: its row in the arrays.
      epoch 1: shuffled
      epoch 2: the same order as epoch 1
    >>> order.distinct, order.epochs[0].tolist()
    (1, [2, 0, 1, 3])
    """

    training: tuple[Pass, ...]
    validation: tuple[Pass, ...]
    samples: range
    validation_samples: range = range(0)
    numbered: str = ROW

    @property
    def epochs(self) -> list[np.ndarray]:
        """For each epoch the sample numbers in the order seen, of shape `(seen,)`."""
        return [_joined(one) for one in self.training]

    @property
    def validations(self) -> list[np.ndarray]:
        """For each time that validation ran the same."""
        return [_joined(one) for one in self.validation]

    @property
    def distinct(self) -> int:
        """How many different orders the epochs have: 1 if all are the same."""
        return len({one.tobytes() for one in self.epochs})

    @property
    def kinds(self) -> list[str]:
        """For each epoch its order in words, such as `"the same order as epoch 1"`."""
        return list(_kinds(self.training, self.samples, "epoch"))

    @property
    def validation_kinds(self) -> list[str]:
        """For each time that validation ran the same."""
        return list(_kinds(self.validation, self.validation_samples, "time"))

    def rows(self) -> np.ndarray:
        """Give the orders of the epochs as one array.

        Returns:
            int64 of shape `(epochs, most samples seen)`, -1 where an epoch saw fewer.
        """
        return as_rows(self.training)

    def draw(self) -> Figure:
        """Draw it: epochs downwards, the place in the epoch across, the sample as colour.

        Returns:
            A matplotlib `Figure` that a notebook shows.
        """
        from .sample_order_picture import draw_order

        return draw_order(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SampleOrder):
            return NotImplemented
        ours, theirs = (
            [[batch.tolist() for batch in one] for one in (*order.training, *order.validation)]
            for order in (self, other)
        )
        return ours == theirs and len(self.training) == len(other.training)

    __hash__ = None

    def __str__(self) -> str:
        lines = [self._size(), *_lines("epoch", self.kinds)]
        kinds = self.validation_kinds
        if kinds and len(set(kinds)) == 1:
            times = f"each of {len(kinds)} times" if len(kinds) > 1 else "once"
            lines.append(f"  validation, {times}: {kinds[0]}")
        else:
            lines += _lines("validation, time", kinds)
        return "\n".join(lines)

    __repr__ = __str__

    def _size(self) -> str:
        counts = sorted({len(one) for one in self.training})
        batches = " or ".join(_count(one, "batch", "batches") for one in counts) or "no batch"
        samples = _count(len(self.samples), "sample", "samples")
        epochs = _count(len(self.training), "epoch", "epochs")
        return f"{samples} in {epochs} of {batches}. The number of a sample: {self.numbered}."


def as_rows(passes: Sequence[Pass]) -> np.ndarray:
    """Put epochs of different length below one another.

    Args:
        passes: For each epoch its batches.

    Returns:
        int64 of shape `(epochs, most samples seen)`, -1 where an epoch saw fewer.

    Example:

    >>> as_rows([(np.array([2, 0]), np.array([1])), (np.array([1]),)])
    array([[ 2,  0,  1],
           [ 1, -1, -1]])
    """
    orders = [_joined(batches) for batches in passes]
    rows = np.full((len(orders), max((len(one) for one in orders), default=0)), -1)
    for row, one in zip(rows, orders, strict=True):
        row[: len(one)] = one
    return rows


def _joined(batches: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0, "int64"), *batches])


def _kinds(passes: Sequence[Pass], samples: range, name: str) -> Iterator[str]:
    seen: dict[bytes, int] = {}
    for i, batches in enumerate(passes, 1):
        order = _joined(batches)
        kind = told_kind(batches, samples)
        first = seen.setdefault(order.tobytes(), i)
        # "In order" says more than being like another.
        yield kind if first == i or kind == "in order" else f"the same order as {name} {first}"


def _lines(name: str, kinds: list[str]) -> list[str]:
    shown = [f"  {name} {i}: {kind}" for i, kind in enumerate(kinds[:_MOST_EPOCHS], 1)]
    rest = kinds[_MOST_EPOCHS:]
    return [*shown, f"  … {len(rest)} more"] if rest else shown


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
