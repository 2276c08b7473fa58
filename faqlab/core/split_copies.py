"""Rows that are the same to the last bit, found by a fingerprint of each."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

from .split_rows import count_rows, row_leaves

# So many bytes are turned into fingerprints at a time, so that a file needn't fit into memory.
_AT_A_TIME = 2**24


def copies(x: object) -> np.ndarray:
    """Number the rows so that rows which are the same to the last bit have one number.

    Given as `groups`, the numbers keep copies on one side of a split.

    Args:
        x: The inputs: an array, a frame, or a dict, list or tuple of them, rows first. Copies agree
            in all of them.

    Returns:
        For each row the number of the first row that is like it, int64 of shape `(rows,)`.

    Raises:
        TypeError: If it isn't an array.
        ValueError: If there are no rows, or not as many in each input.

    Example:

    >>> copies(np.array([[1, 2], [3, 4], [1, 2]]))
    array([0, 1, 0])
    """
    leaves = row_leaves(x, "x")
    return first_like_it(list(leaves.values()), count_rows(leaves))


def first_like_it(leaves: list[object], rows: int) -> np.ndarray:
    """Give for each row the number of the first row that is like it.

    Args:
        leaves: Arrays of as many rows.
        rows: How many.

    Returns:
        Numbers of rows, int64 of shape `(rows,)`.

    Example:

    >>> first_like_it([np.array(["a", "b", "a"]), np.array([0.0, 1.0, -0.0])], 3)
    array([0, 1, 0])
    """
    leaves = [one.tocsr() if hasattr(one, "tocsr") else one for one in leaves]
    step = max(1, _AT_A_TIME // max(1, sum(map(_row_size, leaves))))
    seen: dict[bytes, int] = {}
    first = np.empty(rows, dtype=np.int64)
    for start in range(0, rows, step):
        stop = min(start + step, rows)
        blocks = [_as_bytes(one, start, stop) for one in leaves]
        for row, parts in enumerate(zip(*blocks, strict=True), start):
            mark = blake2b(parts[0], digest_size=16)
            for part in parts[1:]:
                mark.update(part)
            first[row] = seen.setdefault(mark.digest(), row)
    return first


def _row_size(leaf: object) -> int:
    each = getattr(getattr(leaf, "dtype", None), "itemsize", 8)
    return int(np.prod([int(one or 1) for one in leaf.shape[1:]])) * each


def _as_bytes(leaf: object, start: int, stop: int) -> Iterable:
    part = leaf.iloc[start:stop].to_numpy() if hasattr(leaf, "iloc") else leaf[start:stop]
    part = np.asarray(part.toarray() if hasattr(part, "toarray") else part)
    if part.dtype == object:
        return [repr(row.tolist() if hasattr(row, "tolist") else row).encode() for row in part]
    if part.dtype.kind in "fc":
        part = part + 0.0  # -0.0 is like 0.0
    flat = np.ascontiguousarray(part).reshape(len(part), int(np.prod(part.shape[1:])))
    if not flat.size:
        return [b""] * len(part)
    return flat.view(np.uint8)
