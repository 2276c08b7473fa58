"""Put a new head on the body of a model."""

from collections.abc import Sequence

from .backend import keras
from .cut_address import Address, check_can_be_cut
from .errors import three_beats
from .graph_nodes import graph_nodes
from .model_cut import cut
from .model_part import named_calls
from .sequential_ends import check_layers


def new_head(
    model: keras.Model,
    layers: keras.layers.Layer | Sequence[keras.layers.Layer],
    *,
    last: Address | None = None,
    freeze: bool = False,
    copy: bool = False,
    name: str | None = None,
) -> keras.Model:
    """Make a model with the body of another one and a head of its own.

    It is what one does to use what a network has learned for something else. The first model stays
    as it is; the body's layers are the same objects unless they are copied. The new model isn't
    compiled: compile it before `fit`.

    Args:
        model: A Sequential or functional model.
        layers: The new head, a layer or a list of layers.
        last: The last layer of the body, as for `cut`. Default: the one before the model's last
            layer.
        freeze: Whether training shall leave the body alone. The flags are the layers' own: where
            they are shared, the first model is frozen too. Default: no.
        copy: Whether the body gets layers and weights of its own. Default: no, they are shared.
        name: The new model's name. Default: the model's name and `"_new_head"`.

    Returns:
        The new model: a Sequential if the first is one.

    Raises:
        TypeError: If what shall be put on isn't a layer.
        ValueError: As `cut` does; if a layer of the head has the name of one of the body; or if
            it isn't clear what the body is: then say `last`.

    Example:

    >>> layers = [keras.layers.Dense(3, name="body"), keras.layers.Dense(2, name="head")]
    >>> model = keras.Sequential([keras.Input((4,)), *layers])
    >>> other = new_head(model, keras.layers.Dense(7, name="seven"), freeze=True)
    >>> other.output_shape, [layer.trainable for layer in other.layers]
    ((None, 7), [False, True])
    """
    head = list(layers) if isinstance(layers, list | tuple) else [layers]
    check_can_be_cut(model)
    last = _before_the_last(model) if last is None else last
    name = name or f"{model.name}_new_head"
    body = cut(model, last=last, copy=copy, name=name)
    check_layers(head, {layer.name: layer for layer in body.layers})
    if freeze:
        for layer in body.layers:
            layer.trainable = False
    if isinstance(body, keras.Sequential):
        for layer in head:
            body.add(layer)
        return body
    x = body.output
    for layer in head:
        x = layer(x)
    return keras.Model(body.input, x, name=name)


def _before_the_last(model: keras.Model) -> Address:
    """Find the layer that a model's last layer stands on."""
    if graph_nodes(model) is None:
        return -2 if len(model.layers) > 1 else _none(model)
    calls = named_calls(model)
    makers = {id(one): name for name, node in calls.items() for one in node.outputs}
    ends = {makers[id(one)] for one in model.outputs}
    below = {makers[id(one)] for name in ends for one in calls[name].input_tensors}
    if len(ends) > 1 or len(below) != 1:
        wrong = f"It isn't clear which layer of {model.name!r} is the last of the body."
        expected = "last=..., the name of the layer that the new head stands on"
        raise ValueError(three_beats(wrong, expected, None))
    (name,) = below
    if calls[name].is_input:
        return _none(model)
    return f"{name}:1" if f"{name}:2" in calls else name


def _none(model: keras.Model) -> Address:
    wrong = f"Nothing would be left of {model.name!r}, which has one layer."
    raise ValueError(three_beats(wrong, "a model of two layers or more", model.name))
