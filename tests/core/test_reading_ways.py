"""The five ways: what the model sees, noted within the model itself, is the same each time."""

import h5py
import keras
import numpy as np
import pytest

from faqlab.core.reading_ways import WAYS, count_samples, read_batches

ROWS = 107


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("ways") / "rows.h5"
    with h5py.File(path, "w") as file:
        x = np.arange(ROWS, dtype="float32")[:, None] * np.ones(3, "float32")
        file.create_dataset("x", data=x, chunks=(10, 3))
        file["y"] = np.arange(ROWS) % 5
    return path


class Seen(keras.layers.Layer):
    """Note the first number of each row that comes by."""

    def __init__(self):
        super().__init__()
        self.batches = []

    def call(self, x):
        self.batches.append(keras.ops.convert_to_numpy(x)[:, 0].astype(int).tolist())
        return x


def model(eager=True):
    keras.utils.set_random_seed(0)
    layers = [Seen()] if eager else []
    made = keras.Sequential([*layers, keras.layers.Dense(5, activation="softmax")])
    made.build((None, 3))
    made.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=eager)
    if eager:
        layers[0].batches.clear()
    return made


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("size", [16, 107, 200])
def test_each_way_shows_the_model_the_same_batches_in_the_same_order(path, name, size):
    trained = model()
    WAYS[name](trained, path, size)
    expected = [list(range(i, min(i + size, ROWS))) for i in range(0, ROWS, size)]
    assert trained.layers[0].batches == expected


def test_each_way_makes_the_same_network(path):
    found = []
    for way in WAYS.values():
        trained = model(eager=False)
        way(trained, path, 16)
        found.append(np.concatenate([one.ravel() for one in trained.get_weights()]))
    for other in found[1:]:
        np.testing.assert_allclose(other, found[0], rtol=1e-5, atol=1e-6)


def test_reading_gives_every_row_once_and_closes_the_file(tmp_path):
    path, x, y = tmp_path / "rows.h5", np.random.default_rng(0).random((ROWS, 2)), np.arange(ROWS)
    with h5py.File(path, "w") as file:
        file["x"], file["y"] = x, y
    batches = list(read_batches(path, 25))
    np.testing.assert_array_equal(np.concatenate([one for one, _ in batches]), x)
    np.testing.assert_array_equal(np.concatenate([one for _, one in batches]), y)
    with h5py.File(path, "r+"):  # nobody else has it open
        assert count_samples(path) == ROWS
