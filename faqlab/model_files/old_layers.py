"""A layer of today for a layer of Keras 1 or 2: nothing is executed, each class is on a list."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..core.backend import keras
from .hard_sigmoid import old_hard_sigmoid
from .old_names import of_keras_1

# They go by the same name today, and mean the same.
_SAME = {
    "Activation",
    "ActivityRegularization",
    "Add",
    "AlphaDropout",
    "Average",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "BatchNormalization",
    "Bidirectional",
    "Concatenate",
    "Conv1D",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "ConvLSTM2D",
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "Dense",
    "DepthwiseConv2D",
    "Dot",
    "Dropout",
    "ELU",
    "Embedding",
    "Flatten",
    "GRU",
    "GRUCell",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "LSTM",
    "LSTMCell",
    "LeakyReLU",
    "Masking",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "Maximum",
    "Minimum",
    "Multiply",
    "PReLU",
    "Permute",
    "RNN",
    "ReLU",
    "RepeatVector",
    "Reshape",
    "SeparableConv1D",
    "SeparableConv2D",
    "SimpleRNN",
    "SimpleRNNCell",
    "Softmax",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "StackedRNNCells",
    "Subtract",
    "TimeDistributed",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
}
# They have another name today.
_RENAMED = {"CuDNNLSTM": "LSTM", "CuDNNGRU": "GRU", "ThresholdedReLU": "ReLU"}
_GONE = {
    "Lambda": "a piece of Python is not executed; write it as a layer, and pass custom_objects",
    "LocallyConnected1D": "Keras 3 has no such layer",
    "LocallyConnected2D": "Keras 3 has no such layer",
    "MaxoutDense": "gone since Keras 2",
    "Highway": "gone since Keras 2",
}
_GATED = ("LSTM", "GRU", "LSTMCell", "GRUCell", "ConvLSTM2D")
_ACTIVATIONS = ("activation", "recurrent_activation")
# What a configuration holds beside the arguments of the layer, or what changes nothing any more.
_LEFT_OUT = {
    "batch_input_shape",
    "input_dtype",
    "dtype",
    "input_dim",
    "input_length",
    "implementation",
    "consume_less",
    "forget_bias_init",
    "mode",
    "mode_type",
    "trainable",
    "weights",
    "alpha",
    "theta",
    "batch_size",
    "num_constants",
    "time_major",
    "ragged",
}


@dataclass
class OldLayer:
    """A layer of an old file, and what stands for it today.

    Args:
        name: Its name.
        kind: The name of its class in the file.
        config: Its configuration, in the words of Keras 2.
        layer: The layer of today; None where there is none.
        parts: The layers inside: of a wrapper, a model, a stack of cells.
        keras_1: Whether it is of Keras 1.
        changes: What is different today, a few words each.
        problem: Why there is none.
    """

    name: str
    kind: str
    config: dict
    layer: object = None
    parts: list["OldLayer"] = field(default_factory=list)
    keras_1: bool = False
    changes: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def trainable(self) -> bool:
        """Its flag in the file."""
        return bool(self.config.get("trainable", True))


def new_layer(
    kind: str, config: dict, keras_1: bool = False, custom_objects: Mapping | None = None
) -> OldLayer:
    """Make the layer of today.

    Args:
        kind: The name of the old class.
        config: The old configuration.
        keras_1: Whether it is in the words of Keras 1. Default: False.
        custom_objects: Classes of your own by name. Default: none.

    Returns:
        An `OldLayer`; where nothing stands for it today, its `problem` says why.

    Example:

    >>> new_layer("LeakyReLU", {"name": "leaky", "alpha": 0.25}).layer.negative_slope
    0.25
    >>> new_layer("Lambda", {"name": "f"}).problem[:17]
    'a piece of Python'
    """
    old = OldLayer(str(config.get("name", kind)), kind, dict(config), keras_1=keras_1)
    custom_objects = custom_objects or {}
    try:
        if kind in custom_objects:
            old.layer = custom_objects[kind].from_config(config)
            return old
        if keras_1:
            kind, old.config = of_keras_1(kind, config)
        if kind in _GONE:
            raise ValueError(_GONE[kind])
        if kind not in _SAME and kind not in _RENAMED:
            raise ValueError("not a layer of Keras; pass its class in custom_objects")
        _make(old, kind, custom_objects)
    except Exception as error:
        old.problem = " ".join(str(error).split())[:200] or type(error).__name__
    return old


def _make(old: OldLayer, kind: str, custom_objects: Mapping) -> None:
    config = old.config
    today = getattr(keras.layers, _RENAMED.get(kind, kind))
    given = _arguments(old, kind, today)
    if kind in ("TimeDistributed", "Bidirectional"):
        given |= _wrapped(old, custom_objects)
    if kind in ("RNN", "StackedRNNCells"):
        given |= _cells(old, custom_objects)
    if kind in _GATED:
        given.setdefault("recurrent_activation", "hard_sigmoid")
    elif kind == "CuDNNLSTM":
        given |= {"recurrent_activation": "sigmoid"}
        old.changes.append("runs on any device")
    elif kind == "CuDNNGRU":
        given |= {"recurrent_activation": "sigmoid", "reset_after": True}
        old.changes.append("runs on any device")
    if kind in ("GRU", "GRUCell"):
        given["reset_after"] = bool(config.get("reset_after", False))
    for key in _ACTIVATIONS:
        if given.get(key) == "hard_sigmoid":
            given[key] = old_hard_sigmoid()
            old.changes.append("hard_sigmoid as it was, with the slope 1/5")
    if kind == "LeakyReLU":
        given["negative_slope"] = float(config.get("alpha", 0.3))
    if kind == "ELU":
        given["alpha"] = float(config.get("alpha", 1.0))
    if kind == "ThresholdedReLU":
        given["threshold"] = float(config.get("theta", 1.0))
        old.changes.append("ReLU with a threshold")
    old.layer = today(**given)


def _arguments(old: OldLayer, kind: str, today: type) -> dict:
    """Take what the class of today knows; what it doesn't must not have mattered."""
    known = _known(today)
    given = {"name": _allowed(old)}
    for key, value in old.config.items():
        if kind == "Embedding" and key == "input_dim":
            given[key] = value
        elif key in _LEFT_OUT or key in ("name", "layer", "cell", "cells"):
            continue
        elif key in known:
            given[key] = _value(key, value)
        elif value not in (None, False, 0, 0.0, [], {}):
            raise ValueError(f"its argument {key}={value!r} is gone")
    return given


