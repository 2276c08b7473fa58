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
_RENAMED = {
    "cosine": "cosine_similarity",
    "cosine_proximity": "cosine_similarity",
    "kld": "kl_divergence",
    "KLD": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
}


def compile_as_before(
    model: keras.Model,
    training: dict,
    custom_objects: Mapping | None = None,
    tf_keras: bool = True,
) -> str:
    """Compile a model as the old file says.

    Args:
        model: The model.
        training: What the file says: optimizer, loss, metrics.
        custom_objects: Functions of your own by name. Default: none.
        tf_keras: Whether the Keras within TensorFlow wrote it. Keras on its own clipped the norm of
            all gradients together. Default: True.

    Returns:
        What isn't as it was, a sentence; empty if all is.
    """
    custom_objects = custom_objects or {}
    try:
        optimizer = _optimizer(training["optimizer_config"], tf_keras)
        loss = _each(training.get("loss"), lambda one: _loss(one, custom_objects))
        metrics = _each(training.get("metrics"), lambda one: _metric(one, custom_objects))
        if isinstance(metrics, list) and not any(isinstance(one, list) for one in metrics):
            # A plain list was for every output, and today it has to say so.
            many = len(model.outputs)
            metrics = [list(metrics) for _ in range(many)] if metrics and many > 1 else metrics
        weights = training.get("loss_weights")
        model.compile(optimizer, loss, metrics=metrics or None, loss_weights=weights)
    except (ValueError, KeyError, TypeError) as error:
        return f"It isn't compiled: {' '.join(str(error).split())[:160]}"
    if training.get("sample_weight_mode"):
        return "sample_weight_mode is gone: sample weights may have a column for each step today."
    return ""


def _optimizer(told: dict, tf_keras: bool) -> keras.optimizers.Optimizer:
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
    if "clipnorm" in given and not tf_keras:
        given["global_clipnorm"] = given.pop("clipnorm")
    if found == "Adagrad":
        given["initial_accumulator_value"] = 0.0
    if found != "Adam":
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
    name = _RENAMED.get(name, name)
    keras.losses.get(name)  # raises where there is none
    return name


def _metric(name: str, custom_objects: Mapping) -> object:
    if name in custom_objects:
        return custom_objects[name]
    if name == "logcosh":
        return keras.metrics.LogCoshError(name=name)
    name = _RENAMED.get(name, name)
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
    if any(part.kind.startswith("CuDNN") for part in _all(old)):
        return (
            "The optimizer starts afresh: cuDNN's weights were rearranged, its state isn't theirs."
        )
    arrays = [np.asarray(group[name]) for name in names(group, "weight_names")]
    layers = [part.layer for part in old.parts if part.layer is not None]
    before = dict.fromkeys(id(one) for layer in layers for one in layer.trainable_variables)
    index = {id(one): i for i, one in enumerate(model.trainable_variables)}
    order = [index[one] for one in before]
    try:
        pairs = _pairs(model.optimizer, arrays, order)
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


# What each optimizer keeps for every weight, by today's names, in the order of the old files.
# Nadam isn't here: today's warms up at another speed.
_SLOTS = {
    "Adadelta": ("accumulated_grad", "accumulated_delta_var"),
    "Adagrad": ("accumulator",),
    "Adam": ("momentum", "velocity", "velocity_hat"),
    "Adamax": ("momentum", "norm"),
    "RMSprop": ("velocity",),
    "SGD": ("momentum",),
}


def _pairs(
    optimizer: keras.optimizers.Optimizer, arrays: list[np.ndarray], order: list[int]
) -> list[tuple[keras.Variable, np.ndarray]]:
    """Find the place of each array; only some optimizers stored how many steps they had made."""
    pairs = []
    if arrays and arrays[0].shape == ():
        pairs.append((optimizer.iterations, arrays[0].astype("int64")))
        arrays = arrays[1:]
    for place, kind in enumerate(_SLOTS[type(optimizer).__name__]):
        slots = [one for one in optimizer.variables if one.name.endswith(f"_{kind}")]
        first = place * len(order)
        # SGD without momentum keeps nothing today, nor Adam a maximum that isn't asked for.
        pairs += [(slots[new], arrays[first + i]) for i, new in enumerate(order if slots else ())]
    return pairs
