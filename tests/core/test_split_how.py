"""Against scikit-learn, against the counts of Keras, and against what can't be done."""

import h5py
import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from keras.src.trainers.data_adapters.array_slicing import train_validation_split
from sklearn.model_selection import StratifiedShuffleSplit, train_test_split

from faqlab.core.split_copies import copies
from faqlab.core.split_how import HOW, split

ROWS = 60
X = np.arange(ROWS)
Y = np.repeat([0, 1, 2], [30, 20, 10])
GROUPS = np.repeat(np.arange(12), 5)
TIMES = np.random.default_rng(0).permutation(ROWS)
NEEDED = {"grouped": {"groups": GROUPS}, "by time": {"times": TIMES}}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("fraction", [0.1, 0.2, 0.5, 0.9])
def test_every_row_is_on_one_side_with_its_label(how, fraction):
    x, y, (x_val, y_val) = split(X, Y, fraction, how, **NEEDED.get(how, {}))
    assert sorted([*x, *x_val]) == X.tolist()
    np.testing.assert_array_equal(y, Y[x])
    np.testing.assert_array_equal(y_val, Y[x_val])
    if how != "grouped":
        (kept,), _ = train_validation_split((X,), fraction)
        assert len(x) == len(kept)


def test_shuffled_is_what_scikit_learn_draws():
    parts = split(X, Y, 0.2, seed=3)
    expected = train_test_split(X, Y, test_size=12, random_state=3)
    for mine, theirs in zip(
        (parts.x, parts.validation_data[0], parts.y, parts.validation_data[1]),
        expected,
        strict=True,
    ):
        np.testing.assert_array_equal(mine, theirs)


def test_stratified_is_what_scikit_learn_draws():
    parts = split(X, Y, 0.2, "stratified", seed=3)
    drawn = StratifiedShuffleSplit(1, test_size=12, random_state=3).split(X, Y)
    (train, validation) = next(drawn)
    np.testing.assert_array_equal(parts.x, train)
    np.testing.assert_array_equal(parts.validation_data[0], validation)
    assert np.bincount(parts.validation_data[1]).tolist() == [6, 4, 2]


@pytest.mark.parametrize("seed", range(20))
def test_groups_stay_whole_and_the_size_is_near(seed):
    rng = np.random.default_rng(seed)
    groups = rng.choice(list("abcdefghijklmnop"), 300, p=rng.dirichlet(np.ones(16)))
    parts = split(np.arange(300), None, 0.25, "grouped", groups=groups, seed=seed)
    here, there = groups[parts.x], groups[parts.validation_data[0]]
    assert not set(here) & set(there)
    assert len(here)
    assert len(there)
    assert "groups" not in parts.xray.kinds
    # No further from the fraction than the largest group is.
    assert abs(len(there) - 75) <= np.unique(groups, return_counts=True)[1].max()


def test_copies_are_groups():
    x = np.random.default_rng(0).integers(0, 30, 200)
    assert "copies" in split(x, None, 0.2).xray.kinds
    assert split(x, None, 0.2, leaks=False).xray.looked == ("rows",)
    assert split(x, None, 0.2, "grouped", groups=copies(x)).xray.kinds == ()


def test_by_time_the_latest_are_kept_for_validation_in_their_order():
    parts = split(X, Y, 0.2, "by time", times=TIMES)
    np.testing.assert_array_equal(TIMES[parts.x], np.arange(48))
    np.testing.assert_array_equal(TIMES[parts.validation_data[0]], np.arange(48, 60))
    assert "times" not in parts.xray.kinds


@pytest.mark.parametrize(
    ("days", "kept"), [([1, 1, 1, 2, 2, 2, 2, 2, 2, 2], 7), ([1] * 9 + [2], 1), ([1] + [2] * 9, 9)]
)
def test_rows_of_one_moment_stay_together(days, kept):
    parts = split(np.arange(10), None, 0.2, "by time", times=days)
    assert len(parts.validation_data[0]) == kept


def test_dates_go_by_the_calendar_and_not_by_their_letters():
    dates = ["2024-02-01", "2023-12-31", "2024-01-15", "2024-01-02"]
    parts = split(np.arange(4), None, 0.25, "by time", times=dates)
    assert parts.x.tolist() == [1, 3, 2]
    assert parts.validation_data[0].tolist() == [0]


