import gzip
import pickle

import numpy as np
import pytest

from faqlab.model_files.no_model import what_else

MADE = [
    (b"", "empty"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "pointer of git-lfs"),
    (pickle.dumps(pickle.Pickler), "pickle"),
    (b"\n <!DOCTYPE html><title>Not found</title>", "page of the web"),
    (b"<HTML><body>", "page of the web"),
    (gzip.compress(b"abc"), "packed with gzip"),
    (b"PK\x03\x04" + bytes(100), "zip without a Keras model"),
    ((20).to_bytes(8, "little") + b'{"a":{"dtype":"F32"}}', "safetensors"),
    (bytes(5000), "zeros"),
    (b"hello", "a text"),
    (b"\x01\x02\xff\x00", "nothing that is known"),
]


@pytest.mark.parametrize(("data", "words"), MADE, ids=[words for _, words in MADE])
def test_what_it_is_is_said_and_what_to_do(tmp_path, data, words):
    path = tmp_path / "model.keras"
    path.write_bytes(data)
    what, remedy = what_else(path)
    assert words in what
    assert remedy.endswith(".")


def test_an_array_and_a_folder(tmp_path):
    np.save(tmp_path / "x.npy", np.ones(3))
    assert "numpy" in what_else(tmp_path / "x.npy")[0]
    assert "folder" in what_else(tmp_path)[0]
