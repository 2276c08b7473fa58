"""Small networks to take layers off, and what their methods then say."""

import numpy as np

from faqlab.core.backend import keras

from .networks import array, hidden, some, start

METHODS = ("predict", "evaluate", "fit")
LABELS = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def head(units=10):
    """Make a last layer: ten digits, or another number of classes."""
    return keras.layers.Dense(units, kernel_initializer=start(2), name=f"head_{units}")


def network(sequential=keras.Sequential, built=True, loss="mse"):
    """Make a network of two layers, 64 -> 16 -> 10, compiled."""
    model = sequential([*([keras.Input((64,))] if built else []), hidden(), head()])
    model.compile(keras.optimizers.SGD(0.1), loss)
    return model


def use(model, method, width):
    """Run one of the methods on 64 digits, with targets of some width."""
    x = some()[0]
    if method == "predict":
        return model.predict(x, verbose=0)
    targets = np.ones((len(x), width), "float32")
    return getattr(model, method)(x, targets, verbose=0)


def used(sequential=keras.Sequential, methods=METHODS):
    """Make the network, and use it."""
    model = network(sequential)
    for method in methods:
        use(model, method, 10)
    return model


def values(layer):
    """Copy a layer's weights."""
    return [array(weight).copy() for weight in layer.weights]


def alike(before, after):
    """Say whether weights are the same to the last bit."""
    return len(before) == len(after) and all(map(np.array_equal, before, after))


def width(answers):
    """Give how many numbers there are for each sample; "mixed" if they differ."""
    return answers.shape[-1] or "mixed"


def mean_square(answers):
    """Give what the loss is where all targets are 1."""
    return float(np.mean(np.square(array(answers) - 1)))
