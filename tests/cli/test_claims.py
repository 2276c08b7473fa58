"""`faqlab claims` from end to end, on tiny topics, and once on a real one."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime

import psutil
import pytest

from faqlab.cli import claims as command
from faqlab.core.topic import TOPICS

TINY = """
import os, time
from faqlab.core.claim import FAQ, FALSE, HOLDS, HOLDS_IF, Claim, Claims, Evidence

def true(a=1):
    return Evidence(HOLDS, {"a": a, "less": a < 2})

def sometimes():
    return Evidence(HOLDS_IF, {}, "it rains")

def crash():
    os._exit(7)

def hang():
    time.sleep(1000)

def claim(number, experiment, expected):
    return Claim(f"tiny.{number}", "It `is`.", (FAQ,), experiment, expected, ("3.15.1",), ("C01",))
"""
GOOD = "CLAIMS = Claims([claim(1, true, HOLDS), claim(2, sometimes, HOLDS_IF)])"
BAD = "CLAIMS = Claims([claim(1, true, FALSE), claim(2, crash, HOLDS), claim(3, hang, HOLDS)])"


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """Let `history` be a topic of our own, and the only one that has claims."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(command, "claim_modules", lambda: {"history": "tiny_claims"})

    def write(claims):
        (tmp_path / "tiny_claims.py").write_text(TINY + claims)

    return write


def test_as_recorded(tiny, call, tmp_path):
    tiny(GOOD)
    result = call("claims", "--json", "found.json", "--html", "found.html")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert " ".join(lines[1].split()) == "✓ tiny.1 It `is`. holds a: 1; less: yes"
    assert " ".join(lines[2].split()) == "◐ tiny.2 It `is`. holds if it rains"
    assert lines[3] == "2 sentences, put to the test: 1 holds, 1 holds on a condition."
    assert result.stderr == "tiny_claims is done: 2 of 2 experiments so far.\n"
    found = json.loads((tmp_path / "found.json").read_text())
    assert datetime.fromisoformat(found["date"]).tzinfo
    assert found["seconds"] > 0
    assert {"faqlab", "keras", "python"} <= set(found)
    assert [one["verdict"] for one in found["claims"]] == ["holds", "holds if"]
    assert found["claims"][0]["numbers"] == {"a": 1, "less": True}
    page = (tmp_path / "found.html").read_text("utf-8")
    assert "def true(a=1):" in page
    assert found["date"] in page
    assert str(tmp_path) not in page + json.dumps(found)
    left = sorted(os.listdir(tmp_path))
    assert [name for name in left if name != "__pycache__"] == [
        "found.html",
        "found.json",
        "tiny_claims.py",
    ]


def test_a_crash_a_hang_and_another_verdict_are_one_row_each(tiny, call):
    tiny(BAD)
    result = call("claims", "history", "--timeout", "3", "--json", "found.json")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "holds (on record: false today, Keras 3.15.1)" in lines[1]
    assert "Its process ended with exit code 7 and no answer." in lines[2]
    assert "It took longer than 3 seconds and was stopped." in lines[3]
    assert lines[4] == (
        "3 sentences, put to the test: 1 holds, 2 without an answer. "
        "Not as recorded: tiny.1, tiny.2, tiny.3."
    )
    with open("found.json") as file:
        found = json.load(file)["claims"]
    assert [one["as_recorded"] for one in found] == [False] * 3
    assert [one["verdict"] for one in found] == ["holds", None, None]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["histroy"],
            "There is no topic 'histroy'. Expected: a topic such as 'history'. "
            "Received: 'histroy'. `faqlab topics` lists all twenty.",
        ),
        (
            ["citing"],
            "Topic 'citing' has no claims yet. Expected: 'history'. Received: 'citing'.",
        ),
        (
            ["--json", "no/found.json"],
            "The folder of no/found.json doesn't exist. Expected: a file that can be written. "
            "Received: 'no/found.json'.",
        ),
        (
            ["--html", "."],
            ". is a folder, not a file. Expected: a file that can be written. Received: '.'.",
        ),
    ],
)
def test_bad_input_is_told_before_anything_runs(tiny, call, arguments, message):
    tiny("raise SystemExit")
    result = call("claims", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.replace(os.sep, "/") == f"{message}\n"


def test_a_file_that_can_t_be_written_in_the_end_is_told(tiny, call, monkeypatch):
    def full(path):
        raise OSError(28, "No space left on device")

    tiny(GOOD)
    monkeypatch.setattr(command, "atomic_write", full)
    result = call("claims", "--json", "found.json")
    assert result.exit_code == 2
    assert "\nfound.json can't be written: No space left on device. Exp" in result.stderr
    assert "tiny.1" in result.stdout  # the table is not lost


def test_the_topics_with_claims_stand_in_reading_order():
    modules = command.claim_modules()
    assert list(modules) == [one.name for one in TOPICS if one.name in modules]
    assert {"history", "layer_outputs", "saving"} <= set(modules)
    assert modules["history"] == "faqlab.claims.history"


def hangs(family):
    try:
        return any("tiny.3" in one.cmdline() for one in family.children())
    except psutil.Error:  # one ended just now
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows can't send Ctrl-C to one process")
def test_ctrl_c_ends_it_cleanly_with_no_child_left(tiny):
    tiny(BAD)
    code = (
        "from faqlab.cli import app, claims; "
        "claims.claim_modules = lambda: {'history': 'tiny_claims'}; app(['claims'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as parent:
        try:
            family, deadline = psutil.Process(parent.pid), time.monotonic() + 60
            while not hangs(family):
                assert parent.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            children = family.children(recursive=True)
            parent.send_signal(signal.SIGINT)
            out, err = parent.communicate(timeout=30)
        finally:
            parent.kill()
    assert (parent.returncode, out) == (130, "")
    assert err == "Stopped. No experiment is left running.\n"
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_a_real_topic(call, tmp_path):
    result = call("claims", "layer_outputs", "--json", tmp_path / "found.json")
    assert result.exit_code == 0, result.output
    assert "10 sentences, put to the test:" in result.stdout
    found = json.loads((tmp_path / "found.json").read_text())
    assert all(one["as_recorded"] for one in found["claims"])
    assert f"Keras {found['keras']} on {found['backend']}, Python" in result.stdout
