import io

import h5py
import numpy as np
import pytest

from faqlab.model_files.budget import Budget
from faqlab.model_files.finite import not_finite
from faqlab.model_files.h5_items import ARRAY, Item, h5_items


def counted(array, budget=None, **how):
    file = io.BytesIO()
    opened = h5py.File(file, "w")
    opened.create_dataset("a", data=array, **how)
    opened.flush()
    (item,) = (one for one in h5_items(opened) if one.kind == ARRAY)
    return not_finite(opened, file, item, budget or Budget())


@pytest.mark.parametrize(
    "how", [{}, {"chunks": (10, 7)}, {"chunks": (50, 20), "compression": "gzip"}]
)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_it_counts_as_numpy_does(how, dtype):
    array = np.random.default_rng(0).normal(size=(100, 20)).astype(dtype)
    array[3, 4], array[50, 7], array[99, 19] = np.nan, np.inf, -np.inf
    assert counted(array, **how) == np.count_nonzero(~np.isfinite(array)) == 3


def test_what_is_not_read_is_told():
    budget = Budget(100)
    assert counted(np.full(1000, np.nan, "float32"), budget) == 25
    assert budget.missed == 3900


def test_a_size_that_lies_is_not_waited_for():
    """One bit of a damaged file says that it keeps 2^60 bytes; looking ends where the file does."""
    file = io.BytesIO(np.full(10, np.nan, "float32").tobytes())
    item = Item("a", ARRAY, (10,), "float32", 40, 1 << 60, place=0, number="f")
    budget = Budget()
    assert not_finite(None, file, item, budget) == 10
    assert budget.missed > 1 << 59
