"""A part of a model's graph as a model of its own: what lies between some tensors and others."""

from collections.abc import Callable, Collection, Sequence
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


@dataclass(frozen=True)
class Between:
    """What lies between some tensors of a graph and others.

    Args:
        nodes: Keras's nodes, in the order in which they run.
        crossings: A `Crossing` for each of them that needs something which neither is given nor
            comes of what is.
        unmasked: The addresses of those that were given a mask which comes from before.
        complete: Whether all that is wanted comes of what is given.
    """

    nodes: list
    crossings: list[Crossing]
    unmasked: list[str]
    complete: bool


def named_calls(model: keras.Model) -> dict[str, object]:
    """Name the calls that a model's graph makes, in the order in which they run.

    Keras also keeps the operations in the graph that make masks; they are left out.

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
    used = _reached(_all_calls(model), model.outputs, data_inputs)
    return {name: node for name, node in _all_calls(model).items() if node in used}


def data_inputs(node: object) -> list:
    """List the tensors that a call is given, masks left out.

    Args:
        node: Keras's `Node`.

    Returns:
        The symbolic tensors, each once.
    """
    kwargs = {name: one for name, one in node.arguments.kwargs.items() if not _is_mask(name)}
    flat = keras.tree.flatten((node.arguments.args, kwargs))
    found = {id(one): one for one in flat if isinstance(one, keras.KerasTensor)}
    return list(found.values())


def needed_inputs(model: keras.Model, ends: Sequence[object]) -> list:
    """List those of a model's inputs that some of its tensors need.

    Args:
        model: The model.
        ends: The symbolic tensors that are wanted.

    Returns:
        Symbolic inputs in the model's order.
    """
    needed = _reached(_all_calls(model), ends, lambda node: node.input_tensors)
    made = {id(one) for node in needed if node.is_input for one in node.outputs}
    return [one for one in model.inputs if id(one) in made]


def between(model: keras.Model, starts: Sequence[object], ends: Sequence[object]) -> Between:
    """Find what lies between some tensors and others, and what else it needs.

    Args:
        model: The model.
        starts: The symbolic tensors that shall be given.
        ends: Those that shall come out.

    Returns:
        A `Between`; its `nodes` are empty if nothing lies between.
    """
    calls = _all_calls(model)
    needed = _reached(calls, ends, lambda node: node.input_tensors, starts)
    makers = {id(one): name for name, node in calls.items() for one in node.outputs}
    made, nodes, crossings, unmasked = {id(one) for one in starts}, [], [], []
    for name, node in calls.items():
        inputs = data_inputs(node)
        missing = [one for one in inputs if id(one) not in made]
        # What has no input from behind the cut lies wholly before it.
        if node not in needed or len(missing) == len(inputs):
            continue
        nodes.append(node)
        made |= {id(one) for one in node.outputs}
        if missing:
            crossings.append(Crossing(name, makers[id(missing[0])]))
        if any(id(one) not in made for one in node.input_tensors):
            unmasked.append(name)
    reached = [id(one) in made for one in ends]
    if not any(reached):
        return Between([], [], [], False)
    return Between(nodes, crossings, unmasked, all(reached))


def _all_calls(model: keras.Model) -> dict[str, object]:
    return {
        node.operation.name + (f":{number}" if number > 1 else ""): node
        for number, node in graph_nodes(model)
    }


def _reached(
    calls: dict[str, object],
    ends: Sequence[object],
    inputs: Callable[[object], Sequence[object]],
    starts: Sequence[object] = (),
) -> set:
    """Go back from some tensors, not beyond the starts, and gather the nodes on the way."""
    makers = {id(one): node for node in calls.values() for one in node.outputs}
    given, found, waiting = {id(one) for one in starts}, set(), list(ends)
    while waiting:
        tensor = waiting.pop()
        node = makers[id(tensor)]
        if id(tensor) not in given and node not in found:
            found.add(node)
            waiting += inputs(node)
    return found


def _is_mask(name: str) -> bool:
    return name == "mask" or name.endswith("_mask")


def part_of(
    nodes: Sequence[object],
    given: dict[int, object],
    ends: object,
    inputs: object,
    name: str,
    skipped: Collection[object] = (),
) -> keras.Model:
    """Make a model that runs some calls of another one on new inputs, with the same layers.

    `keras.Model(tensor, tensor)` does it too, but takes a shared layer for the input where one of
    its calls makes the tensor that is cut at.

    Args:
        nodes: Keras's nodes, in the order in which they run.
        given: What stands for the tensors that aren't made by these nodes, by their `id`. A mask
            that isn't among them is left off.
        ends: The symbolic tensors of the first model that shall come out; in any structure.
        inputs: The new inputs.
        name: The new model's name.
        skipped: Those of the nodes that are left out: what goes into them comes out. They have one
            input and one output. Default: none.

    Returns:
        A functional model.
    """
    stand_in = dict(given)

    def new(one: object) -> object:
        return stand_in.get(id(one), one)

    for node in nodes:
        if node in skipped:
            stand_in[id(node.outputs[0])] = new(data_inputs(node)[0])
            continue
        args = keras.tree.map_structure(new, node.arguments.args)
        kwargs = {
            name: keras.tree.map_structure(new, one)
            for name, one in node.arguments.kwargs.items()
            if not _is_mask(name)
            or all(id(mask) in stand_in for mask in keras.tree.flatten(one) if mask is not None)
        }
        made = keras.tree.flatten(node.operation(*args, **kwargs))
        stand_in |= {id(one): other for one, other in zip(node.outputs, made, strict=True)}
    return keras.Model(inputs, keras.tree.map_structure(new, ends), name=name)
