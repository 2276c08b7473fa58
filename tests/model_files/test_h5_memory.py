import h5py
import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.model_files.h5_memory import weights_in_memory, whole_in_memory

from .models import plain, train


@pytest.fixture(scope="module")
def trained():
    model = plain(metrics=["mae"])
    train(model, 1)
    return model


def contents(file: h5py.File) -> dict:
    """All that a file holds: arrays and attributes, by their paths."""
    found = {("", key): value for key, value in file.attrs.items()}

    def take(path, item):
        if isinstance(item, h5py.Dataset):
            found[path] = item[()]
        found.update({(path, key): value for key, value in item.attrs.items()})

    file.visititems(take)
    return found


def assert_same_file(one, other):
    with h5py.File(one) as first, h5py.File(other) as second:
        ours, theirs = contents(first), contents(second)
    assert list(ours) == list(theirs)
    assert len(ours) > 10
    for key, value in ours.items():
        np.testing.assert_array_equal(value, theirs[key])


def test_the_weights_are_what_keras_writes_into_a_file(trained, tmp_path):
    trained.save_weights(tmp_path / "model.weights.h5")
    assert_same_file(weights_in_memory(trained), tmp_path / "model.weights.h5")


@pytest.mark.parametrize("optimizer", [True, False])
def test_the_whole_model_is_what_keras_writes_into_a_file(tmp_path, optimizer):
    model = plain(metrics=["mae"])
    train(model, 1)
    config = model._compile_config.config
    kept = dict(config)
    memory = whole_in_memory(model, optimizer)
    config.update(kept)  # Keras takes the optimizer out of it
    model.save(tmp_path / "model.h5", include_optimizer=optimizer)
    assert_same_file(memory, tmp_path / "model.h5")
    assert keras.saving.load_model(tmp_path / "model.h5", compile=False).count_params() > 0
