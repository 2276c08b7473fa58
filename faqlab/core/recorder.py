"""The Keras callback that writes a training run down."""

import gc
import math
from numbers import Real

from .backend import keras
from .errors import three_beats
from .interrupt import Interrupt
from .run import BATCH_COLUMNS, EPOCH_COLUMNS, Run

# Own columns that Keras doesn't report too. A metric of such a name would be lost between them.
_OURS = {*EPOCH_COLUMNS, *BATCH_COLUMNS} - {"learning_rate"}


class Recorder(keras.callbacks.Callback):
    """Record a training run, batch by batch and epoch by epoch.

    The rows by epoch are Keras's own `History`, number for number. The first interrupt (Ctrl-C,
    or the notebook's stop button) ends training after the current batch, so that `fit` returns
    and nothing is lost; the second raises `KeyboardInterrupt` at once.

    Args:
        run: The `Run` to fill. Default: a new one. A second `fit` with the same recorder adds to
            the same run.

    Attributes:
        run: The `Run`.

    Raises:
        TypeError: If `run` isn't a `Run`.

    Example:

    >>> import numpy as np
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(loss="mse")
    >>> recorder = Recorder()
    >>> history = model.fit(
    ...     np.ones((8, 2)), np.ones(8), epochs=3, batch_size=4, verbose=0, callbacks=[recorder]
    ... )
    >>> recorder.run.history() == history.history
    True
    >>> len(recorder.run.batches), recorder.run.state
    (6, 'completed')
    """

    # Whether a fit was left in the middle of an epoch, by any recorder of this process.
    _left_midway = False

    def __init__(self, run: Run | None = None):
        super().__init__()
        if run is not None and not isinstance(run, Run):
            raise TypeError(
                three_beats("The recorder needs a run to fill.", "a faqlab.Run, or nothing", run)
            )
        self.run = Run() if run is None else run
        self._request = ""
        self._interrupt: Interrupt | None = None
        self._epoch = 0
        self._logs: dict = {}
        self._names = _Names()
        # How many samples the epoch has seen: Keras's counter, read as rarely as can be.
        self._counter = None
        self._met = self._sized = self._uneven = False
        self._size: float | None = None

    def stop(self, why: str) -> None:
        """Ask training to end after the current batch. Safe to call from any thread.

        Args:
            why: A sentence that says who asked.
        """
        self._request = why

    def on_train_begin(self, logs=None):
        """Start the run."""
        if Recorder._left_midway:
            # The data pipeline of an epoch that was left in the middle lies in a reference cycle.
            # Where some dozens pile up, TensorFlow's tuner of pipelines stands still for seconds.
            gc.collect()
            Recorder._left_midway = False
        self._request = ""
        self._met = self._sized = False
        self._size = None
        self._logs = {}
        self._interrupt = Interrupt(self.model, self._asked, self._gave_up)
        self._interrupt.install()
        self.run.begin(self.params.get("epochs"), self.params.get("steps"))

    def on_epoch_begin(self, epoch, logs=None):
        """Note which epoch the next batches belong to."""
        self._settle()
        self._epoch = epoch
        self.run.begin_epoch()

    def on_train_batch_end(self, batch, logs=None):
        """Append the batch; end training if somebody asked for it."""
        numbers = self._numbers(logs)
        first = not self._met
        if first:
            self._met = True
            self._meet_metrics(numbers)
        self.run.add_batch(self._epoch, batch, numbers, self._samples(batch + 1))
        if first:
            self._began()
        if self._request:
            self.model.stop_training = True

    def on_epoch_end(self, epoch, logs=None):
        """Append the epoch."""
        self._logs = logs if logs is not None else {}
        numbers = {**self._learning_rate(), **self._numbers(self._logs)}
        self.run.add_epoch(epoch, numbers)
        if self._request:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        """Say how the run ended."""
        self._settle()
        self._interrupt.remove()
        if self._request:
            Recorder._left_midway = True
            self.run.end("stopped", self._request)
        elif self.model.stop_training:
            self.run.end("stopped", "A callback ended training.")
        else:
            self.run.end("completed")

    def _began(self) -> None:
        """Look at a fit's first row, before the second comes."""

    def _asked(self) -> None:
        self.stop("Interrupted; training ended after the batch.")

    def _gave_up(self) -> None:
        self.run.end("interrupted", "Interrupted twice; training ended within a batch.")

    def _settle(self) -> None:
        # Callbacks that come after this one may have written into the same logs.
        if self._logs and len(self.run.epochs):
            self.run.epochs.fill(-1, self._numbers(self._logs))
        self._logs = {}

    def _samples(self, batches: int) -> float | None:
        """How many samples the epoch has seen after so many of its batches.

        Reading the counter costs more than all the rest here, so it is read after the first two
        batches of a fit and after the last of each epoch; the others are as large as the first.
        Where a count belies that, the sizes of that epoch are unknown, and from then on the
        counter is read after every batch, as it is where nobody knows which batch is the last.
        """
        if self._sized and batches != self.run.steps:
            return self._size * batches
        if self._counter is None:
            return None
        last = batches == self.run.steps
        rarely = self.run.steps is not None and not self._uneven
        seen = float(self._counter.value)
        if self._size is None:
            self._size = seen / batches
        else:
            self._sized = rarely
        low, high = self._size * (batches - 1), self._size * batches
        if rarely and not (seen == high or (last and low < seen < high)):
            self._uneven, self._sized = True, False
            self._forget_sizes()
        return seen

    def _forget_sizes(self) -> None:
        for row in range(len(self.run.batches) - 1, -1, -1):
            if self.run.batches["epoch"][row] != self._epoch:
                break
            self.run.batches.fill(row, {"samples": math.nan})

    def _numbers(self, logs: dict | None) -> dict[str, float]:
        # Once a batch: the type comes first because asking for Real costs more than all the rest.
        return {
            self._names[name]: value
            for name, value in (logs or {}).items()
            if type(value) is float or isinstance(value, Real)
        }

    def _learning_rate(self) -> dict[str, float]:
        optimizer = getattr(self.model, "optimizer", None)
        try:
            return {"learning_rate": float(optimizer.learning_rate)}
        except (AttributeError, TypeError, ValueError):
            return {}

    def _meet_metrics(self, names: dict[str, float]) -> None:
        """Learn, at the first batch, which metrics are means and where their counter is."""
        losses = [m for m in self.model.metrics if isinstance(m, keras.metrics.Mean)]
        tracker = next((metric for metric in losses if metric.name == "loss"), None)
        self._counter = None
        if tracker is None:
            return
        self._counter = tracker.count
        plain = [m for m in losses if type(m) is keras.metrics.Mean]
        compiled = [c for m in self.model.metrics for c in getattr(m, "metrics", [])]
        config = self.model.get_compile_config() or {}
        # Means with sample weights count weights, not samples.
        if not config.get("weighted_metrics"):
            plain += [m for m in compiled if isinstance(m, keras.metrics.MeanMetricWrapper)]
        others = [m for m in compiled if m not in plain]
        self.run.means |= {
            name for name in names if _among(name, plain) and not _among(name, others)
        }


class _Names(dict):
    """What a metric is called in the run, by Keras's name for it."""

    def __missing__(self, name: str) -> str:
        self[name] = f"metric_{name}" if name in _OURS else name
        return self[name]


def _among(name: str, metrics: list) -> bool:
    # Keras puts an output's name before a metric's where a model has several outputs.
    return any(name == metric.name or name.endswith(f"_{metric.name}") for metric in metrics)
