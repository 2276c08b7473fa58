import io
import zipfile

import h5py
import pytest

from faqlab.core.backend import keras
from faqlab.model_files.without_optimizer import strip_keras, strip_weights

from .models import numbers, plain, train


class TwoOptimizers(keras.Model):
    def __init__(self):
        super().__init__()
        self.body = keras.layers.Dense(2)
        self.second_optimizer = keras.optimizers.Adam()
        self.second_optimizer.build([])

    def call(self, x):
        return self.body(x)


@pytest.fixture
def model():
    model = plain()
    train(model)
    return model


def test_a_keras_archive_without_it_opens_uncompiled_with_the_same_weights(model, tmp_path):
    path = tmp_path / "model.keras"
    model.save(path)
    before = path.stat().st_size
    strip_keras(model, path)
    loaded = keras.saving.load_model(path)
    assert not loaded.compiled
    for one, two in zip(numbers(loaded), numbers(model), strict=False):
        assert (one == two).all()
    assert path.stat().st_size < before
    with zipfile.ZipFile(path) as parts, parts.open("model.weights.h5") as member:
        assert "optimizer" not in h5py.File(member)


def test_weights_without_it_load_as_before(model, tmp_path):
    path = tmp_path / "model.weights.h5"
    model.save_weights(path)
    content = strip_weights(model, io.BytesIO(path.read_bytes()))
    path.write_bytes(content.getvalue())
    with h5py.File(path) as file:
        assert "optimizer" not in file
        assert "layers" in file
    other = keras.Sequential.from_config(model.get_config())  # a compiled one asks for it
    other.load_weights(path)
    for one, two in zip(numbers(other), numbers(model), strict=False):
        assert (one == two).all()


def test_a_second_optimizer_goes_too(tmp_path):
    model = TwoOptimizers()
    model(keras.ops.zeros((1, 3)))
    model.compile("sgd", "mse")
    path = tmp_path / "model.weights.h5"
    model.save_weights(path)
    with h5py.File(path) as file:
        assert {"optimizer", "second_optimizer"} <= set(file)
    content = strip_weights(model, io.BytesIO(path.read_bytes()))
    path.write_bytes(content.getvalue())
    with h5py.File(path) as file:
        assert set(file) == {"body", "vars"}
