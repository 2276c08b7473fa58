import json
import zipfile

import h5py
import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.model_files.describe_archive import describe_archive

from .models import plain, train


def parts(description) -> dict[str, int]:
    return {one.name: one.size for one in description.parts}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    model, path = plain(metrics=["mae"]), tmp_path_factory.mktemp("archive") / "m.keras"
    train(model)
    model.save(path)
    return model, path


def test_it_agrees_with_keras_zipfile_and_the_disk(trained):
    model, path = trained
    found = describe_archive(path)
    assert found.size == path.stat().st_size == sum(parts(found).values())
    assert found.parameters == model.count_params()
    assert found.keras_version == keras.__version__
    with zipfile.ZipFile(path) as members:
        saved = json.loads(members.read("metadata.json"))["date_saved"]
        config = members.getinfo("config.json").file_size
    assert found.saved == saved.replace("@", " ")
    sizes = parts(found)
    assert sizes["architecture"] + sizes["compile configuration"] == config
    assert sizes["weights"] == sum(np.asarray(one).nbytes for one in model.get_weights())
    state = [keras.ops.convert_to_numpy(one).nbytes for one in model.optimizer.variables]
    assert sizes["optimizer state"] == sum(state)
    assert [(one.layer, one.shape) for one in found.weights] == [
        (layer.name, tuple(weight.shape)) for layer in model.layers for weight in layer.weights
    ]
    assert (found.compiled, found.trained) == (True, True)
    assert found.steps == int(model.optimizer.iterations)
    assert found.notes == ()


def test_never_compiled_and_never_trained_are_told_apart(tmp_path):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.save(tmp_path / "raw.keras")
    raw = describe_archive(tmp_path / "raw.keras")
    assert (raw.compiled, raw.trained, "compile configuration" in parts(raw)) == (
        False,
        None,
        False,
    )
    model.compile("sgd", "mse")
    model.save(tmp_path / "compiled.keras")
    compiled = describe_archive(tmp_path / "compiled.keras")
    assert (compiled.compiled, compiled.trained) == (True, False)


def test_sgd_keeps_next_to_nothing_and_adam_twice_the_weights(trained, tmp_path):
    model = plain("sgd")
    train(model)
    model.save(tmp_path / "sgd.keras")
    small = parts(describe_archive(tmp_path / "sgd.keras"))
    large = parts(describe_archive(trained[1]))
    assert small["weights"] == large["weights"]
    assert small["optimizer state"] < 16
    trainable = sum(one.nbytes for one in map(np.asarray, model.trainable_weights))
    assert large["optimizer state"] > 2 * trainable


def test_words_of_a_vocabulary_are_assets(tmp_path):
    layers = keras.layers
    words = layers.TextVectorization()
    words.adapt(["one", "two"])
    model = keras.Sequential([keras.Input((1,), dtype="string"), words, layers.Embedding(4, 2)])
    model.save(tmp_path / "words.keras")
    found = describe_archive(tmp_path / "words.keras")
    with zipfile.ZipFile(tmp_path / "words.keras") as members:
        size = sum(one.file_size for one in members.infolist() if one.filename[:7] == "assets/")
    assert parts(found)["assets"] == size > 0
    assert found.parameters == 8


def test_quantized_weights_are_told(tmp_path):
    model = keras.Sequential([layer := keras.layers.Dense(4, name="d")])
    model.build((None, 8))
    layer.quantize("int8")
    model.save(tmp_path / "q.keras")
    found = describe_archive(tmp_path / "q.keras")
    assert {one.dtype for one in found.weights} == {"int8", "float32"}
    assert found.layers[-1].settings.endswith("int8")


def repack(path, out, compression=zipfile.ZIP_STORED, **changes):
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in old.namelist():
            data = changes.get(name.split(".")[0], old.read(name))
            if data is not None:
                new.writestr(name, data)
    return out


def test_a_packed_file_adds_up_too(trained, tmp_path):
    out = repack(trained[1], tmp_path / "packed.keras", zipfile.ZIP_DEFLATED)
    found = describe_archive(out)
    assert sum(parts(found).values()) == out.stat().st_size
    assert found.parameters == trained[0].count_params()


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"model": None}, "model.weights.h5 is missing."),
        ({"model": b"nonsense"}, "model.weights.h5 can't be read"),
        ({"config": None}, "config.json is missing."),
        ({"metadata": None}, "metadata.json is missing."),
    ],
)
def test_what_is_missing_is_noted(trained, tmp_path, changes, note):
    found = describe_archive(repack(trained[1], tmp_path / "m.keras", **changes))
    assert note in found.notes[0]
    assert note in str(found)
    assert sum(parts(found).values()) == found.size


def test_weights_that_unpack_to_too_much_are_not_unpacked(trained, tmp_path):
    bomb = tmp_path / "bomb.keras"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        with new.open("model.weights.h5", "w", force_zip64=True) as member:
            for _ in range(300):
                member.write(bytes(1 << 20))
        new.writestr("config.json", "{}")
    assert "would unpack to 314,572,800 bytes" in describe_archive(bomb).notes[1]


def test_arrays_that_claim_more_than_the_file_has_are_noted(tmp_path):
    # Two names for the same stretch of bytes can't be made by h5py; a file packed well can.
    weights = tmp_path / "model.weights.h5"
    with h5py.File(weights, "w") as file:
        file.create_dataset("layers/a/vars/0", (10**6,), "float32", chunks=(10**5,))
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as new:
        new.write(weights, "model.weights.h5")
        new.writestr("config.json", "{}")
    found = describe_archive(tmp_path / "m.keras")
    assert [one.size for one in found.weights] == [4 * 10**6]
    assert sum(parts(found).values()) == found.size < 10**5
