"""Cut a model: make one that ends, or begins, at a layer of another."""

import warnings

from .backend import keras
from .cut_address import Address, call_names, check_built, check_can_be_cut, cut_address
from .errors import three_beats
from .graph_nodes import graph_nodes
from .model_copy import copied
from .model_inputs import input_structure
from .model_part import between, data_inputs, named_calls, needed_inputs, part_of


def cut(
    model: keras.Model,
    *,
    first: Address | None = None,
    last: Address | None = None,
    copy: bool = False,
    name: str | None = None,
) -> keras.Model:
    """Make a model of a part of another one: from a layer on, up to a layer, or both.

    The first model stays as it is. The layers of the new one are the same objects, so what trains
    one trains the other; `copy=True` gives it layers and weights of its own. It isn't compiled. A
    Sequential gives a Sequential. A mask that is made before the cut doesn't come along; a warning
    says so.

    Args:
        model: A Sequential, or a functional model. A Sequential that isn't built can be cut at its
            own layers.
        first: The layer that the new model begins with: a name, the address of a layer in a nested
            model (`"encoder/conv2"`), a call of a shared layer (`"conv:2"`), or an index into
            `model.layers`. Default: the model's own beginning.
        last: The layer that it ends with, in the same ways. Default: the model's own end.
        copy: Whether it gets layers and weights of its own. Default: no, they are shared.
        name: The new model's name. Default: the model's name and where it is cut.

    Returns:
        The new model.

    Raises:
        TypeError: If it isn't a model.
        ValueError: If neither end is said, if there is no such layer (the nearest are given), if a
            layer is used twice and it isn't said which call is meant, if nothing would be left, if
            a path leads past the layer that shall be the first, or if the model is a subclassed
            one.

    Example:

    >>> names = ("a", "b", "c")
    >>> layers = [keras.layers.Dense(units, name=n) for units, n in zip((5, 4, 3), names)]
    >>> model = keras.Sequential([keras.Input((6,)), *layers])
    >>> body, head = cut(model, last="b"), cut(model, first="c")
    >>> body.output_shape, head.input_shape, head.layers[0] is model.layers[2]
    ((None, 4), (None, 4), True)
    """
    check_can_be_cut(model)
    if first is None and last is None:
        wrong, expected = "It isn't said where to cut.", "first=..., last=..., or both"
        raise ValueError(three_beats(wrong, expected, None))
    first, last = (cut_address(model, one) for one in (first, last))
    made = _part(model, first, last, name or _name(model, first, last))
    return copied(made) if copy else made


def _part(model, first: str | None, last: str | None, name: str) -> keras.Model:
    within = [one for one in (first, last) if one and "/" in one]
    if isinstance(model, keras.Sequential) and not within:
        return _chain(model, first, last, name)
    check_built(model)
    if first and last and within and _top(first) == _top(last):
        nested = _nested(model, within[0])
        rests = (cut_address(nested, _rest(one) or None) for one in (first, last))
        return _part(nested, *rests, name)
    if first is None:
        return _until(model, last, name)
    if last and "/" in last:
        model, last = _until(model, last, model.name), None
    return _from(model, first, _end(model, last) if last else _output(model), name)


def _name(model, first: str | None, last: str | None) -> str:
    ends = (f"from_{first}" if first else "", f"to_{last}" if last else "")
    name = "_".join([model.name, *(one for one in ends if one)])
    return name.replace("/", "_").replace(":", "_")


def _chain(model: keras.Sequential, first: str | None, last: str | None, name: str):
    names = call_names(model)
    begin = names.index(first) if first else 0
    end = names.index(last) + 1 if last else len(names)
    kept = model.layers[begin:end]
    if not kept:
        raise _nothing(model, first, last)
    if graph_nodes(model) is None:
        return keras.Sequential(kept, name=name)
    if begin == 0:
        return keras.Sequential([model.inputs[0], *kept], name=name)
    (tensor,) = data_inputs(named_calls(model)[first])
    _between(model, [tensor], named_calls(model)[names[end - 1]].outputs, first)
    return keras.Sequential([_input_like(tensor, first), *kept], name=name)


def _until(model, last: str, name: str) -> keras.Model:
    """End a graph at a layer; of the inputs only those that it needs are left."""
    inputs = needed_inputs(model, named_calls(model)[_top(last)].outputs)
    structure = input_structure(model) if len(inputs) == len(model.inputs) else _alone(inputs)
    return keras.Model(structure, _end(model, last), name=name)


