"""The peak and the limit, against blocks of known size; psutil says what is resident."""

import sys

import numpy as np
import psutil
import pytest

from faqlab.core import resident_peak
from faqlab.core.resident_peak import ResidentPeak, data_limit

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="measured otherwise there")
MB = 1_000_000


@LINUX
def test_the_peak_is_what_a_block_took_even_if_it_is_gone():
    before = psutil.Process().memory_info().rss
    with ResidentPeak() as peak:
        np.ones(100 * MB, "uint8")
    assert 95 * MB < peak.bytes < 115 * MB
    assert psutil.Process().memory_info().rss - before < 50 * MB


@LINUX
def test_each_block_has_its_own_peak():
    with ResidentPeak() as first:
        np.ones(200 * MB, "uint8")
    with ResidentPeak() as second:
        np.ones(20 * MB, "uint8")
    assert first.bytes > 190 * MB
    assert second.bytes < 50 * MB


@LINUX
def test_where_the_peak_can_not_be_reset_it_is_measured_from_the_highest_point(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(resident_peak, "_RESET", tmp_path / "no such" / "file")
    np.ones(50 * MB, "uint8")
    with ResidentPeak() as peak:
        np.ones(10 * MB, "uint8")
    assert peak.bytes < 10 * MB
    with ResidentPeak() as peak:
        np.ones(800 * MB, "uint8")
    assert 500 * MB < peak.bytes < 850 * MB


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_on_other_systems(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    if system == "win32":
        monkeypatch.setitem(sys.modules, "resource", None)  # there is no such module
    with ResidentPeak() as peak:
        np.ones(MB, "uint8")
    assert (peak.bytes is None) == (system == "win32")
    with data_limit(1) as enforced:
        assert not enforced


@LINUX
def test_the_limit_refuses_what_goes_beyond_and_ends_with_the_block():
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    with data_limit(30 * MB) as enforced:
        assert enforced
        assert np.ones(10 * MB, "uint8").size
        with pytest.raises(MemoryError):
            np.ones(60 * MB, "uint8")
    assert np.ones(60 * MB, "uint8").size
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


@LINUX
def test_the_limit_ends_with_an_error_too():
    with pytest.raises(KeyError), data_limit(MB):
        raise KeyError("x")
    assert np.ones(60 * MB, "uint8").size


@pytest.mark.parametrize("size", [0, 1.5, "many", True])
def test_a_limit_is_a_number_of_bytes(size):
    with pytest.raises(ValueError, match="The limit is wrong"), data_limit(size):
        pass
