"""The learner's file: what is kept, two kernels at once, and all that can be wrong with a file."""

import json
import os
import re
import subprocess
import sys

import pytest

from faqlab.core import file_lock as lock_module
from faqlab.core import progress as module
from faqlab.core.progress import FILE, Progress, here

WRITER = """
import sys
from faqlab.core.progress import Progress
folder, name, times = sys.argv[1:]
progress = Progress(folder)
sys.stdin.readline()
for time in range(int(times)):
    said = progress.record(f"history.{name}{time}", "right", str(time))
    said += progress.record("history.both", "wrong")
    assert said == "", said
"""


@pytest.fixture
def progress(tmp_path):
    return Progress(tmp_path)


def test_nothing_is_written_before_there_is_an_answer(progress, tmp_path):
    assert progress.entries() == progress.read() == {}
    assert os.listdir(tmp_path) == []


def test_one_small_file_that_says_what_it_is(progress, tmp_path):
    progress.record("history.q1", "wrong", "7")
    assert os.listdir(tmp_path) == [FILE]
    written = json.loads((tmp_path / FILE).read_text("utf-8"))
    assert "Delete this file to start over" in written["about"]
    assert written["exercises"] == {"history.q1": {"state": "wrong", "tries": 1, "answer": "7"}}


@pytest.mark.parametrize(
    ("states", "best"),
    [
        (["wrong", "right", "wrong"], "right"),
        (["noted", "surprised", "noted"], "surprised"),
        (["noted", "right", "surprised"], "right"),
        (["wrong", "wrong"], "wrong"),
    ],
)
def test_what_was_reached_is_never_taken_back(progress, states, best):
    for state in states:
        progress.record("history.q1", state)
    assert progress.entries()["history.q1"] == {"state": best, "tries": len(states)}


def test_the_last_answer_is_kept_and_what_is_no_try_is_not_counted(progress):
    progress.record("history.predict", "noted", "a")
    progress.record("history.predict", "surprised", "b", tries=0)
    progress.record("history.predict", "surprised", "", tries=0)
    entry = progress.entries()["history.predict"]
    assert entry == {"state": "surprised", "tries": 1, "answer": "b"}


def test_another_kernel_sees_it_at_once(progress, tmp_path):
    other = Progress(tmp_path)
    progress.record("history.q1", "right")
    assert other.entries()["history.q1"]["state"] == "right"


def test_who_deletes_the_file_starts_over(progress, tmp_path):
    progress.record("history.q1", "right")
    (tmp_path / FILE).unlink()
    assert progress.entries() == {}
    progress.record("history.q2", "wrong")
    assert list(progress.entries()) == ["history.q2"]


def test_two_processes_at_once_lose_nothing(progress, tmp_path):
    times = 40
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [
        subprocess.Popen([*command, name, str(times)], stdin=subprocess.PIPE, text=True)
        for name in "ab"
    ]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    for writer in writers:
        writer.stdin.close()
    entries = progress.entries()
    assert len(entries) == 2 * times + 1
    assert entries["history.both"]["tries"] == 2 * times
    assert os.listdir(tmp_path) == [FILE]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"3",
        b"{}",
        b'{"exercises": []}',
        b'{"exercises": {"history.q1": 5}}',
        b'{"exercises": {"history.q1": {"state": "right"}}}',
        b'{"exercises": {"history.q1": {"state": 1, "tries": 1}}}',
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_a_damaged_file_is_kept_aside_and_said_once(progress, tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    assert progress.entries() == {}
    with pytest.raises(ValueError, match=r"."):
        progress.read()
    said = progress.record("history.q1", "right")
    kept = next(name for name in os.listdir(tmp_path) if "damaged" in name)
    assert said == f"The file {FILE} was damaged. It is kept as {kept}, and your progress " + (
        "starts anew."
    )
    assert (tmp_path / kept).read_bytes() == content
    assert re.fullmatch(r"faqlab-progress\.damaged-[\d-]+\.json", kept)
    assert progress.record("history.q2", "right") == ""
    assert list(progress.entries()) == ["history.q1", "history.q2"]


def test_a_state_of_a_later_version_is_left_alone(progress, tmp_path):
    later = {"state": "mastered", "tries": 1, "more": [1]}
    (tmp_path / FILE).write_text(json.dumps({"exercises": {"history.q9": later}}), "utf-8")
    progress.record("history.q1", "right")
    assert progress.entries()["history.q9"] == later


@pytest.mark.parametrize("where", ["lock", "write"])
def test_a_folder_that_can_not_be_written_is_said_once_and_remembered(
    progress, tmp_path, monkeypatch, where
):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    target = (lock_module.os, "open") if where == "lock" else (module, "atomic_write")
    with monkeypatch.context() as patch:
        patch.setattr(*target, refuse)
        said = progress.record("history.q1", "wrong", "7")
        assert said.startswith("Your progress can't be saved in this folder (Permission denied).")
        assert progress.record("history.q1", "right", "3") == ""
        remembered = {"history.q1": {"state": "right", "tries": 2, "answer": "3"}}
        assert progress.entries() == remembered
        assert Progress(tmp_path).entries() == {}
    assert progress.record("history.q2", "right") == ""
    assert Progress(tmp_path).entries() == {
        **remembered,
        "history.q2": {"state": "right", "tries": 1},
    }


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="for Windows and for root such a folder can be written",
)
def test_a_read_only_folder_for_real(tmp_path):
    tmp_path.chmod(0o500)
    assert "can't be saved" in Progress(tmp_path).record("history.q1", "right")
    tmp_path.chmod(0o700)


def test_a_folder_in_the_files_place_is_no_crash(progress, tmp_path):
    (tmp_path / FILE).mkdir()
    assert "can't be saved" in progress.record("history.q1", "right")
    assert progress.entries()["history.q1"]["state"] == "right"


def test_here_is_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert here() is here()
    assert here().path == tmp_path / FILE
