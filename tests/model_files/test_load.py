import os
import sys

import h5py
import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.model_files.load import Damaged, load
from faqlab.model_files.save import save

from .models import X, assert_same, plain, train

load_module = sys.modules[load.__module__]


@pytest.fixture(scope="module")
def trained():
    model = plain(metrics=["mae"])
    train(model)
    return model


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
@pytest.mark.parametrize("write", [save, lambda model, path: model.save(path)])
def test_a_whole_model_comes_back_and_trains_on(tmp_path, name, write):
    model = plain(metrics=["mae"])
    train(model)
    write(model, tmp_path / name)
    other = load(tmp_path / name)
    assert_same(other, model)
    if write is save:  # Keras's own way leaves the live model with another compile configuration
        assert train(other) == train(model)


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_without_compile_it_comes_back_uncompiled(trained, tmp_path, name):
    save(trained, tmp_path / name)
    other = load(tmp_path / name, compile=False)
    assert not other.compiled
    np.testing.assert_array_equal(other.predict(X, verbose=0), trained.predict(X, verbose=0))


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_a_bit_that_flipped_is_told(trained, tmp_path, name):
    path = tmp_path / name
    save(trained, path)
    whole = path.read_bytes()
    for place in np.random.default_rng(0).integers(0, len(whole) - 80, 20):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << (place % 8)
        path.write_bytes(flipped)
        with pytest.raises(ValueError, match=r"damaged|whole|JSON|zip|HDF5|no file"):
            load(path)


def test_a_damaged_file_is_told_in_three_beats(trained, tmp_path):
    path = tmp_path / "model.h5"
    save(trained, path)
    content = bytearray(path.read_bytes())
    place = content.index(trained.layers[0].kernel.numpy().tobytes())
    content[place + 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(Damaged, match=r"model.h5 is damaged.*Expected: the bytes.*another copy"):
        load(path)
    # Keras itself loads other weights, without a word.
    other = load(path, despite=["checksum"])
    assert (other.layers[0].kernel.numpy() != trained.layers[0].kernel.numpy()).sum() == 1


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("model.weights.h5", "transfer_weights"), ("model.json", "model_from_json")],
)
def test_what_holds_no_whole_model_is_told_with_its_use(trained, tmp_path, name, remedy):
    save(trained, tmp_path / name)
    with pytest.raises(ValueError, match=f"holds no whole model.*{remedy}"):
        load(tmp_path / name)


def test_a_name_that_says_something_else_is_told(trained, tmp_path):
    save(trained, tmp_path / "model.keras")
    os.rename(tmp_path / "model.keras", tmp_path / "model.zip")
    with pytest.raises(ValueError, match=r"model.zip"):
        load(tmp_path / "model.zip")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="isn't there"):
        load(tmp_path / "model.keras")


def test_a_file_of_keras_2_is_sent_to_upgrade(trained, tmp_path):
    path = tmp_path / "model.h5"
    save(trained, path)
    with h5py.File(path, "r+") as file:
        file.attrs["keras_version"] = "2.2.4"
    with pytest.raises(ValueError, match=r"written by Keras 1 or 2.*upgrade\(path"):
        load(path)


def test_a_file_that_changes_between_the_look_and_the_load_is_refused(
    trained, tmp_path, monkeypatch
):
    path = tmp_path / "model.keras"
    save(trained, path)
    true = load_module.check

    def look_and_change(path, *more):
        audit = true(path, *more)
        save(plain(), path)
        return audit

    monkeypatch.setattr(load_module, "check", look_and_change)
    with pytest.raises(ValueError, match="was changed while it was being looked at"):
        load(path)


def code_model():
    layer = keras.layers.Lambda(lambda x: x * 2, output_shape=(4,))
    return keras.Sequential([keras.Input((4,)), layer])


def test_python_in_the_file_runs_only_when_it_is_named(tmp_path):
    path = tmp_path / "model.keras"
    save(code_model(), path)
    with pytest.raises(ValueError, match=r"[Ll]ambda"):
        load(path)
    model = load(path, despite=["lambda"])
    np.testing.assert_array_equal(model.predict(X, verbose=0), 2 * X)
    # For this load alone.
    with pytest.raises(ValueError, match=r"[Ll]ambda"):
        keras.saving.load_model(path)


class Own(keras.layers.Layer):
    def call(self, x):
        return x + 1


def test_own_classes_are_given_by_name(tmp_path):
    path = tmp_path / "model.keras"
    save(keras.Sequential([keras.Input((4,)), Own()]), path)
    model = load(path, custom_objects={"Own": Own})
    np.testing.assert_array_equal(model.predict(X, verbose=0), X + 1)
