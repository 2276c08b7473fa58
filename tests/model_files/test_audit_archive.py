import zipfile

import keras
import pytest

from faqlab.model_files.audit_archive import audit_archive
from faqlab.model_files.findings import Findings


@pytest.fixture
def path(tmp_path):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    model.save(tmp_path / "m.keras")
    return tmp_path / "m.keras"


def codes(path):
    found = Findings()
    audit_archive(path, found)
    return [one.code for one in found]


def test_an_honest_model_raises_no_alarm(path):
    assert codes(path) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("../evil.txt", b"x"),
        ("/etc/evil", b"x"),
        ("config.json", b"{}"),
        ("assets/x.bin", bytes(200 << 20)),
        ("run.py", b"x"),
        ("data.bin", b"cos\nsystem\n(S'ls'\ntR."),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_part_too_many_is_found(path, name, data):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, data)
    assert codes(path)


def test_a_file_that_was_cut_off(path):
    path.write_bytes(path.read_bytes()[:-1])
    assert codes(path) == ["cut off"]
