import os
import shutil
import zipfile
from pathlib import Path

import h5py
import keras
import pytest

from faqlab.claims.saved_networks import folder, old_file, trained
from faqlab.model_files import formats
from faqlab.model_files.formats import check_regular, recognise


@pytest.fixture(scope="module")
def there():
    with folder() as path:
        model = trained()
        model.save(path / "m.keras")
        model.save(path / "m.h5")
        model.save_weights(path / "m.weights.h5")
        model.export(path / "exported", verbose=False)
        (path / "m.json").write_text(model.to_json())
        old_file(path / "old.h5", "Sequential")
        with h5py.File(path / "old.h5") as whole, h5py.File(path / "old_w.h5", "w") as weights:
            group = whole["model_weights"]
            for name in group:
                group.copy(name, weights)
            weights.attrs.update(group.attrs)
        yield path


KINDS = {
    "m.keras": formats.KERAS,
    "m.h5": formats.WHOLE_H5,
    "m.weights.h5": formats.WEIGHTS_H5,
    "m.json": formats.ARCHITECTURE,
    "exported": formats.SAVED_MODEL,
    "old.h5": formats.WHOLE_H5,
    "old_w.h5": formats.OLD_WEIGHTS_H5,
}


@pytest.mark.parametrize("name", KINDS)
def test_what_keras_writes_is_recognised(name, there):
    assert recognise(there / name) == KINDS[name]


@pytest.mark.parametrize("name", [name for name in KINDS if name != "exported"])
def test_the_name_is_no_proof(name, there, tmp_path):
    shutil.copy(there / name, tmp_path / "photo.png")
    assert recognise(tmp_path / "photo.png") == KINDS[name]


def test_hdf5_may_begin_later(tmp_path):
    with h5py.File(tmp_path / "late.h5", "w", userblock_size=1024) as file:
        file["x"] = 1
    assert recognise(tmp_path / "late.h5") == formats.OTHER_H5


def test_what_is_no_model(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "text").write_text("a model, honestly")
    (tmp_path / "folder").mkdir()
    with zipfile.ZipFile(tmp_path / "zip", "w") as parts:
        parts.writestr("letter.txt", "dear Keras")
    kinds = {name: recognise(tmp_path / name) for name in ("empty", "text", "folder", "zip")}
    nothing = formats.UNKNOWN
    expected = {"empty": nothing, "text": nothing, "folder": nothing, "zip": formats.OTHER_ZIP}
    assert kinds == expected


def test_a_file_that_was_cut_off_is_told_by_its_beginning(there, tmp_path):
    for name in ("m.keras", "m.h5", "m.weights.h5"):
        (tmp_path / name).write_bytes((there / name).read_bytes()[:-100])
        assert recognise(tmp_path / name) == KINDS[name]


def test_what_is_not_there_and_what_is_no_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"isn't there\. Check the name"):
        check_regular(tmp_path / "nowhere")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ValueError, match="is no file: it is a pipe"):
            recognise(tmp_path / "pipe")
        os.symlink(tmp_path / "nowhere", tmp_path / "link")
        with pytest.raises(FileNotFoundError, match="points nowhere"):
            recognise(Path(tmp_path, "link"))


def test_keras_itself_agrees_with_the_sample(there):
    assert len(keras.saving.load_model(there / "m.keras").weights) == 4
