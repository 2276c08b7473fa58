"""Where Keras cuts, by Keras's own function; and what is found in data that learners have."""

import warnings
from fractions import Fraction

import h5py
import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from keras.src.trainers.data_adapters.array_slicing import train_validation_split

from faqlab.core.datasets import digits
from faqlab.core.split_targets import read_targets
from faqlab.core.split_xray import cut_at, in_time, one_a_row, xray, xray_of

FRACTIONS = (
    *(0.001, 0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 1 / 3, 0.4, 0.5, 0.6, 2 / 3, 0.7, 0.75),
    *(0.8, 0.9, 0.95, 0.99, 0.999, 1.0, 1.1, 1.5, 2, 2.5, 20, -0.1, -0.5, -1, -20),
    *(np.float32(0.1), np.float64(0.9), np.int64(2), Fraction(1, 3)),
)
SIZES = (*range(1, 130), 1000, 1437, 1797, 9999, 60_000)


def keras_split(rows, fraction):
    (train,), (validation,) = train_validation_split((np.arange(rows),), fraction)
    return train.tolist(), validation.tolist()


@pytest.mark.parametrize("fraction", FRACTIONS, ids=lambda one: f"{type(one).__name__}-{one}")
def test_the_rows_are_those_that_keras_takes(fraction):
    for rows in SIZES:
        found = xray(np.arange(rows), None, fraction, leaks=False)
        try:
            expected = keras_split(rows, fraction)
        except ValueError:
            assert "refused" in found.kinds
        else:
            assert "refused" not in found.kinds
            assert (found.train.tolist(), found.validation.tolist()) == expected


def test_random_fractions_too():
    rng = np.random.default_rng(0)
    for rows, fraction in zip(rng.integers(2, 3000, 2000), rng.uniform(0, 1, 2000), strict=True):
        try:
            expected = len(keras_split(int(rows), fraction)[0])
        except ValueError:
            expected = cut_at(int(rows), fraction)
            assert expected in (0, rows)
        assert cut_at(int(rows), fraction) == expected


def test_no_fraction_is_no_validation_as_in_fit():
    found = xray(np.arange(10), None, 0)
    assert (len(found.train), len(found.validation), found.kinds) == (10, 0, ("empty",))


@pytest.mark.parametrize("fraction", ["0.2", None, True, 1j, [0.2], np.array([0.2])])
def test_a_fraction_that_is_no_number_is_refused(fraction):
    with pytest.raises(
        TypeError, match=r"isn't a number. Expected: a number between 0 and 1, such"
    ):
        xray(np.arange(10), None, fraction)


@pytest.mark.parametrize("fraction", [np.nan, np.inf, -np.inf])
def test_a_fraction_that_is_not_finite_is_refused(fraction):
    with pytest.raises(ValueError, match=r"isn't finite. Expected: a number between 0 and 1"):
        cut_at(10, fraction)