def _allowed(old: OldLayer) -> str:
    """Take a name as it is, but for the slash, which today tells a layer from what is in it."""
    name = old.name.replace("/", "_")
    if name != old.name:
        old.changes.append(f"named {name}")
    return name


def _known(today: type) -> set[str]:
    """Name the arguments of a class: its own, and its parents' where it hands them on."""
    names = set()
    for kind in today.__mro__:
        init = vars(kind).get("__init__")
        if init is None:
            continue
        arguments = inspect.signature(init).parameters
        names |= set(arguments)
        if "kwargs" not in arguments:
            break
    return names - {"self", "args", "kwargs"}


def _value(key: str, value: object) -> object:
    if isinstance(value, dict) and "class_name" in value:
        for ending, module in (
            ("_initializer", keras.initializers),
            ("_regularizer", keras.regularizers),
            ("_constraint", keras.constraints),
        ):
            if key.endswith(ending):
                return module.deserialize(value)
    if isinstance(value, dict):
        raise ValueError(f"its argument {key} is a thing of its own: {str(value)[:80]}")
    if key == "axis" and isinstance(value, list):
        return value[0] if len(value) == 1 else value
    return tuple(value) if isinstance(value, list) else value


def _part(old: OldLayer, told: dict, custom_objects: Mapping) -> object:
    from .old_model import MODELS, old_model, problems

    if told["class_name"] in MODELS:
        part = old_model(told, old.keras_1, custom_objects)
        found = list(problems(part))
        part.problem = "; ".join(f"{where} ({kind}): {why}" for where, kind, why in found)
    else:
        part = new_layer(told["class_name"], told["config"], old.keras_1, custom_objects)
    if part.problem:
        raise ValueError(f"{part.kind} in it: {part.problem}")
    old.parts.append(part)
    old.changes += part.changes
    return part.layer


def _wrapped(old: OldLayer, custom_objects: Mapping) -> dict:
    layer = _part(old, old.config["layer"], custom_objects)
    if old.kind == "Bidirectional":
        # The one that runs backwards is made by Keras, of the same configuration.
        old.parts *= 2
    return {"layer": layer}


def _cells(old: OldLayer, custom_objects: Mapping) -> dict:
    if old.kind == "RNN":
        return {"cell": _part(old, old.config["cell"], custom_objects)}
    return {"cells": [_part(old, one, custom_objects) for one in old.config["cells"]]}
