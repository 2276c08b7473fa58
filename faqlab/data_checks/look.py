"""A bounded look at the numbers of an array: range, what isn't finite, whether all are whole."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_BLOCK = 1 << 17  # numbers that are read at once: they stay in the processor's cache
_MOST_IN_MEMORY = 1 << 26
_MOST_FROM_A_FILE = 1 << 23
_MOST_CLASSES = 1000
_MOST_COUNTED = 1 << 22


@dataclass(frozen=True, eq=False)
class Look:
    """What was seen of an array's numbers.

    Args:
        least: The smallest finite number; None where there is none.
        most: The largest finite number; None where there is none.
        nan: How many are NaN.
        infinite: How many are infinite.
        first_bad: The row of the first that isn't finite, or None.
        whole: Whether all finite ones are whole.
        values: The distinct values, sorted; None if there are more than 1000, or too
            many numbers to count them in no time.
        rows: How many rows were looked at.
    """

    least: float | None
    most: float | None
    nan: int
    infinite: int
    first_bad: int | None
    whole: bool
    values: np.ndarray | None
    rows: int


def look(array: object) -> Look:
    """Look at an array of numbers, or at rows spread evenly over it if it is very large.

    Args:
        array: Anything with a shape, a dtype and slices, of shape `(rows, ...)`; numbers or bools.

    Returns:
        A `Look`.

    Example:

    >>> seen = look(np.array([[1.0, np.nan], [3.0, 2.0]]))
    >>> seen.least, seen.most, seen.nan, seen.first_bad, seen.whole
    (1.0, 3.0, 1, 0, True)
    """
    least, most, nan, infinite, first_bad, whole, rows = np.inf, -np.inf, 0, 0, None, True, 0
    few = int(np.prod(array.shape)) <= _MOST_COUNTED
    values: set | None = set() if few else None
    for start, block in blocks(array):
        rows += len(block)
        if not block.size:
            continue
        low, high = block.min(), block.max()
        if not (np.isfinite(low) and np.isfinite(high)):
            bad = ~np.isfinite(block)
            nan += int(np.isnan(block).sum())
            infinite += int(np.isinf(block).sum())
            if first_bad is None:
                first_bad = start + int(np.argmax(bad.reshape(len(block), -1).any(axis=1)))
            block = block[~bad]
            if not block.size:
                continue
            low, high = block.min(), block.max()
        least, most = min(least, float(low)), max(most, float(high))
        # Whether all are whole shows in the first numbers, or needs all of them.
        if whole and block.dtype.kind == "f":
            part = block.reshape(-1)
            whole = bool((part[:64] == np.rint(part[:64])).all())
            whole = whole and bool((part == np.rint(part)).all())
        values = _more_values(values, block)
    seen = (None, None) if least > most else (least, most)
    distinct = None if values is None else np.array(sorted(values))
    return Look(*seen, nan, infinite, first_bad, whole, distinct, rows)


def _more_values(values: set | None, block: np.ndarray) -> set | None:
    if values is None:
        return None
    # A few numbers are enough to see that there are too many.
    few = np.unique(block.reshape(-1)[: 4 * _MOST_CLASSES])
    if len(few) <= _MOST_CLASSES:
        values = values | set(few.tolist()) | set(np.unique(block).tolist())
    return values if len(few) <= _MOST_CLASSES and len(values) <= _MOST_CLASSES else None


def blocks(array: object) -> Iterator[tuple[int, np.ndarray]]:
    """Cut an array into blocks of rows; of a very large one some, spread evenly.

    Args:
        array: As `look` takes it.

    Yields:
        The index of the block's first row, and the block as a numpy array.
    """
    total = int(array.shape[0])
    size = max(1, int(np.prod(array.shape[1:])))
    most = _MOST_IN_MEMORY if isinstance(array, np.ndarray) else _MOST_FROM_A_FILE
    height = max(1, _BLOCK // size)
    starts = range(0, total, height)
    if total * size > most:
        wanted = max(2, most // (height * size))
        starts = np.unique(np.linspace(0, total - height, wanted).astype(int)).tolist()
    for start in starts:
        yield start, np.asarray(array[start : start + height])
