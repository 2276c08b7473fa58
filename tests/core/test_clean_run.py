import os
import signal
import subprocess
import sys
import threading
import time

import joblib
import psutil
import pytest

from faqlab.core.clean_run import CleanRun, clean_runs, refuse_errors
from faqlab.core.clean_settings import Settings

RAW = Settings(raw=True)


def raw(function, settings=(RAW,), **named):
    runs = clean_runs(function, settings, **named)
    refuse_errors(runs)
    return [run.returned for run in runs]


def who():
    import os
    import sys

    sys.stayed = getattr(sys, "stayed", 0) + 1
    return os.getpid(), sys.stayed


def test_no_two_runs_share_a_process():
    numbers = raw(who, [RAW] * 4)
    assert len({pid for pid, _ in numbers} | {os.getpid()}) == 5
    assert {stayed for _, stayed in numbers} == {1}


def test_they_share_none_either_where_joblib_keeps_its_workers():
    with joblib.parallel_config(backend="loky", n_jobs=2):
        numbers = raw(who, [RAW] * 4)
    assert len({pid for pid, _ in numbers}) == 4
    assert {stayed for _, stayed in numbers} == {1}


def test_a_function_of_a_notebook_s_cell_brings_along_what_it_uses():
    space = {}
    exec("offset = 2\ndef inner(): return offset\ndef train(): return inner() + 1", space)
    assert raw(space["train"]) == [3]


def test_the_settings_are_made_before_the_start():
    def environment():
        import os

        return [os.environ.get(n) for n in ("PYTHONHASHSEED", "OMP_NUM_THREADS")], hash("keras")

    settings = [Settings(hash_seed=seed, one_thread=True, raw=True) for seed in (1, 1, 2)]
    (one, two, three) = raw(environment, settings)
    assert one[0] == ["1", "1"]
    assert one[1] == two[1] != three[1]


def test_arguments_and_print_and_order():
    def train(number):
        import time

        print("x" * 100_000)
        time.sleep(0.3 if number == 0 else 0)
        return number

    settings = [Settings(arguments=(i,), raw=True) for i in range(3)]
    told = []
    assert raw(train, settings, tell=told.append) == [0, 1, 2]
    assert told == [1, 2, 3]


def broken():
    return undefined_name  # noqa: F821


def hangs():
    import time

    time.sleep(1000)


def test_an_error_is_told_with_its_line_and_three_beats():
    with pytest.raises(RuntimeError) as told:
        raw(broken)
    text = str(told.value)
    line = broken.__code__.co_firstlineno + 1
    assert text.startswith("The training fails in a process of its own. Expected: a function that")
    assert f"NameError: name 'undefined_name' is not defined (line {line} of broken)" in text


@pytest.mark.parametrize(
    ("function", "error"),
    [
        (lambda: sys.exit(3), "SystemExit: 3"),
        (lambda: os._exit(3), "Its process ended with exit code 3 and no answer."),
        (hangs, "It took longer than 1 seconds and was stopped."),
    ],
)
def test_what_ends_or_hangs_is_told(function, error):
    (run,) = clean_runs(function, [RAW], limit=1 if function is hangs else 60)
    assert run.error.startswith(error)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_a_process_that_is_killed_is_told():
    (run,) = clean_runs(lambda: os.kill(os.getpid(), signal.SIGKILL), [RAW])
    assert run.error == "Its process died of SIGKILL."


def test_nothing_returned():
    with pytest.raises(TypeError, match=r"returns nothing .*Received: None\. Let the function end"):
        refuse_errors(clean_runs(lambda: None, [Settings()]))


def test_what_can_t_travel_is_refused_before_a_process_starts():
    lock = threading.Lock()
    with pytest.raises(TypeError, match=r"can't be sent to another process .*Received: <function"):
        raw(lambda: lock)
    with pytest.raises(TypeError, match=r"no training to run.*Received: 3"):
        raw(3)


INTERRUPTED = """
import sys, time
from faqlab.core.clean_run import clean_runs
from faqlab.core.clean_settings import Settings

def hangs(): time.sleep(1000)

try:
    clean_runs(hangs, [Settings()] * 4)
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.stdin.read()
"""


def wait_until(done, seconds=30):
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_ctrl_c_leaves_no_process_behind():
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", INTERRUPTED], **pipes) as parent:
        try:
            family = psutil.Process(parent.pid)
            wait_until(lambda: len(family.children(recursive=True)) == 2)
            children = family.children(recursive=True)
            parent.send_signal(signal.SIGINT)
            assert parent.stdout.readline().strip() == b"interrupted"
            # It still lives: a notebook's kernel does.
            wait_until(lambda: not family.children(recursive=True))
            assert parent.poll() is None
            assert not any(child.is_running() for child in children)
        finally:
            parent.kill()


def test_a_parent_that_is_killed_takes_its_trainings_along():
    with subprocess.Popen([sys.executable, "-c", INTERRUPTED]) as parent:
        try:
            family = psutil.Process(parent.pid)
            wait_until(lambda: len(family.children(recursive=True)) == 2)
            children = family.children(recursive=True)
        finally:
            parent.kill()
    gone = lambda child: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE  # noqa: E731
    wait_until(lambda: all(map(gone, children)))


def test_a_clean_run_says_nothing_by_default():
    assert CleanRun().error == ""
    refuse_errors([CleanRun()])
