"""A copy of a model with layers and weights of its own."""

from .backend import keras
from .errors import three_beats


def copied(model: keras.Model) -> keras.Model:
    """Copy a model: the same layers, and the same numbers in weights of its own.

    `keras.models.clone_model` makes the layers, with new weights, and two layers of one that a
    Sequential uses twice; here it stays one, and the numbers come along.

    Args:
        model: A Sequential or functional model.

    Returns:
        A model of the same name, not compiled.

    Raises:
        ValueError: If a layer can't be made anew, since its class doesn't say how.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="head")])
    >>> twin = copied(model)
    >>> same = keras.ops.all(twin.weights[0] == model.weights[0])
    >>> bool(same), twin.layers[0] is model.layers[0]
    (True, False)
    """
    twins: dict[int, keras.layers.Layer] = {}

    def twin(layer: keras.layers.Layer) -> keras.layers.Layer:
        if id(layer) not in twins:
            twins[id(layer)] = type(layer).from_config(layer.get_config())
        return twins[id(layer)]

    try:
        copy = keras.models.clone_model(model, clone_function=twin)
    except (NotImplementedError, TypeError) as error:
        wrong = f"A layer of {model.name!r} can't be copied: its class has no `get_config`."
        expected = "layers that Keras can make anew, or copy=False"
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ValueError(three_beats(wrong, expected, first)) from error
    copy.name = model.name
    copy.set_weights(model.get_weights())
    return copy
