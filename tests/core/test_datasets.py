import csv

import numpy as np
from matplotlib.cbook import get_sample_data
from sklearn.datasets import load_digits

from faqlab.core.datasets import digits, eeg, stocks


def test_the_digits_are_scikit_learn_s_whole_and_in_order():
    (x_train, y_train), (x_test, y_test) = digits()
    theirs = load_digits()
    x = np.concatenate([x_train, x_test])
    np.testing.assert_array_equal(np.concatenate([y_train, y_test]), theirs.target)
    np.testing.assert_array_equal(x[..., 0] * 16, theirs.images)
    assert (x_train.shape, x_train.dtype, y_train.dtype) == ((1437, 8, 8, 1), "float32", "int64")
    assert (x.min(), x.max()) == (0, 1)


def test_each_class_is_on_both_sides():
    (_, y_train), (_, y_test) = digits()
    assert set(y_train) == set(y_test) == set(range(10))


def test_the_eeg_is_matplotlib_s_whole_and_in_order():
    with get_sample_data("eeg.dat") as file:
        theirs = np.frombuffer(file.read(), dtype="<f8")
    values = eeg()
    np.testing.assert_array_equal(values.ravel(), theirs.astype("float32"))
    assert (values.shape, values.dtype) == ((800, 4), "float32")
    np.testing.assert_allclose(values.std(axis=0), 1, atol=0.01)


def test_the_prices_are_matplotlib_s_and_none_is_missing():
    with open(get_sample_data("Stocks.csv", asfileobj=False), encoding="utf-8") as file:
        lines = [line for line in csv.reader(file) if not line[0].startswith("#")]
    head, rows = lines[0], lines[1:]
    prices = stocks()
    assert len(prices) == len(head) - 1 == 10
    for column, values in enumerate(prices.values(), 1):
        theirs = [float(row[column]) for row in rows if len(row) > 1 and row[column]]
        np.testing.assert_array_equal(values, np.array(theirs, dtype="float32"))
        assert np.isfinite(values).all()
    assert len({len(values) for values in prices.values()}) > 1
