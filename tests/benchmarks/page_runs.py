"""In the kernel: a fit to watch, appends to time, and runs of many batches to draw."""

import random
import time

import numpy as np
import psutil

from faqlab import LiveCurves, Run, RunChart
from faqlab.core.backend import keras
from faqlab.core.table import Table

from .digits_fit import BATCH, data, network_of_wanted_step
from .live_lab import tell

STEPS = 1000  # batches an epoch of the runs that are made up


class Until(keras.callbacks.Callback):
    """End training after some seconds, at the end of an epoch."""

    def __init__(self, seconds: float):
        super().__init__()
        self.end = time.monotonic() + seconds

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = time.monotonic() >= self.end


def watch_fit(seconds: float) -> None:
    """Train for some seconds with LiveCurves."""
    from IPython.display import clear_output

    model, _, step = network_of_wanted_step()
    x, y, validation = data()
    clear_output()
    curves = LiveCurves()
    model.fit(
        *(x, y, BATCH, 10_000),
        validation_data=validation,
        verbose=0,
        callbacks=[curves, Until(seconds)],
    )
    tell({"step": step, "batches": len(curves.run.batches)})


def append_slowly(times: int) -> None:
    """Append batches one at a time, each to be painted before the next comes."""
    from IPython.display import display

    run = Run()
    run.begin(epochs=1, steps=times)
    display(RunChart(run))
    run.add_batch(0, 0, {"loss": 1.0})
    time.sleep(2)
    appended = {}
    for batch in range(1, times + 1):
        appended[batch + 1] = time.time() * 1000
        run.add_batch(0, batch, {"loss": 1 / batch})
        time.sleep(random.uniform(0.15, 0.35))
    tell(appended)


def made_up(rows: int) -> Run:
    """Make a run of many batches, two metrics, an epoch every 1000 batches."""
    rng = np.random.default_rng(0)
    row = np.arange(rows)
    loss = 1 / (1 + row / 1000) + rng.normal(0, 0.02, rows)
    batches = {
        "epoch": row // STEPS,
        "batch": row % STEPS,
        "samples": BATCH * (row % STEPS + 1),
        "seconds": np.full(rows, 0.002),
        "loss": loss,
        "accuracy": 1 - loss / 2,
    }
    last = row[STEPS - 1 :: STEPS]
    epochs = {
        "epoch": row[: len(last)],
        "batches": last + 1,
        "seconds": np.full(len(last), 2.0),
        "loss": loss[last],
        "accuracy": 1 - loss[last] / 2,
        "val_loss": loss[last] + 0.1,
        "val_accuracy": 0.9 - loss[last] / 2,
    }
    run = Run()
    run.means = frozenset(["loss", "accuracy"])
    run.batches, run.epochs = _table(batches), _table(epochs)
    run.state = "completed"
    return run


def keep(rows: int) -> None:
    """Make a run and remember it; tell how much memory that took, in MiB."""
    global kept
    before = memory()
    kept = made_up(rows)
    tell({"before": before, "after": memory()})


def open_chart() -> None:
    """Open a chart of the remembered run; tell when it was asked for."""
    from IPython.display import display

    begin = time.time() * 1000
    display(RunChart(kept))
    tell({"begin": begin, "memory": memory()})


def grow(rows: int) -> None:
    """Append many batches to a run whose chart is open; tell what it cost."""
    from IPython.display import display

    run = Run()
    run.means = frozenset(["loss", "accuracy"])
    run.begin(epochs=rows // STEPS, steps=STEPS)
    chart = RunChart(run)
    sent, send, took = [], chart.send, np.empty(rows)
    chart.send = lambda content, buffers=None: (
        sent.append(sum(map(len, buffers or ()))),
        send(content, buffers),
    )
    display(chart)
    before = memory()
    for row in range(rows):
        loss = 1 / (1 + row / 1000)
        begin = time.perf_counter()
        run.add_batch(
            row // STEPS,
            row % STEPS,
            {"loss": loss, "accuracy": 1 - loss / 2},
            BATCH * (row % STEPS + 1),
        )
        if row % STEPS == STEPS - 1:
            run.add_epoch(row // STEPS, {"loss": loss, "val_loss": loss + 0.1})
        took[row] = time.perf_counter() - begin
    run.end("completed")
    tell(
        {
            "median": float(np.median(took)),
            "longest": float(took.max()),
            "whole": float(took.sum()),
            "grown": memory() - before,
            "messages": len(sent),
            "bytes": sum(sent),
            "largest": max(sent),
        }
    )


def memory() -> float:
    """Give the memory that this process holds, in MiB."""
    return psutil.Process().memory_info().rss / 2**20


def _table(columns: dict) -> Table:
    there = {name: np.ones(len(values), dtype=bool) for name, values in columns.items()}
    return Table.from_columns(columns, there)
