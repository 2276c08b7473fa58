"""How far a training has come, and all that plain files of models leave out: saved, put back."""

import inspect
import io
import json
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ..core.backend import keras

# A further part of the `.keras` archive; Keras doesn't look at it.
MEMBER = "faqlab.npz"
_FORMAT = "faqlab checkpoint 1"
_PLAIN = (bool, int, float, str, type(None))


@dataclass
class TrainingState:
    """How far a training has come.

    Args:
        epoch: How many epochs are done.
        batch: How many batches of the next one are done.
        history: For each metric its value after each epoch, as in Keras's `History`.
        seed: What `keras.utils.set_random_seed` was given; None if it wasn't called.
        every: After how many epochs the checkpoint saves.
        batches: After how many batches it saves too; None for not at all.
        dice: The states of the model's own random numbers, which dropout draws from.
        metrics: The running sums of the metrics, in the middle of an epoch.
        callbacks: For each of Keras's callbacks its class and its numbers.
    """

    epoch: int = 0
    batch: int = 0
    history: dict[str, list[float]] = field(default_factory=dict)
    seed: int | None = None
    every: int = 1
    batches: int | None = None
    dice: list[np.ndarray] = field(default_factory=list)
    metrics: list[np.ndarray] = field(default_factory=list)
    callbacks: list[tuple[str, dict]] = field(default_factory=list)

    def write(self, path: str | os.PathLike) -> None:
        """Add it to a `.keras` archive.

        Args:
            path: The archive; it has no checksum yet.
        """
        arrays: dict[str, np.ndarray] = {}
        plain = {name: getattr(self, name) for name in _TOLD}
        header = {"format": _FORMAT, **plain, "callbacks": []}
        for kind, numbers in self.callbacks:
            kept = {name: _put(arrays, value) for name, value in numbers.items()}
            header["callbacks"].append([kind, kept])
        header["dice"] = _put(arrays, self.dice)
        header["metrics"] = _put(arrays, self.metrics)
        arrays["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
        file = io.BytesIO()
        np.savez(file, **arrays)
        with zipfile.ZipFile(path, "a") as parts:
            parts.writestr(MEMBER, file.getvalue())

    @classmethod
    def read(cls, path: str | os.PathLike) -> "TrainingState":
        """Read it from a `.keras` archive. Nothing in it is executed.

        Args:
            path: The archive.

        Returns:
            The state.

        Raises:
            KeyError: If there is none in it.
        """
        with zipfile.ZipFile(path) as parts:
            data = io.BytesIO(parts.read(MEMBER))
        with np.load(data, allow_pickle=False) as arrays:
            header = json.loads(arrays["header"].tobytes())
            state = cls(**{name: header[name] for name in _TOLD})
            state.dice, state.metrics = (
                _take(arrays, header[name]) for name in ("dice", "metrics")
            )
            state.callbacks = [
                (kind, {name: _take(arrays, value) for name, value in kept.items()})
                for kind, kept in header["callbacks"]
            ]
        return state


_TOLD = ("epoch", "batch", "history", "seed", "every", "batches")


def _put(arrays: dict[str, np.ndarray], value: object) -> object:
    """Say a value in JSON; an array, or a list of them, goes among the arrays."""
    if isinstance(value, list) and all(isinstance(one, np.ndarray) for one in value):
        return {"arrays": [_put(arrays, one)["array"] for one in value]}
    if isinstance(value, (np.ndarray, np.generic)):
        name = f"a{len(arrays)}"
        arrays[name] = np.asarray(value)
        return {"array": name}
    return value


def _take(arrays, value: object) -> object:
    if isinstance(value, dict) and "arrays" in value:
        return [arrays[name] for name in value["arrays"]]
    if isinstance(value, dict) and "array" in value:
        return arrays[value["array"]]
    return value


def dice(model: keras.Model) -> list[keras.Variable]:
    """Find the states of a model that aren't weights: of random numbers, of stateful layers.

    Args:
        model: The model.

    Returns:
        The variables, in an order that depends on the architecture alone.
    """
    weights = {id(one) for one in model.weights}
    return [one for one in model.variables if id(one) not in weights]


def numbers(variables: Iterable[keras.Variable]) -> list[np.ndarray]:
    """Copy what variables hold.

    Args:
        variables: The variables.

    Returns:
        Their arrays.
    """
    return [np.array(keras.ops.convert_to_numpy(one)) for one in variables]


def assign(variables: Iterable[keras.Variable], arrays: Iterable[np.ndarray]) -> None:
    """Give variables what they held.

    Args:
        variables: The variables.
        arrays: Their arrays.

    Raises:
        ValueError: If there are more or fewer.
    """
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)


def states_of(callbacks: Iterable[object]) -> list[tuple[str, dict]]:
    """Take down the numbers of Keras's own callbacks, such as how long a plateau lasts.

    Args:
        callbacks: The callbacks of a fit.

    Returns:
        For each of Keras's the name of its class, and its numbers and arrays by name.
    """
    return [(type(one).__name__, _numbers_in(one)) for one in callbacks if _is_keras(one)]


def give_back(callbacks: Iterable[object], states: Iterable[tuple[str, dict]]) -> None:
    """Give Keras's callbacks their numbers back, each of a kind in its turn.

    Args:
        callbacks: The callbacks of this fit.
        states: What `states_of` took down.
    """
    waiting = list(states)
    for one in callbacks:
        match = next((state for state in waiting if state[0] == type(one).__name__), None)
        if match and _is_keras(one):
            waiting.remove(match)
            for name, value in match[1].items():
                setattr(one, name, value)


def _is_keras(callback: object) -> bool:
    kind = type(callback)
    # The History is the model's, and comes along by itself.
    return kind.__module__.startswith("keras.") and kind is not keras.callbacks.History


def _numbers_in(callback: object) -> dict:
    # What it was made with is given again by whoever makes it; Keras turns the sign of some.
    given = {"params", "_params", *inspect.signature(type(callback).__init__).parameters}
    return {
        name: value
        for name, value in vars(callback).items()
        if name not in given and _can_be_kept(value)
    }


def _can_be_kept(value: object) -> bool:
    if isinstance(value, list) and value:
        return all(isinstance(one, np.ndarray) for one in value)
    return isinstance(value, (*_PLAIN, np.ndarray, np.generic))
