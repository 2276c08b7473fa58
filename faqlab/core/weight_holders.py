"""Which layers of a model hold weights, and where they are."""

import math
from collections.abc import Iterable, Iterator, Sequence

from .backend import keras


def addressed(model: keras.Model) -> Iterator[tuple[str, keras.layers.Layer]]:
    """List all layers of a model with their addresses, each layer of a nested model after it.

    Args:
        model: The model.

    Yields:
        The address, `"encoder/conv2"`, and the layer. A layer that is there twice comes once.

    Example:

    >>> inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="a")], name="inner")
    >>> model = keras.Sequential([inner, keras.layers.Dense(2, name="b")])
    >>> [address for address, _ in addressed(model)]
    ['inner', 'inner/a', 'b']
    """
    seen = set()

    def walk(layers: Sequence[keras.layers.Layer], before: str):
        for layer in layers:
            if id(layer) in seen or isinstance(layer, keras.layers.InputLayer):
                continue
            seen.add(id(layer))
            yield before + layer.name, layer
            within = layer.layers if isinstance(layer, keras.Model) else _wrapped(layer)
            yield from walk(within, f"{before}{layer.name}/")

    return walk(model.layers, "")


def _wrapped(layer: keras.layers.Layer) -> list[keras.layers.Layer]:
    # A wrapper has one layer within it, Bidirectional two; other layers' parts are their own.
    names = ("layer", "forward_layer", "backward_layer")
    within = [getattr(layer, name, None) for name in names]
    return [one for one in within if isinstance(one, keras.layers.Layer)]


def holders(model: keras.Model) -> list[tuple[str, keras.layers.Layer, list]]:
    """List the layers that hold weights themselves, with their addresses and these weights.

    Args:
        model: The model.

    Returns:
        For each, the address, the layer and its own weights, those of layers within it left out.
    """
    found, taken = [], set()
    # The innermost first, so that a wrapper is left with what is its own.
    for address, layer in reversed(list(addressed(model))):
        weights = [one for one in layer.weights if id(one) not in taken]
        taken |= {id(one) for one in weights}
        if weights:
            found.append((address, layer, weights))
    return found[::-1]


def count(weights: Iterable) -> int:
    """Count the numbers in some weights.

    Args:
        weights: Keras variables.

    Returns:
        How many there are in all.

    Example:

    >>> count(keras.layers.Dense(3).weights)
    0
    """
    return sum(math.prod(one.shape) for one in weights)
