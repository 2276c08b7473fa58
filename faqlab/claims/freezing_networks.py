"""Small networks to freeze, and a look at what training does to their layers."""

import warnings

import numpy as np

from faqlab.core.backend import keras

from .networks import array, head, hidden, some

LOSS = {"loss": "sparse_categorical_crossentropy"}


def chain(*body, sequential=keras.Sequential):
    """Make a network of some layers and a softmax head, not compiled."""
    body = body or (hidden(),)
    softmax = keras.layers.Activation("softmax", name="softmax")
    return sequential([keras.Input((64,)), *body, head(), softmax])


def compiled(model):
    """Compile a network, as after each change of `trainable`."""
    model.compile(keras.optimizers.SGD(0.1), **LOSS)
    return model


def fit(model, samples=64):
    """Train for one epoch: 64 samples are two whole batches, 72 leave a batch of eight."""
    x, y = some(samples)
    model.fit(x, y, shuffle=False, verbose=0)


def moves(layer, train):
    """Say whether training changes the weights of a layer, or of a model.

    Keras warns where nothing is left to be trained, which some experiments do on purpose.
    """
    before = [array(weight) for weight in layer.weights]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        train()
    after = [array(weight) for weight in layer.weights]
    return not all(map(np.array_equal, before, after))


def in_words(moved):
    """Say it: "moves" or "still"."""
    return "moves" if moved else "still"


def tried(layer, train):
    """Say what training does to a layer: "moves", "still", or the name of the error."""
    try:
        return in_words(moves(layer, train))
    except ValueError as error:
        return type(error).__name__
