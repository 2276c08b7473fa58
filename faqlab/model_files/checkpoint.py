"""Save while training goes on, so that it can go on after a kill as if nothing had happened."""

import os
import sys
from pathlib import Path

from ..core.backend import keras
from ..core.errors import three_beats
from ..core.held_interrupt import held_interrupt
from .endings import KERAS, ending
from .save import write_keras, write_whole
from .training_state import TrainingState, assign, dice, give_back, numbers, states_of


class Checkpoint(keras.callbacks.Callback):
    """Save all that a training needs to go on, into one `.keras` file.

    After each epoch, or every so many batches, the file is replaced in one step, as by `save`: the
    model with its optimizer, how far training has come, its history, the states of the random
    numbers that dropout draws, and those of Keras's other callbacks. `resume` goes on from there.
    Keras opens the file as its own.

    Args:
        path: The file; its name ends in `.keras`.
        every: Save after so many epochs. Default: 1.
        batches: Save after so many batches of an epoch too. Default: None, not within epochs.

    Raises:
        ValueError: If the name ends otherwise, or a number is below 1.

    Example:

    >>> import tempfile
    >>> import numpy as np
    >>> path = Path(tempfile.mkdtemp(), "run.keras")
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> x = np.ones((8, 4))
    >>> history = model.fit(x, x[:, :1], epochs=3, verbose=0, callbacks=[Checkpoint(path)])
    >>> TrainingState.read(path).epoch
    3
    """

    def __init__(self, path: str | os.PathLike, every: int = 1, batches: int | None = None):
        super().__init__()
        if ending(path) != KERAS:
            expected = "a name that ends in .keras"
            raise ValueError(three_beats("A checkpoint is a .keras file.", expected, str(path)))
        for name, value in (("every", every), ("batches", batches or 1)):
            if int(value) < 1:
                raise ValueError(three_beats(f"{name} counts from 1.", "1 or more", value))
        self.path, self.every, self.batches = Path(path), every, batches
        self._others: list = []
        self._resumed: TrainingState | None = None
        self._before: dict[str, list[float]] = {}

    def go_on_from(self, state: TrainingState) -> None:
        """Put a state back when the next fit begins its first epoch.

        Args:
            state: What an earlier checkpoint holds.
        """
        self._resumed, self._before = state, state.history

    def on_train_begin(self, logs=None):
        """Step behind the other callbacks: what they note of an epoch belongs in the file."""
        found = _list_of_callbacks()
        if found is not None:
            self._others = [one for one in found.callbacks if one is not self]
            # Another list: the one that is being gone through stays as it is.
            found.callbacks = [*self._others, self]

    def on_epoch_begin(self, epoch, logs=None):
        """Put back what was, once, when all callbacks have begun."""
        self._epoch = epoch
        state, self._resumed = self._resumed, None
        if state is not None:
            give_back(self._others, state.callbacks)
            assign(dice(self.model), state.dice)

    def on_train_batch_end(self, batch, logs=None):
        """Save in the middle of an epoch, if that was asked for."""
        if self.batches and (batch + 1) % self.batches == 0:
            self._save(self._epoch, batch + 1)

    def on_epoch_end(self, epoch, logs=None):
        """Save after an epoch."""
        if (epoch + 1) % self.every == 0:
            self._save(epoch + 1, 0)

    def _save(self, epoch: int, batch: int) -> None:
        with held_interrupt():
            write_whole(self.model, self.path, lambda path: self._write(path, epoch, batch))

    def _write(self, path: Path, epoch: int, batch: int) -> list[keras.Variable]:
        states = write_keras(self.model, path)
        TrainingState(
            epoch,
            batch,
            self._history(),
            _seed(),
            self.every,
            self.batches,
            numbers(dice(self.model)),
            numbers(self.model.metrics_variables) if batch else [],
            states_of(self._others),
        ).write(path)
        return states

    def _history(self) -> dict[str, list[float]]:
        now = self.model.history.history
        names = [*self._before, *(name for name in now if name not in self._before)]
        return {
            name: [float(one) for one in (*self._before.get(name, ()), *now.get(name, ()))]
            for name in names
        }


def _list_of_callbacks() -> keras.callbacks.CallbackList | None:
    """Find the list that calls us: Keras hands a callback its model, and not its neighbours."""
    frame = sys._getframe(1)
    while frame is not None:
        found = frame.f_locals.get("self")
        if isinstance(found, keras.callbacks.CallbackList):
            return found
        frame = frame.f_back
    return None


def _seed() -> int | None:
    try:
        from keras.src.utils.rng_utils import get_random_seed
    except ImportError:  # Keras keeps it for itself, and may move it
        return None
    return get_random_seed()
