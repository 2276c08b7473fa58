"""The launcher, with scripts that need no Keras: they start in a moment."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from faqlab.core.worker_launch import Workers, launch_workers

ASLEEP = "import time; print('asleep', flush=True); time.sleep(600)"
WHO = "import json, os; RANK = json.loads(os.environ['TF_CONFIG'])['task']['index']\n"


@pytest.fixture
def script(tmp_path):
    def write(text):
        path = tmp_path / "script.py"
        path.write_text(text)
        return path

    return write


def alive(tmp_path):
    """The processes that have a script of this test in their command."""
    found = []
    for one in psutil.process_iter(["cmdline", "status"]):
        command = one.info["cmdline"] or []
        if any(str(tmp_path) in part for part in command) and one.info["status"] != "zombie":
            found.append(one)
    return found


def gone(tmp_path, limit=20):
    end = time.monotonic() + limit
    while alive(tmp_path) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(tmp_path)


def test_each_worker_writes_and_is_heard(script, tmp_path):
    heard = []
    path = script(
        WHO + "import sys; print('I am', RANK, sys.argv[1]); print('oh', file=sys.stderr)"
    )
    with Workers(path, 3, ["x"], told=lambda *line: heard.append(line)) as workers:
        report = workers.wait(limit=60)
    assert report.finished
    assert [sorted(one.lines) for one in report.workers] == [
        [f"I am {i} x", "oh"] for i in range(3)
    ]
    assert sorted(heard) == sorted((i, line) for i in range(3) for line in (f"I am {i} x", "oh"))
    assert len({one.address for one in report.workers}) == 3
    assert gone(tmp_path)


def test_one_is_killed_the_other_is_stopped_and_all_is_told(script, tmp_path):
    with Workers(script(ASLEEP)) as workers:
        assert workers.wait_for("asleep", 0)
        assert workers.wait_for("asleep", 1)
        workers.kill(1)
        report = workers.wait(limit=60, grace=0.1)
    assert [one.rank for one in report.died] == [1]
    assert report.workers[0].ended == "stopped"
    if sys.platform != "win32":
        assert str(report).startswith(
            "Worker 1 of 2 died: killed by SIGKILL. Stopped, as worker 1 had died: worker 0."
        )
    assert gone(tmp_path)


def test_one_that_raises_is_told_with_its_error(script, tmp_path):
    path = script(WHO + "if RANK == 1: raise KeyError('lost')\nimport time; time.sleep(600)")
    with Workers(path) as workers:
        report = workers.wait(limit=60, grace=0.1)
    assert report.died[0].ended == "exit code 1: KeyError: 'lost'"
    assert gone(tmp_path)


def test_when_the_time_is_over_all_are_stopped(script, tmp_path):
    with Workers(script(ASLEEP)) as workers:
        report = workers.wait(limit=0.5)
    assert not report.finished
    assert "0.5 seconds were over: workers 0, 1" in str(report)
    assert gone(tmp_path)


def test_what_is_never_written(script):
    with Workers(script("print('no')"), 1) as workers:
        assert not workers.wait_for("yes")
        assert not workers.wait_for("yes", limit=0)


def test_an_error_in_the_block_leaves_nobody(script, tmp_path):
    def block():
        with Workers(script(ASLEEP)) as workers:
            assert workers.wait_for("asleep")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        block()
    assert gone(tmp_path)


LAUNCHER = """
import sys
from faqlab.core.worker_launch import Workers
with Workers(sys.argv[1]) as workers:
    for rank in (0, 1):
        workers.wait_for("asleep", rank)
    print("both", flush=True)
    workers.wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it sends signals")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGKILL"])
def test_ctrl_c_and_the_launchers_own_death_end_all_workers(script, tmp_path, sent):
    path = script(ASLEEP)
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as launcher:
        assert launcher.stdout.readline() == "both\n"
        assert len(alive(tmp_path)) == 3
        os.kill(launcher.pid, getattr(signal, sent))
        launcher.wait(20)
        assert gone(tmp_path)
        assert ("KeyboardInterrupt" in launcher.stderr.read()) == (sent == "SIGINT")


def test_a_script_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no script to run\. Expected: a Python file"):
        Workers(tmp_path / "none.py")


def test_too_few(script):
    with pytest.raises(ValueError, match=r"Expected: 1 or more\. Received: 0"):
        Workers(script(""), 0)


def test_a_cluster_needs_ray(script, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ImportError, match=r"Ray isn't installed.* Expected: `pip install ray`"):
        launch_workers(script(""), address="auto")


ON_JAX = """
import keras

keras.distribution.initialize()
import jax
import numpy as np

rank, workers = jax.process_index(), jax.process_count()
keras.distribution.set_distribution(keras.distribution.DataParallel(auto_shard_dataset=False))
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
model.compile("sgd", "mse")
x = np.arange(24, dtype="float32").reshape(8, 3)[rank::workers] / 24
history = model.fit(x, x[:, :2], batch_size=4, shuffle=False, verbose=0)
print(rank, f"loss {history.history['loss'][0]:.5f}")
"""


def test_keras_on_jax_finds_the_other_worker(script):
    pytest.importorskip("jax")
    report = launch_workers(script(ON_JAX), backend="jax", limit=200)
    assert report.finished, report
    lines = [one.lines[-1].split(" ", 1) for one in report.workers]
    assert [rank for rank, _ in lines] == ["0", "1"]
    assert lines[0][1] == lines[1][1]
