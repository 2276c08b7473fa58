"""A run in words and numbers: the epochs, the best one, start and end, the gap, why it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .run import Run


@dataclass(frozen=True)
class Summary:
    """What a run came to.

    Args:
        epochs: How many epochs were done.
        batches: How many batches were recorded.
        state: How the run stands: "completed", "stopped", ...
        why: The sentence that says why it ended.
        ends: For each of loss and val_loss that was reported: first and last value.
        monitor: "val_loss", or "loss" where there was no validation.
        best_epoch: The epoch with the lowest `monitor`, as a reader counts; None if there is none.
        best: That lowest value.
        gap: val_loss - loss after the last epoch that has both; None where there is none.
        not_finite: How many epochs have a loss or val_loss that is NaN or infinite.
    """

    epochs: int
    batches: int
    state: str
    why: str
    ends: dict[str, tuple[float, float]]
    monitor: str
    best_epoch: int | None
    best: float | None
    gap: float | None
    not_finite: int

    def __str__(self) -> str:
        if self.state == "new":
            return "Nothing recorded yet."
        parts = [f"{_count(self.epochs, 'epoch')}, {self.state}."]
        if self.why:
            parts.append(self.why)
        if self.ends:
            moves = (f"{name} {two(a)} -> {two(b)}" for name, (a, b) in self.ends.items())
            parts.append(", ".join(moves) + ".")
        if self.best_epoch is not None:
            parts.append(f"Lowest {self.monitor}: {two(self.best)} after epoch {self.best_epoch}.")
        if self.gap is not None:
            parts.append(f"Gap at the end (val_loss - loss): {two(self.gap)}.")
        if self.not_finite:
            parts.append(f"{_count(self.not_finite, 'epoch')} with a loss that is not a number.")
        return " ".join(parts)


def two(value: float) -> str:
    """Write a number with two significant digits.

    Args:
        value: The number.

    Returns:
        The text.

    Example:

    >>> two(0.12345), two(12.3), two(1234.5), two(1.0)
    ('0.12', '12', '1200', '1.0')
    """
    if not np.isfinite(value) or value == 0:
        return f"{value:g}"
    if not 1e-4 <= abs(value) < 1e6:
        return f"{value:.1e}"
    digits = 1 - int(np.floor(np.log10(abs(float(f"{value:.1e}")))))
    return f"{round(value, digits):.{max(0, digits)}f}"


def summarise(run: Run) -> Summary:
    """Sum a run up.

    Args:
        run: The run, finished or not.

    Returns:
        Its `Summary`.
    """
    columns = {
        name: run.epochs[name][run.epochs.reported(name)]
        for name in ("loss", "val_loss")
        if name in run.epochs
    }
    best_epoch, best = lowest(run)
    # Validation may come every few epochs only, so the rows are counted where they stand.
    not_finite = np.zeros(len(run.epochs), dtype=bool)
    for name in columns:
        not_finite |= run.epochs.reported(name) & ~np.isfinite(run.epochs[name])
    return Summary(
        epochs=len(run.epochs),
        batches=len(run.batches),
        state=run.state,
        why=run.why,
        ends={name: (float(c[0]), float(c[-1])) for name, c in columns.items() if len(c)},
        monitor=_monitor(run),
        best_epoch=best_epoch,
        best=best,
        gap=_gap(run),
        not_finite=int(np.count_nonzero(not_finite)),
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def lowest(run: Run) -> tuple[int | None, float | None]:
    """Find the best epoch: the one with the lowest val_loss, or loss where there was no validation.

    Args:
        run: The run, finished or not.

    Returns:
        The epoch, as a reader counts, and that loss; None and None if there is none.

    Example:

    >>> from faqlab import Run
    >>> run = Run()
    >>> for epoch, loss in enumerate([0.9, 0.5, 0.6]):
    ...     run.add_epoch(epoch, {"loss": loss})
    >>> lowest(run)
    (2, 0.5)
    """
    monitor = _monitor(run)
    if monitor not in run.epochs or not np.isfinite(run.epochs[monitor]).any():
        return None, None
    values = np.where(np.isfinite(run.epochs[monitor]), run.epochs[monitor], np.inf)
    row = int(np.argmin(values))
    return int(run.epoch_numbers()[row]), float(values[row])


def _monitor(run: Run) -> str:
    return "val_loss" if "val_loss" in run.epochs else "loss"


def _gap(run: Run) -> float | None:
    if "val_loss" not in run.epochs or "loss" not in run.epochs:
        return None
    loss, val_loss = run.epochs["loss"], run.epochs["val_loss"]
    both = np.isfinite(loss) & np.isfinite(val_loss)
    return float(val_loss[both][-1] - loss[both][-1]) if both.any() else None
