import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import threading
import zipfile

import h5py
import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.model_files.footer import verify
from faqlab.model_files.save import NotSaved, save

from . import children
from .models import X, assert_same, numbers, plain, small, train

NAMES = ["model.keras", "model.h5", "model.weights.h5"]


@pytest.fixture(scope="module")
def trained():
    model = plain(metrics=["mae"])
    train(model)
    return model


def opened(path, model) -> keras.Model:
    """The file as Keras itself opens it, without a word."""
    if path.name.endswith(".weights.h5"):
        other = plain(metrics=["mae"])
        other.optimizer.build(other.trainable_variables)
        other.load_weights(path)
        return other
    return keras.saving.load_model(path, compile=not path.name.endswith(".h5"))


@pytest.mark.parametrize("name", NAMES)
def test_keras_opens_what_was_saved(trained, tmp_path, name):
    path = tmp_path / name
    save(trained, path)
    other = opened(path, trained)
    np.testing.assert_array_equal(other.predict(X, verbose=0), trained.predict(X, verbose=0))
    if name != "model.h5":
        assert_same(other, trained)
    assert os.listdir(tmp_path) == [name]


def test_the_architecture_alone_is_plain_json(trained, tmp_path):
    saved = save(trained, tmp_path / "model.json")
    text = (tmp_path / "model.json").read_text("utf-8")
    assert json.loads(text) == json.loads(trained.to_json())
    assert keras.models.model_from_json(text).count_params() == trained.count_params()
    assert saved.parts == {"weights": 0, "optimizer": 0, "the rest": len(text)}
    assert saved.sha256 == ""


@pytest.mark.parametrize("name", NAMES)
def test_what_is_returned_tells_the_file_as_it_is(trained, tmp_path, name):
    path = tmp_path / name
    saved = save(trained, path)
    content = path.read_bytes()
    assert saved.size == len(content)
    assert saved.sha256 == hashlib.sha256(content[:-80]).hexdigest()
    assert verify(path) is True
    # 4 x 6 + 6, 4 x 6 of BatchNormalization, 6 + 1; Adam keeps two of each that trains, and two.
    assert saved.parts["weights"] == 4 * (30 + 24 + 7)
    assert saved.parts["optimizer"] == 4 * (2 * (30 + 12 + 7) + 1) + 8
    assert sum(saved.parts.values()) == len(content)
    assert str(saved).startswith(f"{name}: {len(content):,} bytes (weights 244, optimizer 404, ")
    assert saved.sha256[:12] in str(saved)


@pytest.mark.parametrize("name", NAMES)
def test_without_the_optimizer_it_is_out(trained, tmp_path, name):
    path = tmp_path / name
    saved = save(trained, path, optimizer=False)
    assert saved.parts["optimizer"] == 0
    if name == "model.keras":
        with zipfile.ZipFile(path) as parts, parts.open("model.weights.h5") as member:
            names = set(h5py.File(member))
    else:
        with h5py.File(path) as file:
            names = {*file, *file.attrs}
    assert not names & {"optimizer", "optimizer_weights", "training_config"}
    if name != "model.weights.h5":
        loaded = keras.saving.load_model(path)
        assert not loaded.compiled
        np.testing.assert_array_equal(loaded.predict(X, verbose=0), trained.predict(X, verbose=0))


