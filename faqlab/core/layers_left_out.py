"""Leave layers out of a model, wherever they are: what went into them goes on."""

from collections.abc import Sequence

from .backend import keras
from .cut_address import Address, call_names, check_can_be_cut, cut_address
from .errors import one_of, three_beats
from .graph_nodes import graph_nodes
from .model_copy import copied
from .model_inputs import input_structure
from .model_part import between, data_inputs, named_calls, part_of


def without(
    model: keras.Model,
    layers: Address | Sequence[Address],
    *,
    copy: bool = False,
    name: str | None = None,
) -> keras.Model:
    """Make a model of another one without some of its layers, in the middle too.

    What went into such a layer goes on to the layers behind it, so the shape must suit them: it
    does for Dropout, an activation, a normalization, or a layer as wide as its input. The first
    model stays as it is. The layers of the new one are the same objects unless they are copied. It
    isn't compiled.

    Args:
        model: A Sequential, built or not, or a functional model.
        layers: Which of its own layers are left out: a name, a call of a shared layer
            (`"conv:2"`), an index into `model.layers`, or a list of them.
        copy: Whether the new model gets layers and weights of its own. Default: no.
        name: The new model's name. Default: the model's name and `"_without"` and the layers.

    Returns:
        The new model: a Sequential if the first is one.

    Raises:
        TypeError: If it isn't a model.
        ValueError: If there is no such layer, if it has several inputs or outputs, if nothing
            would be left, if the layers behind don't take the shape that they would be given, or
            if the model is a subclassed one.

    Example:

    >>> layers = [keras.layers.Dense(3, name="body"), keras.layers.Dropout(0.5, name="drop")]
    >>> model = keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(2, name="head")])
    >>> [layer.name for layer in without(model, "drop").layers]
    ['body', 'head']
    """
    check_can_be_cut(model)
    given = layers if isinstance(layers, list | tuple) else [layers]
    chosen = [_own(model, one) for one in given]
    names = call_names(model)
    if not chosen or set(chosen) >= set(names):
        wrong = "It isn't said which layer to leave out."
        if chosen:
            wrong = f"Nothing would be left of the model {model.name!r}."
        raise ValueError(three_beats(wrong, f"some of {', '.join(map(repr, names[:8]))}", layers))
    name = name or f"{model.name}_without_{'_'.join(chosen)}".replace(":", "_")
    _check_single(model, chosen)
    try:
        made = _made(model, chosen, name)
    except Exception as error:
        wrong = f"Without {', '.join(map(repr, chosen))} the layers behind don't fit."
        expected = "layers whose output has the shape of their input"
        said = str(error).strip().splitlines()[0]
        raise ValueError(three_beats(wrong, expected, layers, f"Keras says: {said}")) from None
    return copied(made) if copy else made


def _made(model, chosen: list[str], name: str) -> keras.Model:
    if isinstance(model, keras.Sequential):
        calls = zip(call_names(model), model.layers, strict=True)
        kept = [layer for one, layer in calls if one not in chosen]
        begin = [model.inputs[0]] if graph_nodes(model) else []
        return keras.Sequential([*begin, *kept], name=name)
    calls, ends = named_calls(model), model.output
    nodes = between(model, model.inputs, keras.tree.flatten(ends)).nodes
    given = {id(one): one for one in model.inputs}
    return part_of(nodes, given, ends, input_structure(model), name, [calls[o] for o in chosen])


def _check_single(model, chosen: list[str]) -> None:
    """A Sequential's layers have one input and one output; those of a graph may have more."""
    calls = {} if isinstance(model, keras.Sequential) else named_calls(model)
    for one in set(chosen) & set(calls):
        ends = data_inputs(calls[one]), calls[one].outputs
        if [len(end) for end in ends] != [1, 1]:
            wrong = f"{one!r} takes {len(ends[0])} and gives {len(ends[1])}."
            raise ValueError(three_beats(wrong, "a layer of one input and one output", one))


def _own(model, given: Address) -> str:
    address = cut_address(model, given)
    if address is None or "/" in address:
        wrong = "Only a model's own layers can be left out."
        remedy = "Leave it out of the nested model, and put that one in its place."
        raise ValueError(three_beats(wrong, one_of("", call_names(model)), given, remedy))
    return address
