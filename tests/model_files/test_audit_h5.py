import io

import h5py
import numpy as np
import pytest

from faqlab.model_files.audit_h5 import audit_h5
from faqlab.model_files.findings import Findings


def looked_at(fill):
    file, found = io.BytesIO(), Findings()
    with h5py.File(file, "w") as opened:
        fill(opened)
    size = audit_h5(file, len(file.getvalue()), "x.h5", found)
    return size, [one.code for one in found]


def test_honest_weights_raise_no_alarm_and_are_counted():
    size, codes = looked_at(lambda file: file.create_dataset("layers/a", data=np.ones(10, "f4")))
    assert (size, codes) == (40, [])


def nan(file):
    file["layers/a"] = np.array([1, np.nan])


def external(file):
    file["layers/a"] = h5py.ExternalLink("other.h5", "/x")


def elsewhere(file):
    file.create_dataset("layers/a", (4,), "f4", external=[("secret.bin", 0, 16)])


def bomb(file):
    file.create_dataset("layers/a", (10**9,), "f4", chunks=(10**6,), compression="gzip")


@pytest.mark.parametrize("fill", [nan, external, elsewhere, bomb])
def test_each_trick_is_found(fill):
    assert looked_at(fill)[1]


def test_what_is_no_hdf5_is_told():
    found = Findings()
    audit_h5(io.BytesIO(b"nothing"), 7, "x.h5", found)
    assert list(found)
