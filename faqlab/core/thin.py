"""A long series in few points: per bucket of rows its minimum, maximum and mean, nothing lost."""

import numpy as np

MOST_BUCKETS = 2048


def bucket_size(rows: int, most: int = MOST_BUCKETS) -> int:
    """Choose how many rows go into a bucket.

    Args:
        rows: The number of rows of the series.
        most: The number of buckets that must not be exceeded. Default 2048.

    Returns:
        The smallest power of two that keeps to it.

    Example:

    >>> bucket_size(2048), bucket_size(2049), bucket_size(1_000_000)
    (1, 2, 512)
    """
    size = 1
    while rows > size * most:
        size *= 2
    return size


def thin(values: np.ndarray, size: int) -> np.ndarray:
    """Thin a series: minimum, maximum and mean of every `size` rows.

    The lowest and the highest value of the whole series are among the result, so no spike is lost.
    NaN and infinite values are left out; a bucket that has nothing else is NaN.

    Args:
        values: Numbers of shape `(..., rows)`: of one series or several.
        size: Rows to a bucket; the last bucket may have fewer.

    Returns:
        float32 of shape `(..., 3, buckets)`: minima, maxima, means.

    Example:

    >>> thin(np.array([1.0, 9.0, 2.0, 4.0, 7.0]), 2).tolist()
    [[1.0, 2.0, 7.0], [9.0, 4.0, 7.0], [5.0, 3.0, 7.0]]
    """
    values = np.where(np.isfinite(values), values, np.nan)
    if size == 1 or not values.size:
        return np.repeat(values[..., None, :].astype(np.float32), 3, axis=-2)
    starts = np.arange(0, values.shape[-1], size)
    there = ~np.isnan(values)
    count = np.add.reduceat(there.astype(np.int64), starts, axis=-1)
    total = np.add.reduceat(np.where(there, values, 0), starts, axis=-1)
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    lowest, highest = (extreme.reduceat(values, starts, axis=-1) for extreme in (np.fmin, np.fmax))
    return np.stack([lowest, highest, mean], axis=-2).astype(np.float32)
