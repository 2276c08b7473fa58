"""Models for the tests of their files, and what training is to be compared by."""

import numpy as np

from faqlab.core.backend import keras

X = np.random.default_rng(0).random((48, 4), dtype=np.float32)
Y = X.sum(1, keepdims=True)


def small(seed: int = 0) -> keras.Model:
    """A model with what a file has to keep: Dropout, BatchNormalization, two Dense layers."""
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    body = [layers.Dense(6, activation="relu"), layers.Dropout(0.3), layers.BatchNormalization()]
    return keras.Sequential([keras.Input((4,)), *body, layers.Dense(1)])


def plain(optimizer: object = "adam", loss: object = "mse", **more) -> keras.Model:
    """A model without any chance in it."""
    keras.utils.set_random_seed(0)
    layers = keras.layers
    body = [layers.Dense(6, activation="relu"), layers.BatchNormalization(), layers.Dense(1)]
    model = keras.Sequential([keras.Input((4,)), *body])
    model.compile(optimizer, loss, **more)
    return model


def train(model: keras.Model, epochs: int = 2, **more) -> dict:
    """Fit, and give the history."""
    more = {"shuffle": False, "batch_size": 16, "verbose": 0} | more
    return model.fit(X, Y, epochs=epochs, **more).history


def numbers(model: keras.Model) -> list[np.ndarray]:
    """All that training changes: weights, then the optimizer's variables."""
    optimizer = getattr(model, "optimizer", None)
    variables = [*model.weights, *(optimizer.variables if optimizer else [])]
    return [keras.ops.convert_to_numpy(one) for one in variables]


def assert_same(one: keras.Model, other: keras.Model) -> None:
    """Compare weights and optimizer bit for bit."""
    ours, theirs = numbers(one), numbers(other)
    assert len(ours) == len(theirs)
    for mine, other_one in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other_one)
