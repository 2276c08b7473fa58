import os

import h5py
import numpy as np
import pytest

from faqlab.core.activation_file import ActivationFile, read_activations, storable

A, B = np.arange(12.0).reshape(4, 3), np.ones((4, 2), np.uint8)
ENTRIES = [("encoder", 0), ("encoder/conv", 1), ("same", 0)]


def write(path, batches=3, **more):
    with ActivationFile(path, ENTRIES, **more) as file:
        for number in range(batches):
            file.add([A + number, B])


def test_batches_are_joined_and_names_and_order_kept(tmp_path):
    write(tmp_path / "x.h5", note={"samples": 12})
    file, arrays, note = read_activations(tmp_path / "x.h5")
    with file:
        assert list(arrays) == ["encoder", "encoder/conv", "same"]
        np.testing.assert_array_equal(arrays["encoder"], np.concatenate([A, A + 1, A + 2]))
        assert arrays["encoder/conv"].dtype == np.uint8
        assert arrays["encoder"].id == arrays["same"].id
        assert note == {"samples": 12}
        assert set(file) == {"encoder", "encoder|conv", "same"}


def test_any_reader_of_hdf5_finds_the_data_sets(tmp_path):
    write(tmp_path / "x.h5")
    with h5py.File(tmp_path / "x.h5") as file:
        assert file["encoder|conv"].shape == (12, 2)


def test_what_does_not_grow_is_written_once(tmp_path):
    with ActivationFile(tmp_path / "x.h5", [("a", 0), ("b", 1)]) as file:
        for _ in range(3):
            file.add([A, B], [True, False])
    file, arrays, _ = read_activations(tmp_path / "x.h5")
    with file:
        assert arrays["a"].shape == (12, 3)
        assert arrays["b"].shape == (4, 2)


def test_names_that_differ_in_the_stroke_only_are_kept_apart(tmp_path):
    with ActivationFile(tmp_path / "x.h5", [("a/b", 0), ("a|b", 1)]) as file:
        file.add([A, B])
    file, arrays, _ = read_activations(tmp_path / "x.h5")
    with file:
        assert arrays["a/b"].shape == (4, 3)
        assert arrays["a|b"].shape == (4, 2)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_half_a_file_is_never_left(tmp_path, error):
    (tmp_path / "x.h5").write_bytes(b"old")

    def write_half():
        with ActivationFile(tmp_path / "x.h5", ENTRIES) as file:
            file.add([A, B])
            raise error

    with pytest.raises(error):
        write_half()
    assert os.listdir(tmp_path) == ["x.h5"]
    assert (tmp_path / "x.h5").read_bytes() == b"old"


def test_a_full_disk_is_said_before(tmp_path):
    with pytest.raises(OSError, match=r"no room for x.h5. Expected: 1e\+12 GB free. Received: "):
        ActivationFile(tmp_path / "x.h5", ENTRIES, size=10**21)


def test_other_files_are_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="There is no file"):
        read_activations(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("no")
    h5py.File(tmp_path / "other.h5", "w").close()
    for name in ("text.h5", "other.h5"):
        with pytest.raises(ValueError, match=r"doesn't hold outputs .*Received: '" + name):
            read_activations(tmp_path / name)


def test_scalars_words_and_half_precision(tmp_path):
    import ml_dtypes

    half = storable(np.ones(3, ml_dtypes.bfloat16))
    assert half.dtype == np.float32
    words = np.array([b"one", b"two"], dtype=object)
    with ActivationFile(tmp_path / "x.h5", [("loss", 0), ("words", 1)]) as file:
        file.add([np.float32(3.0)[()], words], [False, True])
        file.add([np.float32(4.0)[()], words], [False, True])
    file, arrays, _ = read_activations(tmp_path / "x.h5")
    with file:
        assert arrays["loss"][()] == 3
        assert list(arrays["words"]) == [b"one", b"two"] * 2
