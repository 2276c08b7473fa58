import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.freeze import freeze, unfreeze

layers = keras.layers


def network():
    inner = keras.Sequential(
        [keras.Input((8,)), layers.Dense(4, name="a"), layers.Dense(4, name="b")], name="inner"
    )
    body = [layers.Dense(8, name="block1_dense"), layers.ReLU(name="block1_relu"), inner]
    return keras.Sequential([keras.Input((6,)), *body, layers.Dense(2, name="head")])


def training(model):
    """The names of the layers whose weights Keras would train: its own list, not ours."""
    return {weight.path.split("/")[-2] for weight in model.trainable_weights}


EVERY = {"block1_dense", "a", "b", "head"}


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ({}, set()),
        ({"layers": "head"}, EVERY - {"head"}),
        ({"layers": "inner"}, EVERY - {"a", "b"}),
        ({"layers": "inner/a"}, EVERY - {"a"}),
        ({"layers": "b"}, EVERY - {"b"}),
        ({"layers": "block1_*"}, EVERY - {"block1_dense"}),
        ({"layers": -1}, EVERY - {"head"}),
        ({"layers": ["head", "inner/b"]}, EVERY - {"head", "b"}),
        ({"until": "head"}, {"head"}),
        ({"until": 0}, EVERY),
        ({"until": 2}, EVERY - {"block1_dense"}),
        ({"share": 0.5}, EVERY - {"block1_dense"}),
        ({"share": 2 / 3}, {"head"}),
        ({"share": 1}, set()),
        ({"share": 0}, EVERY),
    ],
)
def test_what_is_chosen_no_longer_trains(choice, left):
    model = network()
    report = freeze(model, **choice)
    assert training(model) == left
    assert report.after == sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    assert report.before == report.parameters == model.count_params()


def test_thawing_a_layer_thaws_what_is_around_it_and_nothing_else():
    model = network()
    freeze(model)
    unfreeze(model, "inner/b")
    assert training(model) == {"b"}


def test_thawing_all_gives_all_back():
    model = network()
    freeze(model)
    unfreeze(model)
    assert training(model) == EVERY


def fit(model, samples=8):
    model.fit(np.ones((samples, 6)), np.ones((samples, 2)), batch_size=8, verbose=0)


def test_compile_is_needed_after_a_fit_only():
    """Told from what Keras does: after a fit, an uncompiled freeze leaves the layer training."""
    model = network()
    model.compile("sgd", "mse")
    assert not freeze(model, "head").compile_needed
    fit(model)
    report = unfreeze(model, "head")
    assert report.compile_needed
    assert "Call compile" in str(report)
    head = model.get_layer("head")
    before = head.get_weights()
    fit(model)
    assert all(map(np.array_equal, before, head.get_weights()))
    model.compile("sgd", "mse")
    fit(model)
    assert not all(map(np.array_equal, before, head.get_weights()))


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"layers": "haed"}, "no layer 'haed'. Expected: one of 'head'"),
        ({"layers": 9}, "an index from -4 to 3"),
        ({"until": "hed"}, "no layer 'hed'"),
        ({"share": 2}, "a number from 0 to 1. Received: 2"),
        ({"until": "head", "share": 0.5}, "in one way only"),
    ],
)
def test_a_wrong_choice_is_refused_and_nothing_changes(choice, message):
    model = network()
    with pytest.raises(ValueError, match=message):
        freeze(model, **choice)
    assert training(model) == EVERY
