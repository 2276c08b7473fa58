import pytest

from faqlab.core.backend import keras
from faqlab.data_checks.graph_ends import (
    all_keras,
    ending,
    first_layers,
    is_keras,
    kind,
    learns_from_order,
)

from .plans import layers, network


class Own(layers.Layer):
    def call(self, x):
        return x * 2


class OwnDense(layers.Dense):
    def call(self, x):
        return super().call(x) * 2


def own_activation(x):
    return x * 3


def nested():
    inner = network(8, layers.Dense(3, "softmax"))
    inputs = keras.Input((4,))
    return keras.Model(inputs, inner(inputs))


def by_operation():
    inputs = keras.Input((4,))
    return keras.Model(inputs, keras.ops.softmax(layers.Dense(3)(inputs)))


def added():
    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Dense(3)(inputs) + layers.Dense(3)(inputs))


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (network(3), "linear"),
        (network(layers.Dense(3, "softmax")), "softmax"),
        (network(layers.Dense(3, activation=keras.activations.sigmoid)), "sigmoid"),
        (network(3, layers.Softmax()), "softmax"),
        (network(3, layers.Activation("relu")), "relu"),
        (network(3, layers.ReLU()), "relu"),
        (network(layers.Dense(3, "softmax"), layers.Activation("linear")), "softmax"),
        (network(layers.Dense(4, "tanh"), layers.Reshape((2, 2))), "tanh"),
        (network(layers.Conv2D(2, 3, activation="sigmoid"), shape=(8, 8, 1)), "sigmoid"),
        (network(layers.TimeDistributed(layers.Dense(3, "softmax")), shape=(5, 4)), "softmax"),
        (network(layers.Dense(3, "softmax"), layers.Flatten(), shape=(5, 4)), None),
        (network(layers.Softmax(axis=1), shape=(5, 4)), None),
        (network(layers.LSTM(3), shape=(5, 4)), None),
        (network(3, Own()), None),
        (network(OwnDense(3)), None),
        (network(layers.Dense(3, own_activation)), None),
        (network(3, layers.Rescaling(2.0)), None),
        (nested(), "softmax"),
        (by_operation(), "softmax"),
        (added(), None),
    ],
)
def test_the_activation_that_an_output_comes_out_of(model, expected):
    assert ending(model.outputs[0]) == expected


def names(model):
    return [[type(one).__name__ for one in found] for found in first_layers(model)]


def test_the_layers_that_take_an_input_in():
    assert names(network(3)) == [["Dense"]]
    assert names(network(layers.Flatten(), layers.Dropout(0.1), 3, shape=(2, 2))) == [["Dense"]]
    assert names(network(layers.Rescaling(1 / 255), 3)) == [["Rescaling"]]
    assert names(nested()) == [["Dense"]]
    assert names(added()) == [["Dense", "Dense"]]


def test_each_input_has_its_own():
    words, picture = keras.Input((3,)), keras.Input((4,))
    table = layers.Flatten()(layers.Embedding(9, 2)(words))
    model = keras.Model([words, picture], layers.concatenate([table, layers.Dense(3)(picture)]))
    assert names(model) == [["Embedding"], ["Dense"]]


def test_a_model_without_a_graph_has_no_ends():
    class Subclassed(keras.Model):
        def call(self, x):
            return x

    assert first_layers(Subclassed()) is None
    assert first_layers(keras.Sequential([layers.Dense(3)])) is None
    assert not all_keras(Subclassed())


def test_whose_a_thing_is():
    assert is_keras(layers.Dense(3))
    assert is_keras(keras.losses.mean_squared_error)
    assert not is_keras(Own())
    assert not is_keras(own_activation)
    assert not is_keras("mse")
    assert (kind(layers.Dense(3)), kind(OwnDense(3)), kind(None)) == ("Dense", "", "")
    assert all_keras(network(3))
    assert not all_keras(network(3, Own()))
    assert not all_keras(network(layers.Lambda(own_activation)))


def test_who_is_stateful():
    assert learns_from_order(network(layers.LSTM(2, stateful=True), shape=(5, 1), batch_size=4))
    assert not learns_from_order(network(layers.LSTM(2), shape=(5, 1)))
