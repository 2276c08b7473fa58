"""The probes on the Keras of this process, against what Keras and mathematics say themselves."""

import math
from pathlib import Path

import keras
import pytest

from faqlab.core import settings_probes as probes


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(probes, "_SHARED", tmp_path)
    before = keras.config.floatx(), keras.config.epsilon(), keras.config.dtype_policy()
    yield tmp_path
    keras.config.set_floatx(before[0])
    keras.config.set_epsilon(before[1])
    keras.config.set_dtype_policy(before[2])


def test_a_sure_and_wrong_answer_costs_the_logarithm_of_epsilon():
    assert probes.effects()["loss"] == round(-math.log(1e-7), 3)
    keras.config.set_epsilon(0.01)
    assert probes.epsilons()["loss of a sure and wrong answer"] == round(-math.log(0.01), 3)
    assert probes.epsilons()["Adam"] == 1e-7


def test_layers_and_shapes():
    found = probes.effects()
    assert (found["numbers"], found["images"]) == ("float32", [6, 6, 4])
    assert found["bytes"] > 4 * (64 * 64 + 64)
    assert probes.images()["Conv2D"] == "(2, 6, 6, 4)"
    assert probes.numbers()["output"] == "float32"


def test_a_model_is_saved_and_loaded(folder):
    assert probes.save_a_model() == "float32"
    assert probes.load_a_model() == {"loaded layer": "float32", "new layer": "float32"}


def test_a_copy_is_kept_where_keras_keeps_it(folder, monkeypatch):
    monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(folder / "k"))
    (folder / "k").mkdir()
    assert probes.a_download() == {"kept in": str(folder / "k" / "datasets" / "data.txt")}
    assert Path(probes.a_download()["kept in"]).read_text() == "1 2 3"


def test_the_file_of_a_loaded_keras_is_changed(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder))
    (folder / ".keras").mkdir()
    assert probes.a_file_changed_afterwards() == {"before": "float32", "after": "float32"}
    assert "float64" in (folder / ".keras" / "keras.json").read_text()


def test_the_digits_are_learned():
    found = probes.digits_training()
    assert found["loss"][-1] < 0.6 < found["loss"][0]
    assert found["accuracy"] > 0.7


def test_floatx_after_a_layer():
    found = probes.floatx_set_late()
    assert found["after it"].startswith("float16 set")
