"""How well a shuffle mixes: one number, and what the buffer of `tf.data` does to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .errors import three_beats
from .page_table import page_table, text_table
from .whole_number import whole_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def mixing(order: Sequence[int]) -> float:
    """Say how far from its place the average sample is, as a share of what a full shuffle does.

    A sample's place is that of its number among those seen. A full shuffle of n samples moves one
    by (n² - 1) / 3n places in the mean.

    Args:
        order: The sample numbers in the order seen, of shape `(samples,)`, each once.

    Returns:
        0 where all are in order; about 1 for a full shuffle; about 1.5 for a reversed order.

    Raises:
        ValueError: If there are fewer than two samples, or one comes twice.

    Example:

    >>> mixing([0, 1, 2, 3]), mixing([1, 0, 2, 3]), round(mixing([3, 2, 1, 0]), 2)
    (0.0, 0.4, 1.6)
    """
    order = np.asarray(order)
    count = order.size
    if order.ndim != 1 or count < 2 or len(np.unique(order)) < count:
        expected = "two sample numbers or more, each once"
        raise ValueError(three_beats("This is no order of samples.", expected, order.tolist()))
    places = np.argsort(np.argsort(order))
    full = (count**2 - 1) / (3 * count)
    return float(np.abs(places - np.arange(count)).mean() / full)


def buffer_order(samples: int, buffer_size: int, seed: int | None = None) -> np.ndarray:
    """Let `tf.data` shuffle the numbers from 0 on.

    Args:
        samples: How many.
        buffer_size: How many wait in the buffer, from which the next one is drawn.
        seed: Default: another order each time.

    Returns:
        The numbers in the order in which they come, int64 of shape `(samples,)`.

    Raises:
        ValueError: If a number isn't a whole one, or too small.

    Example:

    >>> buffer_order(5, buffer_size=1).tolist()
    [0, 1, 2, 3, 4]
    """
    import tensorflow as tf

    samples = whole_number("number of samples", samples, 1)
    size = whole_number("buffer size", buffer_size, 1)
    dataset = tf.data.Dataset.range(samples).shuffle(size, seed=seed)
    return next(iter(dataset.batch(samples))).numpy()


@dataclass(frozen=True, eq=False)
class BufferMixing:
    """How well `tf.data` mixes with buffers of several sizes; its text is a table.

    Args:
        samples: How many samples were shuffled.
        sizes: The sizes of the buffer.
        orders: The orders that came, int64 of shape `(sizes, repeats, samples)`.
    """

    samples: int
    sizes: tuple[int, ...]
    orders: np.ndarray

    @property
    def mixing(self) -> np.ndarray:
        """The number of `mixing`, of shape `(sizes, repeats)`."""
        return np.array([[mixing(one) for one in orders] for orders in self.orders])

    @property
    def earliest(self) -> np.ndarray:
        """By how many places a sample came before its own at most, of shape `(sizes,)`."""
        return (self.orders - np.arange(self.samples)).max(axis=(1, 2))

    def draw(self) -> Figure:
        """Draw it: an order for each size as a ribbon, and the number over the sizes.

        Returns:
            A matplotlib `Figure` that a notebook shows.
        """
        from .shuffle_buffer_picture import draw_buffers

        return draw_buffers(self)

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table, a row a size."""
        return [
            (f"{size:,}", f"{means.mean():.2f}", f"{earliest:,}")
            for size, means, earliest in zip(self.sizes, self.mixing, self.earliest, strict=True)
        ]

    def __str__(self) -> str:
        return f"{text_table(_HEAD, self.rows())}\n{self._caption()}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        bars = [min(1.0, float(one)) for one in self.mixing.mean(axis=1)]
        rows = [(size, earliest, mixed) for size, mixed, earliest in self.rows()]
        head = (_HEAD[0], _HEAD[2], _HEAD[1])
        return page_table(head, rows, caption=self._caption(), bars=bars)

    def _caption(self) -> str:
        times = self.orders.shape[1]
        times = f"mean of {times} shuffles" if times > 1 else "one shuffle"
        return f"{self.samples:,} samples, {times}. 0 is in order, 1 a full shuffle."


_HEAD = ("buffer", "mixing", "earlier by at most")


def shuffle_buffers(
    samples: int = 1000,
    sizes: Sequence[int] = (1, 10, 100, 300, 1000),
    repeats: int = 10,
    seed: int | None = 0,
) -> BufferMixing:
    """Let `tf.data` shuffle with buffers of several sizes, and measure how well it mixes.

    Args:
        samples: How many samples to shuffle. Default: 1,000.
        sizes: The sizes of the buffer, in samples.
        repeats: How many shuffles to take the mean of. Default: 10.
        seed: Default: 0. None: other orders each time.

    Returns:
        The `BufferMixing`.

    Raises:
        ValueError: If a number isn't a whole one, or too small, or there are no sizes.

    Example:

    >>> shuffle_buffers(100, sizes=[1], repeats=2)
    buffer  mixing  earlier by at most
    1       0.00    0
    100 samples, mean of 2 shuffles. 0 is in order, 1 a full shuffle.
    """
    whole_number("number of samples", samples, 2)
    whole_number("number of shuffles", repeats, 1)
    if not len(sizes):
        wrong = "There is nothing to measure."
        raise ValueError(three_beats(wrong, "one size of the buffer at least", sizes))
    seeds = [None if seed is None else seed + i for i in range(repeats)]
    orders = [[buffer_order(samples, size, one) for one in seeds] for size in sizes]
    return BufferMixing(samples, tuple(map(int, sizes)), np.array(orders))
