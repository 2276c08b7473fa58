import subprocess
import sys
import time

import psutil

from faqlab.core.process_tree import OWN_GROUP, kill_tree

FAMILY = (
    "import subprocess, sys; "
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)']); "
    "print(child.pid, flush=True); "
)


def wait_until_gone(number, seconds=30):
    deadline = time.monotonic() + seconds
    while psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def start(then):
    process = subprocess.Popen(
        [sys.executable, "-c", FAMILY + then], stdout=subprocess.PIPE, **OWN_GROUP
    )
    with process.stdout:
        return process, int(process.stdout.readline())


def test_what_the_process_started_ends_with_it():
    process, child = start("import time; time.sleep(1000)")
    assert psutil.pid_exists(child)
    kill_tree(process)
    assert process.returncode is not None
    wait_until_gone(child)


def test_a_process_that_has_ended_leaves_nobody_behind_either():
    process, child = start("pass")
    process.wait()
    kill_tree(process)
    if sys.platform != "win32":  # there the tree of a process that has ended can't be found
        wait_until_gone(child)
    else:
        psutil.Process(child).kill()
