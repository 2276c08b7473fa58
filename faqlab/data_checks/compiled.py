"""The losses and metrics that a model was compiled with, each for its output."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.backend import keras
from .graph_ends import is_keras

_SHORT = {
    "mse": "meansquarederror",
    "mae": "meanabsoluteerror",
    "mape": "meanabsolutepercentageerror",
    "msle": "meansquaredlogarithmicerror",
    "kld": "kldivergence",
    "bce": "binarycrossentropy",
}
SPARSE, CATEGORICAL, BINARY = (
    "sparsecategoricalcrossentropy",
    "categoricalcrossentropy",
    "binarycrossentropy",
)
ELEMENTWISE = (
    "meansquarederror",
    "meanabsoluteerror",
    "meanabsolutepercentageerror",
    "meansquaredlogarithmicerror",
    "huber",
    "logcosh",
    "poisson",
)


@dataclass(frozen=True)
class Scored:
    """A loss or a metric.

    Args:
        kind: Keras's name for it, in small letters without underscores, `"binarycrossentropy"`;
            empty for one that the learner wrote.
        shown: How to call it in a sentence.
        name: The name under which it is recorded; empty where it isn't known.
        up: Whether more is better; None where it isn't known.
        from_logits: Whether it takes logits.
        last: Whether the classes are on the last axis.
        ignored: A class that it leaves out, or None.
        threshold: From where on a metric counts an output as a yes.
        text: Whether it was given by its name.
    """

    kind: str
    shown: str
    name: str = ""
    up: bool | None = None
    from_logits: bool = False
    last: bool = True
    ignored: int | None = None
    threshold: float | None = None
    text: bool = False


def scored(given: object) -> Scored:
    """Find out what a loss or a metric is.

    Args:
        given: As `compile` takes it: a name, a function, an object.

    Returns:
        A `Scored`.

    Example:

    >>> scored("mse").kind, scored(keras.losses.BinaryCrossentropy(from_logits=True)).from_logits
    ('meansquarederror', True)
    """
    if isinstance(given, str):
        return Scored(_key(given), repr(given), given, text=True)
    if isinstance(given, type):  # a class in place of an object: Keras makes one
        own = given.__module__.startswith("keras.")
        return Scored(_key(given.__name__) if own else "", given.__name__)
    if not is_keras(given):
        return Scored("", getattr(given, "__name__", type(given).__name__), _name(given))
    if not isinstance(given, keras.losses.Loss | keras.metrics.Metric):
        return Scored(_key(given.__name__), given.__name__, _name(given))
    inner = getattr(given, "_fn_kwargs", {})
    kind = type(given).__name__
    if kind in ("LossFunctionWrapper", "MeanMetricWrapper"):
        function = getattr(given, "fn", None) or getattr(given, "_fn", None)
        kind = getattr(function, "__name__", "") if is_keras(function) else ""
    up = getattr(given, "_direction", None)
    return Scored(
        _key(kind),
        f"{kind or given.name}()",
        given.name,
        None if up is None else up == "up",
        bool(getattr(given, "from_logits", inner.get("from_logits", False))),
        inner.get("axis", getattr(given, "axis", -1)) == -1,
        getattr(given, "ignore_class", None),
        getattr(given, "threshold", inner.get("threshold", None)),
    )


def _key(name: str) -> str:
    key = name.lower().replace("_", "")
    return _SHORT.get(key, key)


def _name(given: object) -> str:
    return str(getattr(given, "name", getattr(given, "__name__", "")))


def each_loss(model: keras.Model, names: list[str]) -> list[object] | None:
    """Give each output its loss.

    Args:
        model: The model.
        names: The names of its outputs, in their order.

    Returns:
        For each output what `compile` was given for it, None where it has none; None if it can't
        be said.
    """
    given = getattr(getattr(model, "_compile_loss", None), "_user_loss", None)
    if isinstance(given, Mapping):
        known = set(given) <= set(names)
        return [given.get(one) for one in names] if known else None
    if isinstance(given, list | tuple):
        flat = all(not isinstance(one, list | tuple | Mapping) for one in given)
        return list(given) if flat and len(given) == len(names) else None
    return [given] * len(names)


def each_metrics(model: keras.Model, names: list[str]) -> list[list[object]] | None:
    """Give each output its metrics.

    Args:
        model: The model.
        names: The names of its outputs, in their order.

    Returns:
        For each output a list of what `compile` was given for it; None if it can't be said.
    """
    compiled = getattr(model, "_compile_metrics", None)
    every = [[] for _ in names]
    for part in ("_user_metrics", "_user_weighted_metrics"):
        given = getattr(compiled, part, None)
        if not given:
            continue
        if len(names) == 1:
            flat = keras.tree.flatten(given)
            every[0] += [one for one in flat if one is not None]
        elif isinstance(given, Mapping) and set(given) <= set(names):
            for own, name in zip(every, names, strict=True):
                own += _list(given.get(name))
        elif isinstance(given, list | tuple) and len(given) == len(names):
            for own, one in zip(every, given, strict=True):
                own += _list(one)
        else:
            return None
    return every


def _list(given: object) -> list[object]:
    if given is None:
        return []
    return list(given) if isinstance(given, list | tuple) else [given]
