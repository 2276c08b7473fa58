"""A part of a model's graph as a model of its own: what lies between some tensors and others."""

from collections.abc import Sequence
from dataclasses import dataclass

from .backend import keras
from .graph_nodes import graph_nodes


@dataclass(frozen=True)
class Crossing:
    """A layer behind a cut that needs something from before it, past the cut.

    Args:
        layer: The layer's address.
        needs: The address of the layer before the cut whose output it needs.
    """

    layer: str
    needs: str


def named_calls(model: keras.Model) -> dict[str, object]:
    """Name the calls that a model's graph makes, in the order in which they run.

    Args:
        model: A functional model, or a Sequential that is built.

    Returns:
        Keras's `Node` for each name: `"conv"`, and `"conv:2"` for the second call of a shared
        layer. Inputs are among them.

    Example:

    >>> model = keras.Sequential([keras.Input((4,), name="x"), keras.layers.Dense(2, name="head")])
    >>> list(named_calls(model))
    ['x', 'head']
    """
    return {
        node.operation.name + (f":{number}" if number > 1 else ""): node
        for number, node in graph_nodes(model)
    }


def needed_nodes(model: keras.Model, starts: Sequence[object], ends: Sequence[object]) -> list:
    """List the calls that some tensors need.

    Args:
        model: The model.
        starts: The symbolic tensors that are given: what makes them isn't needed.
        ends: The tensors that are wanted.

    Returns:
        Keras's nodes, inputs among them, in the order in which they run.
    """
    nodes = list(named_calls(model).values())
    makers = {id(one): node for node in nodes for one in node.outputs}
    given, needed, waiting = {id(one) for one in starts}, set(), list(ends)
    while waiting:
        tensor = waiting.pop()
        node = makers[id(tensor)]
        if id(tensor) not in given and node not in needed:
            needed.add(node)
            waiting += node.input_tensors
    return [node for node in nodes if node in needed]


def between(
    model: keras.Model, starts: Sequence[object], ends: Sequence[object]
) -> tuple[list, list[Crossing]]:
    """Find what lies between some tensors and others, and what else it needs.

    Args:
        model: The model.
        starts: The symbolic tensors that shall be given.
        ends: Those that shall come out.

    Returns:
        The nodes between, in the order in which they run, and a `Crossing` for each that needs
        something which neither is given nor comes of what is.
    """
    names = {id(one): name for name, node in named_calls(model).items() for one in node.outputs}
    made, found, crossings = {id(one) for one in starts}, [], []
    for node in needed_nodes(model, starts, ends):
        missing = [one for one in node.input_tensors if id(one) not in made]
        # What has no input from behind the cut lies wholly before it.
        if len(missing) < len(node.input_tensors):
            found.append(node)
            made |= {id(one) for one in node.outputs}
            if missing:
                crossings.append(Crossing(names[id(node.outputs[0])], names[id(missing[0])]))
    return found, crossings


def part_of(
    nodes: Sequence[object], given: dict[int, object], ends: object, inputs: object, name: str
) -> keras.Model:
    """Make a model that runs some calls of another one on new inputs, with the same layers.

    `keras.Model(tensor, tensor)` does it too, but takes a shared layer for the input where one of
    its calls makes the tensor that is cut at.

    Args:
        nodes: Keras's nodes, in the order in which they run.
        given: What stands for the tensors that aren't made by these nodes, by their `id`.
        ends: The symbolic tensors of the first model that shall come out; in any structure.
        inputs: The new inputs.
        name: The new model's name.

    Returns:
        A functional model.
    """
    stand_in = dict(given)

    def new(one: object) -> object:
        return stand_in.get(id(one), one)

    for node in nodes:
        arguments = (node.arguments.args, node.arguments.kwargs)
        args, kwargs = (keras.tree.map_structure(new, one) for one in arguments)
        made = keras.tree.flatten(node.operation(*args, **kwargs))
        stand_in |= {id(one): other for one, other in zip(node.outputs, made, strict=True)}
    return keras.Model(inputs, keras.tree.map_structure(new, ends), name=name)
