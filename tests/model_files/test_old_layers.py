import keras
import numpy as np
import pytest

from faqlab.model_files.old_layers import new_layer


@pytest.mark.parametrize(
    ("kind", "config", "x", "expected"),
    [
        ("ThresholdedReLU", {"theta": 2.0}, [1.0, 2.0, 3.0], [0.0, 0.0, 3.0]),
        ("LeakyReLU", {"alpha": 0.25}, [-4.0, 4.0], [-1.0, 4.0]),
        ("ELU", {"alpha": 2.0}, [-1.0], [2 * (np.exp(-1) - 1)]),
        ("ReLU", {"max_value": 2.0}, [-1.0, 1.0, 5.0], [0.0, 1.0, 2.0]),
    ],
)
def test_a_function_is_the_old_one(kind, config, x, expected):
    layer = new_layer(kind, {"name": "f", **config}).layer
    np.testing.assert_allclose(layer(np.array([x], "float32"))[0], expected, rtol=1e-6)


def test_the_old_hard_sigmoid_is_kept():
    old = new_layer("Activation", {"name": "gate", "activation": "hard_sigmoid"})
    x = np.linspace(-4, 4, 33, dtype="float32")[None]
    np.testing.assert_allclose(old.layer(x), np.clip(0.2 * x + 0.5, 0, 1), rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("kind", "config", "why"),
    [
        ("Lambda", {}, "a piece of Python is not executed"),
        ("LocallyConnected1D", {}, "Keras 3 has no such layer"),
        ("os.system", {}, "not a layer of Keras"),
        ("Dense", {"units": 2, "activation": {"class_name": "PReLU"}}, "a thing of its own"),
        ("Dense", {"units": 2, "quantum": 5}, "its argument quantum=5 is gone"),
    ],
)
def test_what_has_no_layer_says_why(kind, config, why):
    old = new_layer(kind, {"name": "x", **config})
    assert old.layer is None
    assert why in old.problem


def test_a_slash_in_a_name_is_replaced_and_said():
    old = new_layer("Dense", {"name": "a/b", "units": 2})
    assert (old.name, old.layer.name, old.changes) == ("a/b", "a_b", ["named a_b"])


def test_a_wrapper_tells_of_what_is_in_it():
    inside = {"class_name": "Lambda", "config": {"name": "f"}}
    old = new_layer("TimeDistributed", {"name": "each", "layer": inside})
    assert old.problem.startswith("Lambda in it: a piece of Python")


def test_a_layer_that_nobody_would_miss_is_found_by_keras():
    """Every class on the list is one of today's Keras."""
    from faqlab.model_files.old_layers import _RENAMED, _SAME

    assert all(issubclass(getattr(keras.layers, name), keras.Layer) for name in _SAME)
    assert all(hasattr(keras.layers, name) for name in _RENAMED.values())
