"""Take layers off the end of a Sequential model, and put them on, so that it takes effect."""

from collections.abc import Sequence
from dataclasses import dataclass

from .backend import keras
from .errors import three_beats
from .fresh_functions import compile_again
from .graph_nodes import graph_nodes
from .layer_inventory import inventory
from .model_change import Change, compare
from .whole_number import whole_number


@dataclass(frozen=True)
class Ends:
    """What was taken off a model or put on it; its text and its page are before and after.

    Args:
        layers: The layers themselves, in the order in which they stand in the model. Their
            weights are in them: `add(model, *these.layers)` puts them back as they were.
        change: Before and after, side by side.
        optimizer: What `compile` was given: `"the same optimizer"`, or `"a new optimizer"` of the
            same settings if the one that there was has begun to train weights which aren't the
            model's; `""` for a model that wasn't compiled.
    """

    layers: tuple[keras.layers.Layer, ...]
    change: Change
    optimizer: str

    def draw(self):
        """Draw before and after, side by side: a matplotlib `Figure`."""
        return self.change.draw()

    def __str__(self) -> str:
        return "\n".join([str(self.change), *self._again()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.change._repr_html_().replace(
            "</caption>", f" {' '.join(self._again())}</caption>", 1
        )

    def _again(self) -> list[str]:
        return [f"Compiled again as it was, with {self.optimizer}."] if self.optimizer else []


def pop(model: keras.Sequential, count: int = 1) -> Ends:
    """Remove the last layers of a Sequential model, so that all its methods know of it.

    Keras's own `model.pop()` leaves `predict`, `evaluate` and `fit` running the old layers if they
    have run before. This compiles the model again, as it was compiled, so that they don't. The
    loss stays too: whether it suits what the model now gives is for you to say.

    Args:
        model: A Sequential, built or not. It is changed itself.
        count: How many layers, 1 or more, but not all of them. Default 1.

    Returns:
        An `Ends`: its `layers` are those that were removed.

    Raises:
        ValueError: If `count` isn't a whole number, if the model isn't a Sequential, if nothing
            would be left of it, or if it is part of another model, which would go on counting on
            its old shape.

    Example:

    >>> layers = [keras.layers.Dense(3, name="body"), keras.layers.Dense(2, name="head")]
    >>> model = keras.Sequential([keras.Input((4,)), *layers])
    >>> popped = pop(model)
    >>> popped.layers == (layers[1],), model.output_shape
    (True, (None, 3))
    >>> add(model, *popped.layers).layers == popped.layers, model.output_shape
    (True, (None, 2))
    """
    _check_sequential(model, "popped")
    whole_number("count", count, 1)
    if count >= len(model.layers):
        wrong = f"Nothing would be left of {model.name!r}, which has {_layers(len(model.layers))}."
        most = len(model.layers) - 1
        expected = f"a count from 1 to {most}" if most > 0 else "a model of two layers or more"
        raise ValueError(three_beats(wrong, expected, count))
    before = inventory(model)
    popped = [model.pop() for _ in range(count)][::-1]
    return _done(model, before, popped)


def add(model: keras.Sequential, *layers: keras.layers.Layer) -> Ends:
    """Put layers at the end of a Sequential model, so that all its methods know of it.

    It is for layers that were popped, which come back with their weights, and for new ones.

    Args:
        model: A Sequential, built or not. It is changed itself.
        *layers: The layers, in the order in which they are to run.

    Returns:
        An `Ends`.

    Raises:
        TypeError: If one of them isn't a layer.
        ValueError: If the model isn't a Sequential, is part of another model, or has a layer of
            that name.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="body")])
    >>> add(model, keras.layers.Dense(2, name="head")).change.named("new")
    ['head']
    """
    _check_sequential(model, "added to")
    check_layers(layers, {layer.name: layer for layer in model.layers})
    before = inventory(model)
    try:
        for layer in layers:
            model.add(layer)
    except Exception:
        # Keras keeps a layer that doesn't fit, and the model is of no use then.
        while len(model.layers) > len(before.own):
            model.pop()
        raise
    return _done(model, before, list(layers))


def check_layers(layers: Sequence[object], there: dict[str, keras.layers.Layer]) -> None:
    """Check the layers that a model shall be given.

    Args:
        layers: What was given.
        there: The model's own layers by their names.

    Raises:
        TypeError: If one isn't a layer.
        ValueError: If there are none, or a name is taken by another layer.
    """
    if not layers:
        raise ValueError(three_beats("There is no layer to put on.", "one or more", layers))
    named = dict(there)
    for layer in layers:
        if not isinstance(layer, keras.layers.Layer):
            wrong = "What shall be put on isn't a layer."
            raise TypeError(three_beats(wrong, "Keras layers such as Dense(10)", layer))
        if named.setdefault(layer.name, layer) is not layer:
            wrong = f"The model has another layer {layer.name!r}."
            remedy = "Give it another name: Dense(10, name='new_head')."
            raise ValueError(three_beats(wrong, "a name of its own", layer.name, remedy))


def _done(model, before, layers) -> Ends:
    optimizer = compile_again(model)
    return Ends(tuple(layers), compare(before, inventory(model)), optimizer)


def _check_sequential(model: object, done: str) -> None:
    if not isinstance(model, keras.Sequential):
        wrong = f"Only a Sequential model can be {done}."
        raise ValueError(three_beats(wrong, "a Sequential", _what(model), _instead(model)))
    # A Sequential is called on symbolic tensors only where it becomes part of a graph.
    if model._inbound_nodes:
        wrong = f"The Sequential {model.name!r} is part of another model, whose next layer counts "
        remedy = "Use cut on the outer model: it makes a new one."
        raise ValueError(
            three_beats(f"{wrong}on its shape.", "a model of its own", model.name, remedy)
        )


def _what(model: object) -> str:
    if not isinstance(model, keras.Model):
        return type(model).__name__
    return "a functional model" if graph_nodes(model) else f"a subclassed model, {model.name}"


def _instead(model: object) -> str:
    if isinstance(model, keras.Model) and graph_nodes(model):
        return "Use cut(model, last=...): it makes a new model that ends at a layer of this one."
    return ""


def _layers(many: int) -> str:
    return f"{many} layer" + ("" if many == 1 else "s")