def test_the_live_model_is_left_as_it_was_by_an_h5_file(tmp_path):
    """Keras itself drops the optimizer from the model's compile configuration (C44)."""
    model = plain(keras.optimizers.SGD(0.05, momentum=0.9))
    train(model)
    before = model.get_compile_config()
    save(model, tmp_path / "model.h5")
    assert model.get_compile_config() == before
    save(model, tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert isinstance(loaded.optimizer, keras.optimizers.SGD)
    assert_same(loaded, model)


def test_h5_is_saved_without_advice(trained, tmp_path, caplog, capfd):
    save(trained, tmp_path / "model.h5")
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def test_a_wrong_ending_is_told_before_anything_is_touched(trained, tmp_path):
    with pytest.raises(ValueError, match=r"'.weights.h5'"):
        save(trained, tmp_path / "model.pkl")
    assert os.listdir(tmp_path) == []


def test_what_is_no_model_is_told(tmp_path):
    with pytest.raises(TypeError, match=r"Expected: a Keras model. Received: \[1\]"):
        save([1], tmp_path / "model.keras")


def test_a_model_without_weights_is_told(tmp_path):
    model = keras.Sequential([keras.layers.Dense(2)])
    with pytest.raises(ValueError, match=r"has no weights yet.*Call it on a batch"):
        save(model, tmp_path / "model.keras")
    assert os.listdir(tmp_path) == []


class Broken(keras.layers.Layer):
    def get_config(self):
        raise NotImplementedError("no config today")


@pytest.mark.parametrize("name", ["model.keras", "model.h5", "model.json"])
def test_a_failing_get_config_costs_nothing(trained, tmp_path, name):
    """Keras itself leaves 0 bytes of the old .keras file."""
    path = tmp_path / name
    save(trained, path)
    before = path.read_bytes()
    broken = keras.Sequential([keras.Input((4,)), Broken()])
    with pytest.raises(NotSaved, match=r"untouched.*no config today.*get_config") as caught:
        save(broken, path)
    assert isinstance(caught.value.__cause__, NotImplementedError)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [name]


def test_where_nothing_was_before_nothing_is_left(tmp_path):
    broken = keras.Sequential([keras.Input((4,)), Broken()])
    with pytest.raises(NotSaved, match="nothing is left in its place"):
        save(broken, tmp_path / "model.keras")
    assert os.listdir(tmp_path) == []


def test_a_read_only_target_is_respected(trained, tmp_path, monkeypatch):
    path = tmp_path / "model.keras"
    path.write_bytes(b"precious")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(PermissionError, match="is read-only"):
        save(trained, path)
    assert path.read_bytes() == b"precious"


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_a_disk_that_fails_late_costs_nothing(trained, tmp_path, monkeypatch, name):
    path = tmp_path / "model.keras"
    path.write_bytes(b"precious")

    def fail(*given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, name, fail)
    with pytest.raises(NotSaved, match=r"model.keras was not saved.*untouched.*Make room"):
        save(trained, path)
    monkeypatch.undo()
    assert path.read_bytes() == b"precious"
    assert os.listdir(tmp_path) == ["model.keras"]


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_that_holds_the_file_locked_is_no_obstacle(trained, tmp_path, name):
    """Keras itself cuts such an HDF5 file to 0 bytes, and then fails."""
    path = tmp_path / name
    save(trained, path)
    if os.name == "nt":
        pytest.skip("Windows doesn't replace a file that somebody reads")
    before = path.read_bytes()
    with open(path, "rb") as file, file if name == "model.keras" else h5py.File(path) as holder:
        save(plain(), path)
        if name == "model.keras":
            assert holder.read() == before
    assert path.read_bytes() != before
    assert verify(path) is True


def test_an_interrupt_waits_until_the_file_is_whole(trained, tmp_path, monkeypatch):
    """Keras's own save swallows it: a bare `except` stands where memory is asked for."""
    path = tmp_path / "model.keras"
    true = os.fsync
    pressed = []

    def press_and_sync(handle):
        if not pressed:
            pressed.append(True)
            signal.raise_signal(signal.SIGINT)
        true(handle)

    monkeypatch.setattr(os, "fsync", press_and_sync)
    with pytest.raises(KeyboardInterrupt):
        save(trained, path)
    assert_same(keras.saving.load_model(path), trained)
    assert os.listdir(tmp_path) == ["model.keras"]


def test_a_reader_gets_whole_files_while_another_writes(tmp_path):
    path, broken, seen = tmp_path / "model.weights.h5", [], set()
    model = plain()
    stop = threading.Event()

    def write():
        for number in range(40):
            model.set_weights([np.full(one.shape, number) for one in model.weights])
            save(model, path)
        stop.set()

    save(model, path)
    thread = threading.Thread(target=write)
    thread.start()
    while not stop.is_set():
        content = path.read_bytes()
        copy = tmp_path / "copy"
        copy.write_bytes(content)
        if verify(copy) is not True:
            broken.append(len(content))
        seen.add(content)
    thread.join()
    assert not broken
    assert len(seen) > 1


def test_the_weights_are_not_changed_by_saving(tmp_path):
    model = small()
    model.compile("adam", "mse")
    before = numbers(model)
    for name in NAMES:
        save(model, tmp_path / name)
    for one, two in zip(before, numbers(model), strict=True):
        np.testing.assert_array_equal(one, two)


def number_in(path) -> float:
    """The one number that all weights are, by Keras's own reading."""
    model = keras.saving.load_model(path, compile=False)
    (number,) = {float(value) for one in model.get_weights() for value in one.flat}
    return number


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "model.keras"
    save(children.model_of(1), path)
    return path


@pytest.mark.parametrize("stage", children.STAGES)
@pytest.mark.parametrize("dies", [children.die_in_save, children.die_in_checkpoint])
def test_a_kill_leaves_the_old_file_or_the_new_one(kept, stage, dies):
    assert children.run(dies, kept, stage) != 0
    assert verify(kept) is True
    assert number_in(kept) == (2 if stage == "after the rename" else 1)
    # What the dead one left is swept by the next, where the system tells that it is dead.
    save(children.model_of(3), kept)
    assert number_in(kept) == 3
    if os.name != "nt":
        assert os.listdir(kept.parent) == ["model.keras"]


def test_two_writers_and_a_reader_get_whole_files(kept, tmp_path):
    reports = [tmp_path / "first", tmp_path / "second"]
    copy = tmp_path / "copy"
    writers = [
        children.context().Process(
            target=children.save_often, args=(kept, list(range(first, first + 10)), report)
        )
        for first, report in zip((10, 20), reports, strict=True)
    ]
    for one in writers:
        one.start()
    while any(one.is_alive() for one in writers):
        copy.write_bytes(kept.read_bytes())
        assert verify(copy) is True
    assert [one.exitcode for one in writers] == [0, 0]
    assert not any(one.exists() for one in reports)
    assert number_in(kept) in (19, 29)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
@pytest.mark.parametrize("name", NAMES)
def test_where_there_is_no_room_the_old_file_stays(tmp_path, name):
    path, told = tmp_path / name, tmp_path / "told"
    save(children.model_of(1), path)
    before = path.read_bytes()
    assert children.run(children.save_within, path, 20_000, told) == 0
    assert path.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == sorted([name, "told"])
    text = told.read_text()
    assert text.startswith(f"NotSaved: {name} was not saved; the file that was there is untouched.")
    assert text.endswith("Make room and save again: the model in memory is as it was.")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 200 kB, which only the system's owner can make."""
    folder = tmp_path / "disk"
    folder.mkdir()
    tool = shutil.which("mount")
    if tool is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    asked = [tool, "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    if subprocess.run(asked, capture_output=True).returncode:
        pytest.skip("this system doesn't let even root mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_costs_nothing(small_disk, name):
    path = small_disk / name
    save(children.model_of(1), path)
    before = path.read_bytes()
    left = shutil.disk_usage(small_disk).free
    (small_disk / "filler").write_bytes(bytes(left - 20_000))
    with pytest.raises(NotSaved, match=r"was not saved.*untouched.*Make room and save again"):
        save(children.model_of(2), path)
    assert path.read_bytes() == before
    assert sorted(os.listdir(small_disk)) == sorted([name, "filler"])
    (small_disk / "filler").unlink()
    save(children.model_of(3), path)
    assert verify(path) is True


def test_a_disk_that_can_only_be_read_is_told(small_disk):
    path = small_disk / "model.keras"
    save(children.model_of(1), path)
    again = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(again, check=True)
    with pytest.raises(PermissionError, match=r"is read-only|Nothing new can be written"):
        save(children.model_of(2), path)
    with pytest.raises(
        OSError, match=r"Nothing new can be written into the folder.*another folder"
    ):
        save(children.model_of(2), small_disk / "other.keras")
    assert number_in(path) == 1
