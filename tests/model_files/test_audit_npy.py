import io

import numpy as np

from faqlab.model_files.audit_npy import audit_npy, audit_npz
from faqlab.model_files.findings import Findings


def codes(look, array, save):
    file, found = io.BytesIO(), Findings()
    save(file, array)
    file.seek(0)
    look(file, found)
    return [one.code for one in found]


def npy(file, found):
    audit_npy(file.read(), "a.npy", found)


def npz(file, found):
    audit_npz(file, 0, "a.npz", found)


def test_numbers_are_fine_and_objects_are_a_pickle():
    numbers, objects = np.arange(5), np.array([{}], dtype=object)
    assert codes(npy, numbers, np.save) == []
    assert codes(npz, numbers, np.savez) == []
    assert codes(npy, objects, np.save) == ["pickle"]
    assert codes(npz, objects, np.savez) == ["pickle"]


def test_a_header_that_lies_is_damaged():
    found = Findings()
    audit_npy(b"\x93NUMPY\x01\x00\xff\xff{'descr'", "a.npy", found)
    assert [one.code for one in found] == ["damaged"]


def test_zeros_that_unpack_to_much_are_a_bomb():
    assert codes(npz, np.zeros(20 << 20), np.savez_compressed) == ["bomb"]
