"""A worker ends with the process that started it, also if that is killed without a word."""

import subprocess
import sys
import time

import psutil

COMMAND = [sys.executable, "-m", "faqlab.core.worker_process"]

# It starts a process of its own, tells both numbers, and then waits for ever.
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), child.pid, flush=True)
time.sleep(600)
"""


def gone(number, limit=20):
    """Whether a process ends, a zombie counts as ended."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        try:
            if psutil.Process(number).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def test_a_script_runs_as_main_with_its_arguments_and_its_neighbours(tmp_path):
    (tmp_path / "neighbour.py").write_text("word = 'beside'")
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, neighbour\nprint(__name__, sys.argv[1:], neighbour.word, sys.stdin.read())"
    )
    with subprocess.Popen(
        [*COMMAND, script, "a", "b"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.read() == "__main__ ['a', 'b'] beside \n"
        assert process.wait() == 0


def test_when_its_starter_is_gone_it_ends_and_so_do_its_children(tmp_path):
    script = tmp_path / "family.py"
    script.write_text(FAMILY)
    with subprocess.Popen(
        [*COMMAND, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        numbers = [int(one) for one in process.stdout.readline().split()]
        process.stdin.close()
        assert process.wait(20) != 0
        assert gone(numbers[0])
        if sys.platform != "win32":
            assert gone(numbers[1])
        else:
            psutil.Process(numbers[1]).kill()
