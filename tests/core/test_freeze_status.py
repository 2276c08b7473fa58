import numpy as np

from faqlab.core.backend import keras
from faqlab.core.freeze_status import status

layers = keras.layers


def network():
    return keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(4, name="body"),
            layers.BatchNormalization(name="norm"),
            layers.Dense(2, name="head"),
        ]
    )


X = np.random.default_rng(0).normal(size=(16, 6))


def fit(model):
    model.fit(X, np.ones((16, 2)), batch_size=8, verbose=0)


def in_effect(model):
    return {one.address: one.in_effect for one in status(model).layers}


def test_before_the_first_fit_nothing_is_in_effect_yet():
    model = network()
    model.compile("sgd", "mse")
    assert set(in_effect(model).values()) == {None}
    assert not status(model).disagreements


def test_what_is_said_to_be_in_effect_is_what_fit_does():
    """The oracle: a fit more, and whether the weights moved."""
    model = network()
    model.compile("sgd", "mse")
    model.get_layer("body").trainable = False
    for flips in ({}, {"body": True}, {"head": False}):
        for name, flag in flips.items():
            model.get_layer(name).trainable = flag
        if not flips:
            fit(model)
        before = {one.name: one.get_weights()[0] for one in model.layers}
        said = in_effect(model)
        fit(model)
        for one in model.layers:
            moved = not np.array_equal(before[one.name], one.get_weights()[0])
            assert said[one.name] == moved, one.name


def test_disagreements_are_named_and_compile_ends_them():
    model = network()
    model.compile("sgd", "mse")
    fit(model)
    model.get_layer("head").trainable = False
    found = status(model)
    assert [one.address for one in found.disagreements] == ["head"]
    assert "older flags: head. Call compile." in str(found)
    assert "marked" in found._repr_html_()
    model.compile("sgd", "mse")
    assert not status(model).disagreements


def test_parameters_are_what_keras_counts():
    model = network()
    assert sum(one.parameters for one in status(model).layers) == model.count_params()
