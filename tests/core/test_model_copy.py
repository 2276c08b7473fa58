import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.model_copy import copied

layers = keras.layers
X = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")


def nested():
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="a")], name="inner")
    x = keras.Input((4,), name="x")
    y = layers.BatchNormalization(name="norm")(inner(x))
    return keras.Model(x, [y, layers.Dense(2, name="head")(y)], name="outer")


def test_numbers_are_the_same_and_weights_are_its_own():
    model = nested()
    model.get_layer("norm").set_weights([np.full(3, value) for value in (2, 1, 0.5, 3)])
    copy = copied(model)
    assert copy.name == "outer"
    for one, other in zip(copy(X), model(X), strict=True):
        np.testing.assert_array_equal(one, other)
    assert not {id(one) for one in copy.weights} & {id(one) for one in model.weights}
    assert copy.get_layer("inner").get_layer("a") is not model.get_layer("inner").get_layer("a")


def test_flags_are_copied():
    model = nested()
    model.get_layer("inner").get_layer("a").trainable = False
    assert len(copied(model).trainable_weights) == len(model.trainable_weights) == 4


def test_a_layer_that_is_used_twice_stays_one():
    twice = layers.Dense(4, name="twice")
    model = keras.Sequential([keras.Input((4,)), twice, twice])
    copy = copied(model)
    assert copy.layers[0] is copy.layers[1]
    assert copy.count_params() == model.count_params()
    np.testing.assert_array_equal(copy(X), model(X))


def test_a_sequential_that_is_not_built_is_copied_so():
    copy = copied(keras.Sequential([layers.Dense(3), layers.Dense(2)]))
    assert not copy.built
    assert copy(X).shape == (8, 2)


class Own(layers.Layer):
    def __init__(self, factor):
        super().__init__(name="own")
        self.factor = factor

    def call(self, x):
        return self.factor * x


class Written(Own):
    def get_config(self):
        return {"factor": self.factor}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def test_a_layer_of_ones_own_is_copied_if_it_says_how():
    model = keras.Sequential([keras.Input((4,)), Written(3.0)])
    np.testing.assert_array_equal(copied(model)(X), 3 * X)


def test_a_layer_that_does_not_say_how_is_refused():
    model = keras.Sequential([keras.Input((4,)), Own(np.ones(4))], name="mine")
    with pytest.raises(ValueError, match="copied: its class has no `get_config`") as raised:
        copied(model)
    assert "A layer of 'mine' can't be copied" in str(raised.value)
    assert "Expected: layers that Keras can make anew, or copy=False." in str(raised.value)
