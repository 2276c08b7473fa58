import keras
import numpy as np
import pytest

from faqlab.core.network_halves import halves


def network():
    keras.utils.set_random_seed(0)
    layers = keras.layers
    inputs = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, padding="same", name="low")(inputs)
    x = layers.BatchNormalization(name="norm")(x)
    x = layers.Add(name="add")([x, layers.Conv2D(4, 1, name="side")(x)])
    x = layers.GlobalAveragePooling2D(name="mean")(x)
    return keras.Model(inputs, layers.Dense(5, name="end")(x))


X = np.random.default_rng(0).normal(size=(12, 8, 8, 3)).astype("float32")


def test_one_half_after_the_other_is_the_whole():
    model = network()
    first, second = halves(model, "add")
    both = second.predict(first.predict(X, verbose=0), verbose=0)
    np.testing.assert_allclose(both, model.predict(X, verbose=0), rtol=1e-5)


def test_training_the_second_half_is_training_the_whole_with_the_first_frozen():
    y = np.arange(12) % 3
    trained = []
    for way in ("halves", "whole"):
        model = network()
        keras.utils.set_random_seed(1)
        head = keras.layers.Dense(3, name="head")
        first, second = halves(model, "norm", head)
        first.trainable = False
        whole = keras.Sequential([keras.Input((8, 8, 3)), first, second])
        for one in (second, whole):
            one.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        if way == "halves":
            second.fit(first.predict(X, verbose=0), y, shuffle=False, epochs=3, verbose=0)
        else:
            whole.fit(X, y, shuffle=False, epochs=3, verbose=0)
        trained.append(model.get_weights() + head.get_weights())
    for one, other in zip(*trained, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_a_layer_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"no layer 'lo'. Expected: one of 'low'"):
        halves(network(), "lo")


def test_a_cut_across_a_side_way_is_refused():
    with pytest.raises(
        ValueError, match=r"can't be cut behind 'side'\. Expected: a layer that all"
    ):
        halves(network(), "side")
