import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.model_files.describe import describe

from .models import plain, train

DATA = Path(__file__).parents[1] / "data"
OLD = sorted(DATA.glob("keras-*/*.h5"))


@pytest.mark.parametrize("path", OLD, ids=[f"{one.parent.name}/{one.stem}" for one in OLD])
def test_real_old_files_agree_with_h5py(path):
    found = describe(path)
    arrays = {}
    with h5py.File(path) as file:
        root = file.get("model_weights", file)
        root.visititems(
            lambda name, one: arrays.update({name: one}) if hasattr(one, "shape") else None
        )
        assert sorted((one.shape, one.size) for one in found.weights) == sorted(
            (one.shape, one.nbytes) for one in arrays.values()
        )
        tops = {name.decode() for name in root.attrs["layer_names"].tolist()}
        # A name may hold a slash itself, as an address within a nested model does.
        assert all(
            any(f"{one.layer}/".startswith(f"{top}/") for top in tops) for one in found.weights
        )
        version = file.attrs.get("keras_version", b"")
        assert found.keras_version == (version if isinstance(version, str) else version.decode())
        if "model_config" in file.attrs:
            config = json.loads(file.attrs["model_config"])
            assert found.kind == config["class_name"]
            named = {one.address for one in found.layers}
            assert {one.layer for one in found.weights} <= named
            assert found.compiled == ("training_config" in file.attrs)
    assert sum(one.size for one in found.parts) == found.size == path.stat().st_size
    assert not any(":" in one.name for one in found.weights)


@pytest.mark.parametrize("ending", [".keras", ".h5", ".weights.h5"])
def test_the_same_model_is_the_same_in_all_formats(tmp_path, ending):
    model = plain()
    train(model)
    count = len(model.optimizer.variables)  # before it is saved: .h5 takes the optimizer away
    path = tmp_path / f"model{ending}"
    if ending == ".weights.h5":
        model.save_weights(path)
    else:
        model.save(path)
    found = describe(path)
    assert found.parameters == model.count_params()
    assert found.steps == 6
    weights = {(layer.name, tuple(w.shape)) for layer in model.layers for w in layer.weights}
    assert {(one.layer, one.shape) for one in found.weights} == weights
    assert len(found.state) == count
    assert found.answer.startswith(f"The weights take {4 * model.count_params()} bytes (")


def test_the_architecture_alone(tmp_path):
    path = tmp_path / "net.json"
    path.write_text(plain().to_json())
    found = describe(path)
    assert [one.kind for one in found.layers][-3:] == ["Dense", "BatchNormalization", "Dense"]
    assert (found.compiled, found.weights) == (True, ())
    assert [(one.name, one.size) for one in found.parts] == [("architecture", found.size)]
    old = describe(DATA / "keras-2.2.4" / "func.json")
    assert (old.keras_version, old.kind) == ("2.2.4", "Model")


def test_applications_agree_with_keras(tmp_path):
    model = keras.applications.MobileNetV3Small(weights=None, input_shape=(32, 32, 3), classes=10)
    model.save(tmp_path / "m.keras")
    found = describe(tmp_path / "m.keras")
    assert found.parameters == model.count_params()
    named = {layer.name: [tuple(w.shape) for w in layer.weights] for layer in model.layers}
    for address, layer, own in found.by_layer():
        assert layer is not None
        # What is no layer, the sum of two outputs say, has no weights.
        assert [one.shape for one in own] == named.get(address, [])


def cut(path: Path, out: Path, share: float) -> Path:
    data = path.read_bytes()
    out.write_bytes(data[: int(len(data) * share)])
    return out


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "m.keras"
    plain().save(path)
    return path


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda whole, path: path.write_bytes(b""), "is empty"),
        (lambda whole, path: path.write_text("version https://git-lfs.github.com"), "git-lfs"),
        (lambda whole, path: path.write_text("<!doctype html>"), "a page of the web"),
        (lambda whole, path: cut(whole, path, 0.5), "It is cut off"),
        (lambda whole, path: cut(OLD[-1], path, 0.5), "It is cut off"),
        (lambda whole, path: path.write_text('{"class_name": "Sequential"'), "isn't JSON"),
        (lambda whole, path: path.write_text('{"class_name": ' + "[" * 10**5), "nested more than"),
        (lambda whole, path: path.mkdir(), "a folder without saved_model.pb"),
        (
            lambda whole, path: np.savez(path.with_suffix(".npz"), x=1),
            "a zip without a Keras model",
        ),
    ],
)
def test_a_file_that_is_none_is_named_in_three_beats(whole, tmp_path, make, words):
    path = tmp_path / "model.keras"
    make(whole, path)
    if not path.exists():
        path.with_suffix(".npz").rename(path)
    with pytest.raises(ValueError, match=words) as caught:
        describe(path)
    message = str(caught.value)
    assert message.startswith("model.keras ")
    assert " Expected: a .keras archive" in message
    assert " Received: " in message
    assert caught.value.__cause__ is None
    assert len(message) < 700


def test_nothing_there_is_said():
    with pytest.raises(FileNotFoundError, match="isn't there"):
        describe("no/such/model.keras")


def test_a_name_proves_nothing(whole, tmp_path):
    path = tmp_path / "model.h5"
    shutil.copy(whole, path)
    assert describe(path).format == "Keras archive (.keras)"


def test_a_text_that_hdf5_would_hang_at_is_refused(tmp_path):
    path = tmp_path / "m.h5"
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = "{}"
    data = bytearray(path.read_bytes())
    start = data.index(b"GCOL") + 16
    data[start : start + 16] = bytes(16)
    path.write_bytes(data)
    with pytest.raises(ValueError, match="leads nowhere"):
        describe(path)


def test_it_runs_without_keras_and_executes_nothing(tmp_path):
    lambda_layer = {"class_name": "Lambda", "config": {"name": "evil", "function": ["code", 1, 2]}}
    config = {"class_name": "Sequential", "config": {"layers": [lambda_layer]}}
    (tmp_path / "m.json").write_text(json.dumps(config))
    code = (
        "import sys; from faqlab.model_files.describe import describe\n"
        f"print([one.kind for one in describe({str(tmp_path / 'm.json')!r}).layers])\n"
        f"describe({str(OLD[-1])!r})\n"
        "assert not {'keras', 'tensorflow', 'torch', 'jax', 'pickle5'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "['Lambda']"), done.stderr
