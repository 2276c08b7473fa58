import os

import h5py
import numpy as np
import pytest

from faqlab.model_files.h5_items import AGAIN, ARRAY, EXTERNAL_LINK, GROUP, SOFT_LINK, h5_items


@pytest.fixture
def path(tmp_path):
    with h5py.File(tmp_path / "all.h5", "w") as file:
        file["a/kernel"] = np.arange(12, dtype="float32").reshape(4, 3)
        file["a"].attrs["name"] = "dense"
        file.create_dataset("a/packed", data=np.zeros(1000), chunks=(100,), compression="gzip")
        file["a/self"] = file["a"]
        file["a/bias"] = np.ones(3)
        file["same"] = file["a/bias"]
        file["soft"] = h5py.SoftLink("/etc/passwd")
        file["away"] = h5py.ExternalLink("other.h5", "/secret")
        raw = [("outside.bin", 0, 32)]
        file.create_dataset("elsewhere", shape=(4,), dtype="float64", external=raw)
        layout = h5py.VirtualLayout(shape=(4,), dtype="float64")
        layout[:] = h5py.VirtualSource("third.h5", "x", shape=(4,))
        file.create_virtual_dataset("virtual", layout)
        file["nothing"] = h5py.Empty("float32")
    return tmp_path / "all.h5"


def items(path, **options):
    with h5py.File(path, "r") as file:
        return {one.path: one for one in h5_items(file, **options)}


def test_arrays_are_as_h5py_says(path):
    found = items(path)
    kernel, packed = found["a/kernel"], found["a/packed"]
    with h5py.File(path, "r") as file:
        assert kernel.size == file["a/kernel"].nbytes == 48
        assert packed.size == file["a/packed"].nbytes == 8000
        assert packed.stored == file["a/packed"].id.get_storage_size() < 8000
        assert kernel.place == file["a/kernel"].id.get_offset()
    assert (kernel.kind, kernel.shape, kernel.dtype) == (ARRAY, (4, 3), "float32")
    assert [code for code, _ in packed.filters] == [h5py.h5z.FILTER_DEFLATE]
    assert found["nothing"].shape is None
    with open(path, "rb") as file:
        file.seek(kernel.place)
        assert np.frombuffer(file.read(48), "float32").tolist() == list(range(12))


def test_no_link_is_followed(path):
    found = items(path)
    assert (found["soft"].kind, found["soft"].target) == (SOFT_LINK, "/etc/passwd")
    assert found["away"].kind == EXTERNAL_LINK
    assert "other.h5" in found["away"].target
    assert "/secret" in found["away"].target
    assert found["elsewhere"].outside == ("outside.bin",)
    assert found["virtual"].outside == ("third.h5",)
    assert os.listdir(path.parent) == ["all.h5"]


def test_a_circle_ends_and_a_second_name_is_told(path):
    found = items(path)
    assert found["a"].kind == GROUP
    assert found["a"].attributes.keys() == {"name"}
    assert found["a/self"].kind == AGAIN
    kinds = {found["same"].kind, found["a/bias"].kind}
    assert kinds == {ARRAY, AGAIN}


def test_it_stops_where_it_shall(tmp_path):
    with h5py.File(tmp_path / "many.h5", "w") as file:
        for i in range(300):
            file.create_group(str(i))
    assert len(items(tmp_path / "many.h5")) == 301
    assert len(items(tmp_path / "many.h5", most=50)) <= 51
