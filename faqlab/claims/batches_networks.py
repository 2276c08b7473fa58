"""Small networks, a layer that notes its samples, and a stopwatch, for the claims on batches."""

import statistics

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.step_timing import in_turns

from .networks import head, hidden, sequential, start


def eager(**optimizer):
    """Make the small network, run step by step: there is no graph to be made."""
    model = sequential()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1, **optimizer), loss, run_eagerly=True)
    return model


def deep():
    """Make a network with enough to compute that a large batch takes time."""
    layers = [
        keras.layers.Dense(256, activation="relu", kernel_initializer=start(seed))
        for seed in (3, 4)
    ]
    model = keras.Sequential([keras.Input((64,)), *layers, head()])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.01), loss)
    return model


def normalised():
    """Make the small network with BatchNormalization, ready to be trained."""
    norm = keras.layers.BatchNormalization()
    model = keras.Sequential([keras.Input((64,)), hidden(), norm, head()])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss)
    return model


class Rows(keras.layers.Layer):
    """A layer that passes its input on, and notes the first number of each row."""

    def __init__(self):
        super().__init__()
        self._seen = []

    def call(self, inputs):
        """Note the rows, where they are numbers and not symbols."""
        rows = np.asarray(keras.ops.convert_to_numpy(inputs[:, 0]))
        self._seen.append(rows.astype(int).tolist())
        return inputs

    def compute_output_shape(self, shape):
        """Give the shape that comes in."""
        return shape

    def compute_output_spec(self, inputs):
        """Give what comes in: nothing is run for it."""
        return keras.KerasTensor(inputs.shape, inputs.dtype)


def rows_of(train, samples):
    """Train a network on samples that carry their number, and note which it gets.

    The arguments are a function of model, inputs and targets, and how many samples there are. What
    comes back is a list of sample numbers for each batch.
    """
    rows = Rows()
    model = keras.Sequential(
        [keras.Input((1,)), rows, keras.layers.Dense(1, kernel_initializer="ones")]
    )
    model.compile(keras.optimizers.SGD(0.0), "mse", run_eagerly=True)
    x = np.arange(samples, dtype="float32")[:, None]
    train(model, x, x)
    return rows._seen


def faster(one, other, rounds=7):
    """Say how many times as long the other takes, in turns: the middle of the rounds."""
    first, second = in_turns({"one": one, "other": other}, rounds).seconds.values()
    return statistics.median(b / a for a, b in zip(first, second, strict=True))
