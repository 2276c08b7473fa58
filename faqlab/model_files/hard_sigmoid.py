"""The hard sigmoid of Keras 1 and 2, said in the words of today's Keras."""

from ..core.backend import keras


def old_hard_sigmoid() -> keras.layers.Layer:
    """Give `clip(0.2 x + 0.5, 0, 1)` as an activation that plain Keras saves and loads.

    Until Keras 3, `hard_sigmoid` had the slope 1/5; now it has 1/6, and the gates of an old LSTM or
    GRU give other numbers. Multiplying a gate's weights by 1.2 would give the old numbers too, but
    training would go on at another speed, and penalties and optimizer states would no longer fit
    their weights. Two layers of today in a `Pipeline` are the old function itself: the weights stay
    as they were, and the file needs no code of its own.

    Returns:
        A layer without weights, to be used as `activation` or `recurrent_activation`.

    Example:

    >>> found = old_hard_sigmoid()(keras.ops.array([-3.0, 0.0, 1.0, 3.0]))
    >>> [round(float(one), 2) for one in found]
    [0.0, 0.5, 0.7, 1.0]
    """
    layers = keras.layers
    return layers.Pipeline(
        [
            layers.Rescaling(0.2, 0.5, name="slope"),
            layers.ReLU(max_value=1.0, name="clip"),
        ],
        name="old_hard_sigmoid",
    )
