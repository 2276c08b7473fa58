"""The lab on a file of 49 MB with a limit of 40 MB, and what it says where a way goes wrong."""

import contextlib
import sys

import h5py
import numpy as np
import pytest

from faqlab.core import memory_lab as module
from faqlab.core.clean_run import CleanRun
from faqlab.core.large_digits import write_digits
from faqlab.core.memory_lab import memory_lab, small_network
from faqlab.core.reading_ways import WAYS

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="nothing enforces the limit there")
SAMPLES, BYTES = 12_000, 12_000 * (32 * 32 * 4 + 8)
LIMIT = 40_000_000


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("lab") / "digits.h5"
    write_digits(path, samples=SAMPLES, progress=False)
    return path


@pytest.fixture(scope="module")
def lab(path):
    return memory_lab(path, LIMIT, progress=False)


def test_the_file_is_larger_than_the_limit_and_only_the_array_does_not_fit(lab):
    assert (lab.samples, lab.file, lab.limit) == (SAMPLES, BYTES, LIMIT)
    assert lab.file > lab.limit
    assert {name: lab[name].fits for name in WAYS} == dict.fromkeys(WAYS, True) | {"array": False}


@LINUX
def test_the_array_fails_for_want_of_memory_and_its_true_peak_is_measured(lab):
    assert lab.enforced
    assert lab["array"].trouble == "MemoryError"
    # The file once as our array, once as TensorFlow's, at the least.
    assert 2 * BYTES < lab["array"].bytes < 4 * BYTES
    assert all(lab[name].bytes < LIMIT for name in WAYS if name != "array")


def test_all_ways_make_the_same_network(lab):
    assert lab.same
    assert lab["array"].outputs.shape == (64, 10)


def test_nothing_is_left_beside_the_file(lab, path):
    assert [one.name for one in path.parent.iterdir()] == ["digits.h5"]


def test_a_way_that_gets_through_and_takes_more_does_not_fit(path, monkeypatch):
    """Where nothing enforces the limit, or the memory isn't of the kind that is."""
    monkeypatch.setattr(module, "data_limit", lambda size: contextlib.nullcontext(False))
    small = path.with_name("small.h5")
    write_digits(small, samples=300, progress=False)
    probe = np.zeros((1, 32, 32, 1))
    found, enforced = module._in_both(
        WAYS["array"], small_network, str(path), str(small), 128, 1_000_000, probe
    )
    assert not enforced
    if found.bytes is not None:
        assert (found.fits, found.trouble) == (False, "takes more")


def here(work, tasks, **more):
    """Instead of other processes; those are tested with `forked_runs`."""
    found = []
    for task in tasks:
        try:
            found.append(CleanRun(work(*task)))
        except Exception as error:
            found.append(CleanRun(error=f"{type(error).__name__}: {error}"))
    return found


def test_a_way_that_dies_of_the_limit_is_told_and_measured_without_it(path, monkeypatch):
    calls = []

    def dies_at_first(work, tasks, **more):
        calls.append(tasks)
        first = len(calls) == 1
        return [CleanRun(error="Its process died of SIGABRT.")] if first else here(work, tasks)

    monkeypatch.setattr(module, "forked_runs", dies_at_first)
    way = {"loop": WAYS["train_on_batch"]}
    lab = memory_lab(path, ways=way, batch_size=1000, progress=False)
    assert (lab["loop"].fits, lab["loop"].trouble) == (False, "process died of SIGABRT")
    assert lab.enforced
    assert lab["loop"].seconds > 0
    assert [task[5] for tasks in calls for task in tasks] == [48_000_000, None]


def stands(model, path, batch_size):
    raise KeyError("no such column")


def test_a_way_that_fails_without_the_limit_is_an_error(path, monkeypatch):
    monkeypatch.setattr(module, "forked_runs", here)
    with pytest.raises(RuntimeError, match=r"The way 'stands' fails.*no such column"):
        memory_lab(path, ways={"stands": stands}, progress=False)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"ways": {}}, ValueError, "There is nothing to measure"),
        ({"ways": {"a": 3}}, TypeError, "'a' is no function"),
        ({"network": "small"}, TypeError, "'network' is no function"),
        ({"limit": 0}, ValueError, "The limit is wrong"),
        ({"batch_size": 1.5}, ValueError, "The batch size is wrong"),
    ],
)
def test_bad_arguments(path, wrong, error, message):
    with pytest.raises(error, match=message):
        memory_lab(path, **wrong)


def test_bad_files(tmp_path):
    with pytest.raises(FileNotFoundError, match="There is no such file"):
        memory_lab(tmp_path / "none.h5")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["x"] = np.zeros(3)
    with pytest.raises(ValueError, match=r"a\.h5 has no 'y'"):
        memory_lab(tmp_path / "a.h5")
