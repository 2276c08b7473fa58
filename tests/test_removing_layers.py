"""The topic as a whole: a network that has learned something loses its head and gets another."""

import keras
import numpy as np
import pytest

import faqlab
from faqlab import removing_layers
from faqlab.removing_layers import add, compare, cut, inventory, new_head, pop, without

layers = keras.layers


@pytest.fixture(scope="module")
def data():
    (x, y), (x_test, y_test) = faqlab.digits()
    return x.reshape(-1, 64), y, x_test.reshape(-1, 64), y_test


@pytest.fixture(scope="module")
def trained(data):
    x, y, *_ = data
    keras.utils.set_random_seed(1)
    body = [
        layers.Dense(32, activation="relu", name="features"),
        layers.Dropout(0.2, name="drop"),
        layers.Dense(10, activation="softmax", name="head"),
    ]
    model = keras.Sequential([keras.Input((64,)), *body])
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=6, verbose=0)
    return model


def test_keras_own_pop_is_stale_and_ours_is_not(trained, data):
    """The oracle is scikit-learn's own digits: only the right network gets them right."""
    *_, x, y = data
    model = cut(trained, last="head", copy=True)
    answers = model.predict(x, verbose=0)
    assert np.mean(answers.argmax(-1) == y) > 0.8
    before = inventory(model)
    head = model.pop()
    np.testing.assert_array_equal(model.predict(x, verbose=0), answers)
    assert compare(before, model).stale == ("predict",)
    add(model, head)
    popped = pop(model)
    assert model.predict(x, verbose=0).shape == (360, 32)
    assert popped.layers == (head,)
    add(model, *popped.layers)
    np.testing.assert_allclose(model.predict(x, verbose=0), answers, rtol=1e-4, atol=1e-6)


def test_a_new_head_on_a_trained_body_learns_from_few(trained, data):
    x, y, x_test, y_test = data
    found = {}
    blank = keras.models.clone_model(trained)
    for name, model in (("trained", trained), ("blank", blank)):
        keras.utils.set_random_seed(2)
        head = layers.Dense(2, activation="softmax")
        other = new_head(model, head, last="head", freeze=True, copy=True)
        other.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy")
        other.fit(x[:60], y[:60] % 2, batch_size=10, epochs=15, verbose=0)
        answers = other.predict(x_test, verbose=0).argmax(-1)
        found[name] = np.mean(answers == y_test % 2)
    assert found["trained"] > found["blank"] + 0.1


def test_dropout_can_be_left_out_of_a_trained_model(trained, data):
    x = data[2]
    lighter = without(trained, "drop")
    np.testing.assert_allclose(lighter(x), trained(x), rtol=1e-5)


def test_the_public_names_are_there():
    for name in removing_layers.__all__:
        assert getattr(removing_layers, name) is not None
    assert "stale" in removing_layers.__doc__
