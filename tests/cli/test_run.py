import os
import re
import signal
import subprocess
import sys
import time

import psutil
import pytest

PICTURE = """
from IPython.display import display
import ipywidgets
slider = ipywidgets.IntSlider()
data = slider._repr_mimebundle_()
display(data | {{"image/png": "{pixel}", "text/html": "<b>no picture</b>"}}, raw=True)
slider
"""


def test_a_good_lesson_becomes_a_page_that_needs_no_network(write, call, tmp_path, pixel):
    lesson = write("09_history.ipynb", PICTURE.format(pixel=pixel), "import os; os.getcwd()")
    before = lesson.read_bytes()
    result = call("run", "history", "9")
    assert result.exit_code == 0, result.output
    first, last = result.stdout.splitlines()
    assert first.split()[:2] == ["ok", "09_history"]
    assert last == "1 ok, 0 failed. The pages are in faqlab-run"
    page = (tmp_path / "faqlab-run" / "09_history.html").read_text(encoding="utf-8")
    assert f'src="data:image/png;base64,{pixel}"' in page
    assert "IntSlider(value=0)" in page  # a widget without a picture tells its story in words
    assert "<b>no picture</b>" not in page
    assert "Loading widget" not in page
    assert "widget-state" not in page
    assert "<script" not in page
    assert 'src="http' not in page
    assert "<link" not in page
    assert str(tmp_path) not in page  # it ran in a folder of its own
    assert lesson.read_bytes() == before
    assert os.listdir(lesson.parent) == ["09_history.ipynb"]
    assert sorted(os.listdir(tmp_path)) == ["faqlab-run", "package"]


def test_failures_are_told_and_the_others_run_all_the_same(write, call, tmp_path):
    write("00_start_here.ipynb", "open('litter', 'w').close()")
    write("01_installation.ipynb", "x = 1", "", "\n# why\nraise ValueError('no ' * 200)", "y = 2")
    write("02_configuration.ipynb", "import os", "os._exit(1)")
    write("03_gpu.ipynb", "'fine'")
    (tmp_path / "package" / "04_multi_gpu.ipynb").write_text("<<<<<<< HEAD")
    result = call("run", "--all", "--html", "pages")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line.split()[:2] for line in lines if not line.startswith(" ")][:-1] == [
        ["ok", "00_start_here"],
        ["failed", "01_installation"],
        ["failed", "02_configuration"],
        ["ok", "03_gpu"],
        ["failed", "04_multi_gpu"],
    ]
    assert lines[2:4] == ["        cell [2]  # why", "        ValueError: " + "no " * 62 + "n…"]
    assert lines[5:7] == [
        "        cell [2]  os._exit(1)",
        "        DeadKernel: the kernel died in this cell",
    ]
    assert lines[-2].startswith("        Not a notebook: ")
    assert lines[-1] == "2 ok, 3 failed. The pages are in pages"
    page = (tmp_path / "pages" / "01_installation.html").read_text(encoding="utf-8")
    assert "ValueError" in page
    assert "DeadKernel" in (tmp_path / "pages" / "02_configuration.html").read_text("utf-8")
    assert sorted(os.listdir(tmp_path)) == ["package", "pages"]


MEET = """
import pathlib, time
here = pathlib.Path({folder!r})
(here / "{mine}").touch()
while not (here / "{other}").exists():
    time.sleep(0.05)
"""


