"""How can I obtain the output of an intermediate layer?

Make a second model that ends at the layer and shares its weights: `submodel(model, "conv")`, or
`keras.Model(model.inputs, model.get_layer("conv").output)`. `outputs` gives all layers of any model
from one pass; `LayerView` shows them.
"""

from collections.abc import Iterator

import numpy as np

from .claims.layer_outputs import CLAIMS
from .core.activations import outputs
from .core.backend import keras
from .core.errors import three_beats
from .core.extractors import layer_function, submodel
from .core.layer_picture import draw_layers
from .core.layer_tree import LayerNode, layer_tree
from .core.told_picture import png
from .exercises.layer_outputs import predict, q1, q2, q3
from .widgets.layer_view import ActivationView
from .widgets.still_display import display_with_still

__all__ = [
    "CLAIMS",
    "LayerView",
    "layer_function",
    "layer_tree",
    "outputs",
    "predict",
    "q1",
    "q2",
    "q3",
    "submodel",
]

# Rows of the still picture; more would be too small to see.
_ROWS = 8


class LayerView(ActivationView):
    """Look inside a model: what each layer makes of some samples.

    In JupyterLab a tree of the layers appears; choose one, a sample and a mode, and see its maps,
    bars or time steps, and their numbers. The model runs once in each mode, and stays as it was. A
    still picture of the first sample is stored with the notebook.

    Args:
        model: Any Keras model, compiled or not.
        x: Samples for it, as `outputs` takes them: an array of shape `(samples, ...)`, or a list
            or dict of them for several inputs.
        samples: How many of them to look at, the first ones. Default 32.

    Raises:
        ValueError: If `x` doesn't fit the model, or holds no sample.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="head")])
    >>> LayerView(model, np.ones((5, 4)))
    Inside 1 layers, 5 samples:
      head: (3,), Dense
    """

    def __init__(self, model: keras.Model, x: object, samples: int = 32):
        if not isinstance(samples, int) or samples < 1:
            raise ValueError(
                three_beats("There is nothing to look at.", "samples from 1 on", samples)
            )
        x = _first(x, samples)
        inference = outputs(model, x)
        training = outputs(model, x, training=True)
        inputs = np.asarray(next(iter(x.values())) if isinstance(x, dict) else _one(x))
        seen = {
            mode: {name: values for name, values in found.items() if len(values) == len(inputs)}
            for mode, found in (("inference", inference), ("training", training))
        }
        super().__init__(
            [leaf for node in inference.tree for leaf in _leaves(node)], inputs, **seen
        )

    def draw(self, sample: int = 0):
        """Draw what the layers made of one sample, a row a layer, as a still picture.

        Args:
            sample: The sample's index. Default 0.

        Returns:
            A matplotlib `Figure`.
        """
        shown = [node for node in self.nodes if node["shown"]][: _ROWS + 1]
        words = [f"{node['address']}\n{node['shape']}" for node in shown]
        looks = [self.look(node["address"], sample) for node in shown]
        return draw_layers(list(zip(words, looks, strict=True)))

    def _ipython_display_(self) -> None:
        display_with_still(self, png(self.draw()), "The layers' outputs.")


def _first(x: object, samples: int) -> object:
    """The first samples of each input."""
    if isinstance(x, dict):
        return {name: _first(part, samples) for name, part in x.items()}
    if isinstance(x, (list, tuple)):
        return [_first(part, samples) for part in x]
    return np.asarray(x[:samples])


def _one(x: object) -> object:
    return x[0] if isinstance(x, list) else x


def _leaves(node: LayerNode) -> Iterator[dict]:
    """One line of the tree for each thing that comes out of a layer."""
    about = {"kind": node.kind, "parameters": node.parameters if node.number == 1 else 0}
    if not node.shapes:
        yield {"address": node.address, "name": node.name, "shape": "", "depth": node.depth} | about
    for place, (address, shape) in enumerate(node.shapes.items()):
        name = address.rsplit("/", 1)[-1]
        leaf = {"address": address, "name": name, "shape": str(tuple(shape[1:])) if shape else ""}
        if place:
            # What else a layer gives: the states of an RNN, a second output.
            yield leaf | {"kind": "", "parameters": 0, "depth": node.depth + 1}
        else:
            yield leaf | about | {"depth": node.depth}
