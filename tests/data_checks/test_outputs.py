import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.data_checks.given import parts
from faqlab.data_checks.outputs import outputs

from .plans import CLASSES, ONE_HOT, YES_NO, X, fit, layers, network, softmax


def laid(model, y, x=X):
    return outputs(model, parts(y, "y")[0], parts(x, "x")[0])


def two(structure=list):
    inputs = keras.Input((4,))
    a, b = layers.Dense(3, "softmax", name="a")(inputs), layers.Dense(1, name="b")(inputs)
    model = keras.Model(inputs, {"b": b, "a": a} if structure is dict else [a, b])
    model.compile("sgd", {"a": "sparse_categorical_crossentropy", "b": "mse"})
    return model


def test_one_output():
    (one,) = laid(softmax(), CLASSES)
    assert (one.shape, one.units, one.ends, one.loss.kind) == (
        (None, 3),
        3,
        "softmax",
        "sparsecategoricalcrossentropy",
    )
    assert one.target.name == "y"
    assert one.shown == "The output"
    assert one.probabilities


@pytest.mark.parametrize("structure", [list, dict])
@pytest.mark.parametrize("named", [True, False])
def test_two_outputs_find_their_targets(structure, named):
    both = {"a": CLASSES, "b": YES_NO}
    order = ["a", "b"]
    found = laid(two(structure), both if named else [both[one] for one in order])
    by_name = {one.name: one for one in found}
    assert by_name["a"].target.array is CLASSES
    assert by_name["b"].target.array is YES_NO
    assert (by_name["a"].units, by_name["b"].units) == (3, 1)
    assert by_name["a"].loss.kind == "sparsecategoricalcrossentropy"
    assert by_name["b"].loss.kind == "meansquarederror"
    assert by_name["a"].shown == "The output 'a'"


def test_targets_that_cannot_be_laid_beside_are_none():
    assert [one.target for one in laid(two(), {"a": CLASSES, "c": YES_NO})] == [None, None]
    assert [one.target for one in laid(two(), CLASSES)] == [None, None]


@pytest.mark.parametrize(("y", "units"), [(CLASSES, 3), (ONE_HOT, 3), (YES_NO, 1)])
def test_accuracy_and_crossentropy_are_the_kinds_that_keras_takes(y, units):
    ends = "softmax" if units > 1 else "sigmoid"
    model = network(
        layers.Dense(units, ends), loss="crossentropy", metrics=["accuracy"], eager=False
    )
    (one,) = laid(model, y)
    fit(model, X, y)
    (metric,) = model._compile_metrics.metrics
    assert one.metrics[0].kind == type(metric).__name__.lower()
    assert one.loss.kind == model._compile_loss._flat_losses[0].loss.fn.__name__.replace("_", "")


def test_a_sequential_that_is_not_built_says_its_shape_and_stays_unbuilt():
    model = keras.Sequential([layers.Flatten(), layers.Dense(5), layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    (one,) = laid(model, CLASSES, X.reshape(64, 2, 2))
    assert (one.shape, one.ends) == ((None, 3), "softmax")
    assert not model.built
    assert not model.layers[-1].built


def test_of_a_subclassed_model_the_loss_is_known():
    class Subclassed(keras.Model):
        def call(self, x):
            return x

    model = Subclassed()
    model.compile("sgd", "mse", metrics=["mae"])
    (one,) = laid(model, YES_NO)
    assert (one.shape, one.ends, one.loss.kind) == (None, None, "meansquarederror")
    assert [metric.kind for metric in one.metrics] == ["meanabsoluteerror"]


def test_several_targets_of_a_subclassed_model_are_left_alone():
    class Subclassed(keras.Model):
        def call(self, x):
            return x, x

    model = Subclassed()
    model.compile("sgd", "mse")
    assert laid(model, [np.zeros(3), np.zeros(3)]) == []
