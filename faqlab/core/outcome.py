"""What a training returns, as numbers that can be laid beside those of another run."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from numbers import Real

import numpy as np

from .errors import three_beats
from .run import Run

STEP, EPOCH = "step", "epoch"


@dataclass(frozen=True)
class Outcome:
    """The numbers that one training came to.

    Args:
        steps: Curves with a number for each step, by the name of the metric.
        epochs: Curves with a number for each epoch.
        weights: The weights of models, by their paths.
        values: All else: numbers, arrays, texts.

    Example:

    >>> outcome_of({"score": 0.5}).values
    {'score': array(0.5)}
    """

    steps: dict[str, np.ndarray] = field(default_factory=dict)
    epochs: dict[str, np.ndarray] = field(default_factory=dict)
    weights: dict[str, np.ndarray] = field(default_factory=dict)
    values: dict[str, np.ndarray] = field(default_factory=dict)

    def parts(self) -> Iterator[tuple[str, str, np.ndarray]]:
        """Go through all of it.

        Yields:
            The kind ("step", "epoch", "weight" or "value"), the name, the numbers.
        """
        kinds = {STEP: self.steps, EPOCH: self.epochs}
        for kind, named in (kinds | {"weight": self.weights, "value": self.values}).items():
            yield from ((kind, name, numbers) for name, numbers in named.items())


def outcome_of(returned: object) -> Outcome:
    """Make numbers of what a training returns.

    Args:
        returned: A Keras model (its weights); the `History` that `fit` returns (the curves by
            epoch, and the weights of its model); a `faqlab.Recorder` or `faqlab.Run` (the curves
            by step and by epoch); numbers, arrays, tensors and texts; a dict, list or tuple of
            such things.

    Returns:
        The `Outcome`.

    Raises:
        TypeError: If it is nothing, or nothing that can be compared.

    Example:

    >>> outcome_of([1, 2.5]).values, list(outcome_of([[1], "a b"]).values)
    ({'result': array([1. , 2.5])}, ['0', '1'])
    """
    outcome = Outcome()
    if returned is not None:
        _add(outcome, "", returned)
    if not any(True for _ in outcome.parts()):
        raise TypeError(
            three_beats(
                "The training returns nothing that could be compared.",
                "a model, the History of fit, a faqlab.Recorder, numbers, or a dict of these",
                returned,
                "Let the function end with `return model`, say.",
            )
        )
    return outcome


def _add(outcome: Outcome, name: str, one: object) -> None:
    run = _run_of(one)
    if run is not None:
        _add_run(outcome, name, run)
    elif _is_history(one):
        curves = {metric: np.asarray(values) for metric, values in one.history.items()}
        _put(outcome.epochs, name, curves)
        if getattr(one, "model", None) is not None:
            _add(outcome, name, one.model)
    elif _has_weights(one):
        for weight in one.weights:
            _put(outcome.weights, name, {weight.path: _array(weight)})
    elif isinstance(one, Mapping):
        for key, value in one.items():
            _add(outcome, _joined(name, str(key)), value)
    elif isinstance(one, list | tuple) and not _numbers(one):
        for i, value in enumerate(one):
            # Weights and curves have names already.
            named = _has_weights(value) or _is_history(value) or _run_of(value) is not None
            _add(outcome, name if named else _joined(name, str(i)), value)
    else:
        _put(outcome.values, "", {name or "result": _array(one)})


def _add_run(outcome: Outcome, name: str, run: Run) -> None:
    if len(run.batches):
        steps = {m: run.batches[m] for m in run.metrics if m in run.batches.columns}
        _put(outcome.steps, name, steps)
    epochs = {metric: np.asarray(values) for metric, values in run.history().items()}
    _put(outcome.epochs, name, epochs)


def _put(into: dict[str, np.ndarray], name: str, parts: Mapping[str, np.ndarray]) -> None:
    for key, numbers in parts.items():
        free, count = _joined(name, key), 2
        while free in into:
            free, count = f"{_joined(name, key)} ({count})", count + 1
        into[free] = np.array(numbers)


def _joined(name: str, key: str) -> str:
    return f"{name}/{key}" if name else key


def _run_of(one: object) -> Run | None:
    run = one if isinstance(one, Run) else getattr(one, "run", None)
    return run if isinstance(run, Run) else None


def _is_history(one: object) -> bool:
    # Without Keras in the process there is none; and it is not loaded for asking.
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(one, keras.callbacks.History)


def _has_weights(one: object) -> bool:
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(one, keras.Layer)


def _numbers(many: list | tuple) -> bool:
    return bool(many) and all(isinstance(one, Real) for one in many)


def _array(one: object) -> np.ndarray:
    keras = sys.modules.get("keras")
    if keras is not None and (keras.ops.is_tensor(one) or isinstance(one, keras.Variable)):
        one = keras.ops.convert_to_numpy(one)
    array = np.asarray(one)
    if array.dtype == object:
        raise TypeError(
            three_beats(
                "The training returns something that can't be compared.",
                "a model, the History of fit, a faqlab.Recorder, numbers, or a dict of these",
                one,
            )
        )
    return array
