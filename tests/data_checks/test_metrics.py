import numpy as np
import pytest

from faqlab.core.backend import keras

from .plans import (
    BINARY,
    CATEGORICAL,
    CLASSES,
    NUMBERS,
    ONE_HOT,
    YES_NO,
    X,
    codes,
    fit,
    layers,
    linear,
    network,
    report,
    sentence,
    sigmoid,
    softmax,
)


def test_accuracy_of_measurements_stays_at_zero():
    model = linear(metrics=["accuracy"])
    assert fit(model, X, NUMBERS)["accuracy"] == [0]
    told = sentence("accuracy of measurements", X, NUMBERS, model)
    assert "metrics=['mae']" in told
    assert codes(X, NUMBERS, linear(metrics=["mae"])) == ()


def test_accuracy_of_rows_of_measurements():
    model = linear(2, metrics=["accuracy"])
    assert codes(X, X[:, :2], model) == ("accuracy of measurements",)
    assert codes(X, ONE_HOT, softmax(loss="mse", metrics=["accuracy"])) == ()


def test_accuracy_of_minus_one_and_one_misses_half():
    model = network(layers.Dense(1, "tanh"), loss="hinge", metrics=["accuracy"])
    assert fit(model, X, YES_NO * 2 - 1)["accuracy"][0] <= 0.5
    assert codes(X, YES_NO * 2 - 1, model) == ("accuracy of measurements",)


def test_accuracy_of_shares_is_only_suspect():
    (found,) = report(X, YES_NO * 0.8 + 0.1, sigmoid(metrics=["accuracy"])).findings
    assert (found.code, found.severity) == ("accuracy of measurements", "suspect")


@pytest.mark.parametrize("loss", [BINARY, "mse"])
def test_accuracy_of_yes_and_no(loss):
    assert codes(X, YES_NO, sigmoid(loss=loss, metrics=["accuracy"])) == ()


def test_accuracy_of_equal_numbers_stays_at_zero():
    model = sigmoid(metrics=[keras.metrics.Accuracy()])
    assert fit(model, X, YES_NO)["accuracy"] == [0]
    assert "the word" in sentence("accuracy of equal numbers", X, YES_NO, model)
    assert codes(X, YES_NO, sigmoid(metrics=[keras.metrics.BinaryAccuracy()])) == ()


@pytest.mark.parametrize("metric", ["binary_accuracy", keras.metrics.BinaryAccuracy()])
def test_binary_accuracy_of_one_hot_flatters(metric):
    model = softmax(loss=CATEGORICAL, metrics=[metric, "categorical_accuracy"])
    history = fit(model, X, ONE_HOT)
    assert history["binary_accuracy"][0] > history["categorical_accuracy"][0]
    found = codes(X, ONE_HOT, softmax(loss=CATEGORICAL, metrics=[metric]))
    assert found == ("binary accuracy of one-hot",)
    assert codes(X, ONE_HOT, softmax(loss=CATEGORICAL, metrics=["accuracy"])) == ()


def test_several_sigmoids_may_be_counted_one_by_one():
    model = network(layers.Dense(3, "sigmoid"), loss=BINARY, metrics=["binary_accuracy"])
    assert codes(X, ONE_HOT, model) == ()


def test_accuracy_of_logits_has_its_middle_at_half():
    from_logits = keras.losses.BinaryCrossentropy(from_logits=True)
    model = linear(loss=from_logits, metrics=["accuracy"])
    told = report(X, YES_NO, model)
    assert told.codes == ("accuracy of logits",)
    assert told.findings[0].severity == "suspect"
    right = keras.metrics.BinaryAccuracy(threshold=0)
    assert codes(X, YES_NO, linear(loss=from_logits, metrics=[right])) == ()
    # The oracle: 0.2 is a yes as a logit, and Keras counts it as a no.
    assert float(keras.metrics.binary_accuracy([[1.0]], [[0.2]])[0][0]) == 0


def test_the_accuracy_of_another_kind():
    model = softmax(metrics=["categorical_accuracy"])
    assert codes(X, CLASSES, model) == ("accuracy of another kind",)
    sparse = softmax(loss=CATEGORICAL, metrics=[keras.metrics.SparseCategoricalAccuracy()])
    assert codes(X, ONE_HOT, sparse) == ("accuracy of another kind",)
    for metric in ("accuracy", "acc", "sparse_categorical_accuracy"):
        assert codes(X, CLASSES, softmax(metrics=[metric])) == ()


def test_metrics_of_the_learners_are_left_alone():
    def accuracy(y_true, y_pred):
        return y_true == y_pred

    assert codes(X, NUMBERS, linear(metrics=[accuracy])) == ()


def test_what_the_targets_do_not_say_is_not_judged():
    assert codes(X, None, linear(metrics=["accuracy"])) == ()
    assert np.isfinite(fit(linear(metrics=["mae"]), X, NUMBERS)["mae"]).all()