def _end(model, address: str) -> object:
    node = named_calls(model)[_top(address)]
    if "/" in address:
        nested = _nested(model, address)
        rest = cut_address(nested, _rest(address))
        # A part is called on what the whole was called on, so it takes all of the inputs.
        part = keras.Model(input_structure(nested), _end(nested, rest), name=nested.name)
        return part(*node.arguments.args, **node.arguments.kwargs)
    return _alone(list(node.outputs))


def _from(model, first: str, ends: object, name: str) -> keras.Model:
    """Begin a graph at a layer, maybe one within a nested model."""
    node = named_calls(model).get(_top(first))
    if node is None:
        raise _nothing(model, first, None)
    if "/" not in first:
        starts = data_inputs(node)
        nodes = _between(model, starts, ends, first)
        inputs = new = [_input_like(one, first, i) for i, one in enumerate(starts)]
    else:
        nested = _nested(model, first)
        tail = _part(nested, cut_address(nested, _rest(first)), None, nested.name)
        starts = node.outputs
        if {id(one) for one in keras.tree.flatten(ends)} == {id(one) for one in starts}:
            return _part(nested, cut_address(nested, _rest(first)), None, name)
        nodes = _between(model, starts, ends, first)
        inputs = [_input_like(one, _rest(first), i) for i, one in enumerate(tail.inputs)]
        new = keras.tree.flatten(tail(_alone(inputs)))
    given = {id(one): other for one, other in zip(starts, new, strict=True)}
    return part_of(nodes, given, ends, _alone(inputs), name)


def _between(model, starts, ends, first: str) -> list:
    ends = keras.tree.flatten(ends)
    found = between(model, starts, ends)
    if not found.nodes:
        raise _nothing(model, first, None)
    if found.crossings or not found.complete:
        wrong = f"The model can't be cut before {first!r}: a path leads past it."
        if found.crossings:
            past = found.crossings[0]
            wrong += f" {past.layer!r} also needs the output of {past.needs!r}."
        else:
            wrong += " One of the model's outputs doesn't come of it: say last=..., too."
        raise ValueError(three_beats(wrong, _cuttable(model, ends, _top(first)), first))
    if found.unmasked:
        told = (
            f"{found.unmasked[0]!r} is given a mask that is made before the cut. It doesn't come "
            "along: what is padded counts in the new model."
        )
        warnings.warn(told, stacklevel=5)
    return found.nodes


def _cuttable(model, ends, name: str) -> str:
    """Name the layers nearest to one before which a graph can be cut."""
    names, calls, found = call_names(model), named_calls(model), []
    for one in names:
        tried = between(model, data_inputs(calls[one]), ends)
        if tried.complete and not tried.crossings:
            found.append(one)
    near = sorted(found, key=lambda one: abs(names.index(one) - names.index(name)))[:4]
    if not near:
        return "another layer"
    shown = ", ".join(map(repr, sorted(near, key=names.index)))
    return f"a layer that no path leads past, such as {shown}"


def _nested(model, address: str) -> keras.Model:
    layer = named_calls(model)[_top(address)].operation
    if not isinstance(layer, keras.Model):
        wrong = f"{layer.name!r} is a {type(layer).__name__}, and can't be cut within."
        raise ValueError(three_beats(wrong, "the address of a layer in a nested model", address))
    check_can_be_cut(layer)
    check_built(layer)
    return layer


def _output(model) -> object:
    return model.outputs[0] if isinstance(model, keras.Sequential) else model.output


def _input_like(tensor, name: str, index: int = 0):
    name = f"into_{name.replace(':', '_').replace('/', '_')}" + (f"_{index + 1}" if index else "")
    return keras.Input(batch_shape=tensor.shape, dtype=tensor.dtype, name=name)


def _alone(ends: list) -> object:
    return ends[0] if len(ends) == 1 else ends


def _top(address: str) -> str:
    return address.partition("/")[0]


def _rest(address: str) -> str:
    return address.partition("/")[2]


def _nothing(model, first, last) -> ValueError:
    names = call_names(model)
    shown = ", ".join(map(repr, names[:8])) + (", …" if len(names) > 8 else "")
    wrong = f"Nothing would be left of the model {model.name!r}."
    expected = f"a first layer that leads to the last, of {shown}"
    return ValueError(three_beats(wrong, expected, {"first": first, "last": last}))
