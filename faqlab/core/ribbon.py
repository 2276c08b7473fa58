"""Which sample is in which batch: a row of sample numbers for each epoch, in the order seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .errors import three_beats
from .whole_number import whole_number

NOTHING = -1
# Ten colours for ten labels, told apart on white and on dark grey.
LABELS = (
    *("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee"),
    *("#aa3377", "#bbbbbb", "#ee7733", "#117777", "#882255"),
)


@dataclass(frozen=True)
class Note:
    """What is known of one batch, beside its samples.

    Args:
        lines: Sentences: shapes, loss, what the weights did, counters.
        change: By how much the weights moved, 0 or more; None where nobody looked.
    """

    lines: tuple[str, ...] = ()
    change: float | None = None


@dataclass(frozen=True)
class Ribbon:
    """The order in which samples were seen, epoch by epoch, cut into batches. Plain data.

    Args:
        orders: The sample numbers, of shape `(epochs, positions)`, whole numbers from 0 on; -1
            where nothing was seen, so that rows may be of different length.
        batch_size: How many of them are in a batch; the last of a row may have fewer.
        labels: For each sample number its label, a text or a number, by which it is coloured.
            Default: none.
        names: What the rows are called. Default: "epoch 1" and so on.

    Raises:
        ValueError: If the orders aren't rows of sample numbers, the batch size is none, a sample
            has no label, or there are too few names.

    Example:

    >>> Ribbon([[0, 1, 2, 3, 4], [3, 1, 4, 0, 2], [3, 1, 4, 0, 2]], batch_size=2)
    3 epochs of 5 samples in batches of 2: 3 batches each, the last of 1.
      epoch 1: 0 to 4, one after the other
      epoch 2: another order: 3, 1, 4, 0, 2
      epoch 3: the same order as epoch 2
    """

    orders: np.ndarray
    batch_size: int
    labels: Sequence[object] | None = None
    names: Sequence[str] | None = None

    def __post_init__(self):
        orders = _as_orders(self.orders)
        size = whole_number("batch size", self.batch_size, 1)
        labels = None if self.labels is None else list(np.asarray(self.labels).ravel().tolist())
        most = int(orders.max(initial=NOTHING))
        if labels is not None and len(labels) <= most:
            wrong = "A sample has no label."
            raise ValueError(three_beats(wrong, f"{most + 1} labels or more", len(labels)))
        names = self.names or [f"epoch {i + 1}" for i in range(len(orders))]
        if len(names) != len(orders):
            wrong = "The rows have other names than there are rows."
            raise ValueError(three_beats(wrong, f"{len(orders)} names", len(names)))
        values = {"orders": orders, "batch_size": size, "labels": labels}
        values |= {"names": tuple(map(str, names))}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def epochs(self) -> int:
        """How many rows there are."""
        return len(self.orders)

    @property
    def positions(self) -> int:
        """How many samples the longest row has."""
        return self.orders.shape[1]

    @property
    def per_epoch(self) -> int:
        """How many batches a row has."""
        return -(-self.positions // self.batch_size)

    def batch(self, epoch: int, index: int) -> np.ndarray:
        """Give the sample numbers of one batch.

        Args:
            epoch: The row, from 0.
            index: The batch within it, from 0.

        Returns:
            The numbers in the order seen; what wasn't seen is left out.
        """
        start = index * self.batch_size
        found = self.orders[epoch, start : start + self.batch_size]
        return found[found != NOTHING]

    def about(self, epoch: int) -> str:
        """Say how a row is ordered: one after the other, as an earlier row, or otherwise."""
        row = self.orders[epoch]
        seen = row[row != NOTHING]
        if not len(seen):
            return "nothing seen"
        if np.array_equal(seen, np.arange(seen[0], seen[0] + len(seen))):
            return f"{seen[0]} to {seen[-1]}, one after the other"
        for earlier in range(epoch):
            if np.array_equal(self.orders[earlier], row):
                return f"the same order as {self.names[earlier]}"
        begins = ", ".join(map(str, seen[:6])) + (", …" if len(seen) > 6 else "")
        return f"{'another order' if epoch else 'an order of its own'}: {begins}"

    def classes(self, most: int = 10) -> list | None:
        """Give the labels that are there, sorted; None where there are none, or more than most."""
        found = [] if self.labels is None else sorted(set(self.labels), key=_sortable)
        return found if 0 < len(found) <= most else None

    def __str__(self) -> str:
        lines = [self.size(), *(f"  {name}: {self.about(i)}" for i, name in enumerate(self.names))]
        return "\n".join(lines if len(lines) <= 9 else [*lines[:8], f"  … {len(lines) - 8} more"])

    __repr__ = __str__

    def size(self) -> str:
        """Say in a sentence how many epochs, samples and batches there are."""
        last = self.positions - (self.per_epoch - 1) * self.batch_size
        epochs = f"{self.epochs} epochs" if self.epochs > 1 else "1 epoch"
        samples = f"{self.positions} sample{'s' if self.positions > 1 else ''}"
        batches = f"{self.per_epoch} batches" if self.per_epoch > 1 else "1 batch"
        each = " each" if self.epochs > 1 else ""
        end = f", the last of {last}" if last < self.batch_size and self.per_epoch > 1 else ""
        return f"{epochs} of {samples} in batches of {self.batch_size}: {batches}{each}{end}."


def _as_orders(given: object) -> np.ndarray:
    orders = np.asarray(given)
    if orders.ndim != 2 or not orders.size or orders.dtype.kind not in "iu":
        received = f"{orders.dtype} of shape {orders.shape}"
        expected = "whole numbers of shape (epochs, positions), one at least"
        raise ValueError(three_beats("The orders are no rows of samples.", expected, received))
    if orders.min() < NOTHING:
        wrong = "A sample number is negative."
        raise ValueError(three_beats(wrong, "numbers from 0 on; -1 for nothing", orders.min()))
    return orders.astype("int64")


def _sortable(label: object) -> tuple:
    return (isinstance(label, str), label)
