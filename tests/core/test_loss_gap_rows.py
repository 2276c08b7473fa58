import keras
import numpy as np
import pytest

from faqlab.core.loss_gap_rows import LossRows, class_weights

X, Y = np.arange(21.0).reshape(7, 3), np.arange(7)


@pytest.fixture(scope="module")
def model():
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])


def test_batches_are_cut_as_fit_cuts_them(model):
    rows = LossRows(model, X, Y, np.arange(7.0))
    batches = list(rows.batches(3))
    assert [one.rows for one in batches] == [3, 3, 1]
    np.testing.assert_array_equal(np.concatenate([one.x for one in batches]), X)
    np.testing.assert_array_equal(np.concatenate([one.weights for one in batches]), Y)
    order = np.array([6, 5, 4, 3, 2, 1, 0])
    turned = [one.y.tolist() for one in rows.batches(4, order)]
    assert turned == [[6, 5, 4, 3], [2, 1, 0]]


def test_floats_get_the_precision_of_keras_and_integers_stay(model):
    rows = LossRows(model, X, Y)
    assert (rows.x.dtype, rows.y.dtype, rows.weights) == (np.float32, Y.dtype, None)


def test_lists_dicts_tensors_and_plain_numbers_are_taken():
    left, right = keras.Input((3,), name="left"), keras.Input((1,), name="right")
    both = keras.Model([left, right], keras.layers.Concatenate()([left, right]))
    for x in ({"left": X, "right": Y}, [X, Y], (keras.ops.convert_to_tensor(X), Y)):
        y = {"a": [1, 2, 3, 4, 5, 6, 7], "b": None}
        rows = LossRows(both, x, y, [None, np.ones(7)])
        (batch,) = rows.batches(10)
        assert keras.tree.map_structure(np.shape, list(keras.tree.flatten(batch.x))) == [
            (7, 3),
            (7,),
        ]
        assert batch.y["a"].tolist() == [1, 2, 3, 4, 5, 6, 7]
        assert (batch.y["b"], batch.weights[0]) == (None, None)


@pytest.mark.parametrize(
    ("y", "given"),
    [
        (np.array([0, 1, 1, 2]), {1: 3.0}),
        (np.array([[0], [1], [1], [2]]), {1: 3.0, 2: 0.0}),
        (np.eye(3)[[0, 1, 1, 2]], {0: 0.5, 2: 7.0}),
        (np.array([0.0, 1.0, 1.0, 0.0]), {0: 0.5}),
    ],
)
def test_class_weights_are_those_of_keras(y, given):
    from keras.src.trainers.data_adapters import data_adapter_utils

    theirs = data_adapter_utils.class_weight_to_sample_weights(y, given)
    np.testing.assert_array_equal(class_weights(y, given), theirs)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ((None,), ValueError, "`x_val` isn't there. Expected: arrays of inputs. Received: None."),
        ((X, Y[:6]), ValueError, "Expected: 7 in each. Received: [6]."),
        ((X, [Y, Y[:3]]), ValueError, "`x_val` and `y_val` hold different numbers of rows."),
        ((X, Y, Y[:2]), ValueError, "`x_val` and `sample_weight_val` hold different"),
        ((X * np.nan,), ValueError, "`x_val` holds numbers that are none"),
        ((X, {"a": np.array([np.inf] * 7)}), ValueError, "`y_val['a']` holds numbers"),
        ((3,), TypeError, "`x_val` isn't an array of rows."),
        ((X, "labels"), TypeError, "Received: 'str'."),
        ((X, np.array([None] * 7)), TypeError, "`y_val` isn't an array of rows."),
    ],
)
def test_bad_rows_are_refused_by_their_name(model, given, error, message):
    with pytest.raises(error) as raised:
        LossRows(model, *given, suffix="_val")
    assert message in str(raised.value)


def test_class_weights_need_one_array_of_labels():
    with pytest.raises(ValueError, match="Expected: one array of labels"):
        class_weights({"a": Y}, {0: 1.0})
