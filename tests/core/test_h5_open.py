"""Files that can't be opened, each with a sentence that says why."""

import os
import subprocess
import sys

import h5py
import pytest

from faqlab.core.h5_open import open_h5, path_of

from .h5_files import plain


@pytest.fixture
def path(tmp_path):
    return plain(tmp_path / "data.h5")


def test_a_whole_file_is_opened_for_reading(path):
    with open_h5(path) as file:
        assert file.mode == "r"
        assert file["x"].shape == (100, 3)


def test_what_is_no_path():
    with pytest.raises(TypeError, match=r"This is no path\. Expected: the path of an HDF5 file"):
        path_of(3)


def test_an_open_file_isnt_taken_but_its_name_is_told(path):
    with h5py.File(path) as file, pytest.raises(TypeError, match=r"Give its path, '.*data\.h5'"):
        path_of(file["x"])


def test_a_closed_file_is_told(path):
    with h5py.File(path) as file:
        dataset = file["x"]
    for closed in (file, dataset):
        with pytest.raises(ValueError, match=r"^This file is closed: .* Give the path"):
            path_of(closed)


def test_nothing_a_folder_and_a_pipe(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"There is no file none\.h5\. .*Check the name"):
        open_h5(tmp_path / "none.h5")
    with pytest.raises(ValueError, match="is a folder"):
        open_h5(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.h5")
        with pytest.raises(ValueError, match="is a pipe"):
            open_h5(tmp_path / "pipe.h5")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", b"\x93NUMPY"])
def test_other_files(tmp_path, content):
    path = tmp_path / "data.h5"
    path.write_bytes(content)
    with pytest.raises(
        ValueError, match=r"data\.h5 is no HDF5 file\. Expected: .*\\x89HDF"
    ) as told:
        open_h5(path)
    assert repr(content) in str(told.value)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_that_is_cut_off(path, share):
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ValueError, match="is cut off: its end is missing"):
        open_h5(path)


def test_a_damaged_head(path):
    whole = bytearray(path.read_bytes())
    whole[8:40] = b"\xff" * 32
    path.write_bytes(whole)
    with pytest.raises(ValueError, match=r"data\.h5 is damaged: libhdf5 can't open it"):
        open_h5(path)


WRITER = """
import sys, h5py
file = h5py.File(sys.argv[1], "a", libver="latest")
if len(sys.argv) > 2:
    file.swmr_mode = True
print("open", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("more", [[], ["swmr"]], ids=["locked", "swmr"])
def test_a_file_that_another_process_writes(tmp_path, more):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w", libver="latest") as file:
        file["x"] = [1]
    child = [sys.executable, "-c", WRITER, str(path), *more]
    with subprocess.Popen(child, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline().strip() == b"open"
        with pytest.raises(BlockingIOError, match="is being written by another process"):
            open_h5(path)
        writer.stdin.close()
    open_h5(path).close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_that_may_not_be_read(path):
    path.chmod(0)
    with pytest.raises(PermissionError, match="may not be read"):
        open_h5(path)
