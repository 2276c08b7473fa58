"""How do I record the training and validation loss at each epoch?

`fit` returns a `History`: its `history` maps the loss and each metric, and their `val_` twins, to
one number an epoch. `LiveCurves` records the batches too, draws the curves while `fit` runs, and
keeps all of it as a `Run` that can be drawn, saved, compared and exported.
"""

import base64
import csv
import io
import json
import os
import sys
import threading
from collections.abc import Sequence

from .claims.history import CLAIMS
from .core.epoch_lines import EpochLines
from .core.files import atomic_write
from .core.recorder import Recorder
from .core.run import Run
from .core.run_picture import draw
from .core.told_picture import png
from .exercises.history import predict, q1, q2, q3, q4
from .widgets.notebook_shell import notebook_shell
from .widgets.run_chart import RunChart, as_runs, refuse_unknown

__all__ = [
    "CLAIMS",
    "LiveCurves",
    "draw",
    "predict",
    "q1",
    "q2",
    "q3",
    "q4",
    "read_csv",
    "to_csv",
    "to_json",
]


class LiveCurves(Recorder):
    """Draw the curves of training and validation while `fit` runs.

    In JupyterLab a chart appears under the cell and grows batch by batch; Stop ends training after
    the current batch. When `fit` has ended, a still picture and a summary in words are stored with
    the notebook. In a terminal there is a line an epoch instead. All that was seen is in `run`.

    Args:
        run: The `Run` to fill. Default: a new one.
        name: What to call the new run. Default: "run".
        compare: Earlier runs to draw beside it. Default: none.
        metrics: Which metrics to draw, by the names of their training curves. Default: all.

    Attributes:
        run: The `Run`.
        chart: The widget, or None outside a notebook.

    Raises:
        TypeError: If there is no such argument, or `compare` holds something that isn't a run.
        ValueError: In the first batch, if the model has no metric named here.

    Example:

    >>> import keras
    >>> import numpy as np
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> curves = LiveCurves(name="tiny")
    >>> history = model.fit(np.zeros((8, 2)), np.ones(8), verbose=0, callbacks=[curves])
    epoch 1/1  loss 1
    1 epoch, completed. loss 1.0 -> 1.0. Lowest loss: 1.0 after epoch 1.
    >>> curves.run.history() == history.history
    True
    """

    def __init__(
        self,
        run: Run | None = None,
        *,
        name: str = "run",
        compare: Sequence[Run] = (),
        metrics: Sequence[str] | None = None,
        **unknown,
    ):
        refuse_unknown("LiveCurves", unknown, ["run", "name", "compare", "metrics"])
        super().__init__(Run(name) if run is None else run)
        self._compare = as_runs(compare)
        self._metrics = [metrics] if isinstance(metrics, str) else metrics
        self.chart: RunChart | None = None
        self._lines: EpochLines | None = None
        self._cell: int | None = None

    def on_train_begin(self, logs=None):
        """Show the chart, or get ready to write lines; then start the run."""
        shell = notebook_shell()
        if shell is not None:
            self._show(shell)
        elif self._lines is None:
            self._lines = EpochLines(self.run, sys.stdout)
        super().on_train_begin(logs)

    def _began(self) -> None:
        for name in self._metrics or ():
            self.run.check_metric(name)

    def __repr__(self) -> str:
        return f"Curves of run {self.run.name!r}: {self.run.summary()}"

    def _repr_mimebundle_(self, **arguments):
        if self.chart is None:
            return {"text/plain": repr(self)}
        return self.chart._repr_mimebundle_(**arguments)

    def _show(self, shell) -> None:
        from IPython.display import display

        if self.chart is None:
            self.chart = RunChart(
                self.run, compare=self._compare, metrics=self._metrics, stop=self.stop
            )
        if self._cell == shell.execution_count:
            return
        self._cell = shell.execution_count
        display(self.chart)
        # In another thread fit outlives the cell, and nothing can be added to it afterwards.
        if threading.current_thread() is threading.main_thread():
            shell.events.register("post_run_cell", self._after_cell)

    def _after_cell(self, result) -> None:
        """Leave a still picture in the notebook, also where `fit` raised and told nobody."""
        from IPython import get_ipython
        from IPython.display import display

        get_ipython().events.unregister("post_run_cell", self._after_cell)
        if self.run.state == "training":
            error = result.error_in_exec
            # The cell may have caught it itself.
            name = type(error).__name__ if error else "an error"
            self.run.end("failed", f"fit raised {name}.")
        if not self.run.metrics:
            return
        shown = self._metrics if set(self._metrics or ()) <= set(self.run.metrics) else None
        picture = base64.b64encode(png(draw(self.run, shown, self._compare))).decode()
        self.chart.mark_still(picture)
        display({"image/png": picture, "text/plain": repr(self)}, raw=True)
        display({"text/plain": str(self.run.summary())}, raw=True)


def to_csv(run: Run, path: str | os.PathLike) -> None:
    """Write a run's epochs as a CSV file, all or nothing: a header, then one line an epoch.

    Args:
        run: The run.
        path: Where to.

    Example:

    >>> import tempfile, pathlib
    >>> run = Run()
    >>> run.add_epoch(0, {"loss": 0.5})
    >>> path = pathlib.Path(tempfile.mkdtemp(), "run.csv")
    >>> to_csv(run, path)
    >>> read_csv(path)["loss"]
    [0.5]
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = ["epoch", *(name for name in run.epochs.columns if name != "epoch")]
    writer.writerow(names)
    numbers = run.epoch_numbers()
    for row in range(len(run.epochs)):
        cells = [
            repr(float(run.epochs[name][row])) if run.epochs.reported(name)[row] else ""
            for name in names[1:]
        ]
        writer.writerow([int(numbers[row]), *cells])
    with atomic_write(path) as file:
        file.write(text.getvalue().encode("utf-8"))


def read_csv(path: str | os.PathLike) -> dict[str, list[float]]:
    """Read a CSV file that `to_csv` wrote.

    Args:
        path: The file.

    Returns:
        For each column its numbers, one an epoch; a cell that is empty is left out.
    """
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = rows[0].keys() if rows else ()
    return {name: [float(row[name]) for row in rows if row[name]] for name in names}


def to_json(run: Run) -> str:
    """Give a run's epochs and its ending as JSON text.

    Args:
        run: The run.

    Returns:
        The text; NaN and infinite values are null, as JSON has no word for them.

    Example:

    >>> run = Run("tiny")
    >>> run.add_epoch(0, {"loss": 0.5})
    >>> json.loads(to_json(run))["history"]
    {'loss': [0.5]}
    """
    history = {
        name: [value if abs(value) < float("inf") else None for value in values]
        for name, values in run.history().items()
    }
    return json.dumps({"name": run.name, "state": run.state, "why": run.why, "history": history})
