"""The topic as a whole: a file, a way of one's own in the lab, and a training that streams."""

import h5py
import keras
import numpy as np
import pytest

from faqlab import large_data
from faqlab.core.datasets import digits


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "digits.h5"
    large_data.write_digits(path, samples=6000, progress=False)
    return path


def test_a_shuffled_training_from_the_file_learns_what_one_from_arrays_does(path):
    _, (x_test, y_test) = digits()
    x_test = large_data.enlarged(x_test)
    with h5py.File(path) as file:
        arrays = file["x"][:], file["y"][:]
    scores = []
    for data in (large_data.H5Dataset(path, batch_size=64, memory=4_000_000), arrays):
        keras.utils.set_random_seed(0)
        model = large_data.small_network()
        x, *more = data if isinstance(data, tuple) else (data,)
        how = {"batch_size": 64} if more else {"shuffle": False}
        model.fit(x, *more, epochs=3, verbose=0, **how)
        scores.append(np.mean(model.predict(x_test, verbose=0).argmax(axis=-1) == y_test))
    assert min(scores) > 0.8
    assert abs(scores[0] - scores[1]) < 0.08


def mine(model, path, batch_size):
    """A way that a reader writes in a notebook."""
    for x, y in large_data.read_batches(path, batch_size):
        model.train_on_batch(x, y)


def wider():
    layers = [keras.layers.Flatten(), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((32, 32, 1)), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss, jit_compile=False)
    return model


def test_the_lab_takes_ways_and_networks_of_ones_own(path):
    told = []
    lab = large_data.memory_lab(
        path,
        limit=20_000_000,
        ways={"mine": mine, "array": large_data.WAYS["array"]},
        network=wider,
        progress=lambda *given: told.append(given),
    )
    assert lab["mine"].fits
    assert not lab["array"].fits
    assert lab.same
    assert lab["mine"].outputs.shape == (64, 10)
    assert told[-1][1] == 2


def test_the_public_names_are_there():
    for name in large_data.__all__:
        assert getattr(large_data, name) is not None