def test_all_kinds_of_data_keep_their_structure(tmp_path):
    frame = pd.DataFrame({"a": X, "b": X / 2})
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"] = X
        x = {"frame": frame, "pair": (X, tf.constant(X)), "file": file["x"], "list": X.tolist()}
        parts = split(x, {"one": Y, "two": frame["b"]}, 0.2, "stratified")
    rows = parts.x["pair"][0]
    for one in (parts.x["pair"][1], parts.x["file"], parts.x["list"], parts.x["frame"]["a"]):
        np.testing.assert_array_equal(one, rows)
    np.testing.assert_array_equal(parts.y["two"], rows / 2)
    assert isinstance(parts.y["two"], pd.Series)
    assert isinstance(parts.validation_data[0]["frame"], pd.DataFrame)


def test_fit_takes_what_is_returned():
    two = {"a": X[:, None].astype("float32"), "b": X[:, None].astype("float32")}
    inputs = {name: keras.Input((1,), name=name) for name in two}
    joined = keras.layers.Concatenate()(list(inputs.values()))
    model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(joined))
    model.compile("sgd", "sparse_categorical_crossentropy", weighted_metrics=[])
    parts = split(two, Y, 0.2, "stratified", sample_weight=np.ones(ROWS))
    assert set(parts.arguments()) == {"x", "y", "sample_weight", "validation_data"}
    history = model.fit(**parts.arguments(), verbose=0)
    assert "val_loss" in history.history
    x, y, validation_data = parts
    assert len(validation_data) == 3
    model.fit(x, y, validation_data=validation_data, verbose=0)


def test_without_targets_the_validation_has_none():
    assert len(split(X).validation_data) == 1
    assert set(split(X).arguments()) == {"x", "y", "validation_data"}


def test_a_seed_draws_alike_and_none_anew():
    assert split(X, seed=1).x.tolist() == split(X, seed=1).x.tolist()
    assert split(X, seed=1).x.tolist() != split(X, seed=2).x.tolist()
    assert split(X, seed=None).x.tolist() != split(X, seed=None).x.tolist()


def test_labels_can_be_given_where_there_are_none():
    prices = np.random.default_rng(0).random(ROWS)
    dear = prices > np.median(prices)
    parts = split(X, prices, 0.2, "stratified", labels=dear)
    assert dear[parts.validation_data[0]].sum() == 6
    assert parts.xray.targets.names == ("False", "True")


def test_the_text_is_that_of_the_x_ray():
    parts = split(X, Y, 0.2, "stratified")
    assert repr(parts) == repr(parts.xray)
    assert repr(parts).startswith("split stratified, 0.2 of 60 rows:\n  training    48 rows: ")
    assert parts._repr_html_() == parts.xray._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"how": "stratify"}, "There is no split 'stratify'. Expected: one of 'stratified'"),
        ({"how": "time"}, "no split 'time'. Expected: one of 'by time'"),
        ({"how": None}, "There is no split None"),
        ({"fraction": 20}, "no share. Expected: a share of the rows, more than 0 and less than 1"),
        ({"fraction": 0}, "The fraction is no share"),
        ({"fraction": 1.0}, "The fraction is no share"),
        ({"fraction": 0.99}, "Of 60 rows there would be none for training"),
        ({"how": "grouped"}, "no groups to keep whole. Expected: `groups`, each row's group"),
        ({"how": "grouped", "groups": np.zeros(ROWS)}, "All rows are of one group"),
        ({"how": "grouped", "groups": GROUPS[:-1]}, r"Expected: the shape \(60,\). Received: \(59"),
        ({"how": "by time"}, r"no times to go by.*`times=np.arange\(len\(x\)\)`"),
        ({"how": "by time", "times": np.zeros(ROWS)}, "All rows are of one moment"),
        ({"how": "stratified", "y": np.arange(ROWS) / 7}, "no classes to share out.*np.digitize"),
        ({"how": "stratified", "y": None}, "There are no classes to share out"),
        (
            {"how": "stratified", "y": [*Y[:-1], 7]},
            "of one row can't be on both sides: 7",
        ),
        ({"how": "stratified", "fraction": 0.02}, "2 rows can't hold 3 classes"),
        ({"y": Y[:-1]}, r"number of rows. Expected: as many rows in each. Received: \{'x': 60"),
        ({"seed": -1}, "The seed is out of range"),
    ],
)
def test_what_cannot_be_done_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        split(**{"x": X, "y": Y, **arguments})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"x": iter(X)}, "x isn't cut by rows"),
        ({"seed": 1.5}, "The seed isn't a whole number"),
        ({"seed": "one"}, "The seed isn't a whole number"),
        ({"fraction": "0.2"}, "The fraction isn't a number"),
        ({"sample_weight": 3}, "sample_weight isn't cut by rows"),
    ],
)
def test_what_is_of_the_wrong_kind_is_refused(arguments, message):
    with pytest.raises(TypeError, match=message):
        split(**{"x": X, "y": Y, **arguments})
