"""Datasets by name, and what would come from another file."""

import h5py
import numpy as np
import pytest

from faqlab.core.h5_find import dataset_names, find_dataset

from .h5_files import plain


@pytest.fixture
def other(tmp_path):
    return plain(tmp_path / "other.h5")


@pytest.fixture
def file(tmp_path, other):
    with h5py.File(tmp_path / "data.h5", "w") as file:
        file["train/images"] = np.ones((4, 2))
        file["train/names"] = np.array([b"a", b"b"])
        file["one"] = 3.0
        file.create_dataset("empty", shape=(0, 2), dtype="f4")
        file["soft"] = h5py.SoftLink("/train/images")
        file["train/near"] = h5py.SoftLink("images")
        file["round"] = h5py.SoftLink("/round")
        file["nowhere"] = h5py.SoftLink("/nothing")
        file["outside"] = h5py.ExternalLink("other.h5", "/x")
        file["by_soft"] = h5py.SoftLink("/outside")
        file["gone"] = h5py.ExternalLink("gone.h5", "/x")
        yield file


@pytest.mark.parametrize("name", ["train/images", "/train/images", "soft", "train/near"])
def test_what_is_in_the_file_is_found(file, name):
    assert find_dataset(file, name).shape == (4, 2)


def test_a_wrong_name_gets_the_nearest_ones(file):
    with pytest.raises(ValueError, match=r"no dataset 'train/image' .*one of 'train/images'"):
        find_dataset(file, "train/image")
    with pytest.raises(ValueError, match="no dataset 'train/images/deeper'"):
        find_dataset(file, "train/images/deeper")
    with pytest.raises(ValueError, match="no dataset '/nothing'"):
        find_dataset(file, "nowhere")
    for nothing in ("", "/", None, 3):
        with pytest.raises(ValueError, match="This names no dataset"):
            find_dataset(file, nothing)


def test_what_is_no_array_of_numbers_with_samples(file):
    with pytest.raises(ValueError, match=r"'train' is a group.*'images'"):
        find_dataset(file, "train")
    with pytest.raises(ValueError, match="'train/names' doesn't hold numbers"):
        find_dataset(file, "train/names")
    with pytest.raises(ValueError, match="'one' has no samples"):
        find_dataset(file, "one")


def test_links_in_a_circle_end(file):
    with pytest.raises(ValueError, match="leads to links without an end"):
        find_dataset(file, "round")


@pytest.mark.parametrize("name", ["outside", "by_soft"])
def test_an_external_link_is_followed_only_when_asked(file, name):
    with pytest.raises(ValueError, match=r"in another one\. .*'other\.h5'.*follow_links=True"):
        find_dataset(file, name)
    assert find_dataset(file, name, follow_links=True).shape == (100, 3)


def test_an_external_link_to_a_file_that_is_gone(file):
    with pytest.raises(ValueError, match=r"which can't be read\. .*'gone\.h5'"):
        find_dataset(file, "gone", follow_links=True)


def test_a_virtual_dataset_of_the_same_file_is_fine(file):
    layout = h5py.VirtualLayout((2, 2), "f8")
    layout[:] = h5py.VirtualSource(file["train/images"])[2:]
    file.create_virtual_dataset("virtual", layout)
    assert find_dataset(file, "virtual").shape == (2, 2)


@pytest.mark.parametrize("inner", ["other.h5", "."])
def test_a_virtual_dataset_of_another_file(file, inner):
    layout = h5py.VirtualLayout((100, 3), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "x", (100, 3))
    file.create_virtual_dataset("virtual", layout)
    name = "virtual"
    if inner == ".":  # through one that is in the file
        layout = h5py.VirtualLayout((100, 3), "f4")
        layout[:] = h5py.VirtualSource(".", "virtual", (100, 3))
        file.create_virtual_dataset("twice", layout)
        name = "twice"
    with pytest.raises(ValueError, match=r"they lie in 1 others?\. .*follow_links=True"):
        find_dataset(file, name)
    assert find_dataset(file, name, follow_links=True)[99, 0] == 99


def test_a_virtual_dataset_of_a_file_that_is_gone_would_be_zeros(file):
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("gone.h5", "x", (4,))
    file.create_virtual_dataset("virtual", layout, fillvalue=0)
    assert not file["virtual"][()].any()  # what HDF5 says
    with pytest.raises(ValueError, match=r"missing: HDF5 would give zeros\. .*'gone\.h5'"):
        find_dataset(file, "virtual", follow_links=True)


def test_numbers_in_a_plain_file_beside(file, tmp_path):
    np.arange(4.0).tofile(tmp_path / "raw.bin")
    raw = [(str(tmp_path / "raw.bin"), 0, 32)]
    file.create_dataset("raw", (4,), "f8", external=raw)
    with pytest.raises(ValueError, match="aren't in this file"):
        find_dataset(file, "raw")
    assert find_dataset(file, "raw", follow_links=True).shape == (4,)


def test_a_packing_that_isnt_known(file):
    plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plan.set_chunk((4,))
    plan.set_filter(32_001, h5py.h5z.FLAG_OPTIONAL, ())  # blosc
    space = h5py.h5s.create_simple((4,))
    h5py.h5d.create(file.id, b"packed", h5py.h5t.NATIVE_FLOAT, space, plan)
    with pytest.raises(ValueError, match=r"h5py doesn't know\. .*filter 32001.*hdf5plugin"):
        find_dataset(file, "packed")


def test_names_are_those_of_hard_links(file):
    assert dataset_names(file) == ["empty", "one", "train/images", "train/names"]
    assert dataset_names(file, most=2) == ["empty", "one"]
