"""A run in a terminal: one line an epoch, and never more than a few a second."""

import time
from typing import TextIO

from .run import EPOCH_COLUMNS, Run

# Seconds between two lines: epochs of a few milliseconds would flood the screen.
_PERIOD = 0.5


class EpochLines:
    """Write a line for an epoch as it ends, and one for the end of the run.

    Args:
        run: The run to follow.
        file: Where the lines go.

    Example:

    >>> import sys
    >>> run = Run()
    >>> lines = EpochLines(run, sys.stdout)
    >>> run.begin(epochs=1)
    >>> run.add_epoch(0, {"loss": 0.5, "val_loss": 0.6})
    epoch 1/1  loss 0.5  val_loss 0.6
    >>> run.end("completed")
    1 epoch, completed. loss 0.50 -> 0.50, val_loss 0.60 -> 0.60. Lowest val_loss: 0.60 after \
epoch 1. Gap at the end (val_loss - loss): 0.10.
    """

    def __init__(self, run: Run, file: TextIO):
        self._file = file
        self._due = 0.0
        run.subscribe(self._changed)

    def _changed(self, run: Run, event: str) -> None:
        now = time.perf_counter()
        if event == "end":
            self._write(str(run.summary()))
        elif event == "epoch" and now >= self._due:
            self._due = now + _PERIOD
            self._write(_line(run))

    def _write(self, text: str) -> None:
        self._file.write(text + "\n")
        self._file.flush()


def _line(run: Run) -> str:
    number = int(run.epochs["epoch"][-1]) + 1
    planned = f"/{run.planned_epochs}" if run.planned_epochs else ""
    names = [name for name in run.epochs.columns if name not in EPOCH_COLUMNS]
    values = [f"{name} {run.epochs[name][-1]:.4g}" for name in names]
    return "  ".join([f"epoch {number}{planned}", *values])
