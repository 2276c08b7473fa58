"""Rows beside NumPy's own fancy indexing, in every layout."""

import h5py
import numpy as np
import pytest

from faqlab.core.h5_rows import read_rows, row_numbers

LAYOUTS = {
    "contiguous": {},
    "chunks": {"chunks": (8, 3)},
    "chunks across": {"chunks": (8, 2)},
    "one row a chunk": {"chunks": (1, 3)},
    "gzip": {"chunks": (16, 3), "compression": "gzip"},
}
X = np.random.default_rng(0).normal(size=(100, 3))


@pytest.fixture(params=LAYOUTS)
def dataset(request, tmp_path):
    with h5py.File(tmp_path / "data.h5", "w") as file:
        yield file.create_dataset("x", data=X, **LAYOUTS[request.param])


@pytest.mark.parametrize(
    "rows",
    [[], [5], [7, 3], [3, 3, 3], [99, 0, 50, 0], [-1, -100], range(100), range(99, -1, -1)],
    ids=str,
)
def test_rows_are_those_of_numpy(dataset, rows):
    rows = np.array(rows, "int64")
    assert np.array_equal(read_rows(dataset, rows), X[rows])


def test_many_random_rows(dataset):
    rows = np.random.default_rng(1).integers(-100, 100, 500)
    assert np.array_equal(read_rows(dataset, rows), X[rows])


def test_h5py_itself_refuses(dataset):
    for rows in ([7, 3], [3, 3], [-1, 0]):
        with pytest.raises((TypeError, ValueError, IndexError)):
            dataset[rows]


def test_other_byte_orders_become_this_machines(tmp_path):
    with h5py.File(tmp_path / "big.h5", "w") as file:
        file["x"] = np.arange(5, dtype=">i4")
        found = read_rows(file["x"], [4, 0])
    assert found.tolist() == [4, 0]
    assert found.dtype.isnative


@pytest.mark.parametrize("rows", [[0.5], [[1, 2]], 3, ["a"], [True]])
def test_what_are_no_rows(rows):
    with pytest.raises(ValueError, match=r"no numbers of rows\. Expected: whole numbers"):
        row_numbers(rows, 10)


@pytest.mark.parametrize("row", [10, -11])
def test_rows_that_arent_there(row):
    with pytest.raises(IndexError, match=rf"no such row\. .*from -10 to 9\. Received: {row}"):
        row_numbers([0, row], 10)


def test_a_chunk_is_read_once(dataset):
    class Counted:
        shape, dtype, chunks = dataset.shape, dataset.dtype, (10, 3)
        reads = 0

        def __getitem__(self, key):
            Counted.reads += 1
            return dataset[key]

    read_rows(Counted(), [0, 9, 5, 0, 95, 91])
    assert Counted.reads == 2
