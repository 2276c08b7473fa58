import collections

import h5py
import keras
import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import tensorflow as tf

from faqlab.core.split_rows import count_rows, is_plain_list, row_leaves, take_rows

NUMBERS = np.arange(12).reshape(6, 2)
ROWS = np.array([5, 0, 3])


@pytest.fixture
def dataset(tmp_path):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"] = NUMBERS
        yield file["x"]


def test_a_list_of_arrays_is_several_inputs_and_a_list_of_numbers_is_one():
    assert list(row_leaves([NUMBERS, NUMBERS], "x")) == ["x[0]", "x[1]"]
    (one,) = row_leaves([[1, 2], [3, 4]], "x").values()
    np.testing.assert_array_equal(one, [[1, 2], [3, 4]])
    assert list(row_leaves([np.float32(1), np.float32(2)], "x")) == ["x"]
    assert list(row_leaves({"a": NUMBERS, "b": (NUMBERS, [1] * 6)}, "x")) == [
        "x['a']",
        "x['b'][0]",
        "x['b'][1]",
    ]
    assert row_leaves(None, "y") == {}


def test_rows_are_counted_in_all_kinds_of_arrays(dataset):
    leaves = {
        "numpy": NUMBERS,
        "frame": pd.DataFrame(NUMBERS),
        "series": pd.Series(range(6)),
        "tensor": tf.constant(NUMBERS),
        "sparse": scipy.sparse.coo_matrix(NUMBERS),
        "h5": dataset,
    }
    assert count_rows(row_leaves(leaves, "x")) == 6


def test_rows_are_taken_and_the_structure_stays(dataset):
    frame = pd.DataFrame(NUMBERS, columns=["a", "b"], index=list("uvwxyz"))
    pair = collections.namedtuple("Pair", "one two")(NUMBERS, frame["a"])
    given = {"pair": pair, "frame": frame, "h5": dataset, "list": [[1], [2], [3], [4], [5], [6]]}
    given |= {"tensor": tf.constant(NUMBERS), "sparse": scipy.sparse.coo_matrix(NUMBERS)}
    taken = take_rows(given, ROWS)
    expected = NUMBERS[ROWS]
    assert type(taken["pair"]).__name__ == "Pair"
    np.testing.assert_array_equal(taken["pair"].one, expected)
    pd.testing.assert_series_equal(taken["pair"].two, frame["a"].iloc[ROWS])
    pd.testing.assert_frame_equal(taken["frame"], frame.iloc[ROWS])
    np.testing.assert_array_equal(taken["h5"], expected)
    np.testing.assert_array_equal(taken["list"], [[6], [1], [4]])
    np.testing.assert_array_equal(taken["tensor"], expected)
    np.testing.assert_array_equal(taken["sparse"].toarray(), expected)
    assert take_rows(None, ROWS) is None
    assert [type(one) for one in take_rows([NUMBERS, None], ROWS)] == [np.ndarray, type(None)]


def test_no_row_of_a_file_can_be_taken(dataset):
    assert take_rows(dataset, np.array([], int)).shape == (0, 2)


class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 1

    def __getitem__(self, i):
        return NUMBERS, NUMBERS


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ((one for one in NUMBERS), "a generator"),
        (tf.data.Dataset.from_tensor_slices(NUMBERS), "Dataset"),
        (Batches(), "a Batches"),
        ({"image": iter(NUMBERS)}, r"x\['image'\] isn't cut by rows"),
    ],
)
def test_what_comes_in_batches_is_refused_with_the_way_out(data, name):
    with pytest.raises(TypeError, match=name) as raised:
        row_leaves(data, "x")
    assert "`fit` refuses `validation_split` for it too" in str(raised.value)
    assert "validation_data" in str(raised.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (3, "isn't cut by rows. Expected: an array"),
        (np.float32(3), "x has no rows"),
        ("digits.csv", "Received: a str."),
        (tf.ragged.constant([[1], [2, 3]]), "isn't cut by rows"),
        (keras.Input((3,)), "x has no rows"),
    ],
)
def test_what_has_no_rows_is_refused(data, message):
    with pytest.raises(TypeError, match=message):
        row_leaves(data, "x")


def test_uneven_lists_are_refused():
    with pytest.raises(ValueError, match=r"different length. Expected: rows of one length, such"):
        row_leaves([[1], [2, 3]], "x")


def test_different_numbers_of_rows_are_refused():
    with pytest.raises(ValueError, match=r"Received: \{'x': 6, 'y': 5\}\.$"):
        count_rows({"x": NUMBERS, "y": np.zeros(5)})
    images = [np.zeros((8, 8)) for _ in range(3)]
    with pytest.raises(ValueError, match=r"`np.stack\(...\)` makes rows of it"):
        count_rows({**row_leaves(images, "x"), "y": np.zeros(3)})
    with pytest.raises(ValueError, match=r"There are no rows. Expected: one row at least"):
        count_rows({"x": np.zeros((0, 3))})


def test_plain_lists_are_told_apart():
    assert is_plain_list({"a": NUMBERS, "b": [1, 2]})
    assert is_plain_list([NUMBERS, [1] * 6])
    assert not is_plain_list((NUMBERS, {"a": NUMBERS}))
    assert not is_plain_list(None)
