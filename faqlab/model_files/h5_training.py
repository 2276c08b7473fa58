"""What a whole-model `.h5` file says of training, given back to the model that came out of it."""

import json
import os

import h5py
import numpy as np

from ..core.backend import keras
from ..core.errors import three_beats

_PLAIN = ("loss_weights", "run_eagerly", "steps_per_execution", "jit_compile")


def compile_from_h5(
    model: keras.Model, path: str | os.PathLike, custom_objects: dict | None = None
) -> None:
    """Compile a model as the file says, and give the optimizer its state.

    Keras's own way raises for losses such as "mse", and leaves the optimizer without variables, so
    that the first step of training raises too.

    Args:
        model: The model that was loaded from the file; it is compiled, unless the one that was
            saved was not.
        path: The file.
        custom_objects: Classes and functions of your own by name. Default: none.

    Raises:
        ValueError: If the optimizer's state in the file isn't that of such an optimizer.
    """
    with h5py.File(path, "r") as file:
        if "training_config" not in file.attrs:
            return
        config = json.loads(file.attrs["training_config"])
        states = _states(file["optimizer_weights"]) if "optimizer_weights" in file else []
    model.compile(
        optimizer=_optimizer(config["optimizer_config"], custom_objects),
        loss=_revive(config.get("loss"), keras.losses.deserialize, custom_objects),
        metrics=_revive(config.get("metrics"), keras.metrics.deserialize, custom_objects),
        weighted_metrics=_revive(
            config.get("weighted_metrics"), keras.metrics.deserialize, custom_objects
        ),
        **{key: config[key] for key in _PLAIN if key in config},
    )
    model.optimizer.build(model.trainable_variables)
    _give(model.optimizer, states)


def _optimizer(config: dict, custom_objects: dict | None) -> keras.optimizers.Optimizer:
    # Keras looks in a list of its own, in which newer ones are missing.
    kind = getattr(keras.optimizers, config["class_name"], None)
    ours = {config["class_name"]: kind} if kind is not None else {}
    return keras.optimizers.deserialize(config, {**ours, **(custom_objects or {})})


def _revive(config: object, deserialize, custom_objects: dict | None) -> object:
    """Make losses or metrics of what the file says of them."""
    if isinstance(config, str):
        # `compile` knows Keras's own names, the short ones too.
        return keras.saving.get_registered_object(config, custom_objects) or config
    if isinstance(config, dict) and "class_name" in config:
        return deserialize(config, custom_objects)
    if isinstance(config, dict):
        return {key: _revive(one, deserialize, custom_objects) for key, one in config.items()}
    if isinstance(config, list):
        return [_revive(one, deserialize, custom_objects) for one in config]
    return config


def _states(group: h5py.Group) -> list[np.ndarray]:
    # Where there are many names, HDF5 can't hold them in one attribute: they go on in a second.
    pieces = [group.attrs["weight_names"]] if "weight_names" in group.attrs else []
    while f"weight_names{len(pieces)}" in group.attrs:
        pieces.append(group.attrs[f"weight_names{len(pieces)}"])
    names = [name for piece in pieces for name in piece]
    return [group[name if isinstance(name, str) else name.decode()][()] for name in names]


def _give(optimizer: keras.optimizers.Optimizer, states: list[np.ndarray]) -> None:
    # One that was never trained with has no more than its counter and its learning rate.
    variables = optimizer.variables[: len(states)]
    shapes = [tuple(one.shape) for one in variables]
    if shapes != [one.shape for one in states]:
        raise ValueError(
            three_beats(
                "The optimizer's state in the file isn't that of such an optimizer.",
                f"{len(shapes)} arrays that fit {optimizer.name}",
                [one.shape for one in states],
                "Load with compile=False, and compile the model again: it starts afresh.",
            )
        )
    for variable, state in zip(variables, states, strict=True):
        variable.assign(state)
