"""What a page needs to draw a run: the rows it has not got yet, thinned so that they stay few."""

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from .batch_values import batch_rows
from .run import Run
from .summary import lowest
from .table import Table
from .thin import bucket_size, thin


class RunFeed:
    """Turn a run into messages, each one the news since the message before.

    A long run is thinned: a bucket of rows is told by its minimum, maximum and mean, so that no
    extreme is lost and what is sent, and kept by the page, stays bounded. When the buckets grow,
    the next message holds all of them again.

    Args:
        run: The run.
        key: What the page calls it.
        role: "run" for the run itself, "compare" for an earlier one beside it.

    Example:

    >>> run = Run()
    >>> run.add_batch(0, 0, {"loss": 0.5})
    >>> feed = RunFeed(run, "a", "run")
    >>> message, buffers = feed.news()
    >>> message["batches"]["rows"], buffers[0].tolist()
    (1, [[[0.5]]])
    """

    def __init__(self, run: Run, key: str, role: str):
        self.run = run
        self._about = {"kind": "rows", "key": key, "role": role}
        self._summary_of: tuple | None = None
        self.start_over()

    def start_over(self) -> None:
        """Send everything again with the next message: a page has opened, or has missed some."""
        self._batches = _TableFeed()
        self._epochs = _TableFeed()

    def news(self) -> tuple[dict, list[np.ndarray]]:
        """Tell what is new.

        Returns:
            The message, ready for JSON, and two float32 arrays, batches and epochs, each of shape
            `(columns, planes, buckets)`: one plane with the values themselves, or three with
            minima, maxima and means.
        """
        run, metrics = self.run, self.run.metrics
        batches, batch_data = self._batches.take(
            run.batches, [name for name in metrics if name in run.batches], partial(batch_rows, run)
        )
        epochs, epoch_data = self._epochs.take(
            run.epochs,
            [name for name in run.epochs.columns if name not in ("epoch", "seconds")],
            run.epochs.rows,
        )
        message = (
            self._about
            | self._sum_up()
            | {
                "name": run.name,
                "state": run.state,
                "why": run.why,
                "metrics": list(metrics),
                "first": _first_epoch(run),
                "planned": run.planned_epochs,
                "steps": run.steps,
                "seconds": run.seconds,
                "remaining": remaining_seconds(run),
                "batches": batches,
                "epochs": epochs,
                "sent": time.time() * 1000,
            }
        )
        return message, [batch_data, epoch_data]

    def _sum_up(self) -> dict:
        # It reads all epochs, so it is done only when there is a new one. The page shows words when
        # training has ended.
        stage = (len(self.run.epochs), self.run.state)
        if stage != self._summary_of:
            words = "" if self.run.state == "training" else str(self.run.summary())
            self._summary = {"summary": words, "best": lowest(self.run)[0]}
            self._summary_of = stage
        return self._summary


class _TableFeed:
    """The news of one table; remembers how many rows were told, in buckets of which size."""

    def __init__(self):
        self._told, self._size, self._columns = 0, 1, []

    def take(
        self, table: Table, columns: list[str], read: Callable[[list[str], int], np.ndarray]
    ) -> tuple[dict, np.ndarray]:
        rows, size = len(table), bucket_size(len(table))
        if size != self._size or columns != self._columns:
            self._told, self._size, self._columns = 0, size, columns
        # The last row is told again: its bucket may have been half full, and callbacks that come
        # after the recorder write into an epoch's row when it has been told already.
        start = max(0, self._told - 1) // size
        # Rows may have come since they were counted.
        planes = thin(read(columns, start * size)[:, : rows - start * size], size)
        self._told = rows
        about = {"rows": rows, "size": size, "start": start, "columns": columns}
        return about, np.ascontiguousarray(planes[:, :1] if size == 1 else planes)


def remaining_seconds(run: Run) -> float | None:
    """Guess how long the `fit` that runs will still take, if all goes on as it went so far.

    Args:
        run: The run.

    Returns:
        Seconds; None where nothing is known yet, or nothing runs.
    """
    rows = len(run.batches)
    if run.state != "training" or not run.planned_epochs or rows == run.fit_row:
        return None
    first, now = run.batches["epoch"][run.fit_row], run.batches["epoch"][rows - 1]
    if run.steps:
        now += (run.batches["batch"][rows - 1] + 1) / run.steps
    done, planned = now - first, run.planned_epochs - first
    spent = time.perf_counter() - run.fit_clock
    return max(0.0, spent * (planned / done - 1)) if done > 0 else None


def _first_epoch(run: Run) -> int:
    table = run.epochs if len(run.epochs) else run.batches
    return int(table["epoch"][0]) if len(table) else 0
