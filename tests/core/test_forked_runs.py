"""Processes that are copied: what each sees, what it returns, and how it ends."""

import os
import signal
import sys
import threading
import time

import psutil
import pytest

from faqlab.core import forked_runs as module
from faqlab.core.forked_runs import can_fork, forked_runs

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked there")
PLAIN = {"imports": ["json"]}


def what(kind):
    import json

    seen = getattr(json, "mark", "clean")
    json.mark = "used"
    if kind == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "exits":
        os._exit(3)
    if kind == "hangs":
        time.sleep(60)
    if kind == "raises":
        raise KeyError("nothing there")
    return os.getpid(), os.getppid(), seen


@pytest.fixture(scope="module")
def runs():
    told = []
    kinds = ["works", "dies", "exits", "hangs", "raises", "works"]
    found = forked_runs(what, [(kind,) for kind in kinds], limit=3, tell=told.append, **PLAIN)
    return found, told


@LINUX
def test_each_call_has_a_process_of_its_own_which_is_clean(runs):
    (first, *_, last), _ = runs
    assert first.returned[0] != last.returned[0]
    assert first.returned[1] == last.returned[1] != os.getpid()
    assert first.returned[2] == last.returned[2] == "clean"


@LINUX
def test_how_a_call_ended_is_told_and_the_others_go_on(runs):
    errors = [run.error for run in runs[0]]
    assert errors[0] == errors[5] == ""
    assert errors[1] == "Its process died of SIGKILL."
    assert errors[2] == "Its process ended with exit code 3 and no answer."
    assert errors[3] == "It took longer than 3 seconds and was stopped."
    assert errors[4].startswith("KeyError: 'nothing there' (line ")


@LINUX
def test_no_process_is_left(runs):
    pids = {pid for run in runs[0] if run.returned for pid in run.returned[:2]}
    assert not [pid for pid in pids if psutil.pid_exists(pid)]


@LINUX
def test_an_interrupt_ends_the_forks_too(tmp_path):
    place = tmp_path / "pid"

    def sleeps():
        place.write_text(str(os.getpid()))
        time.sleep(60)

    def interrupt():
        while not (place.exists() and place.read_text()):
            time.sleep(0.05)
        signal.raise_signal(signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        forked_runs(sleeps, [()], **PLAIN)
    psutil.wait_procs([psutil.Process(int(place.read_text()))] if alive(place) else [], timeout=10)
    assert not alive(place)


def alive(place):
    return psutil.pid_exists(int(place.read_text()))


def test_without_forks_each_call_gets_a_new_python(monkeypatch):
    monkeypatch.setattr(module, "can_fork", lambda: False)
    told = []
    runs = forked_runs(pow, [(2, 3), ("a", 1)], tell=told.append)
    assert runs[0].returned == 8
    assert runs[1].error.startswith("TypeError")
    assert told == [1, 2]


def test_progress_is_told():
    told = []
    runs = forked_runs(lambda i: time.sleep(0.6) or i, [(0,), (1,)], tell=told.append, **PLAIN)
    assert [run.returned for run in runs] == [0, 1]
    assert told == sorted(told)
    assert told[0] == 1


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_other_backends_are_not_forked(monkeypatch, backend):
    monkeypatch.setenv("KERAS_BACKEND", backend)
    assert not can_fork()


def test_errors_of_the_whole():
    with pytest.raises(TypeError, match="There is nothing to run"):
        forked_runs(3, [()])
    with pytest.raises(RuntimeError, match="ModuleNotFoundError"):
        forked_runs(pow, [(2, 3)], imports=["no_such_module"])


@LINUX
def test_what_can_not_travel_is_told():
    lock = threading.Lock()
    with pytest.raises(TypeError, match="can't be sent to another process"):
        forked_runs(lambda: lock, [()])
