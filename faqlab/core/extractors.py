"""The ways the FAQ names to get at a layer's output, as they are written today."""

from collections.abc import Sequence

import numpy as np

from .backend import keras
from .errors import one_of, three_beats
from .forward import Forward, as_array
from .graph_nodes import graph_nodes
from .model_inputs import ModelInputs, input_structure


def submodel(model: keras.Model, layers: str | Sequence[str]) -> keras.Model:
    """Make a second model that ends at a layer and shares the first one's weights.

    It is what the FAQ's `Model(inputs=model.input, outputs=model.get_layer(name).output)` does,
    also where that fails today: on a Sequential, whose `input` isn't there, on the second call of
    a shared layer, and on a layer of a nested model. The second model can be trained, saved and
    put into others. Where only numbers are wanted, `outputs` gives them for any model.

    Args:
        model: A Sequential that is built, or a functional model.
        layers: The address of a layer, `"conv1"`, `"encoder/conv2"` or `"shared:2"`, or a list of
            them.

    Returns:
        A functional `keras.Model` with the inputs of `model`. Of one layer it gives the output, of
        a list of layers the list of their outputs.

    Raises:
        ValueError: If there is no such layer (the nearest addresses are given), if it is in a
            layer that isn't a Sequential or functional model, or if `model` has no graph: a
            subclassed model, or a Sequential that isn't built.

    Example:

    >>> model = keras.Sequential(
    ...     [keras.Input((4,)), keras.layers.Dense(3, name="hidden"), keras.layers.Dense(2)]
    ... )
    >>> submodel(model, "hidden").output_shape
    (None, 3)
    """
    _check_graph(model)
    if isinstance(layers, str):
        return keras.Model(input_structure(model), _output(model, layers))
    return keras.Model(input_structure(model), [_output(model, one) for one in layers])


class LayerFunction:
    """A function of a model's input that gives what layers put out. Made by `layer_function`.

    It is traced once for every kind of input and each value of `training`, and reads the model's
    weights as they are when it is called. If layers are added or removed, make a new one.
    """

    def __init__(self, model: keras.Model, layers: str | Sequence[str]):
        self.model, self.layers = model, layers
        self._forwards: dict[object, Forward] = {}

    def __call__(self, x: object, training: bool = False) -> np.ndarray | list[np.ndarray]:
        """Give what the layers put out for all of `x` at once.

        Args:
            x: The model's input, as `outputs` takes it.
            training: Whether layers behave as in training. Default: False.

        Returns:
            An array, or a list of them if a list of layers was asked for.
        """
        inputs = ModelInputs(self.model, x)
        kind = (training, str(inputs), inputs.fixed_batch)
        forward = self._forwards.get(kind)
        if forward is None:
            forward = Forward(self.model, inputs, self.layers, training)
            self._forwards[kind] = forward
        forward.inputs = inputs
        with forward.looking():
            arrays = [as_array(one) for one in forward.run(inputs.batch(0, inputs.samples))]
        found = [arrays[index] for _, index in forward.entries]
        return found[0] if isinstance(self.layers, str) and len(found) == 1 else found

    def __repr__(self) -> str:
        return f"LayerFunction({self.model.name!r}, {self.layers!r})"


def layer_function(model: keras.Model, layers: str | Sequence[str]) -> LayerFunction:
    """Make a function that gives what layers put out, in training or in inference.

    It stands for the FAQ's `K.function([model.input, K.learning_phase()], [layer.output])`, which
    Keras 3 no longer has: what was the learning phase 1 or 0 is `training=True` or `False`. Unlike
    a plain call with `training=True` it leaves the model as it was.

    Args:
        model: Any Keras model, subclassed and unbuilt ones included.
        layers: The address of a layer, or a list of them.

    Returns:
        A function `f(x, training=False)`. Of one layer it gives an array (a list of them if the
        layer puts out several), of a list of layers a list of arrays. The whole of `x` is one
        batch: for many samples use `outputs`.

    Raises:
        ValueError: By the function, if there is no such layer, if the shape of `x` is wrong or if
            the model can't be run on it.

    Example:

    >>> model = keras.Sequential([keras.layers.Dense(3), keras.layers.Dropout(0.5, name="drop")])
    >>> f = layer_function(model, "drop")
    >>> f(np.ones((2, 4))).shape, bool((f(np.ones((20, 4)), training=True) == 0).any())
    ((2, 3), True)
    """
    return LayerFunction(model, layers)


def _check_graph(model: keras.Model) -> None:
    if graph_nodes(model) is not None:
        return
    if isinstance(model, keras.Sequential):
        wrong = f"The Sequential {model.name!r} isn't built, so its layers have no outputs yet."
        remedy = "Begin it with keras.Input(...), or call model.build((None, ...))."
        raise ValueError(three_beats(wrong, "a built model", model.name, remedy))
    wrong = f"The model {model.name!r} has no graph of layers to end at one of them."
    remedy = "Use outputs(model, x) or layer_function(model, layer): they work on any model."
    kind = type(model).__name__
    raise ValueError(three_beats(wrong, "a Sequential or functional model", kind, remedy))


def _output(model: keras.Model, address: str) -> object:
    """Give the symbolic output at an address, going through nested models one by one."""
    name, _, rest = address.partition("/")
    nodes = _nodes(model)
    if name not in nodes:
        wrong = f"The model {model.name!r} has no layer {name!r}."
        raise ValueError(three_beats(wrong, one_of(name, nodes), address))
    node = nodes[name]
    if not rest:
        return node.outputs[0] if len(node.outputs) == 1 else list(node.outputs)
    # A nested model's own tensors aren't connected to the outer inputs: a part of it is called on
    # what the whole of it is called on.
    return submodel(node.operation, rest)(*node.arguments.args)


def _nodes(model: keras.Model) -> dict[str, object]:
    """List the nodes of a graph by the names that `outputs` gives to their calls."""
    return {
        f"{node.operation.name}:{number}" if number > 1 else node.operation.name: node
        for number, node in graph_nodes(model)
    }
