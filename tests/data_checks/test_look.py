import time

import h5py
import numpy as np
import pytest

from faqlab.data_checks.look import blocks, look


@pytest.mark.parametrize(
    "dtype", ["float16", "float32", "float64", "int8", "uint8", "int64", "bool"]
)
def test_the_range_is_what_numpy_says(dtype):
    array = np.random.default_rng(0).integers(0, 2, (50, 3)).astype(dtype)
    seen = look(array)
    assert (seen.least, seen.most) == (array.min(), array.max())
    assert (seen.nan, seen.infinite, seen.first_bad, seen.rows) == (0, 0, None, 50)
    assert seen.whole
    assert seen.values.tolist() == [0, 1]


def test_what_is_not_finite_is_counted_and_the_rest_is_looked_at():
    array = np.ones((10, 3))
    array[4, 1], array[7, 0], array[7, 2] = np.nan, np.inf, -np.inf
    seen = look(array)
    assert (seen.nan, seen.infinite, seen.first_bad) == (1, 2, 4)
    assert (seen.least, seen.most, seen.whole) == (1, 1, True)


def test_nothing_but_nan():
    seen = look(np.full((4, 2), np.nan))
    assert (seen.least, seen.most, seen.nan, seen.first_bad) == (None, None, 8, 0)


def test_an_empty_array():
    seen = look(np.zeros((0, 3)))
    assert (seen.least, seen.first_bad, seen.rows) == (None, None, 0)


def test_a_fraction_far_behind_is_found():
    array = np.zeros(3_000_000, "float32")
    array[-1] = 0.5
    assert not look(array).whole
    array[-1] = np.nan
    assert look(array).first_bad == 2_999_999


def test_many_different_values_are_not_listed():
    assert look(np.arange(1000)).values.tolist() == list(range(1000))
    assert look(np.arange(1001)).values is None
    assert look(np.random.default_rng(0).normal(size=5000)).values is None


def test_arrays_that_are_cut_or_turned():
    array = np.arange(24.0).reshape(4, 6)
    assert look(array[::2, ::-1]).most == 17
    assert look(array.T).most == 23


def test_all_rows_come_once():
    array = np.arange(3_000_000)
    joined = np.concatenate([block for _, block in blocks(array)])
    assert np.array_equal(joined, array)


def test_a_large_file_is_looked_at_in_parts(tmp_path):
    with h5py.File(tmp_path / "data.h5", "w") as file:
        data = file.create_dataset("x", (40_000, 1_000), "float32", chunks=(64, 1_000))
        data[-1] = np.nan
        seen = look(data)
        assert seen.rows < 10_000
        assert seen.nan == 1_000


@pytest.mark.parametrize("dtype", ["float32", "uint8"])
def test_sixty_thousand_pictures_take_no_time(dtype):
    array = np.random.default_rng(0).integers(0, 255, (60_000, 784), dtype="uint8").astype(dtype)
    look(array[:2_000])
    start = time.process_time()
    assert look(array).most == 254
    assert time.process_time() - start < 1
