"""What is written is read by h5py itself; what fails leaves the older file whole."""

import h5py
import numpy as np
import pytest

from faqlab.core.h5_write import write

X = np.random.default_rng(0).normal(size=(1000, 8, 8, 1)).astype("float32")
Y = np.arange(1000)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data.h5"


def read(path):
    with h5py.File(path) as file:
        return {name: one[()] for name, one in file.items()}


@pytest.mark.parametrize("compression", [None, "gzip", "lzf"])
@pytest.mark.parametrize("checksum", [True, False])
def test_arrays_come_back(path, compression, checksum):
    told = write(path, {"x": X, "y": Y}, compression=compression, checksum=checksum)
    found = read(path)
    assert np.array_equal(found["x"], X)
    assert np.array_equal(found["y"], Y)
    assert found["y"].dtype == Y.dtype
    with h5py.File(path) as file:
        assert (file["x"].compression, file["x"].fletcher32) == (compression, checksum)
        assert file["x"].chunks == (1000, 8, 8, 1)
    assert (told.path, told.samples, told.chunk) == (path, 1000, 1000)
    assert told.size == path.stat().st_size


def test_chunks_are_whole_rows_of_about_the_size_asked_for(path):
    told = write(path, {"x": X, "y": Y}, chunk_bytes=10_000)
    with h5py.File(path) as file:
        assert file["x"].chunks == (39, 8, 8, 1)  # 39 rows of 256 bytes
        assert file["y"].chunks == (39,)
    assert "1,000 samples in 26 chunks of 39 rows" in repr(told)
    write(path, {"x": X}, chunk_bytes=1, overwrite=True)
    with h5py.File(path) as file:
        assert file["x"].chunks == (1, 8, 8, 1)


@pytest.mark.parametrize("size", [9, 64, 999])
def test_parts_come_back_as_a_whole(path, size):
    parts = ({"x": X[i : i + size], "y": Y[i : i + size]} for i in range(0, 1000, size))
    assert write(path, parts, chunk_bytes=5000).samples == 1000
    found = read(path)
    assert np.array_equal(found["x"], X)
    assert np.array_equal(found["y"], Y)


def test_parts_never_are_in_memory_all_at_once(path):
    alive = []

    class Part(dict):
        def __del__(self):
            alive.pop()

    def parts():
        for _ in range(50):
            alive.append(1)
            assert len(alive) <= 3  # the first, which all are checked by, the last, and this one
            yield Part(x=X[:10])

    assert write(path, parts()).samples == 500


def test_what_slices_like_an_array_is_read_in_parts(path, tmp_path):
    with h5py.File(tmp_path / "old.h5", "w") as old:
        old["x"] = X
        write(path, {"x": old["x"]})
    memory = np.memmap(tmp_path / "raw", "float32", "w+", shape=X.shape)
    memory[:] = X
    write(path, {"x": memory}, overwrite=True)
    assert np.array_equal(read(path)["x"], X)


def test_attributes(path):
    write(path, {"x": X}, attributes={"classes": ["a", "b"], "mean": 0.5})
    with h5py.File(path) as file:
        assert file.attrs["mean"] == 0.5
        assert list(file.attrs["classes"]) == ["a", "b"]


def test_groups_by_their_names(path):
    write(path, {"train/x": X, "train/y": Y})
    with h5py.File(path) as file:
        assert set(file["train"]) == {"x", "y"}


def test_progress_is_told_by_samples(path):
    told = []
    write(path, {"x": X}, chunk_bytes=5000, progress=lambda *now: told.append(now))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1] == (1000, 1000)
    told.clear()
    parts = ({"x": X[:300]} for _ in range(3))
    write(path, parts, overwrite=True, progress=lambda *now: told.append(now))
    assert told[-1] == (900, 0)


def test_nothing_is_replaced_unasked(path):
    path.write_text("mine")
    with pytest.raises(FileExistsError, match=r"data\.h5 is there already\. .*overwrite=True"):
        write(path, {"x": X})
    assert path.read_text() == "mine"


def test_an_older_file_survives_a_failure(path, tmp_path):
    write(path, {"x": X})

    def failing():
        yield {"x": X}
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        write(path, failing(), overwrite=True)
    assert np.array_equal(read(path)["x"], X)
    assert [one.name for one in tmp_path.iterdir()] == ["data.h5"]


def test_an_open_reader_keeps_the_older_file(path):
    write(path, {"x": X})
    with h5py.File(path) as file:
        write(path, {"x": X[:5]}, overwrite=True)
        assert np.array_equal(file["x"][()], X)
    assert read(path)["x"].shape[0] == 5


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, r"A part of the data is wrong\. Expected: a name or more"),
        ([], r"There are no data\. Expected: one part at least"),
        (X, r"These are no data\. .*Received: 'ndarray'"),
        ("x", "These are no data"),
        ({"x": X, "y": Y[:-1]}, r"don't fit together\. .*'x': 1000, 'y': 999"),
        ({"x": X[:0]}, "as many samples in each, one at least"),
        ({"x": 3.0}, r"another shape\. Expected: an array of shape \(samples\)"),
        ({"x": ["a", "b"]}, r"'x' doesn't hold numbers\. .*<U1"),
        ([{"x": X}, {"z": X}], r"a dict with the names \['x'\]. Received: \['z'\]"),
        ([{"x": X}, {"x": X[:, :4]}], r"shape \(samples, 8, 8, 1\)\. Received: \(1000, 4, 8, 1\)"),
        ([{"x": X}, X], r"Received: 'ndarray'"),
    ],
)
def test_bad_data(path, data, words):
    with pytest.raises(ValueError, match=words):
        write(path, data)
    assert not path.exists()


def test_bad_arguments(path):
    with pytest.raises(ValueError, match=r"no compression 'zip' here\. .*'gzip'"):
        write(path, {"x": X}, compression="zip")
    with pytest.raises(ValueError, match="The number of bytes of a chunk is wrong"):
        write(path, {"x": X}, chunk_bytes=0)
    with pytest.raises(FileNotFoundError):
        write(path.parent / "none" / "data.h5", {"x": X})
