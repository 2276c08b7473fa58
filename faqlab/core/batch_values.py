"""Each batch's own value, recovered from the running means that Keras reports."""

import numpy as np


def own_values(
    running: np.ndarray, samples: np.ndarray, epoch: np.ndarray, start: int = 0
) -> np.ndarray:
    """Undo a running mean.

    After `n` samples with mean `m`, and `n'` with `m'`, the samples in between had the mean
    `(n' m' - n m) / (n' - n)`. Keras weighs each batch by its number of samples, so this holds for
    a smaller last batch too.

    Args:
        running: The means over the epoch so far, of shape `(rows,)`.
        samples: How many samples the epoch has seen so far, of shape `(rows,)`.
        epoch: The epoch's index, of shape `(rows,)`.
        start: The first row wanted. Default 0.

    Returns:
        Each batch's own mean, of shape `(rows - start,)`.

    Example:

    >>> own_values(np.array([1.0, 0.75]), np.array([32, 64]), np.array([0, 0]))
    array([1. , 0.5])
    """
    before = max(0, start - 1)
    running, samples, epoch = running[before:], samples[before:], epoch[before:]
    total = running * samples
    first = np.ones(len(total), dtype=bool)
    # An epoch's first batch has nothing before it; two fits may both call their epoch 0.
    first[1:] = (np.diff(epoch) != 0) | (np.diff(samples) <= 0)
    own_total = np.where(first, total, np.diff(total, prepend=0))
    own_samples = np.where(first, samples, np.diff(samples, prepend=0))
    return (own_total / own_samples)[start - before :]
