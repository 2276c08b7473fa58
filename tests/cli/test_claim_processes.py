import os
import subprocess
import sys
import time

import psutil
import pytest

from faqlab.cli.claim_processes import Task, run_apart

HEAD = """
import ctypes, os, subprocess, sys, time
from pathlib import Path
from faqlab.core.claim import FAQ, HOLDS, Claim, Claims, Evidence
"""


@pytest.fixture
def topic(tmp_path, monkeypatch):
    """Write a module with one claim, `tiny.1`, whose experiment has this body."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def write(body, name="tiny"):
        return write_all([body], name)[0]

    def write_all(bodies, name="tiny"):
        source, tasks = HEAD + "claims = []\n", []
        for number, body in enumerate(bodies, 1):
            tasks.append(Task(name, f"{name}.{number}"))
            claim = f"Claim({tasks[-1].id!r}, 'It is.', (FAQ,), experiment, HOLDS, ())"
            source += f"\ndef experiment():\n    {body}\n\nclaims.append({claim})\n"
        (tmp_path / f"{name}.py").write_text(source + "CLAIMS = Claims(claims)\n")
        return tasks

    write.all = write_all
    return write


def answer(task, limit=60):
    return next(iter(run_apart([task], limit)))[1]


def runs(number):
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(done, seconds=30):
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_evidence_comes_back_whatever_was_printed(topic):
    told = answer(topic("print('x' * 100_000); return Evidence(HOLDS, {'a': 1, 'b': 0.5})"))
    assert told.pop("seconds") < 5
    assert told == {
        "verdict": "holds",
        "condition": "",
        "numbers": {"a": 1, "b": 0.5},
        "error": "",
    }


def test_all_claims_are_listed_with_their_source(topic):
    task = topic("return 1")
    told = answer(Task(task.module))
    assert told["claims"][0]["id"] == "tiny.1"
    assert told["claims"][0]["source"] == "def experiment():\n    return 1"
    assert told["versions"]["python"].startswith("3.")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("os._exit(3)", "Its process ended with exit code 3 and no answer."),
        ("sys.exit('too much')", "Its process ended with exit code 1 and no answer. too much"),
        ("1 / 0", "It raised ZeroDivisionError: division by zero"),
        ("return 'yes'", "It returned 'yes', not Evidence."),
    ],
)
def test_what_ends_early_is_an_answer(topic, body, error):
    assert answer(topic(body))["error"] == error


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_a_segmentation_fault_is_an_answer(topic):
    # A core file would take longer to write than the test lasts.
    body = "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); ctypes.string_at(0)"
    assert answer(topic(body))["error"] == "Its process died of SIGSEGV."


def test_what_hangs_is_killed_with_what_it_started(topic, tmp_path):
    note = tmp_path / "pid"
    sleep = "[sys.executable, '-c', 'import time; time.sleep(1000)']"
    task = topic(
        f"Path({str(note)!r}).write_text(str(subprocess.Popen({sleep}).pid)); time.sleep(1000)"
    )
    told = answer(task, limit=3)
    assert told["error"] == "It took longer than 3 seconds and was stopped."
    wait_until(lambda: not runs(int(note.read_text())))


def test_a_module_that_can_t_be_loaded_is_an_answer(topic, tmp_path):
    topic("return 1")
    (tmp_path / "tiny.py").write_text("import no_such_thing")
    told = answer(Task("tiny"))
    assert told["error"] == "It raised ModuleNotFoundError: No module named 'no_such_thing'"


def test_no_more_run_at_a_time_than_asked_for_and_all_come(topic):
    body = "time.sleep(0.3); return Evidence(HOLDS)"
    tasks = [topic(body, name) for name in ("tiny_a", "tiny_b", "tiny_c", "tiny_d")]
    # Other tests may have left helpers of their own, such as joblib's.
    before = set(psutil.Process().children())
    most, found = 0, []
    for one, _ in run_apart(tasks, limit=60, jobs=2):
        most = max(most, len(set(psutil.Process().children()) - before))
        found.append(one)
    assert sorted(found, key=str) == tasks
    assert most <= 2


def test_a_module_is_one_process_and_one_that_dies_takes_no_other_along(topic):
    tells = "return Evidence(HOLDS, {'process': os.getpid()})"
    tasks = topic.all([tells, tells, "os._exit(3)", tells, "time.sleep(1000)", tells])
    answers = dict(run_apart(tasks, limit=8))
    assert list(answers) == tasks
    told = [one.get("numbers", {}).get("process") for one in answers.values()]
    assert told[0] == told[1]
    assert len({told[0], told[3], told[5]}) == 3
    assert answers[tasks[2]]["error"] == "Its process ended with exit code 3 and no answer."
    assert answers[tasks[4]]["error"] == "It took longer than 8 seconds and was stopped."


def test_the_limit_is_that_of_each_experiment_not_of_all(topic):
    tasks = topic.all(["time.sleep(3); return Evidence(HOLDS)"] * 4)
    assert [told["error"] for _, told in run_apart(tasks, limit=10)] == [""] * 4


def test_closing_it_leaves_no_process_and_no_folder(topic, tmp_path, monkeypatch):
    before = set(psutil.Process().children(recursive=True))
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    quick, slow = topic("return Evidence(HOLDS)"), Task("time", "")
    (tmp_path / "slow.py").write_text("import time; time.sleep(1000)")
    slow = Task("slow")
    answers = run_apart([quick, slow], limit=60)
    assert next(answers)[0] == quick
    assert set(psutil.Process().children(recursive=True)) - before
    answers.close()
    assert set(psutil.Process().children(recursive=True)) <= before
    assert os.listdir(tmp_path / "temp") == []


def test_a_parent_that_is_killed_takes_its_experiments_along(topic, tmp_path):
    tasks = [topic("time.sleep(1000)", name) for name in ("tiny_a", "tiny_b")]
    code = f"from faqlab.cli.claim_processes import Task, run_apart; list(run_apart({tasks!r}, 60))"
    env = {**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", code], env=env) as parent:
        try:
            family = psutil.Process(parent.pid)
            wait_until(lambda: len(family.children(recursive=True)) == 2)
            children = family.children(recursive=True)
        finally:
            parent.kill()
    wait_until(lambda: not any(runs(child.pid) for child in children))
