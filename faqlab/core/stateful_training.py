"""Training that carries its state where it should, and nowhere else."""

from .backend import keras
from .errors import three_beats
from .rnn_states import read_states, reset_states, write_states
from .stream_batches import StreamBatches


class StatefulTraining(keras.callbacks.Callback):
    """Reset the states where series begin, and keep everything else from moving them.

    Keras itself never resets: the next epoch begins with what the last one left, and validation
    moves the states too. This callback resets at the begin of each epoch, and where a stream says
    that new series begin; validation begins with zeros, and afterwards the states of the training
    are put back. Given to `evaluate` or `predict` it does the same there.

    It stops the training, with an error that says why, where it would go wrong silently: batches
    in another order than the stream's (`shuffle=True`), or a batch of other size, which Keras 3
    lets through where it is of one single row.

    Args:
        stream: The `StreamBatches` that `fit` gets. Default: none; then the states are reset at
            the begin of each epoch alone, and whether arrays are shuffled can't be seen.
        validation: The `StreamBatches` for validation, and for `evaluate` and `predict`. Default:
            none.

    Attributes:
        resets: How often the states were reset for training.

    Raises:
        TypeError: If a stream is none.
        ValueError: In `fit`, if no layer carries a state, or if the batches are such that carrying
            it makes no sense.

    Example:

    >>> import numpy as np
    >>> from faqlab.core.stream_batches import stream_batches
    >>> stream = stream_batches(np.sin(np.arange(81)), batch_size=4, steps=5)
    >>> layers = [keras.layers.GRU(3, stateful=True), keras.layers.Dense(1)]
    >>> model = keras.Sequential([keras.Input((5, 1), batch_size=4), *layers])
    >>> model.compile("rmsprop", "mse")
    >>> training = StatefulTraining(stream)
    >>> history = model.fit(stream, epochs=3, shuffle=False, verbose=0, callbacks=[training])
    >>> training.resets
    3
    """

    def __init__(
        self, stream: StreamBatches | None = None, validation: StreamBatches | None = None
    ):
        super().__init__()
        for one in (stream, validation):
            if one is not None and not isinstance(one, StreamBatches):
                expected = "a stream as `stream_batches` makes it"
                raise TypeError(three_beats("This is no stream.", expected, type(one).__name__))
        self.stream, self.validation = stream, validation
        self.resets = 0
        self._kept: dict | None = None
        self._rows: int | None = None
        self._seen = 0.0

    def on_train_begin(self, logs=None):
        """Look whether there is something to carry, and whether the stream fits it."""
        self.resets = 0
        self._rows = self._look()
        for one in (self.stream, self.validation):
            self._check_rows(one.batch_size if one else self._rows, "The stream")
        together = getattr(self.model, "steps_per_execution", 1)
        apart = [start for one in (self.stream, self.validation) if one for start in one.starts]
        if any(start % together for start in apart):
            expected = "steps_per_execution=1 in `compile`, so that there is a moment to reset"
            wrong = "New series begin in the midst of several batches that run as one."
            raise ValueError(three_beats(wrong, expected, together))

    def on_epoch_begin(self, epoch, logs=None):
        """Reset: a new epoch begins the series anew."""
        self._reset()
        self._seen = 0.0

    def on_train_batch_begin(self, batch, logs=None):
        """Reset where new series begin."""
        if batch and self.stream and batch in self.stream.starts:
            self._reset()

    def on_train_batch_end(self, batch, logs=None):
        """Look at what was trained on."""
        self._check_order(self.stream)
        self._count(f"Batch {batch}")

    def on_test_begin(self, logs=None):
        """Put the states of the training aside."""
        self._put_aside()

    def on_test_batch_begin(self, batch, logs=None):
        """Reset where new series begin."""
        self._reset_aside(batch)

    def on_test_batch_end(self, batch, logs=None):
        """Look at what was tested on."""
        self._count(f"Batch {batch} of the validation")

    def on_test_end(self, logs=None):
        """Put the states of the training back."""
        self._put_back()

    def on_predict_begin(self, logs=None):
        """Put the states of the training aside."""
        self._put_aside()

    def on_predict_batch_begin(self, batch, logs=None):
        """Reset where new series begin."""
        self._reset_aside(batch)

    def on_predict_end(self, logs=None):
        """Put the states of the training back."""
        self._put_back()

    def _look(self) -> int | None:
        states = read_states(self.model)
        if states:
            return len(next(iter(states.values())))
        if not reset_states(self.model):
            raise ValueError(
                three_beats(
                    "No layer of the model carries a state.",
                    "a recurrent layer with stateful=True",
                    self.model.name,
                )
            )
        return None  # not built yet: the first batch says how many rows there are

    def _reset(self) -> None:
        reset_states(self.model)
        self.resets += 1

    def _put_aside(self) -> None:
        self._kept, self._seen = read_states(self.model), 0.0
        self._rows = self._look()
        reset_states(self.model)

    def _reset_aside(self, batch: int) -> None:
        if batch and self.validation and batch in self.validation.starts:
            reset_states(self.model)

    def _put_back(self) -> None:
        write_states(self.model, self._kept or {})
        self._kept = None

    def _count(self, what: str) -> None:
        # Keras weighs each batch's loss with its rows, and so counts them: no callback is told.
        tracker = next((one for one in self.model.metrics if one.name == "loss"), None)
        if hasattr(tracker, "count"):
            seen = float(tracker.count.value)
            if getattr(self.model, "steps_per_execution", 1) == 1:
                self._check_rows(round(seen - self._seen), what)
            self._seen = seen

    def _check_rows(self, rows: int | None, what: str) -> None:
        if self._rows is None:
            self._rows = rows
        elif rows is not None and rows != self._rows:
            raise ValueError(
                three_beats(
                    f"{what} has another number of rows than the state.",
                    f"{self._rows} rows in every batch",
                    rows,
                    "Leave the last batch off where it isn't whole; `stream_batches` does.",
                )
            )

    def _check_order(self, stream: StreamBatches | None) -> None:
        if stream is not None and stream.jump is not None:
            expected, asked = stream.jump
            raise ValueError(
                three_beats(
                    "The batches come in another order than the stream's.",
                    f"batch {expected}",
                    asked,
                    "Say `fit(..., shuffle=False)`: shuffling is the default, and tears apart "
                    "what belongs together.",
                )
            )
