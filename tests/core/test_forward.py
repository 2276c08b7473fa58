import keras
import numpy as np
import pytest

from faqlab.core.forward import Forward, as_array
from faqlab.core.model_inputs import ModelInputs

layers = keras.layers


def stack():
    return keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(3, name="a"),
            layers.BatchNormalization(name="norm"),
            layers.Dropout(0.5, name="drop"),
        ]
    )


def forward(model, x, **more):
    return Forward(model, ModelInputs(model, x), **more)


def test_layers_that_change_nothing_share_an_array():
    found = forward(stack(), np.ones((5, 4)))
    assert found.entries == [("a", 0), ("norm", 1), ("drop", 1)]
    assert found.per_sample == [True, True]
    assert [call.outputs[""].shape for call in found.calls] == [(None, 3)] * 3


def test_it_is_traced_once_for_batches_of_any_size():
    model, seen = stack(), []
    call = layers.Dense.call
    x = np.ones((9, 4), np.float32)

    class Counted(layers.Dense):
        def call(self, inputs, training=None):
            seen.append(inputs.shape)
            return call(self, inputs)

    model.add(Counted(2, name="counted"))
    model(x)
    seen.clear()
    found = forward(model, x, layers="counted")
    for size in (1, 5, 9):
        (array,) = found.run([x[:size]])
        np.testing.assert_allclose(array, model(x[:size]), atol=1e-6)
    assert [shape for shape in seen if shape[0] is None] == [(None, 3)]


def test_states_are_put_back_after_a_block_not_within():
    model, x = stack(), np.random.default_rng(0).random((8, 4), np.float32)
    found = forward(model, x, training=True)
    before = [one.numpy().tolist() for one in model.variables]
    with found.looking():
        found.run([x])
        assert [one.numpy().tolist() for one in model.variables] != before
    assert [one.numpy().tolist() for one in model.variables] == before


def test_a_seed_that_belongs_to_no_layer_is_put_back():
    class Noise(layers.Layer):
        def call(self, x):
            return x + keras.random.normal((1,))

    keras.utils.set_random_seed(3)
    keras.random.normal((1,))  # Keras's own seed exists from here on
    model, x = keras.Sequential([Noise(name="noise")]), np.zeros((2, 1), np.float32)
    model(x)
    found = forward(model, x)
    with found.looking():
        first = as_array(found.run([x])[0]).copy()
    np.testing.assert_array_equal(first, model(x))


def test_a_model_built_by_the_trace_has_no_fixed_batch():
    model = keras.Sequential([layers.Dense(3, name="a")])
    forward(model, np.ones((5, 4)))
    assert model.input_shape == (None, 4)


def test_calls_without_data():
    calls = Forward.only_calls(stack())
    assert [call.address for call in calls] == ["a", "norm", "drop"]
    with pytest.raises(ValueError, match="doesn't know the shape of its input"):
        Forward.only_calls(keras.Sequential([layers.Dense(3)]))


def test_arrays_are_views_where_they_can_be_and_half_precision_is_turned():
    tensor = keras.ops.ones((3, 2))
    assert not as_array(tensor).flags.owndata
    half = as_array(keras.ops.ones((3, 2), dtype="bfloat16"))
    assert half.dtype == np.float32
    assert half.tolist() == [[1, 1]] * 3
