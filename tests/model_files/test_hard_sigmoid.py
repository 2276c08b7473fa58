import keras
import numpy as np
import pytest

from faqlab.model_files.hard_sigmoid import old_hard_sigmoid


def old(x):
    """As Keras 2.2.4 has it in `backend.hard_sigmoid`."""
    return np.clip(0.2 * x + 0.5, 0, 1)


def test_it_is_the_old_function():
    x = np.linspace(-5, 5, 101, dtype="float32")[None]
    np.testing.assert_allclose(old_hard_sigmoid()(x), old(x), rtol=0, atol=1e-7)
    assert np.abs(keras.activations.hard_sigmoid(x) - old(x)).max() > 0.05


@pytest.mark.parametrize("kind", ["Dense", "Conv1D", "SimpleRNN"])
def test_plain_keras_saves_and_loads_it_as_an_activation(kind, tmp_path):
    options = {"kernel_size": 2} if kind == "Conv1D" else {}
    layer = getattr(keras.layers, kind)(3, activation=old_hard_sigmoid(), **options)
    model = keras.Sequential([keras.Input((4, 2)), layer])
    model.save(tmp_path / "m.keras")
    again = keras.saving.load_model(tmp_path / "m.keras")
    x = np.random.default_rng(0).normal(size=(3, 4, 2))
    np.testing.assert_array_equal(again(x), model(x))
    assert len(again.weights) == len(layer.weights)


def test_a_gate_is_the_old_one_step_by_step():
    """A GRU of one step from a state of zeros, in numpy."""
    layer = keras.layers.GRU(2, recurrent_activation=old_hard_sigmoid(), reset_after=False)
    x = np.random.default_rng(1).normal(size=(5, 1, 3)).astype("float32")
    found = layer(x)
    kernel, _, bias = layer.get_weights()
    update, _, content = np.split(x[:, 0] @ kernel + bias, 3, axis=1)
    np.testing.assert_allclose(found, (1 - old(update)) * np.tanh(content), rtol=0, atol=1e-6)
