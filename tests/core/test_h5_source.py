"""One file read by several threads and processes: each has it open for itself."""

import multiprocessing
import os
import pickle
import threading

import h5py
import numpy as np
import pytest

from faqlab.core.h5_source import H5Source

from .h5_files import plain

FORKS = "fork" in multiprocessing.get_all_start_methods()


@pytest.fixture
def source(tmp_path):
    one = H5Source(plain(tmp_path / "data.h5"), ["x", "y"])
    yield one
    one.close()


def times_open(path) -> int:
    """How often this file is open; others of this process may come and go."""
    files = h5py.h5f.get_obj_ids(h5py.h5f.OBJ_ALL, h5py.h5f.OBJ_FILE)
    return sum(os.fsdecode(h5py.h5f.get_name(one)) == str(path) for one in files)


def test_what_it_tells(source):
    assert (source.rows, source.shapes) == (100, {"x": (3,), "y": ()})
    assert source.chunk_rows == {"x": 8, "y": 8}
    assert (source.row_bytes("x"), source.row_bytes("y")) == (12, 8)


def test_ranges_and_single_rows(source):
    assert source.read("y", [(3, 5), (90, 92)]).tolist() == [3, 4, 90, 91]
    assert source.pick("y", [5, 5, 1]).tolist() == [5, 5, 1]


def test_it_opens_again_after_close(source):
    assert times_open(source.path) == 1
    source.close()
    assert times_open(source.path) == 0
    assert source.read("y", [(0, 1)]).tolist() == [0]
    assert times_open(source.path) == 1


def test_a_copy_by_pickle_opens_for_itself(source, monkeypatch, tmp_path):
    copy = pickle.loads(pickle.dumps(source))
    monkeypatch.chdir(tmp_path)  # a worker may have another working folder
    assert copy.read("y", [(0, 1)]).tolist() == [0]
    copy.close()


def test_a_relative_path_holds_in_another_folder(tmp_path, monkeypatch):
    plain(tmp_path / "data.h5")
    monkeypatch.chdir(tmp_path)
    source = H5Source("data.h5", ["x"])
    source.close()
    monkeypatch.chdir("/")
    assert source.read("x", [(0, 1)]).shape == (1, 3)
    source.close()


@pytest.mark.skipif(not FORKS, reason="nothing is forked here")
def test_a_child_finds_no_file_open_and_opens_its_own(source):
    assert times_open(source.path) == 1
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        before = times_open(source.path)
        told = before, source.read("y", [(7, 9)]).tolist(), times_open(source.path)
        os.write(writing, repr(told).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 200).decode() == "(0, [7, 8], 1)"
    assert source.read("y", [(7, 9)]).tolist() == [7, 8]
    os.close(reading)
    os.close(writing)


@pytest.mark.skipif(not FORKS, reason="nothing is forked here")
def test_forks_while_threads_read_neither_hang_nor_go_wrong(source):
    stop, wrong = threading.Event(), []

    def read():
        while not stop.is_set():
            if source.read("y", [(0, 100)]).tolist() != list(range(100)):
                wrong.append(1)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for one in threads:
        one.start()
    codes = []
    for _ in range(20):
        child = os.fork()
        if not child:
            os._exit(source.read("y", [(0, 100)]).tolist() != list(range(100)))
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    stop.set()
    for one in threads:
        one.join()
    assert codes == [0] * 20
    assert not wrong


def test_datasets_of_different_lengths(tmp_path):
    path = plain(tmp_path / "data.h5")
    with h5py.File(path, "a") as file:
        file["z"] = np.arange(99)
    with pytest.raises(ValueError, match=r"don't fit together\. .*\"'x' 100, 'z' 99\""):
        H5Source(path, ["x", "z"])


def test_a_dataset_that_is_missing_leaves_no_file_open(tmp_path):
    path = plain(tmp_path / "data.h5")
    with pytest.raises(ValueError, match="There is no dataset 'labels'"):
        H5Source(path, ["x", "labels"])
    assert times_open(path) == 0


def test_a_file_that_was_changed_meanwhile(source):
    source.close()
    plain(source.path, rows=90)
    with pytest.raises(ValueError, match=r"isn't what it was: .* Make the `H5Dataset` anew"):
        source.read("y", [(0, 1)])


def test_a_chunk_that_is_damaged_is_noticed_by_its_checksum(tmp_path):
    path = plain(tmp_path / "data.h5", fletcher32=True)
    with h5py.File(path) as file:
        where = file["x"].id.get_chunk_info(2).byte_offset
    content = bytearray(path.read_bytes())
    content[where + 5] ^= 1
    path.write_bytes(content)
    source = H5Source(path, ["x"])
    assert source.read("x", [(0, 16)])[15, 0] == 15
    with pytest.raises(OSError, match=r"is damaged: rows 16 to 23 of 'x' can't be read\."):
        source.read("x", [(16, 24)])
    with pytest.raises(OSError, match="some of the rows of 'x'"):
        source.pick("x", [17])
    source.close()
