"""The two ends of a network: what takes its input in, and what its output comes out of."""

from collections import defaultdict

from ..core.backend import keras
from ..core.graph_nodes import graph_nodes

# What changes the place of numbers, or drops some in training, but not what they mean.
_PLACES = (
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "Dropout",
    "Flatten",
    "Identity",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "Permute",
    "RandomFlip",
    "RandomRotation",
    "RandomTranslation",
    "RandomZoom",
    "RepeatVector",
    "Reshape",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
)
_AFTER = ("ActivityRegularization", "Dropout", "Flatten", "Identity", "Permute", "Reshape")
_RNNS = ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "RNN", "ConvLSTM1D", "ConvLSTM2D")


def is_keras(thing: object) -> bool:
    """Whether something is Keras's own: a class of the learner's may do anything.

    Args:
        thing: A layer, a function, a loss, a metric, a callback.

    Returns:
        Whether its class, or the function itself, comes with Keras.
    """
    home = getattr(thing, "__module__", None) if callable(thing) else None
    of_class = type(thing).__module__
    return (of_class if of_class not in ("builtins", "functools") else home or "").startswith(
        "keras."
    )


def kind(layer: object) -> str:
    """Give the name of a layer's class if it is Keras's own, else nothing."""
    return type(layer).__name__ if type(layer).__module__.startswith("keras.") else ""


def ending(tensor: object) -> str | None:
    """Find the activation function that a network's output comes out of.

    Args:
        tensor: A symbolic output of a model, one of `model.outputs`.

    Returns:
        The function's name, `"softmax"` or `"linear"` say; None where it can't be known.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")])
    >>> ending(model.outputs[0])
    'softmax'
    """
    moved = False
    for _ in range(100):
        layer, node, index = getattr(tensor, "_keras_history", (None, 0, 0))
        if isinstance(layer, keras.Model):
            inner = getattr(layer, "_functional", layer)
            if graph_nodes(layer) is None:
                return None
            tensor = keras.tree.flatten(inner._outputs_struct)[index]
            continue
        name = kind(layer)
        linear = name == "Activation" and _named(layer.activation) == "linear"
        if name not in _AFTER and not linear:
            found = _activation(layer, name)
            # A softmax adds up to one along its axis: where axes have moved it isn't one.
            return None if found == "softmax" and moved else found
        moved = moved or not (linear or name in ("ActivityRegularization", "Identity"))
        before = layer._inbound_nodes[node].input_tensors
        if len(before) != 1:
            return None
        tensor = before[0]
    return None


def _activation(layer: object, name: str) -> str | None:
    if name == "TimeDistributed":
        return _activation(layer.layer, kind(layer.layer))
    if name in ("Softmax", "LogSoftmax"):
        axis = getattr(layer, "axis", -1)
        return {"Softmax": "softmax", "LogSoftmax": "log_softmax"}[name] if axis == -1 else None
    if name in ("ReLU", "Relu"):
        return "relu"
    if name == "Sigmoid":
        return "sigmoid"
    own = ("Activation", "Dense", "EinsumDense", "Conv1D", "Conv2D", "Conv3D")
    more = ("Conv1DTranspose", "Conv2DTranspose", "SeparableConv1D", "SeparableConv2D")
    return _named(layer.activation) if name in own + more else None


def _named(function: object) -> str | None:
    name = getattr(function, "__name__", "") if is_keras(function) else ""
    return name or None


def first_layers(model: keras.Model) -> list[list[object]] | None:
    """Find the layers that take each input in, behind those that leave numbers as they are.

    Args:
        model: The model.

    Returns:
        For each input a list of layers or operations; None if the model has no graph.

    Example:

    >>> layers = [keras.Input((2, 2)), keras.layers.Flatten(), keras.layers.Dense(3, name="a")]
    >>> [one.name for one in first_layers(keras.Sequential(layers))[0]]
    ['a']
    """
    if graph_nodes(model) is None:
        return None
    return [_takers(model, one, 0) for one in model.inputs]


def _takers(model: keras.Model, tensor: object, depth: int) -> list[object]:
    readers = defaultdict(list)
    for _, node in graph_nodes(model) or ():
        for index, one in enumerate(node.input_tensors):
            readers[id(one)].append((node, index))
    found, waiting = [], [tensor]
    while waiting:
        for node, index in readers[id(waiting.pop())]:
            layer = node.operation
            if isinstance(layer, keras.Model) and graph_nodes(layer) is not None and depth < 10:
                found += _takers(layer, layer.inputs[index], depth + 1)
            elif kind(layer) in _PLACES:
                waiting += node.output_tensors if hasattr(node, "output_tensors") else node.outputs
            else:
                found.append(layer)
    return found


def all_keras(model: keras.Model) -> bool:
    """Whether a model is made of Keras's own layers, so that it is known what they do.

    Args:
        model: The model.

    Returns:
        False for a subclassed one, one with a `Lambda`, and one with layers of the learner's.
    """
    every = [model, *model._flatten_layers()]
    return all(kind(one) not in ("", "Lambda") for one in every)


def learns_from_order(model: keras.Model) -> bool:
    """Whether a model holds a stateful layer."""
    return any(getattr(one, "stateful", False) is True for one in model._flatten_layers())
