"""Small recurrent networks, a few series, and a look at what they remember."""

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.rnn_states import read_states

from .networks import array, start

ROWS, STEPS, UNITS = 4, 5, 3

KINDS = {
    "LSTM": keras.layers.LSTM,
    "GRU": keras.layers.GRU,
    "SimpleRNN": keras.layers.SimpleRNN,
}


def series(batches=4, rows=ROWS):
    """Give series of several batches' length, of shape `(rows, time, 2)`."""
    numbers = np.random.default_rng(0).normal(size=(rows, batches * STEPS, 2))
    return numbers.astype("float32")


def parts(x):
    """Cut series into batches that continue each other."""
    return np.split(x, x.shape[1] // STEPS, axis=1)


def layer(kind=keras.layers.LSTM, stateful=True, **more):
    """Make a recurrent layer that begins the same each time."""
    return kind(UNITS, stateful=stateful, name="rnn", **begin(), **more)


def begin():
    """Give the arguments with which a recurrent layer touches no global seed."""
    return {"kernel_initializer": start(1), "recurrent_initializer": start(2), "seed": 3}


def network(*body, sequential=keras.Sequential):
    """Make a network for batches of four rows, of any length, and compile it."""
    model = sequential([keras.Input((None, 2), batch_size=ROWS), *(body or (layer(),))])
    model.compile(keras.optimizers.SGD(0.5), "mse")
    return model


def targets(x):
    """Give targets for the states of a network without a head."""
    return np.ones((len(x), UNITS), "float32")


def size(model):
    """Say how large the states are that a model carries: the largest number among them."""
    return max((float(np.abs(one).max()) for one in read_states(model).values()), default=0.0)


def same(one, two):
    """Say whether two arrays are the same but for rounding."""
    one, two = array(one), array(two)
    return one.shape == two.shape and bool(np.allclose(one, two, atol=1e-5))


def yes(flag):
    """Say it."""
    return "yes" if flag else "no"


def outcome(attempt):
    """Say what comes of an attempt: the shape of what it gives, or the name of the error."""
    try:
        return str(tuple(np.shape(attempt())))
    except Exception as error:
        return type(error).__name__


class BeforeEpochs(keras.callbacks.Callback):
    """Note how large the states are when an epoch begins, and around the validation."""

    def on_train_begin(self, logs=None):
        """Begin the notes."""
        self.epochs, self.validation = [], []

    def on_epoch_begin(self, epoch, logs=None):
        """Note it."""
        self.epochs.append(size(self.model))

    def on_test_begin(self, logs=None):
        """Note it."""
        self.validation.append(read_states(self.model))

    def on_test_end(self, logs=None):
        """Note it."""
        self.validation.append(read_states(self.model))
