import keras
import numpy as np
import pytest

from faqlab.core.device_parallel import OnDevice, placement, two_branches
from faqlab.core.logical_devices import on_devices


def branches():
    model = two_branches(steps=5, features=3)
    rows = placement(model).rows()
    ones = np.ones((2, 5, 3), "float32")
    ran = [model.get_layer(f"branch_{one}")(ones).device[-5:] for one in "ab"]
    return rows, ran, around_a_symbolic_call()


def around_a_symbolic_call():
    inputs = keras.Input((3,))
    with keras.device("cpu:1"):
        outputs = keras.layers.Dense(2, name="dense")(inputs)
    return placement(keras.Model(inputs, outputs)).on("cpu:1")


def test_a_branch_runs_on_its_own_device_and_a_scope_around_a_symbolic_call_places_nothing():
    rows, ran, around = on_devices(branches, 2)
    assert ran == ["CPU:0", "CPU:1"]
    assert around == 0
    found = {(part, where): int(count) for part, where, count in rows}
    assert set(found) == {
        ("branch_a", "cpu:0"),
        ("branch_b", "cpu:1"),
        ("merged", "anywhere"),
    }
    assert found["branch_a", "cpu:0"] == found["branch_b", "cpu:1"] > 1


def test_the_faqs_model_has_one_lstm():
    model = two_branches(("cpu:0", "cpu:0"))
    assert model.count_params() == 4 * 64 * (256 + 64 + 1)
    assert [tuple(one.shape) for one in model.inputs] == [(None, 140, 256)] * 2
    assert model.output_shape == (None, 128)
    a, b = np.random.default_rng(0).normal(size=(2, 1, 140, 256)).astype("float32")
    lstm = keras.layers.LSTM(64)
    lstm.build((None, 140, 256))
    lstm.set_weights(model.get_weights())
    expected = np.concatenate([lstm(a), lstm(b)], axis=-1)
    np.testing.assert_allclose(model([a, b]), expected, atol=1e-6)


def test_parts_are_the_models_own_layers_of_whatever_names():
    inputs = keras.Input((3,))
    first = keras.layers.Dense(2, name="dense_1")
    model = keras.Model(inputs, keras.layers.Dense(2, name="dense")(first(inputs)))
    assert [row[:2] for row in placement(model).rows()] == [
        ("dense_1", "anywhere"),
        ("dense", "anywhere"),
    ]
    assert '<th scope="row">dense_1</th>' in placement(model)._repr_html_()


@pytest.mark.parametrize("wrong", ["", "/gpu:0", "cpu", "tpu:0", "CPU:0"])
def test_a_device_of_no_such_name(wrong):
    with pytest.raises(ValueError, match=r"Expected: a name such as 'cpu:1' or 'gpu:0'\. Received"):
        OnDevice(keras.layers.Dense(2), wrong)


def test_a_model_without_inputs():
    with pytest.raises(ValueError, match=r"can't be traced\. Expected: a model with inputs"):
        placement(keras.Sequential([keras.layers.Dense(2)]))
