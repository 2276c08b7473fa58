"""A training run as columns of numbers: one table by batch, one by epoch, and who wants to know."""

import os
import time
import warnings
from collections.abc import Callable, Mapping

import numpy as np

from .batch_values import batch_rows
from .errors import one_of, three_beats
from .summary import Summary, summarise
from .table import Table

# What the tables hold beside the metrics.
EPOCH_COLUMNS = ("epoch", "batches", "seconds", "learning_rate")
BATCH_COLUMNS = ("epoch", "batch", "samples", "seconds")

Subscriber = Callable[["Run", str], None]


class Run:
    """One training run: what happened in every batch and every epoch, and how it ended.

    It knows no Keras and no widget: `faqlab.Recorder` fills it, charts draw it.

    Args:
        name: What to call the run where several are compared. Default: "run".

    Attributes:
        batches: A `Table`, one row a batch: `epoch` (from 0), `batch` (its index within the
            epoch), `samples` (how many the epoch has seen so far), `seconds` (how long it took),
            and every metric **as Keras reports it: the running mean of the epoch so far**.
            `batch_values` recovers each batch's own value.
        epochs: A `Table`, one row an epoch: `epoch` (from 0), `batches` (rows of the batch table
            until its end), `seconds`, `learning_rate`, every metric and its `val_` twin.
        means: The names of the metrics whose reported value is a mean over the samples.
        state: "new", "training", "completed", "stopped", "interrupted" or "failed".
        why: A sentence that says why it ended; empty while it has not.
        planned_epochs: How many epochs `fit` was asked for, or None.
        steps: How many batches an epoch has, or None where that isn't known.
        fit_row: The row of the batch table with which the present `fit` began.
        fit_clock: When it began, in seconds of `time.perf_counter`.

    Example:

    >>> run = Run("digits")
    >>> run.begin(epochs=2, steps=1)
    >>> for epoch, loss in enumerate([0.9, 0.5]):
    ...     run.add_batch(epoch, 0, {"loss": loss})
    ...     run.add_epoch(epoch, {"loss": loss, "val_loss": loss + 0.1})
    >>> run.end("completed")
    >>> print(run.summary())
    2 epochs, completed. loss 0.90 -> 0.50, val_loss 1.0 -> 0.60. Lowest val_loss: 0.60 after \
epoch 2. Gap at the end (val_loss - loss): 0.10.
    """

    def __init__(self, name: str = "run"):
        self.name = name
        self.batches = Table()
        self.epochs = Table()
        self.means: frozenset[str] = frozenset()
        self.state = "new"
        self.why = ""
        self.planned_epochs: int | None = None
        self.steps: int | None = None
        self._subscribers: list[Subscriber] = []
        self._clock = self._epoch_clock = self.fit_clock = time.perf_counter()
        self.fit_row = 0

    def begin(self, epochs: int | None = None, steps: int | None = None) -> None:
        """Start the run, or go on with it: a second `fit` adds its rows to the first's.

        Args:
            epochs: How many epochs are planned, counted like Keras's `epochs`. Default: not known.
            steps: How many batches an epoch has. Default: not known.
        """
        self.planned_epochs, self.steps = epochs, steps
        self.state, self.why = "training", ""
        self.fit_row = len(self.batches)
        self.begin_epoch()
        self.fit_clock = self._clock
        self._notify("begin")

    def begin_epoch(self) -> None:
        """Start the clock of an epoch."""
        self._clock = self._epoch_clock = time.perf_counter()

    def add_batch(
        self, epoch: int, batch: int, values: Mapping[str, float], samples: float | None = None
    ) -> None:
        """Append a row to the batch table.

        Args:
            epoch: The epoch's index, from 0.
            batch: The batch's index within the epoch, from 0.
            values: The metrics' running means as Keras reports them.
            samples: How many samples the epoch has seen up to the end of this batch. Default:
                not known.
        """
        now = time.perf_counter()
        row = {"epoch": epoch, "batch": batch, "seconds": now - self._clock, **values}
        if samples is not None:
            row["samples"] = samples
        self._clock = now
        self.batches.append(row)
        self._notify("batch")

    def add_epoch(self, epoch: int, values: Mapping[str, float]) -> None:
        """Append a row to the epoch table.

        Args:
            epoch: The epoch's index, from 0.
            values: The metrics, the `val_` metrics and, where there is one, `learning_rate`.
        """
        seconds = time.perf_counter() - self._epoch_clock
        place = {"epoch": epoch, "batches": len(self.batches), "seconds": seconds}
        self.epochs.append(place | dict(values))
        self._notify("epoch")

    def end(self, state: str, why: str = "") -> None:
        """Say that training is over.

        Args:
            state: "completed", "stopped", "interrupted" or "failed".
            why: A sentence for the reader. Default: none.
        """
        self.state, self.why = state, why
        self._notify("end")

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call a function after every change.

        Args:
            subscriber: Called as `subscriber(run, event)`; the event is "begin", "batch", "epoch"
                or "end". It runs in the training loop: it must be quick. One that raises is
                dropped with a warning; training goes on.

        Returns:
            A function without arguments that ends the subscription.
        """
        self._subscribers.append(subscriber)
        return lambda: subscriber in self._subscribers and self._subscribers.remove(subscriber)

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the training metrics, the loss first; validation's twins not counted."""
        seen = dict.fromkeys((*self.epochs.columns, *self.batches.columns))
        own = {*EPOCH_COLUMNS, *BATCH_COLUMNS}
        names = [name for name in seen if name not in own and not name.startswith("val_")]
        return tuple(sorted(names, key=lambda name: name != "loss"))

    @property
    def seconds(self) -> float:
        """How long training has taken so far, in seconds, validation included."""
        done = float(np.sum(self.epochs["seconds"])) if len(self.epochs) else 0.0
        return done + (time.perf_counter() - self._epoch_clock if self.state == "training" else 0)

    def history(self) -> dict[str, list[float]]:
        """Give the epochs as Keras's `History.history` does.

        Returns:
            For every metric the list of its values, one an epoch in which it was reported.

        Example:

        >>> run = Run()
        >>> run.add_epoch(0, {"loss": 0.5})
        >>> run.history()
        {'loss': [0.5]}
        """
        names = [name for name in self.epochs.columns if name not in EPOCH_COLUMNS]
        return {name: self.epochs[name][self.epochs.reported(name)].tolist() for name in names}

    def batch_values(self, name: str, start: int = 0) -> np.ndarray:
        """Recover each batch's own value from the running means that Keras reports.

        Keras gives a callback the mean over the epoch so far. From two such means and the numbers
        of samples follows what the batch in between had. Rounding grows with the length of the
        epoch: after n batches of an epoch the error is about n x 1e-7 of the value. A metric that
        isn't a mean (AUC, say) has no such value: its running value is given as it is.

        Args:
            name: A training metric.
            start: The first row wanted. Default 0.

        Returns:
            Numbers of shape `(rows - start,)`.

        Raises:
            ValueError: If there is no such metric; the message gives the nearest names.

        Example:

        >>> run = Run()
        >>> run.means = frozenset(["loss"])
        >>> run.add_batch(0, 0, {"loss": 1.0}, samples=32)
        >>> run.add_batch(0, 1, {"loss": 0.75}, samples=64)
        >>> run.batch_values("loss")
        array([1. , 0.5])
        """
        self.check_metric(name)
        return batch_rows(self, [name], start)[0]

    def check_metric(self, name: str) -> None:
        """Raise if the run has no training metric of this name.

        Args:
            name: The name to look for.

        Raises:
            ValueError: With the nearest names.
        """
        if name not in self.metrics:
            expected = one_of(name, self.metrics)
            remedy = (
                f"The validation curve of {name[4:]!r} comes with it."
                if name.startswith("val_")
                else ""
            )
            raise ValueError(
                three_beats(f"The run has no metric {name!r}.", expected, name, remedy)
            )

    def epoch_numbers(self) -> np.ndarray:
        """Number the epochs as a reader counts them: from 1, or from Keras's `initial_epoch` + 1.

        Returns:
            Integers of shape `(epochs,)`, each one more than the one before, also where a second
            `fit` started again from 0.
        """
        first = int(self.epochs["epoch"][0]) if len(self.epochs) else 0
        return first + 1 + np.arange(len(self.epochs))

    def summary(self) -> Summary:
        """Sum the run up in words and numbers.

        Returns:
            A `Summary`: its fields are the numbers, its `str` is the text.
        """
        return summarise(self)

    def save(self, path: str | os.PathLike) -> None:
        """Save the run to a file, all or nothing.

        Args:
            path: Where to; the usual ending is `.npz`.
        """
        from .run_file import save_run

        save_run(self, path)

    @classmethod
    def load(cls, path: str | os.PathLike) -> "Run":
        """Load a run that `save` wrote.

        Args:
            path: The file.

        Returns:
            The run, equal to the one that was saved.

        Raises:
            FileNotFoundError: If there is no such file.
            ValueError: If the file isn't a whole saved run.
        """
        from .run_file import load_run

        return load_run(path)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Run):
            return NotImplemented
        told = ("name", "means", "state", "why", "planned_epochs", "steps", "batches", "epochs")
        return all(getattr(self, key) == getattr(other, key) for key in told)

    __hash__ = None

    def __repr__(self) -> str:
        return f"Run {self.name!r}: {self.summary()}"

    def _notify(self, event: str) -> None:
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(self, event)
            except Exception as error:
                self._subscribers.remove(subscriber)
                warnings.warn(
                    f"A view of run {self.name!r} failed and is no longer told of changes "
                    f"({type(error).__name__}: {error}). Training goes on.",
                    stacklevel=2,
                )