@pytest.mark.parametrize(("jobs", "code"), [("2", 0), ("1", 1)])
def test_two_lessons_run_at_a_time_and_are_told_in_their_order(write, call, tmp_path, jobs, code):
    folder = str(tmp_path)
    write("03_gpu.ipynb", MEET.format(folder=folder, mine="gpu", other="history") + "time.sleep(1)")
    write("09_history.ipynb", MEET.format(folder=folder, mine="history", other="gpu"))
    result = call("run", "--all", "--jobs", jobs, "--timeout", "10")
    assert result.exit_code == code, result.output
    lines = [line.split() for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert [line[1] for line in lines[:2]] == ["03_gpu", "09_history"]
    assert [line[0] for line in lines[:2]] == [["ok", "ok"], ["failed", "ok"]][code]


HANG = """
import signal, subprocess, sys, time
for one in (signal.SIGINT, signal.SIGTERM):
    signal.signal(one, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
print("child", "=", child.pid, flush=True)
while True:
    time.sleep(1)
"""


def test_a_cell_that_hangs_and_heeds_nothing_is_killed_with_its_children(write, call, tmp_path):
    before = set(psutil.Process().children(recursive=True))
    write("09_history.ipynb", HANG)
    result = call("run", "history", "--timeout", "3")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1:3] == [
        "        cell [1]  import signal, subprocess, sys, time",
        "        Timeout: the cell took longer than 3 seconds and was stopped",
    ]
    page = (tmp_path / "faqlab-run" / "09_history.html").read_text(encoding="utf-8")
    assert "Timeout: the cell took longer than 3 seconds" in page
    assert set(psutil.Process().children(recursive=True)) <= before
    if sys.platform != "win32":  # there a process has no group that could be killed
        child, deadline = int(re.search(r"child = (\d+)", page)[1]), time.monotonic() + 10
        while runs(child):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def runs(number):
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_kernel_that_does_not_start_is_a_failed_lesson(write, call, monkeypatch):
    from jupyter_client import AsyncKernelManager

    async def start_kernel(self, **more):
        raise RuntimeError("no memory")

    monkeypatch.setattr(AsyncKernelManager, "start_kernel", start_kernel)
    write("09_history.ipynb", "1")
    result = call("run", "history")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1] == "        The kernel did not start: no memory"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows can't send Ctrl-C to one process")
def test_ctrl_c_ends_the_kernel_and_keeps_the_pages(write, tmp_path):
    write("00_start_here.ipynb", "1")
    started = tmp_path / "started"
    write("09_history.ipynb", f"open({str(started)!r}, 'w').close()\nimport time; time.sleep(1000)")
    code = (
        "from pathlib import Path; from faqlab.core import lessons; "
        "lessons.lessons_folder = lambda: Path('package'); "
        "from faqlab.cli import app; app(['run', '--all', '--jobs', '1'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        try:
            deadline = time.monotonic() + 60
            while not started.exists():
                assert child.poll() is None, child.stderr.read()
                assert time.monotonic() < deadline
                time.sleep(0.1)
            family = psutil.Process(child.pid).children(recursive=True)
            assert family
            child.send_signal(signal.SIGINT)
            out, err = child.communicate(timeout=30)
        finally:
            child.kill()
    assert child.returncode == 130
    assert out.split()[:2] == ["ok", "00_start_here"]
    assert err == "Stopped. The pages of the lessons that ended are in faqlab-run\n"
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert os.listdir(tmp_path / "faqlab-run") == ["00_start_here.html"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["histroy"],
            "There is no topic 'histroy'. Expected: a topic such as 'history'. "
            "Received: 'histroy'. `faqlab topics` lists all twenty.",
        ),
        (
            ["loss_gap"],
            "The lesson 'loss_gap' is not written yet. Expected: a lesson that `faqlab topics` "
            "shows with a notebook. Received: 'loss_gap'.",
        ),
        (
            [],
            "It isn't clear which lessons to run. Expected: names of topics, or --all. "
            "Received: ''. `faqlab topics` lists the names.",
        ),
        (
            ["history", "--all"],
            "It isn't clear which lessons to run. Expected: names of topics, or --all. "
            "Received: 'history --all'. `faqlab topics` lists the names.",
        ),
        (
            ["history", "--html", "thesis.txt"],
            "thesis.txt is a file, not a folder. Expected: a folder that can be written, or a "
            "name for a new one. Received: 'thesis.txt'. Name another one: `--html DIR`.",
        ),
    ],
)
def test_bad_input_is_told_and_nothing_runs(write, call, tmp_path, arguments, message):
    write("09_history.ipynb", "1")
    (tmp_path / "thesis.txt").write_bytes(b"words")
    result = call("run", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{message}\n")
    assert not (tmp_path / "faqlab-run").exists()


def test_all_of_nothing_says_so(write, call):
    result = call("run", "--all")
    assert result.exit_code == 2
    assert result.stderr.startswith("No lesson is written yet. Expected: at least one notebook.")


def test_a_page_that_can_t_be_written_is_told(write, call, tmp_path):
    write("09_history.ipynb", "1")
    (tmp_path / "faqlab-run" / "09_history.html").mkdir(parents=True)
    result = call("run", "history")
    assert result.exit_code == 2
    assert result.stderr.startswith("The folder faqlab-run can't be written: ")
