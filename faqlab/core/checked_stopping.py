"""Early stopping that says so when it could never stop, or stops for the wrong reason."""

import math
from collections.abc import Collection

from .backend import keras
from .errors import one_of, three_beats
from .metric_directions import direction

__all__ = ["CheckedStopping"]


class CheckedStopping(keras.callbacks.EarlyStopping):
    """`keras.callbacks.EarlyStopping` with the same arguments, which refuses what can't work.

    Keras warns once an epoch where the monitored quantity is missing, and trains to the last epoch;
    of a mode that is the wrong way round it says nothing. Here the first epoch ends with an error
    that says what to do.

    Args:
        monitor: As in Keras. Default: `"val_loss"`.
        validation_freq: The same as is given to `fit`, a number or a list of epochs: before the
            first validation nothing can be missed. Default 1.
        **settings: All other arguments of `keras.callbacks.EarlyStopping`.

    Raises:
        ValueError: During `fit`, if nothing of the monitored name is reported; if `mode` is the
            opposite of the way in which Keras's own metric of that name gets better; if the first
            value is NaN, which nothing is ever better than.

    Example:

    >>> import numpy as np
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> stop = CheckedStopping(patience=2)
    >>> model.fit(np.zeros((8, 2)), np.ones(8), verbose=0, callbacks=[stop])
    Traceback (most recent call last):
    ...
    ValueError: Nothing called 'val_loss' is reported. Expected: 'loss'. Received: 'val_loss'. \
Give `fit` validation data: `validation_split=0.2`, or `validation_data=(x_val, y_val)`.
    """

    def __init__(
        self, monitor: str = "val_loss", *, validation_freq: int | Collection[int] = 1, **settings
    ):
        way = direction(monitor)
        asked = settings.get("mode", "auto")
        if way and asked in ("min", "max") and asked != way:
            better = "lower" if way == "min" else "higher"
            wrong = (
                f"mode={asked!r} would take the worst {monitor} for the best: {better} is better."
            )
            raise ValueError(three_beats(wrong, f"mode={way!r}, or mode='auto'", asked))
        super().__init__(monitor, **settings)
        self.validation_freq = validation_freq
        self._looked = False

    def on_train_begin(self, logs=None):
        """Begin anew."""
        self._looked = False
        super().on_train_begin(logs)

    def on_epoch_end(self, epoch, logs=None):
        """Look at the first value before Keras does."""
        logs = logs or {}
        due = not self.monitor.startswith("val_") or self._validates(epoch + 1)
        if self.monitor not in logs:
            if due and not self._looked:
                raise ValueError(_missing(self.monitor, logs))
            if not due:
                # Keras would warn of an epoch in which nothing was due.
                return
        elif not self._looked and epoch >= self.start_from_epoch:
            self._looked = True
            if math.isnan(logs[self.monitor]):
                wrong = f"The first {self.monitor} is NaN, and nothing is ever better than NaN."
                remedy = "Look at the data and the learning rate before you train on."
                raise ValueError(three_beats(wrong, "a number", logs[self.monitor], remedy))
        super().on_epoch_end(epoch, logs)

    def _validates(self, number: int) -> bool:
        """Whether `fit` validates after this epoch, counted from 1: every few, or those listed."""
        every = self.validation_freq
        return number % every == 0 if isinstance(every, int) else number in every


def _missing(monitor: str, logs: dict) -> str:
    remedy = ""
    if monitor.startswith("val_") and not any(name.startswith("val_") for name in logs):
        remedy = (
            "Give `fit` validation data: `validation_split=0.2`, or "
            "`validation_data=(x_val, y_val)`."
        )
    return three_beats(
        f"Nothing called {monitor!r} is reported.", one_of(monitor, logs), monitor, remedy
    )
