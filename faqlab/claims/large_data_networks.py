"""A small network that notes what it sees, and batches in several wrappings."""

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.stream_batches import quiet_first_generator

BATCHES, ROWS = 8, 4


class Noting(keras.layers.Layer):
    """Note the first number of each batch that comes by: the batch's own number."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def compute_output_shape(self, shape):
        """Say it without looking at a batch."""
        return shape

    def call(self, x):
        """Note it."""
        self.seen.append(int(keras.ops.convert_to_numpy(x)[0, 0]))
        return x


class Lengths(keras.callbacks.Callback):
    """Count the batches of each epoch; stop after some in all."""

    def __init__(self, most=100):
        super().__init__()
        self.epochs, self._left = [], most

    def on_epoch_begin(self, epoch, logs=None):
        """Begin to count."""
        self.epochs.append(0)

    def on_train_batch_end(self, batch, logs=None):
        """Count it."""
        self.epochs[-1] += 1
        self._left -= 1
        if not self._left:
            self.model.stop_training = True


class Asked(keras.utils.PyDataset):
    """A dataset that notes which batches it was asked for."""

    def __init__(self, length=BATCHES, **how):
        super().__init__(**how)
        self.length, self.asked = length, []

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        self.asked.append(index)
        return batch(index)


def batch(number):
    """Give a batch that bears its number."""
    return np.full((ROWS, 2), number, "float32"), np.zeros((ROWS, 1), "float32")


def batches(count=BATCHES):
    """Yield some batches, then end."""
    for number in range(count):
        yield batch(number)


def arrays(count=BATCHES):
    """Give the same as two arrays."""
    return tuple(map(np.concatenate, zip(*batches(count), strict=True)))


def endless(read=None):
    """Yield the batches again and again; note how many."""
    quiet_first_generator()
    while True:
        for number in range(BATCHES):
            if read is not None:
                read.append(number)
            yield batch(number)


def network(sequential=keras.Sequential, noting=False):
    """Make the network; eager, since a graph would take longer to make than these few steps."""
    start = keras.initializers.GlorotUniform(0)
    layers = [keras.Input((2,)), *([Noting()] if noting else [])]
    model = sequential([*layers, keras.layers.Dense(1, kernel_initializer=start)])
    model.compile(keras.optimizers.SGD(0.001), "mse", run_eagerly=True)
    return model
