"""With the network refused, or played by files of this machine: no test downloads anything."""

import socket
from pathlib import Path

import keras
import numpy as np
import pytest
from keras.src.utils import file_utils

from faqlab.core import application_download as tested
from faqlab.core.application_download import download, fetching

SMALL = {"alpha": 0.25, "include_top": False, "input_shape": (128, 128, 3)}
FILE = "mobilenet_2_5_128_tf_no_top.h5"


@pytest.fixture
def refused(monkeypatch):
    """No connection can be made; attempts are counted."""
    tried = []

    def refuse(*arguments, **named):
        tried.append(arguments[:1])
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return tried


def test_without_a_network_it_is_one_clear_sentence(tmp_path, refused, capsys):
    with pytest.raises(ConnectionError) as told:
        download("MobileNet", tmp_path, **SMALL)
    assert refused
    message = str(told.value)
    assert message.startswith(
        "The weights of MobileNet can't be downloaded here. Expected: a network that reaches "
        f"storage.googleapis.com, or the file {FILE} in the folder. Received: 'URL fetch failure"
    )
    assert message.endswith("pretrained.network() needs no network.")
    assert not list(tmp_path.iterdir())
    assert file_utils.get_file is keras.utils.get_file


def play(monkeypatch, source):
    """Let Keras's own downloader copy a file of this machine, whatever it is asked for."""

    def retrieve(origin, target, hook=None):
        Path(target).write_bytes(source() if callable(source) else source)

    monkeypatch.setattr(file_utils, "urlretrieve", retrieve)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    keras.utils.set_random_seed(3)
    path = tmp_path_factory.mktemp("weights") / "some.weights.h5"
    model = keras.applications.MobileNet(weights=None, **SMALL)
    model.save_weights(path)
    return path.read_bytes(), model.get_weights()


def test_the_first_time_it_downloads_and_then_never(tmp_path, monkeypatch, weights, refused):
    raw, expected = weights
    # Keras tells its own formats by the ending, and the official files are older ones.
    monkeypatch.setattr(keras.Model, "load_weights", _load)
    with monkeypatch.context() as patch:
        play(patch, raw)
        model = download("MobileNet", tmp_path, **SMALL)
    assert [one.name for one in tmp_path.iterdir()] == [FILE]
    again = download("MobileNet", tmp_path, **SMALL)
    for one in (model, again):
        for found, right in zip(one.get_weights(), expected, strict=True):
            np.testing.assert_array_equal(found, right)
    assert not refused


def _load(model, path):
    copy = Path(path).parent.parent / "copy.weights.h5"
    copy.write_bytes(Path(path).read_bytes())
    keras.src.saving.saving_lib.load_weights_only(model, copy)
    copy.unlink()


@pytest.mark.parametrize("error", [OSError("the line is dead"), KeyboardInterrupt()])
def test_a_download_that_dies_leaves_nothing(tmp_path, monkeypatch, error):
    def half():
        raise error

    play(monkeypatch, half)
    kinds = (ConnectionError, KeyboardInterrupt)
    with pytest.raises(kinds):
        download("MobileNet", tmp_path, **SMALL)
    assert not list(tmp_path.iterdir())
    assert file_utils.get_file is keras.utils.get_file


def test_a_server_that_says_nothing_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(tested, "_SILENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        origin = f"http://127.0.0.1:{silent.getsockname()[1]}/a.h5"
        with pytest.raises(ConnectionError, match="timed out"):
            tested._fetch(tmp_path, "VGG16", "a.h5", origin)
    assert socket.getdefaulttimeout() is None
    assert not list(tmp_path.iterdir())


def test_a_file_with_another_checksum_is_not_kept(tmp_path, monkeypatch):
    play(monkeypatch, b"something else")
    fetch = tested._fetch
    origin = "https://example.org/a.h5"
    with pytest.raises(ConnectionError, match="hash does not match"):
        fetch(tmp_path, "VGG16", "a.h5", origin, file_hash="64373286793e3c8b2b4e3219cbf3544b")
    assert not list(tmp_path.iterdir())


def test_a_file_in_the_folder_with_another_checksum_is_replaced(tmp_path, monkeypatch):
    (tmp_path / "a.h5").write_bytes(b"half")
    play(monkeypatch, b"whole")
    right = "ec0f4bb2afb1dd2bbdef12ea3fc0cdf8"
    import hashlib

    right = hashlib.md5(b"whole").hexdigest()
    found = tested._fetch(tmp_path, "VGG16", "a.h5", "https://example.org/a.h5", file_hash=right)
    assert Path(found).read_bytes() == b"whole"


def test_wrong_arguments_are_refused_before_anything_is_built(tmp_path, refused):
    with pytest.raises(FileNotFoundError, match="There is no such folder"):
        download("MobileNet", tmp_path / "none")
    with pytest.raises(ValueError, match="no architecture 'Mobilnet'"):
        download("Mobilnet", tmp_path)
    assert not refused


def test_keras_asks_its_own_function_again_afterwards():
    with pytest.raises(ZeroDivisionError), fetching(lambda **_: "nothing"):
        raise ZeroDivisionError
    assert file_utils.get_file is keras.utils.get_file
