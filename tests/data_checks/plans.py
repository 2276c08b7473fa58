"""Small data and small networks for the tests of checks."""

import warnings

import numpy as np

from faqlab.core.backend import keras
from faqlab.data_checks.check import check_data
from faqlab.data_checks.report import MOST

layers = keras.layers
SPARSE, CATEGORICAL, BINARY = (
    "sparse_categorical_crossentropy",
    "categorical_crossentropy",
    "binary_crossentropy",
)
RNG = np.random.default_rng(0)
X = RNG.normal(size=(64, 4)).astype("float32")
CLASSES = np.arange(64) % 3
ONE_HOT = np.eye(3)[CLASSES]
YES_NO = (np.arange(64) % 2).astype("float32")
NUMBERS = X[:, 0] * 10 + 20


def network(*stack, loss=None, shape=(4,), metrics=None, optimizer="sgd", eager=True, **more):
    """A network of these layers; an int stands for a linear Dense layer."""
    made = [layers.Dense(one) if isinstance(one, int) else one for one in stack]
    model = keras.Sequential([keras.Input(shape, **more), *made])
    if loss is not None:
        # Eager: nothing is compiled, and a fit takes no time.
        model.compile(optimizer, loss, metrics=metrics, run_eagerly=eager)
    return model


def softmax(units=3, loss=SPARSE, **more):
    return network(layers.Dense(units, "softmax"), loss=loss, **more)


def sigmoid(units=1, loss=BINARY, **more):
    return network(layers.Dense(units, "sigmoid"), loss=loss, **more)


def linear(units=1, loss="mse", **more):
    return network(units, loss=loss, **more)


def report(x, y=None, model=None, **arguments):
    """The report; every sentence keeps what is promised of all."""
    told = check_data(x, y, model, **arguments)
    for one in told.findings:
        assert len(one.sentence) <= MOST
        assert "Expected: " in one.sentence
        assert "Found: " in one.sentence
        assert one.sentence.endswith(".")
        assert one.severity in ("wrong", "suspect")
    assert not [one for one in told.notes if one.code == "not checked"], told
    return told


def codes(x, y=None, model=None, **arguments):
    return report(x, y, model, **arguments).codes


def sentence(code, x, y=None, model=None, **arguments):
    """The sentence of the one finding, which has this code."""
    told = report(x, y, model, **arguments)
    assert told.codes == (code,), told
    return told.findings[0].sentence


def fit(model, x, y=None, **arguments):
    """What Keras records, without a word."""
    return model.fit(x, y, **({"verbose": 0, "epochs": 1} | arguments)).history


def loudly(function, *arguments, **more):
    """What a function returns, and what Keras warns of meanwhile."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        returned = function(*arguments, **more)
    return returned, [str(one.message) for one in heard if one.category is UserWarning]
