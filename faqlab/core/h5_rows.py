"""Rows of an HDF5 dataset in any order and as often as wanted, which h5py itself refuses."""

from collections.abc import Iterator
from itertools import pairwise

import h5py
import numpy as np

from .errors import three_beats

# Bytes between two rows that it is cheaper to read than to go to the next row anew.
_GAP = 1 << 14


def read_rows(dataset: h5py.Dataset, rows) -> np.ndarray:
    """Read rows, each chunk once.

    h5py takes only increasing rows, each once: `TypeError: Indexing elements must be in increasing
    order`. Here they are sorted, read, and put back in the order wanted.

    Args:
        dataset: An open dataset of shape `(samples, ...)`, or anything that slices like one.
        rows: The rows' numbers, of shape `(rows,)`; -1 is the last row.

    Returns:
        The rows, of shape `(rows, ...)`.

    Raises:
        ValueError: If they aren't whole numbers in one dimension.
        IndexError: If there is no such row.

    Example:

    >>> import io
    >>> file = h5py.File(io.BytesIO(), "w")
    >>> file["x"] = [10, 11, 12, 13]
    >>> read_rows(file["x"], [3, 0, 3, -2]).tolist()
    [13, 10, 13, 12]
    """
    unique, back = np.unique(row_numbers(rows, dataset.shape[0]), return_inverse=True)
    found = np.empty((len(unique), *dataset.shape[1:]), dataset.dtype.newbyteorder("="))
    for low, high in _runs(unique, dataset):
        first = unique[low]
        found[low:high] = dataset[first : unique[high - 1] + 1][unique[low:high] - first]
    return found[back]


def row_numbers(rows, samples: int) -> np.ndarray:
    """Check the numbers of rows.

    Args:
        rows: The numbers; negative ones count from the end.
        samples: How many rows there are.

    Returns:
        The numbers from 0 on, int64 of shape `(rows,)`.

    Raises:
        ValueError: If they aren't whole numbers in one dimension.
        IndexError: If there is no such row.

    Example:

    >>> row_numbers([0, -1], 5).tolist()
    [0, 4]
    """
    given = np.asarray(rows)
    if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
        expected = "whole numbers in one dimension, such as [3, 0, 3]"
        raise ValueError(three_beats("These are no numbers of rows.", expected, rows))
    numbers = given.astype("int64")
    wrong = (numbers < -samples) | (numbers >= samples)
    if wrong.any():
        expected = f"numbers from {-samples} to {samples - 1}"
        raise IndexError(three_beats("There is no such row.", expected, int(numbers[wrong][0])))
    return np.where(numbers < 0, numbers + samples, numbers)


def _runs(rows: np.ndarray, dataset) -> Iterator[tuple[int, int]]:
    """Part sorted rows into those that are read in one go: of one chunk, or near each other."""
    if not len(rows):
        return
    chunks = getattr(dataset, "chunks", None)
    if chunks:
        parted = np.diff(rows // chunks[0]) > 0
    else:
        size = dataset.dtype.itemsize * int(np.prod(dataset.shape[1:], dtype="int64"))
        parted = np.diff(rows) * size > _GAP
    # Neighbours are read together, whichever chunk they lie in.
    parted &= np.diff(rows) > 1
    borders = [0, *(np.flatnonzero(parted) + 1).tolist(), len(rows)]
    yield from pairwise(borders)
