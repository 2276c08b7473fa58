"""Cut a network in two, so that what is frozen runs once and what is trained is small."""

from collections.abc import Callable

from .backend import keras
from .errors import one_of, three_beats


def halves(
    model: keras.Model, layer: str, head: Callable | None = None
) -> tuple[keras.Model, keras.Model]:
    """Cut a network behind a layer: the part that stays frozen, and the part to train.

    To train the second on what the first gives is the same as to train the whole with the first
    part frozen, as long as the pictures aren't varied; but each picture passes the first part only
    once, and not in every epoch. The two share the network's weights.

    Args:
        model: A functional model.
        layer: The name of the last layer of the first part; all later ones must hang on it alone.
        head: Layers to put at the end, called with the second part's output. Default: none.

    Returns:
        The two models.

    Raises:
        ValueError: If there is no such layer, or the later ones need others before it too.

    Example:

    >>> layers = [keras.layers.Dense(3, name="low"), keras.layers.Dense(2, name="high")]
    >>> model = keras.Sequential([keras.Input((4,)), *layers])
    >>> first, second = halves(model, "low", keras.layers.Dense(1))
    >>> first.output_shape, second.input_shape, second.output_shape
    ((None, 3), (None, 3), (None, 1))
    """
    names = [one.name for one in model.layers]
    if layer not in names:
        wrong = f"The network has no layer {layer!r}."
        raise ValueError(three_beats(wrong, one_of(str(layer), names), layer))
    cut = model.get_layer(layer).output
    inputs = model.inputs[0] if len(model.inputs) == 1 else model.inputs
    first = keras.Model(inputs, cut, name=f"{model.name}_first")
    end = head(model.outputs[0]) if head else model.outputs[0]
    try:
        second = keras.Model(cut, end, name=f"{model.name}_second")
    except ValueError:
        raise ValueError(
            three_beats(
                f"The network can't be cut behind {layer!r}.",
                "a layer that all later ones hang on, such as the last of a block",
                layer,
            )
        ) from None
    return first, second
