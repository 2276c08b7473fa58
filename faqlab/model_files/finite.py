"""Count the numbers of an array that are NaN or infinite, piece by piece."""

from collections.abc import Iterator
from typing import BinaryIO

import h5py
import numpy as np

from .budget import PIECE, Budget
from .h5_items import Item

# Beyond this a float64 is infinite when Keras makes a float32 of it.
_LARGEST = float(np.finfo(np.float32).max)


def not_finite(opened: h5py.File, file: BinaryIO, item: Item, budget: Budget) -> int:
    """Count the numbers that are NaN or infinite, or will be as float32.

    Args:
        opened: The HDF5 file.
        file: The bytes of it.
        item: The array; of floating-point numbers.
        budget: How many bytes may be read.

    Returns:
        How many there are in what could be read.

    Example:

    >>> import io
    >>> from .h5_items import ARRAY, h5_items
    >>> file = io.BytesIO()
    >>> opened = h5py.File(file, "w")
    >>> opened["a"] = np.array([1.0, np.nan, np.inf, 1e300])
    >>> opened.flush()
    >>> item, = (one for one in h5_items(opened) if one.kind == ARRAY)
    >>> not_finite(opened, file, item, Budget())
    3
    """
    pieces = (
        _in_a_row(file, item, np.dtype(item.dtype), budget)
        if item.place is not None and not item.filters
        else _in_chunks(opened[item.path], item, budget)
    )
    with np.errstate(invalid="ignore", over="ignore"):
        return sum(_count(piece) for piece in pieces)


def _count(numbers: np.ndarray) -> int:
    bad = ~np.isfinite(numbers)
    if numbers.dtype.itemsize >= 8:
        bad |= np.abs(numbers) > _LARGEST
    return int(np.count_nonzero(bad))


def _in_a_row(file: BinaryIO, item: Item, dtype: np.dtype, budget: Budget) -> Iterator[np.ndarray]:
    """Numbers that lie one after another are read past HDF5, which is faster."""
    step = PIECE // dtype.itemsize * dtype.itemsize
    granted = budget.grant(item.stored) // dtype.itemsize * dtype.itemsize
    file.seek(item.place)
    for start in range(0, granted, step):
        data = file.read(min(step, granted - start))
        if len(data) % dtype.itemsize or not data:
            return  # the file ends here, which is told elsewhere
        yield np.frombuffer(data, dtype)


def _in_chunks(array: h5py.Dataset, item: Item, budget: Budget) -> Iterator[np.ndarray]:
    for part in array.iter_chunks() if item.chunk else [...]:
        size = item.chunk or item.size
        if budget.grant(size) < size:
            return
        yield np.asarray(array[part])
