import keras
import numpy as np
import pytest

from faqlab.core.activations import outputs
from faqlab.core.layer_tree import layer_tree

layers = keras.layers


def nested():
    inputs = keras.Input((8, 8, 1), name="image")
    encoder = keras.Sequential(
        [layers.Conv2D(2, 3, name="conv1"), layers.Conv2D(3, 3, name="conv2")], name="encoder"
    )
    x = layers.Flatten(name="flat")(encoder(inputs))
    shared = layers.Dense(48, name="shared")
    return keras.Model(inputs, shared(shared(x)))


def test_the_tree_of_a_nested_model():
    found = [(n.address, n.kind, n.depth, n.shape, n.parameters) for n in layer_tree(nested())]
    assert found == [
        ("image", "InputLayer", 0, (None, 8, 8, 1), 0),
        ("encoder", "Sequential", 0, (None, 4, 4, 3), 77),
        ("encoder/conv1", "Conv2D", 1, (None, 6, 6, 2), 20),
        ("encoder/conv2", "Conv2D", 1, (None, 4, 4, 3), 57),
        ("flat", "Flatten", 0, (None, 48), 0),
        ("shared", "Dense", 0, (None, 48), 2352),
        ("shared:2", "Dense", 0, (None, 48), 2352),
    ]


def test_parameters_add_up_where_each_layer_is_counted_once():
    model = nested()
    model.get_layer("shared").trainable = False
    own = [node for node in layer_tree(model) if node.depth == 0 and node.number == 1]
    assert sum(node.parameters for node in own) == model.count_params()
    assert sum(node.trainable for node in own) == 77


def test_addresses_and_shapes_are_those_of_outputs():
    model, x = nested(), np.zeros((3, 8, 8, 1))
    tree, found = layer_tree(model), outputs(model, x)
    assert found.tree == tree
    names = {name: shape for node in tree for name, shape in node.shapes.items()}
    assert list(names) == list(found)
    assert {name: (3, *shape[1:]) for name, shape in names.items()} == {
        name: array.shape for name, array in found.items()
    }


def test_a_model_that_does_not_know_its_input_needs_one():
    model = keras.Sequential([layers.Dense(3, name="a")], name="mine")
    with pytest.raises(ValueError, match=r"'mine' doesn't know .* Expected: an input for it, x="):
        layer_tree(model)
    assert [node.shape for node in layer_tree(model, np.zeros((2, 4)))] == [(None, 3)]


def test_layers_that_are_never_called_and_parts_of_loops():
    class Idle(keras.Model):
        def __init__(self):
            super().__init__()
            self.used, self.idle = layers.LSTM(2, name="used"), layers.ReLU(name="idle")

        def call(self, x):
            return self.used(x)

    tree = layer_tree(Idle(), np.zeros((2, 3, 4)))
    assert [(n.address, n.kind, n.shape) for n in tree] == [
        ("used", "LSTM", (None, 2)),
        ("idle", "ReLU", None),
    ]
    assert tree[0].shapes == {
        "used": (None, 2),
        "used.sequence": (None, 3, 2),
        "used.state0": (None, 2),
        "used.state1": (None, 2),
    }


def test_nothing_is_computed_and_axes_that_are_free_stay_free():
    inputs = keras.Input((None, None, 3))
    model = keras.Model(inputs, layers.Conv2D(2, 3, padding="same", name="conv")(inputs))
    assert layer_tree(model)[1].shape == (None, None, None, 2)


def test_a_model_that_cannot_be_traced_is_run_on_one_sample():
    class Looks(keras.Model):
        def __init__(self):
            super().__init__(name="looks")
            self.a = layers.Dense(3, name="a")

        def call(self, x):
            return self.a(x) if float(np.sum(x.numpy())) >= 0 else x

    assert [node.shape for node in layer_tree(Looks(), np.zeros((2, 4)))] == [(None, 3)]
