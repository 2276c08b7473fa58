"""Each batch's own value, recovered from the running means that Keras reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .run import Run


def own_values(
    running: np.ndarray, samples: np.ndarray, epoch: np.ndarray, start: int = 0
) -> np.ndarray:
    """Undo a running mean.

    After `n` samples with mean `m`, and `n'` with `m'`, the samples in between had the mean
    `(n' m' - n m) / (n' - n)`. Keras weighs each batch by its number of samples, so this holds for
    a smaller last batch too.

    Args:
        running: The means over the epoch so far, of shape `(..., rows)`: of one metric or several.
        samples: How many samples the epoch has seen so far, of shape `(rows,)`.
        epoch: The epoch's index, of shape `(rows,)`.
        start: The first row wanted. Default 0.

    Returns:
        Each batch's own mean, of shape `(..., rows - start)`.

    Example:

    >>> own_values(np.array([1.0, 0.75]), np.array([32, 64]), np.array([0, 0]))
    array([1. , 0.5])
    """
    before = max(0, start - 1)
    running, samples, epoch = running[..., before:], samples[before:], epoch[before:]
    total = running * samples
    first = np.ones(len(samples), dtype=bool)
    # An epoch's first batch has nothing before it; two fits may both call their epoch 0.
    first[1:] = (np.diff(epoch) != 0) | (np.diff(samples) <= 0)
    own_total, own_samples = total.copy(), samples.copy()
    np.subtract(total[..., 1:], total[..., :-1], out=own_total[..., 1:], where=~first[1:])
    np.subtract(samples[1:], samples[:-1], out=own_samples[1:], where=~first[1:])
    return (own_total / own_samples)[..., start - before :]


def batch_rows(run: Run, names: Sequence[str], start: int = 0) -> np.ndarray:
    """Recover each batch's own values of several metrics at once: see `Run.batch_values`.

    Args:
        run: The run.
        names: Training metrics. One that isn't a mean is given as it is.
        start: The first row wanted. Default 0.

    Returns:
        Numbers of shape `(metrics, rows - start)`; NaN for a metric that has no batches.

    Example:

    >>> from faqlab import Run
    >>> run = Run()
    >>> run.means = frozenset(["loss"])
    >>> for loss, auc, samples in [(1.0, 0.5, 32), (0.75, 0.6, 64)]:
    ...     run.add_batch(0, samples // 32 - 1, {"loss": loss, "auc": auc}, samples)
    >>> batch_rows(run, ["loss", "auc"]).tolist()
    [[1.0, 0.5], [0.5, 0.6]]
    """
    before = max(0, start - 1)
    told = run.batches.rows((*names, "samples", "epoch"), before)
    running, samples, epoch = told[:-2], told[-2], told[-1]
    plain = running[:, start - before :]
    means = np.array([name in run.means for name in names], dtype=bool)
    if not means.any() or "samples" not in run.batches:
        return plain
    own = own_values(running, samples, epoch, start - before)
    return np.where(means[:, None], own, plain)
