"""Each finding where it must come, and none where it must not."""

import numpy as np
import pytest

from faqlab.core import split_findings as look
from faqlab.core.split_targets import read_targets


def texts(found):
    return [(one.kind, str(one)) for one in found]


def kinds(found):
    return [one.kind for one in found]


def sides(rows, cut):
    return np.arange(cut), np.arange(cut, rows)


@pytest.mark.parametrize(
    ("fraction", "cut", "kind", "told"),
    [
        (20, -1900, "fraction", "cuts at row -1,900, counted from the end. For 20 % give 0.2."),
        (1.5, -50, "fraction", "counted from the end. For 1.5 % give 0.015."),
        (-0.2, 120, "fraction", "cuts at row 120, behind the last."),
        (0, 100, "empty", "makes no validation at all"),
        (0.999, 0, "refused", "`fit` refuses `validation_split=0.999` of 100 rows: there would be"),
        (1, 0, "refused", "none for training"),
        (1e-20, 100, "refused", "none for validation"),
    ],
)
def test_a_fraction_that_is_none_is_told(fraction, cut, kind, told):
    ((found, text),) = texts(look.of_fraction(100, fraction, cut))
    assert found == kind
    assert told in text


def test_an_ordinary_fraction_is_let_through():
    assert kinds(look.of_fraction(100, 0.2, 80)) == []
    assert kinds(look.of_sizes(*sides(100, 80))) == []


def test_empty_sides_are_told():
    assert "nothing is learned" in str(next(look.of_sizes(*sides(10, 0))))
    assert "nothing to judge by" in str(next(look.of_sizes(*sides(10, 10))))


def test_classes_that_are_missing_are_named_with_their_rows():
    y = np.repeat(np.arange(5), 20)
    found = texts(look.of_targets(read_targets(y), *sides(100, 75)))
    assert found[0] == (
        "missing",
        "The training has no row of class 4 (20 rows). What it never sees it can't learn.",
    )
    assert found[1][1].startswith(
        "The validation has no row of 3 classes: 0 (20 rows), 1 (20 rows)"
    )
    assert found[2][0] == "sorted"
    assert len(found) == 3


def test_a_class_of_one_hot_rows_that_no_row_has_is_not_missing():
    y = np.eye(4)[np.tile([0, 1], 50)]
    assert kinds(look.of_targets(read_targets(y), *sides(100, 80))) == []


@pytest.mark.parametrize(
    "y",
    [
        np.repeat([0, 1], 30),
        np.repeat([1, 0], 30),
        np.repeat([2, 0, 1], 20),
        np.repeat(["b", "a"], 30),
    ],
)
def test_blocks_of_classes_are_found_in_any_order(y):
    assert "sorted" in kinds(look.of_targets(read_targets(y), *sides(60, 45)))


def test_long_runs_are_found_and_mixed_rows_are_not():
    rng = np.random.default_rng(0)
    runs = np.repeat(rng.integers(0, 5, 40), 25)
    found = texts(look.of_targets(read_targets(runs), *sides(1000, 800)))
    assert "mixed rows would about" in dict(found)["sorted"]
    for seed in range(200):
        mixed = np.random.default_rng(seed).integers(0, 5, 300)
        assert kinds(look.of_targets(read_targets(mixed), *sides(300, 240))) == []


@pytest.mark.parametrize("y", [np.repeat([0, 1], 30), np.linspace(0, 1, 60)])
def test_the_order_of_rows_that_are_drawn_does_not_matter(y):
    order = np.random.default_rng(0).permutation(60)
    assert kinds(look.of_targets(read_targets(y), np.sort(order[:45]), np.sort(order[45:]))) == []


def test_uneven_shares_are_found():
    rng = np.random.default_rng(0)
    y = np.concatenate([rng.permutation(np.repeat([0, 1], [300, 100])), rng.integers(0, 2, 100)])
    ((kind, text),) = texts(look.of_targets(read_targets(y), *sides(500, 400)))
    assert kind == "shares"
    assert "0 (75 % + " in text


def test_where_whole_groups_are_drawn_shares_may_differ_more():
    labels = np.random.default_rng(0).integers(0, 2, 40)
    labels[30:] = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0]
    y, groups = np.repeat(labels, 50), np.repeat(np.arange(40), 50)
    cut = sides(2000, 1500)
    assert "shares" in kinds(look.of_targets(read_targets(y), *cut))
    assert "shares" not in kinds(look.of_targets(read_targets(y), *cut, groups))
    assert "shares" in kinds(look.of_targets(read_targets(y), *cut, np.arange(2000)))


def test_rows_of_one_class_are_in_order():
    assert kinds(look.of_targets(read_targets(np.zeros(50, int)), *sides(50, 40))) == []


@pytest.mark.parametrize("y", [np.linspace(0, 1, 50), np.linspace(1, 0, 50)])
def test_sorted_numbers_are_found(y):
    ((kind, text),) = texts(look.of_targets(read_targets(y), *sides(50, 40)))
    assert kind == "sorted"
    assert "in training and" in text


def test_numbers_that_differ_are_found_and_others_are_not():
    rng = np.random.default_rng(0)
    y = rng.normal(size=500)
    assert kinds(look.of_targets(read_targets(y), *sides(500, 400))) == []
    y[400:] += 1
    y[3] = np.nan
    assert kinds(look.of_targets(read_targets(y), *sides(500, 400))) == ["shares"]
    for flat in (np.full(50, 0.5), np.full(50, np.nan)):
        assert kinds(look.of_targets(read_targets(flat), *sides(50, 40))) == []


def test_groups_on_both_sides_are_named():
    groups = np.array(["ann", "ann", "bob", "bob", "cleo", "cleo"])
    ((kind, text),) = texts(look.of_groups(groups, *sides(6, 3)))
    assert kind == "groups"
    assert text.startswith("1 of 3 groups has rows on both sides (training + validation): bob (1 +")
    assert kinds(look.of_groups(groups, *sides(6, 4))) == []


def test_times_are_compared_and_not_the_places():
    times = np.array([5, 1, 4, 2, 3])
    late, early = np.array([0, 2]), np.array([1, 3, 4])
    assert kinds(look.of_times(times, early, late)) == []
    ((kind, text),) = texts(look.of_times(times, late, early))
    assert kind == "times"
    assert text.startswith("2 of 2 training rows are later than the first validation row")
    assert kinds(look.of_times(np.ones(5), late, early)) == []
    assert kinds(look.of_times(times, late, early[:0])) == []


def test_copies_on_both_sides_are_counted_with_their_twins():
    first = np.array([0, 1, 0, 3, 1, 0])
    targets = read_targets(np.array([0, 1, 0, 0, 0, 0]))
    ((kind, text),) = texts(look.of_copies(first, *sides(6, 3), targets))
    assert kind == "copies"
    assert text.startswith("2 of 3 validation rows stand in the training too, to the last bit: ")
    assert "row 4 is row 1, row 5 is row 0. 1 of them with another label." in text
    within = np.array([0, 0, 2, 3, 3, 5])
    assert kinds(look.of_copies(within, *sides(6, 3), targets)) == []
    nobody = np.arange(0)
    assert kinds(look.of_copies(first, nobody, np.arange(6), targets)) == []
