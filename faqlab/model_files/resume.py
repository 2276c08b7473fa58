"""Go on with a training that was cut off, as if it had not been."""

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from ..core.backend import keras
from ..core.errors import three_beats
from .checkpoint import Checkpoint
from .formats import check_regular
from .load import load
from .training_state import TrainingState, assign, dice


class Resumed:
    """A training that can go on. See `resume`.

    Attributes:
        path: The checkpoint.
        model: The model, compiled, with its optimizer as it was.
        epoch: How many epochs are done.
        batch: How many batches of the next one are done.
        history: For each metric its value after each of these epochs.
        exact: Whether training goes on bit for bit as if it had not been cut off.
        why: Under which conditions it is exact, or why it isn't, in a sentence.
    """

    def __init__(self, path: Path, model: keras.Model, state: TrainingState):
        self.path, self.model, self._state = path, model, state
        self.epoch, self.batch, self.history = state.epoch, state.batch, state.history
        self.exact, self.why = _exact(state)

    def fit(self, *data, callbacks: Iterable[object] = (), **options) -> keras.callbacks.History:
        """Go on: as `model.fit`, with the same data and the same arguments as before.

        It goes on saving to the same file, as before. In the middle of an epoch the batches that
        were learned from already are passed over.

        Args:
            *data: The data, as for `model.fit`.
            callbacks: The callbacks that the training had, but for the checkpoint. Keras's own go
                on with what they had noted. Default: none.
            **options: As for `model.fit`; `epochs` is how many there are in all.

        Returns:
            Keras's `History`, with the epochs before the cut too.
        """
        state = self._state
        checkpoint = Checkpoint(self.path, state.every, state.batches)
        checkpoint.go_on_from(state)
        if state.seed is not None:
            keras.utils.set_random_seed(state.seed)
        if state.batch:
            _pass_over(self.model, state)
        options["initial_epoch"] = state.epoch
        history = self.model.fit(*data, callbacks=[*callbacks, checkpoint], **options)
        history.epoch = [*range(state.epoch), *history.epoch]
        for name, before in state.history.items():
            history.history[name] = [*before, *history.history.get(name, [])]
        return history

    def __str__(self) -> str:
        done = f"{self.epoch} epoch{'' if self.epoch == 1 else 's'}"
        if self.batch:
            done += f" and {self.batch} batch{'' if self.batch == 1 else 'es'}"
        return f"{self.path.name}: {done} done. {self.why}"

    __repr__ = __str__


def resume(
    path: str | os.PathLike,
    *,
    custom_objects: Mapping[str, object] | None = None,
    despite: Collection[str] = (),
) -> Resumed:
    """Load what a `Checkpoint` saved, to go on with the training.

    Args:
        path: The file.
        custom_objects: Your own classes and functions by name. Default: none.
        despite: As for `load`.

    Returns:
        A `Resumed`: `resume(path).fit(x, y, epochs=20)` goes on.

    Raises:
        ValueError: If it is no checkpoint, or `load` refuses it.
        FileNotFoundError: If there is no such file.
    """
    path = check_regular(path)
    model = load(path, custom_objects=custom_objects, despite=despite)
    try:
        state = TrainingState.read(path)
    except Exception as error:
        raise ValueError(
            three_beats(
                f"{path.name} is a model, and no checkpoint: it doesn't say how far training is.",
                "a file that a Checkpoint saved",
                error,
                "load(path) gives the model.",
            )
        ) from error
    return Resumed(path, model, state)


def _exact(state: TrainingState) -> tuple[bool, str]:
    if state.batch and keras.backend.backend() != "tensorflow":
        return False, (
            "Not exact: in the middle of an epoch training can be taken up on TensorFlow only; the "
            "epoch begins anew, with the weights as they are."
        )
    if state.seed is None:
        return False, (
            "Exact with shuffle=False. No seed was set, so a shuffled order is another one now: "
            "keras.utils.set_random_seed before training makes that exact too."
        )
    return True, "Exact: with the same data, arguments and callbacks it is as if never cut off."


def _pass_over(model: keras.Model, state: TrainingState) -> None:
    """Let the next fit take the batches that are done from its data without learning from them."""
    if keras.backend.backend() != "tensorflow":
        return
    make = model.make_train_function

    def make_train_function(force: bool = False) -> object:
        made = make(force)
        if vars(model).pop("make_train_function", None):
            model.train_function = _Passing(model, model.train_function, state)
        return made

    vars(model)["make_train_function"] = make_train_function


class _Passing:
    """A train function that takes the first batches and does nothing with them."""

    def __init__(self, model: keras.Model, train, state: TrainingState):
        self._model, self._train, self._state, self._left = model, train, state, state.batch

    def __call__(self, iterator):
        if not self._left:
            self._model.train_function = self._train
            return self._train(iterator)
        batch = keras.utils.unpack_x_y_sample_weight(next(iterator))
        if self._left == self._state.batch:
            # Metrics have no sums before they have seen a batch.
            self._model.test_on_batch(*batch)
        self._left -= 1
        if not self._left:
            assign(self._model.metrics_variables, self._state.metrics)
            assign(dice(self._model), self._state.dice)
        return self._model.get_metrics_result()
