"""Small networks and a few digits, for the experiments; they touch no global seed."""

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.datasets import digits


def some(samples=64):
    """Give the first digits as rows of 64 pixels, and their labels."""
    (images, labels), _ = digits()
    return images[:samples].reshape(-1, 64), labels[:samples]


def others():
    """Give 64 digits of the test set."""
    _, (images, labels) = digits()
    return images[:64].reshape(-1, 64), labels[:64]


def start(seed):
    """Make an initializer that begins the same each time."""
    return keras.initializers.GlorotUniform(seed)


def hidden():
    """Make the layer that experiments look into."""
    return keras.layers.Dense(16, activation="relu", kernel_initializer=start(1), name="my_layer")


def head():
    """Make the last layer: ten digits."""
    return keras.layers.Dense(10, kernel_initializer=start(2))


def sequential():
    """Make a small Sequential network with a layer of the name `my_layer`."""
    return keras.Sequential([keras.Input((64,)), hidden(), head()])


def functional():
    """Make the same network with the functional API."""
    pixels = keras.Input((64,))
    return keras.Model(pixels, head()(hidden()(pixels)))


def ready(metrics=()):
    """Make the same network, ready to be trained."""
    model = sequential()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss, metrics=[*metrics])
    return model


def array(tensor):
    """Give the numbers of a tensor, whatever the backend."""
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def four():
    """Give four digits, 0 to 3, as rows of 64 pixels."""
    return some(4)[0]


def works(attempt):
    """Try something that may not exist: the answer, or the name of the error."""
    try:
        return attempt(), ""
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return None, type(error).__name__


def by_hand(model):
    """Give what `my_layer` computes, with numpy alone."""
    kernel, bias = map(array, model.get_layer("my_layer").weights)
    return np.maximum(four() @ kernel + bias, 0)
