"""Where a model is to be cut: what was given turned into the address of a call that is there."""

from .backend import keras
from .errors import one_of, three_beats
from .graph_nodes import graph_nodes
from .model_inputs import input_name
from .model_part import named_calls

Address = str | int


def cut_address(model: keras.Model, given: Address | None) -> str | None:
    """Turn what was given into an address that is there.

    Args:
        model: The model that is to be cut.
        given: A name, an address, a call (`"conv:2"`), an index, or None.

    Returns:
        The address; the first call of a layer without its number. None for None.

    Raises:
        TypeError: If it is none of these.
        ValueError: If the model has no such layer, if it is an input, or if the layer is used more
            than once and it isn't said which call is meant.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="head")])
    >>> cut_address(model, -1), cut_address(model, "head:1"), cut_address(model, None)
    ('head', 'head', None)
    """
    if given is None:
        return None
    names = call_names(model)
    if not names:
        wrong = f"The model {model.name!r} has no layer to cut at."
        raise ValueError(three_beats(wrong, "a model with layers", given))
    if isinstance(given, int) and not isinstance(given, bool):
        if not -len(model.layers) <= given < len(model.layers):
            expected = f"an index from {-len(model.layers)} to {len(model.layers) - 1}"
            raise ValueError(three_beats("The model has no such layer.", expected, given))
        if isinstance(model, keras.Sequential):
            return names[given]
        given = model.layers[given].name
    if not isinstance(given, str):
        expected = "a layer's name, address or index"
        raise TypeError(three_beats("This says no layer.", expected, given))
    name, slash, rest = given.partition("/")
    plain, _, number = name.partition(":")
    if f"{plain}:2" in names and not number:
        wrong = f"The layer {plain!r} is used more than once: it isn't said which call is meant."
        calls = [f"{plain}:1", *(one for one in names if one.startswith(f"{plain}:"))]
        expected = f"one of its calls, as they were written: {', '.join(map(repr, calls))}"
        raise ValueError(three_beats(wrong, expected, given))
    name = plain if number == "1" else name
    if name in [input_name(one) for one in getattr(model, "inputs", None) or ()]:
        wrong = f"{name!r} is an input of the model {model.name!r}, not a layer to cut at."
        raise ValueError(three_beats(wrong, one_of(name, names), given))
    if name not in names:
        wrong = f"The model {model.name!r} has no layer {name!r}."
        raise ValueError(three_beats(wrong, one_of(name, names), given))
    return f"{name}{slash}{rest}"


def call_names(model: keras.Model) -> list[str]:
    """Name the calls of a model's own layers in the order in which they run, inputs left out.

    Args:
        model: A functional model or a Sequential, built or not.

    Returns:
        The names: `"conv"`, and `"conv:2"` for a second call.

    Example:

    >>> call_names(keras.Sequential([keras.layers.Dense(2, name="head")]))
    ['head']
    """
    if graph_nodes(model) is not None:
        return [name for name, node in named_calls(model).items() if not node.is_input]
    numbers: dict[str, int] = {}
    names = []
    for layer in model.layers:
        numbers[layer.name] = number = numbers.get(layer.name, 0) + 1
        names.append(layer.name + (f":{number}" if number > 1 else ""))
    return names


def check_can_be_cut(model: object) -> None:
    """Check that a model says which layer comes after which.

    Args:
        model: What was given.

    Raises:
        TypeError: If it is no model.
        ValueError: If it is a subclassed one.
    """
    if not isinstance(model, keras.Model):
        raise TypeError(three_beats("This is no model.", "a Keras model", model))
    own_call = not type(model).call.__module__.startswith("keras.")
    if own_call or (graph_nodes(model) is None and not isinstance(model, keras.Sequential)):
        wrong = f"The model {model.name!r} is a subclassed one: what it does stands in its `call`."
        remedy = "Change its `call`, or look at its layers with faqlab.layer_outputs.outputs."
        expected = "a Sequential or functional model"
        raise ValueError(three_beats(wrong, expected, type(model).__name__, remedy))


def check_built(model: keras.Model) -> None:
    """Check that a model has a graph: it may be a Sequential that isn't built.

    Args:
        model: A Sequential or functional model.

    Raises:
        ValueError: If it has none yet.
    """
    if graph_nodes(model) is None:
        wrong = f"The Sequential {model.name!r} isn't built, so its layers have no outputs yet."
        remedy = "Begin it with keras.Input(...), or call model.build((None, ...))."
        raise ValueError(three_beats(wrong, "a built model", model.name, remedy))
