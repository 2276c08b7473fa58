"""Which variable of a layer is which array of an old file: there, only the order tells."""

from collections.abc import Sequence

from ..core.backend import keras

_MEASURED = ("moving_mean", "moving_variance")


def in_order(layer: keras.layers.Layer, names: Sequence[str]) -> list | None:
    """Put the variables of a layer in the order in which an old file has its arrays.

    Old formats list what trains first, then what doesn't. Within a model or a wrapper that depends
    on what was frozen when it was saved, so there the names are compared too.

    Args:
        layer: The layer, built.
        names: What the file calls the arrays, in its order: `"encoder/conv/kernel:0"`.

    Returns:
        The variables; None if the names don't tell which is which.

    Example:

    >>> inside = [keras.layers.Dense(2, name="a"), keras.layers.Dense(2, name="b")]
    >>> model = keras.Sequential([keras.Input((2,)), *inside])
    >>> frozen_first = ["b/kernel:0", "b/bias:0", "a/kernel:0", "a/bias:0"]
    >>> [one.path.split("/")[1] for one in in_order(model, frozen_first)]
    ['b', 'b', 'a', 'a']
    """
    usual = [*layer.trainable_weights, *layer.non_trainable_weights]
    if not isinstance(layer, (keras.Model, keras.layers.Wrapper)) or len(usual) != len(names):
        return usual
    by_end = {_end(one.path): one for one in usual}
    if len(by_end) == len(usual) and {_end(one) for one in names} == set(by_end):
        return [by_end[_end(one)] for one in names]
    # TensorFlow numbers layers whose names it has met before: what each array is still has to fit.
    lasts = [_end(one)[-1] for one in names]
    trained = [one for one in layer.weights if one.name not in _MEASURED]
    measured = [one for one in layer.weights if one.name in _MEASURED]
    orders = [one for one in (usual, trained + measured) if [v.name for v in one] == lasts]
    return orders[0] if orders else None


def _end(name: str) -> tuple[str, ...]:
    return tuple(name.removesuffix(":0").split("/")[-2:])
