import numpy as np
import pytest

from faqlab.core.backend import keras

from .plans import (
    BINARY,
    CATEGORICAL,
    CLASSES,
    NUMBERS,
    ONE_HOT,
    RNG,
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


def test_labels_out_of_range_are_nan_under_xla():
    model = softmax()
    model.compile("sgd", "sparse_categorical_crossentropy", jit_compile=True)
    assert np.isnan(fit(model, X, CLASSES + 1)["loss"]).all()


@pytest.mark.parametrize(
    ("y", "found", "remedy"),
    [
        (CLASSES + 1, "from 1 to 3", "They start at 1: write y - 1."),
        (CLASSES * 2, "from 0 to 4", "Give the last layer 5 units."),
        (CLASSES - 1, "from -1 to 1", "np.unique(y, return_inverse=True)"),
        (CLASSES[:, None] + 1.0, "from 1 to 3", "They start at 1"),
    ],
)
def test_labels_out_of_range(y, found, remedy):
    told = sentence("labels out of range", X, y, softmax())
    assert "whole numbers from 0 to 2, for 3 units" in told
    assert found in told
    assert remedy in told


def test_labels_of_the_validation_data():
    found = codes(X, CLASSES, softmax(), validation_data=(X, CLASSES + 1))
    assert found == ("labels out of range",)
    assert codes(X, CLASSES, softmax(5), validation_data=(X, CLASSES + 1)) == ()


def test_one_unit_for_classes():
    told = sentence("labels out of range", X, CLASSES, network(1, loss=_logits("Sparse")))
    assert "for 1 unit." in told
    assert "binary_crossentropy" in told


def _logits(kind):
    return getattr(keras.losses, f"{kind}CategoricalCrossentropy")(from_logits=True)


def test_a_class_that_the_loss_ignores():
    y = CLASSES.copy()
    y[::5] = 255
    ignoring = keras.losses.SparseCategoricalCrossentropy(ignore_class=255)
    assert codes(X, y, softmax(loss=ignoring)) == ()
    assert codes(X, y, softmax()) == ("labels out of range",)
    y[3] = 7
    assert codes(X, y, softmax(loss=ignoring)) == ("labels out of range",)


def test_fractions_are_silently_cut_off():
    y = CLASSES + 0.5
    cut, whole = (fit(softmax(), X, one)["loss"] for one in (y, CLASSES))
    assert np.isfinite(cut).all()
    assert np.isfinite(whole).all()
    assert "from 0.5 to 2.5" in sentence("fractions for classes", X, y, softmax())


@pytest.mark.parametrize(
    ("y", "found", "remedy"),
    [
        (YES_NO * 2 - 1, "Found: -1, 1.", "(y + 1) / 2"),
        (CLASSES, "Found: 0, 1, 2.", "3 units"),
        (YES_NO + 1, "Found: 1, 2.", "Write y - 1."),
        (NUMBERS, "Found: from", "another loss"),
        (YES_NO * 255, "Found: 0, 255.", "0 and 1"),
    ],
)
def test_what_is_no_yes_or_no(y, found, remedy):
    assert np.isfinite(fit(sigmoid(), X, y)["loss"]).all()
    told = sentence("labels not 0 or 1", X, y, sigmoid())
    assert found in told
    assert remedy in told


@pytest.mark.parametrize("y", [YES_NO, YES_NO.astype(bool), YES_NO * 0.8 + 0.1, RNG.random(64)])
def test_what_is_yes_or_no_or_between(y):
    assert codes(X, y, sigmoid()) == ()


def test_pictures_as_targets_need_scaling_too():
    pictures = RNG.integers(0, 256, (64, 4)).astype("float32") + 0.5 * (X > 9)
    pictures[0, 0] = 0.5
    model = network(layers.Dense(4, "sigmoid"), loss=BINARY)
    assert "y.astype('float32') / 255" in sentence("labels not 0 or 1", X, pictures, model)
    assert codes(X, pictures / 255, model) == ()


def test_rows_that_are_not_one_hot():
    several = ONE_HOT.copy()
    several[:, 0] = 1
    model = softmax(loss=CATEGORICAL)
    assert np.isfinite(fit(model, X, several)["loss"]).all()
    assert "up to 2" in sentence("several ones in a row", X, several, model)
    assert codes(X, ONE_HOT * 2 - 1, model) == ("targets below zero",)
    assert codes(X, ONE_HOT * 0.9 + 1 / 30, model) == ()
    several_units = network(layers.Dense(3, "sigmoid"), loss=BINARY)
    assert codes(X, several, several_units) == ()


@pytest.mark.parametrize(
    ("ends", "y"),
    [("relu", NUMBERS - 30), ("sigmoid", NUMBERS), ("tanh", NUMBERS), ("softmax", X[:, :2])],
)
def test_targets_that_the_last_activation_never_reaches(ends, y):
    units = 1 if y.ndim == 1 else y.shape[1]
    model = network(layers.Dense(units, ends), loss="mse")
    assert "Leave the last activation out" in sentence("targets out of reach", X, y, model)
    assert codes(X, y, network(units, loss="mse")) == ()


@pytest.mark.parametrize(
    ("ends", "y"),
    [("relu", NUMBERS + 30), ("sigmoid", YES_NO), ("tanh", YES_NO * 2 - 1), ("softmax", ONE_HOT)],
)
def test_targets_within_reach(ends, y):
    units = 1 if y.ndim == 1 else y.shape[1]
    assert codes(X, y, network(layers.Dense(units, ends), loss="mse")) == ()


def test_losses_for_counts():
    for loss in ("poisson", "msle"):
        model = network(layers.Dense(1, "exponential"), loss=loss)
        assert codes(X, NUMBERS - 30, model) == ("targets below zero",)
        assert codes(X, NUMBERS + 30, model) == ()


def test_losses_with_a_margin():
    assert codes(X, CLASSES + 0.0, linear(loss="hinge")) == ("labels not -1 or 1",)
    assert codes(X, YES_NO, linear(loss="hinge")) == ()
    assert codes(X, YES_NO * 2 - 1, linear(loss="squared_hinge")) == ()


def test_each_output_is_judged_by_its_own_loss():
    inputs = keras.Input((4,))
    ends = [layers.Dense(3, "softmax", name="kind")(inputs), layers.Dense(1, name="size")(inputs)]
    model = keras.Model(inputs, ends)
    model.compile("sgd", ["sparse_categorical_crossentropy", "mse"])
    assert codes(X, [CLASSES, NUMBERS], model) == ()
    assert codes(X, {"size": NUMBERS, "kind": CLASSES}, model) == ()
    told = report(X, {"size": NUMBERS, "kind": CLASSES + 1}, model)
    assert told.codes == ("labels out of range",)
    assert "y['kind']" in told.findings[0].sentence
