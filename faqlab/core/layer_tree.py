"""The layers of a model, nested as they call each other, with shapes and parameter counts."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .backend import keras
from .catching import Call

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class LayerNode:
    """One layer of a model, or one of the calls of a layer that is shared. Plain data.

    Args:
        address: Where it is, `"encoder/conv2"`: what `outputs` calls it. `"conv2:2"` is the second
            call of a shared layer as written (or a second layer of that name).
        name: The layer's own name.
        kind: The name of its class, `"Conv2D"`.
        depth: How many layers it is in; 0 for the model's own.
        shapes: The shape of everything that comes out of it, by its name in what `outputs` gives,
            the output first; None stands for what isn't known before there is data: the number of
            samples. Empty for a layer that isn't called, or only within a loop over time.
        parameters: How many numbers it holds, those of the layers within it included.
        trainable: How many of them training would change.
        number: The how manieth call of the layer it is as they run, from 1. All hold the same
            parameters: count them where `number` is 1.
    """

    address: str
    name: str
    kind: str
    depth: int
    shapes: dict[str, Shape]
    parameters: int = 0
    trainable: int = 0
    number: int = 1

    @property
    def shape(self) -> Shape | None:
        """The shape of the output; of the first where there are several."""
        return next(iter(self.shapes.values()), None)


def layer_tree(model: keras.Model, x: object = None) -> tuple[LayerNode, ...]:
    """List the layers of a model in the order in which they are called, nested ones beneath theirs.

    Nothing is computed: the model is traced without data, and stays as it was.

    Args:
        model: Any Keras model.
        x: An input for it, as `outputs` takes it. Needed for a model that doesn't know its input's
            shape: a Sequential without `Input` that isn't built, or a subclassed model. Default:
            none.

    Returns:
        A `LayerNode` for every call of every layer; then those that the model holds, but doesn't
        call. The addresses are those of `outputs`.

    Raises:
        ValueError: If the model doesn't know its input's shape and there is no `x`, or if it
            can't be traced.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="head")])
    >>> [(node.address, node.kind, node.shape, node.parameters) for node in layer_tree(model)]
    [('head', 'Dense', (None, 3), 15)]
    """
    from .forward import Forward

    return tree_of(model, Forward.only_calls(model, x))


def tree_of(model: keras.Model, calls: Iterable[Call]) -> tuple[LayerNode, ...]:
    """Turn the calls of a forward pass into nodes.

    Args:
        model: The model.
        calls: Its calls.

    Returns:
        A `LayerNode` for each, and for each of the model's own layers that wasn't called.
    """
    calls = list(calls)
    called = {id(call.layer) for call in calls}
    idle = [one for one in model.layers if id(one) not in called]
    return tuple(_node(one) for one in [*calls, *(Call(one.name, one, 0) for one in idle)])


def _node(call: Call) -> LayerNode:
    layer = call.layer
    shapes = {f"{call.address}{name}": _shape(one) for name, one in call.outputs.items()}
    return LayerNode(
        call.address,
        layer.name,
        type(layer).__name__,
        call.depth,
        shapes,
        _count(getattr(layer, "weights", ())),
        _count(getattr(layer, "trainable_weights", ())),
        call.number,
    )


def _shape(tensor: object) -> Shape:
    return tuple(None if one is None else int(one) for one in tensor.shape)


def _count(weights: Iterable) -> int:
    return sum(math.prod(one.shape) for one in weights)
