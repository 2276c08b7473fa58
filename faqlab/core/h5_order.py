"""The order in which rows of a chunked file are read: chunks shuffled, then mixed in windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class ChunkOrder:
    """One epoch's order of the rows of a file.

    The file is read in pieces of `piece` rows. The pieces are shuffled and parted into windows of
    `window` pieces at most; a window is held in memory, and its rows are shuffled. So each row
    comes once, and each piece is read once.

    Args:
        start: The first row.
        end: The row after the last.
        piece: How many rows a piece has: those of one chunk, or of several.
        window: How many pieces a window has at most.
        seed: A whole number from 0 on.
        epoch: Which epoch the order is for.
        shuffle: False: the rows come in the order of the file. Default: True.

    Example:

    >>> order = ChunkOrder(start=0, end=12, piece=2, window=3, seed=0, epoch=1)
    >>> [pieces.tolist() for pieces in order.windows]
    [[1, 3, 4], [0, 2, 5]]
    >>> order.rows().tolist()
    [2, 9, 8, 3, 7, 6, 11, 1, 10, 0, 5, 4]
    """

    start: int
    end: int
    piece: int
    window: int
    seed: int
    epoch: int
    shuffle: bool = True

    @cached_property
    def windows(self) -> list[np.ndarray]:
        """For each window the numbers of its pieces, increasing, int64."""
        pieces = np.arange(self.start // self.piece, -(-self.end // self.piece))
        if self.shuffle:
            pieces = np.random.default_rng([self.seed, self.epoch]).permutation(pieces)
        # As many in each: a window of the few that are left over would hardly mix.
        parts = np.array_split(pieces, -(-len(pieces) // self.window))
        return [np.sort(part) for part in parts]

    @cached_property
    def ends(self) -> np.ndarray:
        """Where each window ends in the order, int64 of shape `(windows,)`."""
        return np.cumsum([sum(b - a for a, b in self.runs(k)) for k in range(len(self.windows))])

    def runs(self, k: int) -> list[tuple[int, int]]:
        """Give the rows of a window as ranges of the file.

        Args:
            k: The window.

        Returns:
            For each range its first row and the row after its last, increasing.
        """
        pieces = self.windows[k]
        borders = [0, *(np.flatnonzero(np.diff(pieces) > 1) + 1).tolist(), len(pieces)]
        return [
            (
                max(self.start, int(pieces[low]) * self.piece),
                min(self.end, (int(pieces[high - 1]) + 1) * self.piece),
            )
            for low, high in pairwise(borders)
        ]

    def mixed(self, k: int) -> np.ndarray | None:
        """Give the order of a window's rows.

        Args:
            k: The window.

        Returns:
            Places among the window's rows, int64 of shape `(rows,)`; None for the order of the
            file.
        """
        if not self.shuffle:
            return None
        length = int(self.ends[k] - (self.ends[k - 1] if k else 0))
        return np.random.default_rng([self.seed, self.epoch, k + 1]).permutation(length)

    def parts(self, low: int, high: int) -> Iterator[tuple[int, int, int]]:
        """Part a stretch of the order by windows.

        Args:
            low: Its first place.
            high: The place after its last.

        Yields:
            The window, and the first place in it and the one after the last.
        """
        k = int(np.searchsorted(self.ends, low, side="right"))
        while low < high:
            begin = int(self.ends[k - 1]) if k else 0
            stop = min(high, int(self.ends[k]))
            yield k, low - begin, stop - begin
            low, k = stop, k + 1

    def rows(self) -> np.ndarray:
        """Give the whole order.

        Returns:
            Row numbers, int64 of shape `(samples,)`.
        """
        found = []
        for k in range(len(self.windows)):
            rows = np.concatenate([np.arange(a, b) for a, b in self.runs(k)])
            mixed = self.mixed(k)
            found.append(rows if mixed is None else rows[mixed])
        return np.concatenate(found)

    @property
    def drawn_from(self) -> int:
        """From how many rows the next one is drawn: those of the smallest window."""
        return int(np.diff(self.ends, prepend=0).min())

    def draw(self, batch_size: int = 32) -> Figure:
        """Draw the file, this epoch's order and the next one's, and the first batches.

        Args:
            batch_size: How many rows a batch has. Default: 32.

        Returns:
            A matplotlib `Figure` that a notebook shows.
        """
        from .h5_order_picture import draw_chunk_order

        return draw_chunk_order(self, batch_size)

    def __str__(self) -> str:
        samples = self.end - self.start
        if not self.shuffle:
            return f"{samples:,} rows in the order of the file"
        count = len(self.windows)
        if count == 1:
            return f"{samples:,} rows, shuffled as fully as an array: all are in one window"
        most = max(map(len, self.windows))
        return (
            f"{samples:,} rows in {count:,} windows: each row is drawn from {self.drawn_from:,} "
            f"or more, which lie in {most:,} random {'pieces' if most > 1 else 'piece'} of "
            f"{self.piece:,} rows"
        )

    __repr__ = __str__
