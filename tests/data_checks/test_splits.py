import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_iris

from .plans import CLASSES, NUMBERS, RNG, X, codes, fit, linear, sentence, sigmoid, softmax

SORTED = np.sort(CLASSES)


def test_a_split_of_sorted_labels_is_silent():
    model = softmax(metrics=["accuracy"])
    history = fit(model, X, SORTED, validation_split=0.2)
    assert "val_accuracy" in history
    told = sentence("split of sorted labels", X, SORTED, model, validation_split=0.2)
    assert "none of 0, 1 to validate" in told
    assert codes(X, SORTED, softmax()) == ()


def test_a_class_that_is_never_trained():
    told = sentence("split of sorted labels", X, SORTED, softmax(), validation_split=0.4)
    assert "none of 2 to train on" in told


def test_one_hot_and_one_unit_are_sorted_just_the_same():
    one_hot = np.eye(3)[SORTED]
    model = softmax(loss="categorical_crossentropy")
    assert codes(X, one_hot, model, validation_split=0.2) == ("split of sorted labels",)
    yes = np.repeat([0, 1], 32)
    assert codes(X, yes, sigmoid(), validation_split=0.2) == ("split of sorted labels",)


@pytest.mark.parametrize("seed", range(20))
def test_mixed_labels_never_alarm(seed):
    rng = np.random.default_rng(seed)
    for classes, count in [(2, 10), (3, 64), (10, 30), (10, 64), (50, 64)]:
        y = rng.integers(0, classes, count)
        found = codes(X[:count], y, softmax(classes), validation_split=0.2)
        assert "split of sorted labels" not in found


def test_a_rare_class_may_be_missing_by_chance():
    y = CLASSES % 2
    y[0] = 2
    assert codes(X, y, softmax(), validation_split=0.2) == ()


def test_the_whole_of_a_sorted_set():
    x, y = load_iris(return_X_y=True)
    assert codes(x, y, softmax(), validation_split=0.2) == ("split of sorted labels",)
    order = RNG.permutation(len(x))
    assert codes(x[order], y[order], softmax(), validation_split=0.2) == ()


def test_breast_cancer_comes_mixed():
    x, y = load_breast_cancer(return_X_y=True)
    model = sigmoid(shape=(30,))
    assert codes(x, y, model, validation_split=0.2) == ()


def test_measurements_that_rise_are_a_series():
    assert codes(X, np.sort(NUMBERS), linear(), validation_split=0.2) == ()
    assert codes(X, np.arange(64), linear(), validation_split=0.2) == ()


def test_validation_data_is_no_split():
    assert codes(X, SORTED, softmax(), validation_data=(X, CLASSES), validation_split=0.2) == ()
