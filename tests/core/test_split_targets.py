import numpy as np
import pandas as pd
import pytest

from faqlab.core.split_targets import number_them, read_targets


@pytest.mark.parametrize(
    ("y", "names"),
    [
        (np.array([2, 0, 2]), ("0", "2")),
        (np.array([[2], [0], [2]]), ("0", "2")),
        (np.array([1.0, 0.0, 1.0], "float32"), ("0", "1")),
        (np.array([-1, 1, 1]), ("-1", "1")),
        ([True, False, True], ("False", "True")),
        (["cat", "dog", "cat"], ("cat", "dog")),
        (np.array([b"cat", b"dog", b"cat"]), ("cat", "dog")),
        (np.array(["cat", "dog", None], object), ("None", "cat", "dog")),
        (np.eye(3, dtype="float32")[[2, 0, 2]], ("0", "1", "2")),
        (pd.Series(["b", "a", "b"], dtype="category"), ("a", "b")),
        (pd.Series([1, 0, 1], dtype="Int64"), ("0", "1")),
        (pd.get_dummies(pd.Series(["b", "a", "b"])), ("a", "b")),
    ],
)
def test_classes_are_known_by_how_they_are_written(y, names):
    found = read_targets(y)
    assert (found.kind, found.names) == ("classes", names)


@pytest.mark.parametrize(
    "y",
    [
        np.linspace(0, 1, 50),
        np.array([[0.5], [1.5]]),
        np.arange(50),
        np.arange(100.0) // 4,
        np.array([0.0, 1.0, np.nan]),
        pd.Series([0.5, 1.5]),
    ],
)
def test_numbers_to_predict_are_known(y):
    found = read_targets(y)
    assert found.kind == "numbers"
    np.testing.assert_array_equal(found.values, np.asarray(y, float).ravel())


@pytest.mark.parametrize(
    "y", [None, np.zeros((5, 4, 4)), np.array([[0.2, 0.8], [0.5, 0.5]]), np.array([[1, 1], [0, 1]])]
)
def test_what_is_neither(y):
    assert read_targets(y).kind == "neither"


def test_codes_are_places_in_the_names():
    found = read_targets(["dog", "cat", "dog"])
    assert found.codes.tolist() == [1, 0, 1]
    assert found.counts(np.array([0, 2])).tolist() == [0, 2]
    assert read_targets(np.eye(3)[[2, 0]]).counts(np.array([0])).tolist() == [0, 0, 1]


def test_of_several_outputs_the_first_with_classes_is_taken():
    outputs = {"mask": np.zeros((4, 2, 2)), "age": np.array([0.5, 1, 2, 3]), "kind": list("abab")}
    found = read_targets(outputs)
    assert (found.name, found.kind) == ("y['kind']", "classes")
    found = read_targets([outputs["mask"], outputs["age"]])
    assert (found.name, found.kind) == ("y[1]", "numbers")


def test_a_learner_can_say_which_they_are():
    ages = np.tile([18, 19, 20], 10)
    assert read_targets(ages).kind == "classes"
    assert read_targets(ages, "numbers").kind == "numbers"
    assert read_targets(np.arange(50), "classes").kind == "classes"
    with pytest.raises(ValueError, match=r"There are no such targets. Expected: 'classes' or"):
        read_targets(ages, "labels")
    with pytest.raises(ValueError, match=r"can't be read as numbers. Expected: one label"):
        read_targets(["cat", "dog"], "numbers")


def test_what_cannot_be_sorted_is_numbered_too():
    codes, names = number_them(np.array([3, "a", 3], object))
    assert codes.tolist() == [0, 1, 0]
    assert names.tolist() == ["3", "a"]
