import h5py
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from faqlab.core import split_copies
from faqlab.core.split_copies import copies


def by_hand(x):
    seen = {}
    return [seen.setdefault(tuple(np.ravel(row).tolist()), i) for i, row in enumerate(x)]


@pytest.mark.parametrize(
    "kind", ["int8", "int64", "float32", "float64", "bool", "<U3", "complex64"]
)
def test_rows_of_every_type_are_told_apart_as_python_does(kind):
    x = np.random.default_rng(0).integers(0, 3, (200, 3)).astype(kind)
    assert copies(x).tolist() == by_hand(x)


def test_the_shape_of_a_row_does_not_matter_and_chunks_do_not_show(monkeypatch):
    x = np.random.default_rng(0).integers(0, 2, (100, 2, 3, 1)).astype("float32")
    monkeypatch.setattr(split_copies, "_AT_A_TIME", 7 * 24)
    assert copies(x).tolist() == by_hand(x)
    assert copies(x[..., ::-1, ::-1, :]).tolist() == by_hand(x)


def test_copies_agree_in_all_inputs():
    one, two = np.array([1, 1, 1, 2]), np.array(["a", "b", "a", "a"])
    assert copies({"one": one, "two": two}).tolist() == [0, 1, 0, 3]
    # What is side by side isn't mixed up.
    assert copies([np.array([[1, 2], [1, 2]]), np.array([[3], [4]])]).tolist() == [0, 1]


def test_frames_files_and_sparse_rows(tmp_path):
    frame = pd.DataFrame({"age": [3, 4, 3, 3], "name": ["a", "b", "a", "b"]})
    assert copies(frame).tolist() == [0, 1, 0, 3]
    assert copies(frame[["age"]]).tolist() == [0, 1, 0, 0]
    assert copies(frame["name"]).tolist() == [0, 1, 0, 1]
    sparse = scipy.sparse.coo_matrix([[0, 1], [1, 0], [0, 1]])
    assert copies(sparse).tolist() == [0, 1, 0]
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"] = [[1, 2], [1, 2], [2, 1]]
        assert copies(file["x"]).tolist() == [0, 0, 2]


def test_zeros_of_both_signs_are_alike_and_rows_without_columns_too():
    assert copies(np.array([0.0, -0.0, 1.0])).tolist() == [0, 0, 2]
    assert copies(np.zeros((3, 0))).tolist() == [0, 0, 0]


def test_rows_that_differ_in_one_bit_are_no_copies():
    x = np.zeros((2, 784), "float32")
    x[1, 400] = np.finfo("float32").smallest_subnormal
    assert copies(x).tolist() == [0, 1]


def test_what_has_no_rows_is_refused():
    with pytest.raises(TypeError, match="isn't cut by rows"):
        copies(iter([1, 2]))
    with pytest.raises(ValueError, match="There are no rows"):
        copies([])
