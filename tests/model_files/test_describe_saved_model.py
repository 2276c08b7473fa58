import builtins

import pytest

from faqlab.core.backend import keras
from faqlab.model_files.describe_saved_model import describe_saved_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    tf = pytest.importorskip("tensorflow")
    path = tmp_path_factory.mktemp("saved") / "model"
    module = tf.Module()
    module.kernel = tf.Variable(tf.ones((4, 3)))
    module.bias = tf.Variable(tf.zeros(3))
    tf.saved_model.save(module, str(path))
    (path / "assets" / "words.txt").write_text("one\ntwo\n")
    return path


def sizes(found) -> dict[str, int]:
    return {one.name: one.size for one in found.parts}


def test_the_parts_are_the_files_and_the_variables_have_their_names(folder):
    found = describe_saved_model(folder)
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert found.size == sum(one.stat().st_size for one in files) == sum(sizes(found).values())
    assert sizes(found)["graph"] == sum(one.stat().st_size for one in folder.glob("*.pb"))
    assert sizes(found)["assets"] == 8
    told = {(one.name, one.shape, one.dtype, one.size) for one in found.weights}
    assert told == {("kernel", (4, 3), "float32", 48), ("bias", (3,), "float32", 12)}
    assert found.parameters == 15
    assert "layers aren't listed" in str(found)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="only it can export so")
def test_what_keras_exports_twice_is_counted_once(tmp_path):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    model.export(tmp_path / "model", verbose=False)
    found = describe_saved_model(tmp_path / "model")
    assert found.parameters == model.count_params()
    assert "2 of its variables are in it twice" in str(found)


def test_without_tensorflow_the_names_are_missing_and_it_says_so(folder, monkeypatch):
    real = builtins.__import__

    def without(name, *arguments):
        if name == "tensorflow":
            raise ImportError(name)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    found = describe_saved_model(folder)
    assert found.weights == ()
    assert "Without TensorFlow" in str(found)
    assert sum(sizes(found).values()) == found.size


def test_a_damaged_index_is_noted(folder, tmp_path):
    (tmp_path / "variables").mkdir()
    (tmp_path / "variables" / "variables.index").write_bytes(b"nonsense" * 10)
    (tmp_path / "saved_model.pb").write_bytes(b"")
    assert "can't be read" in str(describe_saved_model(tmp_path))


def test_a_folder_without_variables_is_described(tmp_path):
    (tmp_path / "saved_model.pb").write_bytes(b"graph")
    found = describe_saved_model(tmp_path)
    assert sizes(found) == {"graph": 5}
    assert "no variables" in found.notes[0]
