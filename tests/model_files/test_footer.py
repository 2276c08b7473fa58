import hashlib
import zipfile

import h5py
import numpy as np
import pytest

from faqlab.model_files.footer import add_checksum, verify

NUMBERS = np.arange(1000.0)


def write_h5(path):
    with h5py.File(path, "w") as file:
        file["numbers"] = NUMBERS


def write_zip(path):
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("numbers", NUMBERS.tobytes())


def write_note(path):
    path.write_text("just a note")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "file"


@pytest.mark.parametrize("write", [write_h5, write_zip])
def test_the_last_line_is_the_sha256_of_all_bytes_before_it(path, write):
    write(path)
    assert verify(path) is None
    digest = add_checksum(path)
    content = path.read_bytes()
    assert content.endswith(b"\nfaqlab sha256 " + digest.encode() + b"\n")
    assert hashlib.sha256(content[:-80]).hexdigest() == digest
    assert verify(path) is True


def test_a_zip_with_it_is_read_as_before(path):
    write_zip(path)
    digest = add_checksum(path)
    with zipfile.ZipFile(path) as parts:
        assert parts.testzip() is None
        assert parts.read("numbers") == NUMBERS.tobytes()
        assert digest.encode() in parts.comment


@pytest.mark.parametrize("libver", [None, "earliest", "latest"])
def test_an_hdf5_file_with_it_is_read_as_before(path, libver):
    with h5py.File(path, "w", libver=libver) as file:
        file["numbers"] = NUMBERS
    add_checksum(path)
    before = path.read_bytes()
    with h5py.File(path, "r") as file:
        np.testing.assert_array_equal(file["numbers"], NUMBERS)
    assert path.read_bytes() == before


def change_in_place(file):
    file["numbers"][3] = -1


def add_much(file):
    file["more"] = np.zeros(5000)


def add_as_many_bytes_as_the_line_has(file):
    file["more"] = np.zeros(10)


def take_away(file):
    del file["numbers"]


@pytest.mark.parametrize(
    "change",
    [change_in_place, add_much, add_as_many_bytes_as_the_line_has, take_away, lambda file: None],
)
@pytest.mark.parametrize("mode", ["r+", "a"])
def test_what_h5py_changes_later_is_no_false_alarm(path, change, mode):
    write_h5(path)
    add_checksum(path)
    with h5py.File(path, mode) as file:
        change(file)
    # HDF5 sets the file to its own end when it closes it: the line is gone.
    assert verify(path) is None
    with h5py.File(path) as file:
        assert ("numbers" in file) == (change is not take_away)


def test_a_file_that_is_written_anew_has_none(path):
    write_h5(path)
    add_checksum(path)
    write_h5(path)
    assert verify(path) is None


@pytest.mark.parametrize("write", [write_h5, write_zip])
def test_every_flipped_bit_before_the_line_is_noticed(path, write):
    write(path)
    add_checksum(path)
    whole = path.read_bytes()
    for place in np.random.default_rng(0).integers(0, len(whole) - 80, 120):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << (place % 8)
        path.write_bytes(flipped)
        assert verify(path) is False


def test_a_flipped_digit_of_the_checksum_is_noticed(path):
    write_h5(path)
    add_checksum(path)
    whole = bytearray(path.read_bytes())
    whole[-2] = ord("0") if whole[-2] != ord("0") else ord("1")
    path.write_bytes(whole)
    assert verify(path) is False


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 80, b"\nfaqlab sha256 beef\n"])
def test_other_files_have_none(path, content):
    path.write_bytes(content)
    assert verify(path) is None


def test_a_comment_of_somebody_else_is_not_overwritten(path):
    with zipfile.ZipFile(path, "w") as parts:
        parts.comment = b"mine"
    before = path.read_bytes()
    with pytest.raises(ValueError, match="has a comment already"):
        add_checksum(path)
    assert path.read_bytes() == before
