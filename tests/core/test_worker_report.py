import signal

import pytest

from faqlab.core.worker_report import Worker, WorkersReport, how_it_ended

LOG = (
    "I0000 00:00:1 grpc_server_lib.cc:467] Started server",
    "",
    "epoch 1 <of> 3",
)


def worker(rank, ended, exit_code=0):
    return Worker(rank, f"127.0.0.1:{rank}", exit_code, ended, LOG)


@pytest.mark.parametrize(
    ("code", "lines", "told"),
    [
        (0, ("ValueError: of another thread",), "finished"),
        (-signal.SIGTERM, (), "killed by SIGTERM"),
        (-250, (), "killed by signal 250"),
        (3, ("all is well",), "exit code 3"),
        (1, ("a.b.KeyError: 'x'", "ValueError: y", "  at z"), "exit code 1: ValueError: y"),
        (1, ("tensorflow.errors_impl.LostError: Graph: x",), "exit code 1: LostError: Graph: x"),
        (1, ("SomeErrorless text",), "exit code 1"),
        (1, ("a.AError: Graph execution error:",), "exit code 1: AError: Graph execution error"),
    ],
)
def test_how_a_process_ended(code, lines, told):
    assert how_it_ended(code, lines) == told


def test_all_finished():
    report = WorkersReport((worker(0, "finished"), worker(1, "finished")))
    assert report.finished
    assert report.died == ()
    assert str(report).splitlines() == [
        "All 2 workers finished.",
        "worker  ended     its last line",
        "0       finished  epoch 1 <of> 3",
        "1       finished  epoch 1 <of> 3",
        "[0] epoch 1 <of> 3",
        "[1] epoch 1 <of> 3",
    ]


def test_the_one_that_died_first_is_named_first_and_marked():
    dead, then, stopped = (
        worker(2, "killed by SIGKILL", -9),
        worker(0, "exit code 1: UnavailableError", 1),
        worker(1, "stopped", -9),
    )
    report = WorkersReport((then, stopped, dead), 2, "worker 2 had died")
    assert not report.finished
    assert report.died == (dead, then)
    assert str(report).splitlines()[0] == (
        "Worker 2 of 3 died: killed by SIGKILL. After it worker 0: exit code 1: UnavailableError. "
        "Stopped, as worker 2 had died: worker 1."
    )
    page = report._repr_html_()
    assert page.count('class="marked"') == 2
    assert "epoch 1 &lt;of&gt; 3" in page


def test_a_traceback_is_in_the_log_alone_unless_the_worker_finished():
    log = ("epoch 1", "Traceback (most recent call last):", '  File "x.py"', "KeyError: 'x'", "end")
    died, finished = (Worker(0, "a:1", 1, ended, log) for ended in ("exit code 1", "finished"))
    assert died.lines == ("epoch 1",)
    assert died.log == finished.lines == log


def test_when_the_time_was_over():
    report = WorkersReport((worker(0, "stopped", -9),), None, "9 seconds were over")
    assert str(report).splitlines()[0] == "Stopped, as 9 seconds were over: worker 0."
