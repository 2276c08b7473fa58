import h5py
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from faqlab.core.backend import keras
from faqlab.data_checks.given import parts, unpacked


def named(given):
    return [(one.name, one.key, one.shape) for one in parts(given, "x")[0]]


def test_one_array():
    assert named(np.zeros((3, 2))) == [("x", None, (3, 2))]
    assert named([np.zeros((3, 2))]) == [("x", None, (3, 2))]
    assert named(None) == []


def test_several_arrays():
    pair = np.zeros((3, 2)), np.zeros(3)
    expected = [("x[0]", 0, (3, 2)), ("x[1]", 1, (3,))]
    assert named(pair) == expected
    assert named(list(pair)) == expected
    named_ones = dict(zip(("a", "b"), pair, strict=True))
    assert named(named_ones) == [("x['a']", "a", (3, 2)), ("x['b']", "b", (3,))]


def test_tensors_and_frames_are_arrays():
    assert named(keras.ops.ones((3, 2))) == [("x", None, (3, 2))]
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": [3, 4]})
    (part,), odd = parts(frame, "x")
    assert (part.shape, part.dtype, odd) == ((2, 2), np.dtype("float64"), [])
    (column,), _ = parts(frame["b"], "y")
    assert (column.shape, column.look.values.tolist()) == ((2,), [3, 4])


def test_a_frame_with_a_column_of_words_holds_no_numbers():
    (part,), _ = parts(pd.DataFrame({"a": [1.0], "b": ["one"]}), "x")
    assert not part.numbers


def test_a_frame_is_what_keras_makes_of_it():
    frame = pd.DataFrame({"a": [0.5, 1.5], "b": [True, False], "c": [1, 2]})
    (part,), _ = parts(frame, "x")
    assert part.array.tolist() == [[0.5, 1, 1], [1.5, 0, 2]]
    for column in (pd.Series([1, 2], dtype="Int64"), pd.Series([0, 1], dtype="category")):
        (part,), _ = parts(column, "y")
        assert not part.numbers


@pytest.mark.parametrize("lists", [[1, 2], [[1, 2], [3, 4]], (0, 1), [[[1]]], ["a"]])
def test_lists_are_told_apart_from_arrays(lists):
    found, (odd,) = parts(lists, "y")
    assert (found, odd.kind, odd.name) == ([], "lists", "y")


def test_hdf5_open_and_closed(tmp_path):
    with h5py.File(tmp_path / "data.h5", "w") as file:
        data = file.create_dataset("x", data=np.arange(6.0).reshape(3, 2))
        (part,), odd = parts(data, "x")
        assert part.array is data
        assert (part.look.most, odd) == (5, [])
    found, (odd,) = parts(data, "x")
    assert (found, odd.kind) == ([], "closed")


@pytest.mark.parametrize("value", [scipy.sparse.eye(3), 5, "words", object(), iter([])])
def test_what_cannot_be_looked_at_is_nothing_to_fail_at(value):
    found, (odd,) = parts(value, "x")
    assert (found, odd.kind) == ([], "unknown")


def test_validation_data_is_unpacked_as_keras_does():
    for given in ((1,), (1, 2), (1, 2, 3), [1, 2]):
        expected = keras.utils.unpack_x_y_sample_weight(given)
        assert unpacked(given) == tuple(expected)
    array = np.zeros(4)
    assert unpacked(array) == (array, None, None)
