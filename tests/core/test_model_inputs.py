import h5py
import keras
import numpy as np
import pytest

from faqlab.core.model_inputs import ModelInputs, fixed_batch

layers = keras.layers


def sequential(*shape):
    return keras.Sequential([keras.Input(shape, name="image"), layers.Flatten()])


def two_inputs(struct=list):
    a, b = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    given = {"a": a, "b": b} if struct is dict else [a, b]
    return keras.Model(given, layers.Concatenate()([a, b]))


@pytest.mark.parametrize("struct", [list, dict])
@pytest.mark.parametrize("give", ["list", "dict", "tuple"])
def test_several_inputs_by_order_or_by_name(struct, give):
    a, b = np.zeros((5, 2)), np.ones((5, 3))
    x = {"list": [a, b], "dict": {"b": b, "a": a}, "tuple": (a, b)}[give]
    inputs = ModelInputs(two_inputs(struct), x)
    assert [one.shape for one in inputs.batch(3, 9)] == [(2, 2), (2, 3)]
    assert type(inputs.pack([0, 1])) is struct


def test_real_numbers_get_the_precision_of_keras_and_whole_ones_stay():
    inputs = ModelInputs(sequential(2), np.zeros((3, 2)))
    assert inputs.batch(0, 3)[0].dtype == np.float32
    inputs = ModelInputs(sequential(2), np.zeros((3, 2), np.uint8))
    assert inputs.batch(0, 3)[0].dtype == np.uint8


def test_a_data_set_is_read_batch_by_batch(tmp_path):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        data = file.create_dataset("x", data=np.arange(20.0).reshape(10, 2))
        inputs = ModelInputs(sequential(2), data)
        np.testing.assert_array_equal(inputs.batch(4, 6)[0], [[8, 9], [10, 11]])


def test_lists_of_numbers_and_tensors_are_arrays():
    assert ModelInputs(sequential(2), [[1, 2], [3, 4]]).samples == 2
    assert ModelInputs(keras.Sequential([layers.Dense(1)]), [[1, 2]]).samples == 1
    assert ModelInputs(sequential(2), keras.ops.ones((4, 2))).samples == 4
    assert ModelInputs(sequential(2), [np.ones((4, 2))]).samples == 4


@pytest.mark.parametrize("shape", [(5, 4, 1), (5, 4)])
def test_a_last_axis_of_one_may_be_missing_as_in_keras(shape):
    assert ModelInputs(sequential(4, 1), np.zeros(shape)).samples == 5
    assert ModelInputs(sequential(4), np.zeros(shape)).samples == 5


@pytest.mark.parametrize(
    ("x", "kind", "message"),
    [
        (
            np.zeros((3, 8, 9, 1)),
            ValueError,
            r"^The shape of the input 'image' is wrong. Expected: \(samples, 8, 8, 1\). "
            r"Received: \(3, 8, 9, 1\).$",
        ),
        (np.zeros((8, 8, 1)), ValueError, r"Received: \(8, 8, 1\). It looks like one sample: "),
        (np.zeros((0, 8, 8, 1)), ValueError, r"^The input holds no sample. Expected: an array"),
        (object(), TypeError, r"^The input isn't an array. Expected: arrays of numbers."),
    ],
)
def test_what_is_wrong_is_said(x, kind, message):
    with pytest.raises(kind, match=message):
        ModelInputs(sequential(8, 8, 1), x)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ({"a": np.zeros((5, 2))}, r"input 'b' isn't there. Expected: 'a' and 'b'. Received: \['a'"),
        ([np.zeros((5, 2))], r"several inputs. Expected: 2 arrays, for 'a', 'b'. .* '1 of them'"),
        (np.zeros((5, 2)), r"Received: 'ndarray'"),
        ([np.zeros((5, 2)), np.zeros((4, 3))], r"different numbers of samples. .* \[5, 4\]"),
    ],
)
def test_what_is_wrong_with_several_inputs_is_said(x, message):
    with pytest.raises(ValueError, match=message):
        ModelInputs(two_inputs(), x)


def test_a_stateful_model_insists_on_its_batch():
    model = keras.Sequential([keras.Input(batch_shape=(4, 5, 1)), layers.GRU(2, stateful=True)])
    assert fixed_batch(model) == 4
    assert fixed_batch(keras.Sequential([layers.GRU(2, stateful=True)])) is None
    # A batch size that only the input names binds nobody.
    assert fixed_batch(keras.Sequential([keras.Input(batch_shape=(4, 5)), layers.ReLU()])) is None
