"""How an old file says that its model was trained, in today's words, with the optimizer's state."""

from collections.abc import Iterator, Mapping

import h5py
import numpy as np

from ..core.backend import keras
from .old_layers import OldLayer
from .old_weights import names

_OPTIMIZERS = ("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam")
_ARGUMENTS = {"beta_1", "beta_2", "epsilon", "rho", "momentum", "nesterov", "amsgrad"}
_CLIPS = ("clipnorm", "clipvalue")
_LOSSES = {"cosine_proximity": "cosine_similarity", "cosine": "cosine_similarity"}


def compile_as_before(
    model: keras.Model, training: dict, custom_objects: Mapping | None = None
) -> str:
    """Compile a model as the old file says.

    Args:
        model: The model.
        training: What the file says: optimizer, loss, metrics.
        custom_objects: Functions of your own by name. Default: none.

    Returns:
        What isn't as it was, a sentence; empty if all is.
    """
    custom_objects = custom_objects or {}
    try:
        optimizer = _optimizer(training["optimizer_config"])
        loss = _each(training.get("loss"), lambda one: _loss(one, custom_objects))
        metrics = _each(training.get("metrics"), lambda one: _metric(one, custom_objects))
        weights = training.get("loss_weights")
        model.compile(optimizer, loss, metrics=metrics or None, loss_weights=weights)
    except (ValueError, KeyError, TypeError) as error:
        return f"It isn't compiled: {' '.join(str(error).split())[:160]}"
    if training.get("sample_weight_mode"):
        return "sample_weight_mode is gone: sample weights may have a column for each step today."
    return ""


def _optimizer(told: dict) -> keras.optimizers.Optimizer:
    kind, config = told["class_name"], told["config"]
    found = next((one for one in _OPTIMIZERS if one.lower() == kind.lower()), None)
    if found is None:
        raise ValueError(f"{kind} is not an optimizer of today's Keras")
    rate = float(config.get("lr", config.get("learning_rate", 0.001)))
    decay = float(config.get("decay") or 0)
    if decay:
        rate = keras.optimizers.schedules.InverseTimeDecay(rate, 1, decay)
    given = {key: config[key] for key in _ARGUMENTS & set(config) if config[key] is not None}
    given |= {key: config[key] for key in _CLIPS if config.get(key)}
    if found in ("Adagrad", "Adadelta", "Adamax", "Nadam"):
        given.pop("amsgrad", None)
    return getattr(keras.optimizers, found)(rate, **given)


def _each(told: object, make) -> object:
    if isinstance(told, dict):
        return {key: _each(one, make) for key, one in told.items()}
    if isinstance(told, list):
        return [_each(one, make) for one in told]
    return make(told)


def _loss(name: str | None, custom_objects: Mapping) -> object:
    if name is None or name in custom_objects:
        return custom_objects.get(name)
    name = _LOSSES.get(name, name)
    keras.losses.get(name)  # raises where there is none
    return name


def _metric(name: str, custom_objects: Mapping) -> object:
    if name in custom_objects:
        return custom_objects[name]
    if name not in ("acc", "accuracy"):
        keras.metrics.get(name)
    return "accuracy" if name == "acc" else name


def give_optimizer_state(model: keras.Model, old: OldLayer, group: h5py.Group | None) -> str:
    """Give the optimizer what it had gathered.

    Args:
        model: The compiled model.
        old: The model, with its parts.
        group: The group with the old optimizer's arrays; None if there is none.

    Returns:
        What became of it, a sentence.
    """
    # Built in any case: a file whose optimizer has no variables is loaded with a warning.
    model.optimizer.build(model.trainable_variables)
    if group is None:
        return "The file holds no state of the optimizer: it starts afresh."
    if any(part.scaled or part.kind.startswith("CuDNN") for part in _all(old)):
        return "The optimizer starts afresh: weights were rescaled, and its state isn't theirs."
    arrays = [np.asarray(group[name]) for name in names(group, "weight_names")]
    layers = [part.layer for part in old.parts if part.layer is not None]
    before = dict.fromkeys(id(one) for layer in layers for one in layer.trainable_variables)
    index = {id(one): i for i, one in enumerate(model.trainable_variables)}
    order = [index[one] for one in before]
    try:
        pairs = _PAIRS[type(model.optimizer).__name__](model.optimizer, arrays, order)
        fit = all(tuple(slot.shape) == array.shape for slot, array in pairs)
    except (KeyError, IndexError):
        fit = False
    if not fit:
        return "The optimizer starts afresh: its old state has no place in today's."
    for slot, array in pairs:
        slot.assign(array)
    return "The optimizer goes on with its old state."


def _all(old: OldLayer) -> Iterator[OldLayer]:
    for part in old.parts:
        yield part
        yield from _all(part)


Pairs = list[tuple[keras.Variable, np.ndarray]]


def _adam(optimizer, arrays: list[np.ndarray], order: list[int]) -> Pairs:
    many, slots = len(order), optimizer.variables[2:]
    pairs = [(optimizer.iterations, arrays[0].astype("int64"))]
    for old, new in enumerate(order):
        pairs.append((slots[2 * new], arrays[1 + old]))
        pairs.append((slots[2 * new + 1], arrays[1 + many + old]))
    return pairs


def _sgd(optimizer, arrays: list[np.ndarray], order: list[int]) -> Pairs:
    slots = optimizer.variables[2:]
    steps = [(optimizer.iterations, arrays[0].astype("int64"))]
    return steps + [(slots[new], arrays[1 + i]) for i, new in enumerate(order if slots else ())]


def _rmsprop(optimizer, arrays: list[np.ndarray], order: list[int]) -> Pairs:
    # Its step count wasn't stored.
    slots = optimizer.variables[2:]
    first = len(arrays) - len(order)
    return [(slots[new], arrays[first + i]) for i, new in enumerate(order)]


_PAIRS = {"Adam": _adam, "SGD": _sgd, "RMSprop": _rmsprop}
