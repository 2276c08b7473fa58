import io

import h5py
import numpy as np
import pytest

from faqlab.model_files.budget import Budget
from faqlab.model_files.finite import not_finite
from faqlab.model_files.h5_items import ARRAY, h5_items


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
    assert counted(np.full(1000, np.nan, "float32"), budget) == 0
    assert budget.missed == 4000
