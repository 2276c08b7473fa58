"""The smallest network, some samples in each form that `fit` takes, and seeds for a while."""

import contextlib
import random

import h5py
import numpy as np

from faqlab.core.backend import keras
from faqlab.core.kept_seeds import kept_seeds
from faqlab.core.stream_batches import quiet_first_generator

# Twelve batches: that they come in order by chance is one in 479 millions.
SAMPLES, BATCH, EPOCHS = 48, 4, 4


def network(kind=keras.Sequential, **more):
    """Make a network with one weight, which draws no random number."""
    model = kind([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.0), "mse", **more)
    return model


def samples():
    """Give 48 samples whose content is their number, of shape `(48, 1)`."""
    return np.arange(SAMPLES, dtype="float32")[:, None]


class Batches(keras.utils.PyDataset):
    """The samples, batch by batch."""

    def __len__(self):
        return SAMPLES // BATCH

    def __getitem__(self, index):
        rows = slice(index * BATCH, (index + 1) * BATCH)
        return samples()[rows], samples()[rows]


def generator(epochs=1):
    """Yield the samples, batch by batch."""
    quiet_first_generator()
    for _ in range(epochs):
        yield from (Batches()[i] for i in range(SAMPLES // BATCH))


def dataset(**shuffle):
    """Make a `tf.data.Dataset` of them, shuffled if it is said how."""
    import tensorflow as tf

    found = tf.data.Dataset.from_tensor_slices((samples(), samples()))
    if shuffle:
        found = found.shuffle(SAMPLES, **shuffle)
    return found.batch(BATCH)


@contextlib.contextmanager
def hdf5():
    """Make an HDF5 dataset of them, in memory."""
    with h5py.File("samples.h5", "w", driver="core", backing_store=False) as file:
        yield file.create_dataset("x", data=samples())


@contextlib.contextmanager
def seeded(seed):
    """Seed TensorFlow and Python's `random`, or neither with None; then put back what there was.

    `keras.utils.set_random_seed` seeds both, and NumPy's generator, of which nothing here depends.
    """
    from tensorflow.random import set_seed

    with kept_seeds():
        set_seed(seed)
        random.seed(seed)
        yield
