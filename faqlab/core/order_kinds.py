"""What kind of order samples are in, in words."""

from collections.abc import Sequence

import numpy as np


def told_kind(batches: Sequence[np.ndarray], samples: range) -> str:
    """Say how samples are ordered.

    Args:
        batches: The sample numbers, batch by batch, each of shape `(samples in the batch,)`; -1
            for a sample that isn't known.
        samples: The numbers that there are.

    Returns:
        "in order", "shuffled", "shuffled within each batch", "whole batches shuffled, each in
        order", or what is missing.

    Example:

    >>> told_kind([np.array([2, 3]), np.array([0, 1])], range(4))
    'whole batches shuffled, each in order'
    >>> told_kind([np.array([1, 0]), np.array([2, 3])], range(4))
    'shuffled within each batch'
    >>> told_kind([np.array([2, 0, 2])], range(4))
    'shuffled; 2 of 4 samples, some more than once'
    """
    order = np.concatenate([np.zeros(0, "int64"), *batches])
    if not len(order):
        return "nothing seen"
    known = order[order >= 0]
    if not len(known):
        return "none of these samples is among those given"
    return f"{_way(batches, known)}{_missing(known, len(order) - len(known), samples)}"


def _way(batches: Sequence[np.ndarray], order: np.ndarray) -> str:
    if _ascends(order):
        return "in order"
    if len(batches) > 1 and _ascends(np.concatenate([np.sort(one[one >= 0]) for one in batches])):
        return "shuffled within each batch"
    long = [one for one in batches if len(one) > 1]
    if long and all((np.diff(one) == 1).all() for one in long):
        return "whole batches shuffled, each in order"
    return "shuffled"


def _ascends(order: np.ndarray) -> bool:
    return bool((np.diff(order) >= 0).all())


def _missing(known: np.ndarray, unknown: int, samples: range) -> str:
    different = len(np.unique(known))
    parts = []
    if different < len(samples):
        parts.append(f"{different:,} of {len(samples):,} samples")
    if different < len(known):
        parts.append("some more than once")
    if unknown:
        parts.append(f"{unknown:,} that are not among those given")
    return "; " + ", ".join(parts) if parts else ""