@pytest.mark.parametrize("fraction", [20, 1.5])
def test_what_keras_does_with_a_wrong_fraction_is_what_is_said(fraction):
    """`fit` itself, so that the sentence of the finding is more than arithmetic."""
    x = np.arange(10.0)[:, None]
    seen = []

    class Look(keras.layers.Layer):
        def call(self, inputs, training=None):
            seen.append((bool(training), keras.ops.convert_to_numpy(inputs)[:, 0].tolist()))
            return inputs

        def compute_output_shape(self, shape):
            return shape

    model = keras.Sequential([keras.Input((1,)), Look(), keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(x, x, validation_split=fraction, verbose=0, shuffle=False)
    found = xray(x, x, fraction)
    assert [row for training, rows in seen if training for row in rows] == found.train.tolist()
    assert [row for training, rows in seen if not training for row in rows] == (
        found.validation.tolist()
    )
    assert "fraction" in found.kinds
    assert ("empty" in found.kinds) == (len(found.train) == 0)


def test_sorted_digits_are_found_out():
    (x, y), _ = digits()
    order = np.argsort(y, kind="stable")
    found = xray(x[order], y[order], 0.2)
    assert found.kinds == ("missing", "sorted")
    assert "class 9 " not in str(found.findings[0])
    assert "The training has no row of 2 classes: 8 (" in str(found.findings[0])


def test_the_digits_as_they_come_give_no_alarm():
    (x, y), _ = digits()
    assert xray(x, y, 0.2).kinds == ()
    assert xray(x, y, 0.2).looked == ("rows", "targets", "copies")


@pytest.mark.parametrize("name", ["load_breast_cancer", "load_wine", "load_diabetes", "load_iris"])
def test_data_that_is_mixed_gives_no_alarm(name):
    from sklearn import datasets

    x, y = getattr(datasets, name)(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(x))
    assert set(xray(x[order], y[order], 0.2).kinds) <= ({"copies"} if "iris" in name else set())


def test_all_kinds_of_data_are_read(tmp_path):
    x, y = np.random.default_rng(0).random((40, 3)), np.arange(40) % 2
    frame = pd.DataFrame(x)
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"], file["y"] = x, y
        given = [
            (x, y),
            (frame, pd.Series(y)),
            (tf.constant(x), tf.constant(y)),
            (file["x"], file["y"]),
            ({"a": x, "b": x[:, 0]}, {"label": y}),
            ((x, frame), np.eye(2)[y]),
            ([x, x], [y, x[:, 0]]),
        ]
        reports = {repr(xray(*one, 0.25)).replace("y['label']", "y") for one in given}
    assert len(reports) == 1
    assert "Nothing was found. Looked at: rows, targets, copies." in reports.pop()


def test_plain_lists_are_read_and_told_of():
    found = xray([[1.0], [2.0], [3.0]] * 4, [0, 1, 1] * 4, 0.25, leaks=False)
    assert found.kinds == ("lists",)
    assert [str(one).split()[0] for one in found.findings] == ["x", "y"]
    with pytest.raises(ValueError, match="only supported for tensors or NumPy arrays"):
        train_validation_split(([[1.0], [2.0]], [0, 1]), 0.5)


def test_groups_times_and_copies_are_looked_at_when_given():
    x = np.arange(20).repeat(2)
    found = xray(x, None, 0.125, groups=x, times=np.arange(40)[::-1])
    assert found.kinds == ("groups", "times", "copies")
    assert found.looked == ("rows", "groups", "times", "copies")
    assert xray(x, None, 0.25, groups=x, times=np.arange(40)).kinds == ()


@pytest.mark.parametrize(
    "times",
    [
        pd.date_range("2024-01-01", periods=10),
        pd.Series(pd.date_range("2024-01-01", periods=10, tz="Europe/Berlin")),
        pd.date_range("2024-01-01", periods=10).to_pydatetime(),
        [f"2024-01-{day:02d}" for day in range(1, 11)],
        pd.Series([f"2024-01-{day:02d}" for day in range(1, 11)]),
        list(range(10)),
    ],
)
def test_times_of_all_kinds(times):
    assert xray(np.arange(10), None, 0.2, times=times).kinds == ()
    back = list(times)[::-1]
    assert xray(np.arange(10), None, 0.2, times=back).kinds == ("times",)


def test_targets_can_be_named():
    ages = np.sort(np.tile(np.arange(18, 28), 10))
    assert xray(np.arange(100), ages, 0.2).targets.kind == "classes"
    found = xray(np.arange(100), ages, 0.2, targets="numbers")
    assert (found.targets.kind, found.kinds) == ("numbers", ("sorted",))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.arange(9), r"must be one of `groups` for each row. Expected: the shape \(10,\)"),
        (np.zeros((10, 1)), r"Received: \(10, 1\)"),
        ([*range(9), None], "1 rows without a value, the first is row 9"),
        ([1.0] * 9 + [np.nan], "first is row 9. Expected: a value for each row. Received: 'nan'"),
        (pd.Series([1] * 9 + [None], dtype="Int64"), "first is row 9"),
        (pd.to_datetime(["2024-01-01"] * 9 + [None]), "Received: 'NaT'"),
    ],
)
def test_groups_that_are_missing_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        one_a_row(values, "groups", 10)


@pytest.mark.parametrize("times", [["10", "nine", "8"], [1, "a", 2], ["cat", "dog", "cow"]])
def test_times_that_cannot_be_sorted_are_refused(times):
    with pytest.raises(ValueError, match=r"`times` can't be sorted. Expected: numbers, dates"):
        in_time(np.array(times, object), 3)


def test_groups_that_are_called_none_are_no_gap():
    assert one_a_row(["None", "nan"], "groups", 2).tolist() == ["None", "nan"]


def test_a_split_that_is_made_already_can_be_looked_at():
    x, y = np.arange(6), np.array([0, 1, 0, 1, 0, 1])
    found = xray_of("odd and even", x, read_targets(y), np.array([0, 2, 4]), np.array([1, 3, 5]))
    assert found.kinds == ("missing",)
    assert repr(found).startswith("odd and even of 6 rows:\n  training    3 rows: 0, 2, 4\n")
