import keras
import pytest

from faqlab.model_files.old_order import in_order

L = keras.layers


def encoder():
    layers = [L.Dense(3, name="a"), L.BatchNormalization(name="n", center=False, scale=False)]
    return keras.Sequential([keras.Input((3,)), *layers, L.Dense(3, name="b")], name="encoder")


def paths(variables):
    return [one.path.removeprefix("encoder/") for one in variables]


def test_a_layer_without_parts_needs_no_names():
    layer = L.BatchNormalization()
    layer.build((None, 2))
    found = in_order(layer, ["x", "y", "z", "w"])
    assert [one.name for one in found] == ["gamma", "beta", "moving_mean", "moving_variance"]


@pytest.mark.parametrize("prefix", ["", "encoder/"])
def test_names_decide_within_a_model(prefix):
    names = ["b/kernel", "b/bias", "a/kernel", "a/bias", "n/moving_mean", "n/moving_variance"]
    found = in_order(encoder(), [f"{prefix}{one}:0" for one in names])
    assert paths(found) == names


def test_numbered_names_are_taken_where_what_each_is_fits():
    lasts = ["kernel", "bias", "kernel", "bias", "moving_mean", "moving_variance"]
    found = in_order(encoder(), [f"layer_{i}/{one}:0" for i, one in enumerate(lasts)])
    assert paths(found)[:4] == ["a/kernel", "a/bias", "b/kernel", "b/bias"]


def test_names_that_say_nothing_are_not_guessed_at():
    assert in_order(encoder(), [f"v{i}" for i in range(6)]) is None
