"""Python's half of the chart, with a comm that keeps what is sent to the page."""

import time
import warnings

import comm
import numpy as np
import pytest
from comm.base_comm import BaseComm

from faqlab.core.recorder import Recorder
from faqlab.core.run import Run
from faqlab.widgets.run_chart import RunChart, as_run, as_runs, refuse_unknown

STOPPED = "The Stop button was pressed."


class KeptComm(BaseComm):
    """Keeps the messages for the page, and plays the page's own."""

    def __init__(self, *args, **kwargs):
        self.sent = []
        super().__init__(*args, **kwargs)

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        self.sent.append((msg_type, data, buffers))

    def from_page(self, **message):
        content = {"data": {"method": "custom", "content": message}}
        self.handle_msg({"content": content, "buffers": []})


class Clock:
    """A `perf_counter` that stands still until it is moved."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    monkeypatch.setattr(comm, "create_comm", KeptComm)


@pytest.fixture
def clock(monkeypatch):
    one = Clock()
    monkeypatch.setattr(time, "perf_counter", one)
    return one


def rows(chart, since=0):
    """The messages about runs, as `(message, buffers)`, that the page was sent."""
    sent = [(data["content"], buffers) for _, data, buffers in chart.comm.sent if "content" in data]
    return [(m, b) for m, b in sent if m["kind"] == "rows"][since:]


def trained(name="run", epochs=2) -> Run:
    run = Run(name)
    run.begin(epochs=epochs, steps=1)
    for epoch in range(epochs):
        run.add_batch(epoch, 0, {"loss": 1 / (epoch + 1)})
        run.add_epoch(epoch, {"loss": 1 / (epoch + 1), "val_loss": 0.5})
    run.end("completed")
    return run


def test_the_page_says_hello_and_is_told_everything_each_time():
    chart = RunChart(trained(), compare=[trained("old", epochs=3)])
    assert rows(chart) == []
    for time_ in range(2):
        chart.comm.from_page(kind="hello")
        (mine, my_data), (old, old_data) = rows(chart, since=2 * time_)
        assert (mine["key"], mine["role"], mine["epochs"]["rows"]) == ("run", "run", 2)
        assert (old["key"], old["role"], old["epochs"]["rows"]) == ("compare0", "compare", 3)
        assert np.frombuffer(my_data[0], np.float32).tolist() == [1.0, 0.5]
        assert len(np.frombuffer(old_data[0], np.float32)) == 3
        assert mine["epochs"]["start"] == mine["batches"]["start"] == 0


def test_the_run_alone_is_told_of_as_it_grows_and_only_its_news(clock):
    run = Run()
    chart = RunChart(run, compare=[trained("old")])
    run.begin()
    for batch in range(3):
        clock.now += 1
        run.add_batch(0, batch, {"loss": 1.0})
    assert {message["key"] for message, _ in rows(chart)} == {"run"}
    assert [message["batches"]["rows"] for message, _ in rows(chart)] == [0, 1, 2, 3]
    assert max(len(buffers[0]) for _, buffers in rows(chart)) <= 2 * 4


def test_seven_messages_a_second_however_fast_the_batches_are(clock):
    run = Run()
    chart = RunChart(run)
    run.begin()
    for batch in range(2000):
        clock.now += 0.001
        run.add_batch(0, batch, {"loss": 1.0})
    assert 12 <= len(rows(chart)) <= 16
    run.end("completed")
    last, _ = rows(chart)[-1]
    assert (last["state"], last["batches"]["rows"]) == ("completed", 2000)


def test_slow_batches_are_told_at_once(clock):
    run = Run()
    chart = RunChart(run)
    run.begin()
    for batch in range(5):
        clock.now += 3
        run.add_batch(0, batch, {"loss": 1.0})
        assert rows(chart)[-1][0]["batches"]["rows"] == batch + 1


def test_an_ending_is_told_however_soon_it_comes(clock):
    run = Run()
    chart = RunChart(run)
    run.begin()
    run.add_batch(0, 0, {"loss": 1.0})
    run.end("stopped", "Enough.")
    assert [message["state"] for message, _ in rows(chart)] == ["training", "stopped"]


def test_stop_is_passed_on_for_the_fit_that_runs_and_for_no_other():
    run, heard = Run(), []
    chart = RunChart(run, stop=heard.append)
    run.begin()
    first = rows(chart)[-1][0]["fit"]
    run.end("completed")
    run.begin()
    second = rows(chart)[-1][0]["fit"]
    assert first != second
    chart.comm.from_page(kind="stop", fit=first)
    assert heard == []
    chart.comm.from_page(kind="stop", fit=second)
    assert heard == [STOPPED]


@pytest.mark.parametrize("message", [{}, {"kind": "other"}, {"kind": "stop"}])
def test_other_messages_do_nothing(message):
    run, heard = Run(), []
    chart = RunChart(run, stop=heard.append)
    run.begin()
    before = len(rows(chart))
    chart.comm.from_page(**message)
    assert (heard, len(rows(chart))) == ([], before)


@pytest.mark.parametrize("stop", [None, print])
def test_the_page_is_told_whether_there_is_a_stop_button(stop):
    chart = RunChart(trained(), stop=stop)
    chart.comm.from_page(kind="hello")
    assert rows(chart)[-1][0]["stoppable"] == (stop is not None)


def test_without_a_stop_nothing_is_called():
    run = Run()
    chart = RunChart(run)
    run.begin()
    chart.comm.from_page(kind="stop", fit=rows(chart)[-1][0]["fit"])
    assert run.state == "training"


def test_a_page_that_can_not_be_reached_does_not_end_training(monkeypatch):
    run = Run("digits")
    chart = RunChart(run)
    run.begin()

    def broken(*args, **kwargs):
        raise OSError("the socket is closed")

    monkeypatch.setattr(chart.comm, "publish_msg", broken)
    with pytest.warns(UserWarning, match=r"view of run 'digits' failed.*socket.*goes on"):
        run.end("failed")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run.begin()
        run.add_batch(0, 0, {"loss": 1.0})
    assert len(run.batches) == 1


def test_two_charts_on_one_run_are_both_told_and_one_may_close(clock):
    run = Run()
    charts = [RunChart(run), RunChart(run)]
    run.begin()
    assert [len(rows(chart)) for chart in charts] == [1, 1]
    left = charts[0].comm
    charts[0].close()
    clock.now += 1
    run.add_batch(0, 0, {"loss": 1.0})
    assert rows(charts[1])[-1][0]["batches"]["rows"] == 1
    assert [kind for kind, _, _ in left.sent][-1] == "comm_close"
    assert run._subscribers == [charts[1]._changed]


def test_closing_twice_is_no_error():
    chart = RunChart(Run())
    chart.close()
    chart.close()


def test_the_still_picture_is_named_by_its_end():
    chart = RunChart(trained())
    chart.mark_still("A" * 100 + "B" * 64 + "\n")
    assert rows(chart)[-1][0]["still"] == "B" * 64


@pytest.mark.parametrize("metrics", [None, ["loss"]])
def test_the_page_is_told_which_metrics_to_show(metrics):
    chart = RunChart(trained(), metrics=metrics)
    chart.comm.from_page(kind="hello")
    assert rows(chart)[-1][0]["shown"] == metrics


def test_an_unknown_metric_is_refused_and_nothing_follows_the_run():
    run = trained()
    with pytest.raises(ValueError, match=r"no metric 'los'. Expected: 'loss'. Received: 'los'"):
        RunChart(run, metrics=["los"])
    assert run._subscribers == []


def test_before_the_run_has_rows_no_metric_is_unknown():
    chart = RunChart(Run(), metrics=["los"])
    chart.check_metrics()
    chart.run.add_batch(0, 0, {"loss": 1.0})
    with pytest.raises(ValueError, match="no metric 'los'"):
        chart.check_metrics()


@pytest.mark.parametrize("thing", [None, 3, "run.npz", {"loss": [1.0]}])
def test_what_is_no_run_is_refused_with_the_way_to_load_one(thing):
    message = r"not a run. Expected: a faqlab.Run, or .* Received: .* read by faqlab.Run.load"
    with pytest.raises(TypeError, match=message):
        RunChart(thing)
    with pytest.raises(TypeError, match=message):
        RunChart(Run(), compare=[Run(), thing])


def test_runs_are_taken_from_those_who_recorded_them():
    run = Run()
    assert as_run(run) is run
    assert as_run(Recorder(run)) is run
    assert as_runs(run) == as_runs([run]) == as_runs((Recorder(run),)) == [run]
    assert as_runs([]) == []


def test_an_unknown_argument_gets_the_nearest_name():
    message = r"^Thing has no argument 'metric'. Expected: one of 'metrics'.*. Received: 'metric'.$"
    with pytest.raises(TypeError, match=message):
        refuse_unknown("Thing", {"metric": 1}, ["metrics", "compare"])
    assert refuse_unknown("Thing", {}, ["metrics"]) is None


def test_the_words_in_the_charts_place_are_the_same_each_time():
    """They are what nbval compares, what a screen reader reads, what a terminal shows."""
    chart = RunChart(trained("digits"))
    assert repr(chart) == "Chart of run 'digits': " + str(chart.run.summary())
    assert repr(chart) == repr(RunChart(trained("digits")))
    bundle = chart._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(chart)
    assert "application/vnd.jupyter.widget-view+json" in data


def test_while_it_trains_the_words_do_not_depend_on_how_far_it_is(clock):
    run = Run("digits")
    chart = RunChart(run)
    before = repr(chart)
    run.begin()
    run.add_batch(0, 0, {"loss": 1.0})
    assert repr(chart) == before
    assert "'digits'" in before


def test_the_page_gets_one_module_with_all_its_parts():
    chart = RunChart(Run())
    for name in ("class Plot", "class RunStore", "class StillHider", "class RunView"):
        assert chart._esm.count(f"{name} ") == 1
    assert chart._esm.count("export default") == 1
    assert "import " not in chart._esm
    assert ".faqlab-run-chart" in str(chart._css)


def test_a_click_is_heard_while_the_kernel_is_busy(monkeypatch):
    def busy(self, data, default):
        return "the busy thread"

    monkeypatch.setattr(KeptComm, "_reply_subshell_for", busy, raising=False)
    assert RunChart(Run()).comm._reply_subshell_for({}, "subshell") == "subshell"
