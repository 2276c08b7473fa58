import io
import time

import pytest

from faqlab.core.epoch_lines import EpochLines
from faqlab.core.run import Run


class Clock:
    """A `perf_counter` that stands still until it is moved."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    one = Clock()
    monkeypatch.setattr(time, "perf_counter", one)
    return one


@pytest.fixture
def run():
    return Run()


@pytest.fixture
def file(run):
    file = io.StringIO()
    EpochLines(run, file)
    return file


def lines(file):
    return file.getvalue().splitlines()


def test_a_line_an_epoch_with_every_metric_and_no_times(run, file, clock):
    run.begin(epochs=2)
    for epoch in range(2):
        clock.now += 10
        run.add_batch(epoch, 0, {"loss": 0.25})
        run.add_epoch(epoch, {"learning_rate": 0.1, "loss": 0.25, "val_accuracy": 0.987654})
    assert lines(file) == [
        "epoch 1/2  loss 0.25  val_accuracy 0.9877",
        "epoch 2/2  loss 0.25  val_accuracy 0.9877",
    ]


def test_fast_epochs_give_two_lines_a_second(run, file, clock):
    run.begin(epochs=1000)
    for epoch in range(1000):
        run.add_epoch(epoch, {"loss": 0.5})
        clock.now += 0.01  # ten seconds in all
    assert 18 <= len(lines(file)) <= 21
    assert lines(file)[0] == "epoch 1/1000  loss 0.5"


def test_the_last_line_is_the_summary_however_fast_it_comes(run, file, clock):
    run.begin(epochs=2)
    run.add_epoch(0, {"loss": 0.5})
    run.add_epoch(1, {"loss": 0.4})
    run.end("stopped", "Enough.")
    assert lines(file) == ["epoch 1/2  loss 0.5", str(run.summary())]
    assert "Enough." in lines(file)[-1]


def test_the_number_is_that_of_keras_and_the_plan_may_be_unknown(run, file):
    run.begin()
    run.add_epoch(6, {"loss": 0.5})
    assert lines(file) == ["epoch 7  loss 0.5"]


def test_every_line_is_flushed(run):
    """Where the output is a pipe, the reader sees each line when it is written."""

    class File(io.StringIO):
        flushed = ""

        def flush(self):
            self.flushed = self.getvalue()

    file = File()
    EpochLines(run, file)
    run.begin()
    run.add_epoch(0, {"loss": 0.5})
    assert file.flushed == "epoch 1  loss 0.5\n"
