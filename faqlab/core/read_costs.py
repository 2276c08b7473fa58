"""What shuffling costs in a chunked file: rows in order, chunks in random order, random rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import h5py
import numpy as np

from .errors import three_beats
from .h5_dataset import H5Dataset
from .page_table import page_table, text_table
from .summary import two
from .whole_number import whole_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEAD = ("order of the rows", "chunks read for a batch", "a sample takes")
_MEMORY = 8_000_000  # bytes, for the windows of the shuffled chunks


@dataclass(frozen=True)
class ReadCost:
    """What one order costs.

    Args:
        chunks: How many chunks are read for a batch, on average.
        seconds: The seconds that a sample takes.
        rows: The numbers of the rows that the batches hold, of shape `(batches, batch_size)`.
    """

    chunks: float
    seconds: float
    rows: np.ndarray


@dataclass(frozen=True, repr=False)
class ReadCosts:
    """What the orders cost; the text and the page are a table.

    Args:
        orders: For each order by name its `ReadCost`.
        samples: How many rows the file has.
        chunk: How many rows a chunk has.
    """

    orders: Mapping[str, ReadCost]
    samples: int
    chunk: int

    def __getitem__(self, name: str) -> ReadCost:
        return self.orders[name]

    def times(self, name: str) -> float:
        """Tell how many times as long a sample takes as in the order of the file.

        Args:
            name: The order.

        Returns:
            The factor.
        """
        return self.orders[name].seconds / self.orders["in order"].seconds

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: the order, chunks for a batch, microseconds for a sample."""
        return [
            (name, two(one.chunks), f"{two(1e6 * one.seconds)} µs, {two(self.times(name))} x")
            for name, one in self.orders.items()
        ]

    def draw(self) -> Figure:
        """Draw which rows the batches of each order hold, and what a sample costs.

        Returns:
            A matplotlib `Figure`.
        """
        from .read_costs_picture import draw

        return draw(self)

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.rows()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows(), caption=self._sum_up())

    def _sum_up(self) -> str:
        return (
            f"{self.samples:,} rows in chunks of {self.chunk:,}. The system keeps files in memory "
            "that were read lately: from a disk that must seek, random rows cost more still."
        )


def read_costs(
    path: Path | str, batch_size: int = 128, batches: int = 40, seed: int = 0, name: str = "x"
) -> ReadCosts:
    """Measure how long samples take to read from an HDF5 file, in four orders.

    "in order" reads as the file goes; "chunks shuffled" is what `H5Dataset` does: chunks in random
    order, and the rows of some chunks mixed in memory; "random rows" reads for each batch rows
    from all over the file, sorted, with one call; "one by one" reads these with a call each.

    Args:
        path: The file, with a dataset in chunks.
        batch_size: The samples of a batch. Default: 128.
        batches: How many batches to read at most; of random rows, a quarter. Default: 40.
        seed: For the random orders. Default: 0.
        name: The dataset. Default: `"x"`.

    Returns:
        A `ReadCosts`.

    Raises:
        FileNotFoundError: If there is no file.
        ValueError: If there is no such dataset, it isn't in chunks, or has too few rows.

    Example:

    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "rows.h5")
    >>> with h5py.File(path, "w") as file:
    ...     _ = file.create_dataset("x", (4096, 16), "float32", chunks=(64, 16))
    >>> costs = read_costs(path, batch_size=64, batches=8)
    >>> [round(costs[order].chunks) for order in costs.orders]
    [1, 1, 42, 64]
    """
    batch_size = whole_number("batch size", batch_size, 1)
    batches = whole_number("number of batches", batches, 1)
    data = H5Dataset(path, name, None, batch_size=batch_size, seed=seed, memory=_MEMORY)
    count, chunk = data.samples, _chunk(path, name)
    if count < batch_size:
        raise ValueError(three_beats("The file is smaller than a batch.", batch_size, count))
    batches = min(batches, count // batch_size)
    few = max(1, batches // 4)
    shape = (batches, batch_size)
    random = np.random.default_rng(seed).permutation(count)[: batches * batch_size].reshape(shape)
    with h5py.File(path) as file:
        found = file[name]
        orders = {
            "in order": (
                np.arange(batches * batch_size).reshape(shape),
                lambda rows, i: found[rows[0] : rows[-1] + 1],
            ),
            "chunks shuffled": (
                data.order.rows()[: batches * batch_size].reshape(shape),
                lambda rows, i: data[i],
            ),
            "random rows": (random[:few], lambda rows, i: found[np.sort(rows)]),
            "one by one": (random[:few], lambda rows, i: [found[row] for row in rows]),
        }
        costs = {
            order: ReadCost(
                _chunks(order, rows, chunk, count), _seconds(rows, read) / batch_size, rows
            )
            for order, (rows, read) in orders.items()
        }
    data.close()
    return ReadCosts(costs, count, chunk)


def _chunk(path: Path | str, name: str) -> int:
    with h5py.File(path) as file:
        if not file[name].chunks:
            wrong, remedy = f"{name!r} is not in chunks.", "`write` of lesson 20 writes chunks."
            raise ValueError(three_beats(wrong, "a chunked dataset", "one piece", remedy))
        return file[name].chunks[0]


def _chunks(order: str, rows: np.ndarray, chunk: int, count: int) -> float:
    """Count the chunks for a batch; in two orders each is read once for all batches together."""
    if order in ("in order", "chunks shuffled"):
        return rows.shape[1] / chunk
    if order == "one by one":
        return float(rows.shape[1])
    return float(np.mean([len(np.unique(batch // chunk)) for batch in rows]))


def _seconds(rows: np.ndarray, read: Callable) -> float:
    began = time.perf_counter()
    for i, batch in enumerate(rows):
        read(batch, i)
    return (time.perf_counter() - began) / len(rows)
