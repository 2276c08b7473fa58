"""LiveCurves where learners use it: a script, IPython, a kernel without a page; and its exports."""

import asyncio
import base64
import csv
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterable

import keras
import nbformat
import numpy as np
import pandas
import pytest
from nbclient import NotebookClient

from faqlab.core.run import Run
from faqlab.history import LiveCurves, draw, read_csv, to_csv, to_json

PREPARE = """
import keras, numpy as np, signal, threading
from faqlab import LiveCurves

x = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
y = (x[:, 0] > 0).astype("float32")

# One model for all: TensorFlow compiles its step once.
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, "sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
untrained = model.get_weights()

def trained(curves, *callbacks, epochs=3):
    model.set_weights(untrained)
    return model.fit(x, y, epochs=epochs, validation_split=0.25, verbose=0,
                     callbacks=[curves, *callbacks])

class Do(keras.callbacks.Callback):
    "Does something in the middle of the second epoch."
    def __init__(self, deed):
        super().__init__()
        self.deed, self.epoch = deed, 0
    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch
    def on_train_batch_begin(self, batch, logs=None):
        if self.epoch == 1 and batch == 1:
            self.deed()

def fail():
    raise ValueError("the deed")

def press():
    signal.raise_signal(signal.SIGINT)
"""

CELLS = {
    "prepare": "import faqlab.history" + PREPARE,
    "train": "curves = LiveCurves(name='digits')\nhistory = trained(curves)",
    "same": "curves.run.history() == history.history",
    "show": "curves",
    "go on": "history = trained(curves, epochs=2)",
    "went on": "len(curves.run.epochs), curves.run.state",
    "several": "many = LiveCurves()\nfor _ in range(3):\n    _ = trained(many, epochs=1)",
    "compare": "_ = trained(LiveCurves(compare=curves, metrics='accuracy'))",
    "raise": "failed = LiveCurves()\n_ = trained(failed, Do(fail))",
    "raised": "failed.run.state, failed.run.why",
    "catch": (
        "caught = LiveCurves()\n"
        "try:\n    _ = trained(caught, Do(fail))\nexcept ValueError:\n    pass"
    ),
    "caught": "caught.run.state, caught.run.why",
    "interrupt": "stopped = LiveCurves()\nhistory = trained(stopped, Do(press), epochs=9)",
    "interrupted": "stopped.run.state, stopped.run.why, stopped.run.history() == history.history",
    "interrupt twice": (
        "gave_up = LiveCurves()\n_ = trained(gave_up, Do(lambda: (press(), press())))"
    ),
    "interrupted twice": "gave_up.run.state, gave_up.run.why",
    "unknown metric": "lost = LiveCurves(metrics=['acuracy'])\n_ = trained(lost)",
    "unknown metric's run": "lost.run.state, lost.run.why",
    "thread": (
        "aside = LiveCurves()\n"
        "thread = threading.Thread(target=trained, args=(aside,))\n"
        "thread.start()\nthread.join()"
    ),
    "thread's run": "aside.run.state, len(aside.run.epochs)",
    "no epoch": "_ = trained(LiveCurves(), epochs=0)",
    "afterwards": "get_ipython().events.callbacks['post_run_cell']",
}

WIDGET, PNG, TEXT = "application/vnd.jupyter.widget-view+json", "image/png", "text/plain"


def executed(names: Iterable[str], store_widget_state: bool) -> dict[str, nbformat.NotebookNode]:
    """Run cells in a real kernel that no page is connected to."""
    cells = [nbformat.v4.new_code_cell(CELLS[name]) for name in names]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=120,
        allow_errors=True,
        store_widget_state=store_widget_state,
    )
    # Under pytest a kernel leaves file descriptor 2 alone; a learner's kernel shows what is there.
    quiet = ("PYTEST_CURRENT_TEST", "TF_CPP_MIN_LOG_LEVEL")
    client.execute(env={k: v for k, v in os.environ.items() if k not in quiet})
    assert ("widgets" in notebook.metadata) == store_widget_state
    return dict(zip(names, notebook.cells, strict=True))


@pytest.fixture(scope="module")
def cells():
    return executed(CELLS, store_widget_state=False)


def data(cell) -> list[dict]:
    return [output.data for output in cell.outputs if "data" in output]


def result(cell) -> str:
    """The text of the cell's last expression."""
    (output,) = [output for output in cell.outputs if output.output_type == "execute_result"]
    return output.data[TEXT]


def assert_chart_picture_and_words(cell, name="run", before=None):
    """What is shown must be these three, and the widget's own text must be the same each time."""
    chart, still, words = data(cell)
    assert chart.keys() == {WIDGET, TEXT}
    live = f"Live chart of run {name!r}; the still picture follows when it ends."
    assert chart[TEXT] == (before or live)
    assert still.keys() == {PNG, TEXT}
    assert base64.b64decode(still[PNG]).startswith(b"\x89PNG")
    assert words.keys() == {TEXT}
    assert still[TEXT] == f"Curves of run {name!r}: {words[TEXT]}"
    return words[TEXT]


def test_a_kernel_without_a_page_shows_chart_picture_and_words(cells):
    words = assert_chart_picture_and_words(cells["train"], "digits")
    assert re.fullmatch(
        r"3 epochs, completed\. loss [\d.]+ -> [\d.]+, val_loss [\d.]+ -> [\d.]+\. "
        r"Lowest val_loss: [\d.]+ after epoch \d\. Gap at the end \(val_loss - loss\): -?[\d.]+\.",
        words,
    )
    assert result(cells["same"]) == "True"


def test_whether_the_widgets_state_is_stored_changes_nothing_in_the_cells(cells):
    again = executed(["prepare", "train"], store_widget_state=True)["train"]
    words = assert_chart_picture_and_words(again, "digits")
    assert words == assert_chart_picture_and_words(cells["train"], "digits")


def test_no_cell_writes_a_line_that_nobody_asked_for(cells):
    assert [o for cell in cells.values() for o in cell.outputs if o.output_type == "stream"] == []


def test_only_the_cells_that_should_have_failed(cells):
    failed = {
        name: [o.ename for o in cell.outputs if o.output_type == "error"]
        for name, cell in cells.items()
    }
    assert {name: errors for name, errors in failed.items() if errors} == {
        "raise": ["ValueError"],
        "interrupt twice": ["KeyboardInterrupt"],
        "unknown metric": ["ValueError"],
    }


def test_curves_that_are_shown_again_are_the_chart_with_its_words(cells):
    (shown,) = data(cells["show"])
    assert shown.keys() == {WIDGET, TEXT}
    assert shown[TEXT].startswith("Chart of run 'digits': 3 epochs, completed. loss")


def test_a_second_fit_goes_on_with_the_same_run_and_shows_it_again(cells):
    before = "Chart of run 'digits': " + data(cells["train"])[-1][TEXT]
    words = assert_chart_picture_and_words(cells["go on"], "digits", before)
    assert words.startswith("5 epochs")
    assert result(cells["went on"]) == "(5, 'completed')"
    assert data(cells["go on"])[0][WIDGET] == data(cells["train"])[0][WIDGET]


def test_several_fits_in_one_cell_have_one_chart_and_one_picture(cells):
    assert assert_chart_picture_and_words(cells["several"]).startswith("3 epochs")


def test_comparing_with_one_run_and_one_metric_needs_no_lists(cells):
    assert_chart_picture_and_words(cells["compare"])


def test_where_fit_raises_the_run_says_so_and_the_picture_is_left(cells):
    assert result(cells["raised"]) == "('failed', 'fit raised ValueError.')"
    words = assert_chart_picture_and_words(cells["raise"])
    assert words.startswith("1 epoch, failed. fit raised ValueError.")


def test_where_the_cell_catches_the_error_the_run_says_so_too(cells):
    assert result(cells["caught"]) == "('failed', 'fit raised an error.')"
    assert_chart_picture_and_words(cells["catch"])


def test_an_interrupt_ends_training_and_fit_returns(cells):
    why = "Interrupted; training ended after the batch."
    assert result(cells["interrupted"]) == f"('stopped', '{why}', True)"
    assert assert_chart_picture_and_words(cells["interrupt"]).startswith("2 epochs, stopped.")


def test_a_second_interrupt_raises_and_the_picture_is_left(cells):
    why = "Interrupted twice; training ended within a batch."
    assert result(cells["interrupted twice"]) == f"('interrupted', '{why}')"
    assert why in assert_chart_picture_and_words(cells["interrupt twice"])


def test_an_unknown_metric_ends_the_first_batch_and_all_metrics_are_drawn(cells):
    (error,) = [o for o in cells["unknown metric"].outputs if o.output_type == "error"]
    assert error.evalue.startswith(
        "The run has no metric 'acuracy'. Expected: one of 'accuracy', 'loss'."
    )
    assert result(cells["unknown metric's run"]) == "('failed', 'fit raised ValueError.')"
    assert_chart_picture_and_words(cells["unknown metric"])


def test_in_a_thread_the_chart_alone_is_shown(cells):
    (chart,) = data(cells["thread"])
    assert WIDGET in chart
    assert result(cells["thread's run"]) == "('completed', 3)"


def test_a_fit_without_batches_leaves_no_empty_picture(cells):
    assert [list(one) for one in data(cells["no epoch"])] == [[TEXT, WIDGET]]


def test_nothing_of_ours_listens_to_later_cells(cells):
    assert "LiveCurves" not in result(cells["afterwards"])
    assert "_after_cell" not in result(cells["afterwards"])


SCRIPT = (
    PREPARE
    + """
from ipywidgets import Widget
curves = LiveCurves()
history = trained(curves, epochs=5)
assert curves.chart is None
assert curves.run.history() == history.history
assert not list(Widget.get_manager_state()["state"])
assert repr(curves) == "Curves of run 'run': " + str(curves.run.summary())
"""
)


@pytest.mark.parametrize("how", [[], ["-m", "IPython"]], ids=["python", "IPython"])
def test_without_a_kernel_there_are_lines_and_no_widget(how, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    env = {**os.environ, "IPYTHONDIR": str(tmp_path), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, *how, "script.py"], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert (done.returncode, "Error" in done.stdout) == (0, False), done.stderr + done.stdout
    *lines, last = done.stdout.strip().splitlines()
    assert 1 <= len(lines) <= 5
    assert all(re.match(r"epoch [1-5]/5  accuracy .*  loss .*", line) for line in lines)
    assert last.startswith("5 epochs, completed. loss ")


def small() -> keras.Model:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    return model


def fit(curves, **arguments):
    return small().fit(np.ones((8, 2)), np.ones(8), verbose=0, callbacks=[curves], **arguments)


@pytest.mark.parametrize(
    ("given", "near"), [("metric", "'metrics'"), ("compares", "'compare'"), ("nmae", "'name'")]
)
def test_an_unknown_argument_gets_the_nearest_name(given, near):
    message = rf"LiveCurves has no argument '{given}'. Expected: one of {near}.*Received: '{given}'"
    with pytest.raises(TypeError, match=message):
        LiveCurves(**{given: "x"})


@pytest.mark.parametrize("metrics", ["mea", ["loss", "mea"]])
def test_a_metric_that_the_model_lacks_ends_the_first_batch(metrics):
    curves = LiveCurves(metrics=metrics)
    with pytest.raises(ValueError, match=r"no metric 'mea'. Expected: one of 'mae'.*: 'mea'"):
        fit(curves, batch_size=1)
    assert len(curves.run.batches) == 1


@pytest.mark.parametrize("metrics", ["mae", ["mae", "loss"], (), None])
def test_metrics_that_the_model_has_are_taken_one_or_many(metrics, capsys):
    curves = LiveCurves(metrics=metrics)
    fit(curves)
    assert curves.run.state == "completed"


@pytest.mark.parametrize("compare", [3, [Run(), "old.npz"], {"loss": [1.0]}])
def test_comparing_with_what_is_no_run_is_refused(compare):
    with pytest.raises(TypeError, match=r"This is not a run. Expected: a faqlab.Run"):
        LiveCurves(compare=compare)


def test_what_is_to_be_filled_must_be_a_run():
    with pytest.raises(TypeError, match=r"needs a run to fill.*Received: 'digits'"):
        LiveCurves("digits")


def test_the_run_that_is_given_keeps_its_name():
    assert LiveCurves(Run("mine")).run.name == "mine"
    assert LiveCurves(name="other").run.name == "other"


def test_in_a_loop_that_runs_already_nothing_is_asked_of_it(capsys):
    """A notebook's cell runs within asyncio; so may a script's."""

    async def train():
        fit(curves, epochs=2)

    curves = LiveCurves()
    asyncio.run(train())
    assert len(curves.run.epochs) == 2
    assert "2 epochs, completed" in capsys.readouterr().out


@pytest.fixture
def odd() -> Run:
    """A run with validation every other epoch, NaN and infinity, and Keras's epoch 3 first."""
    run = Run('odd, "quoted" / 数字')
    run.begin(epochs=7)
    losses = [0.1, math.nan, math.inf, 1 / 3]
    for epoch, loss in enumerate(losses, start=3):
        run.add_batch(epoch, 0, {"loss": loss})
        values = {"learning_rate": 0.001, "loss": loss, "a,b": -loss}
        run.add_epoch(epoch, values | ({"val_loss": loss + 1} if epoch % 2 else {}))
    run.end("completed")
    return run


def equal(ours, theirs) -> bool:
    return np.array_equal(ours, theirs, equal_nan=True)


def test_csv_as_the_csv_module_reads_it(odd, tmp_path):
    to_csv(odd, tmp_path / "odd.csv")
    with open(tmp_path / "odd.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header[0] == "epoch"
    assert set(header) == set(odd.epochs.columns)
    assert [row[0] for row in rows] == ["4", "5", "6", "7"]
    assert [row[header.index("val_loss")] for row in rows] == ["1.1", "", "inf", ""]
    assert [row[header.index("loss")] for row in rows] == ["0.1", "nan", "inf", repr(1 / 3)]


def test_csv_as_pandas_reads_it(odd, tmp_path):
    to_csv(odd, tmp_path / "odd.csv")
    frame = pandas.read_csv(tmp_path / "odd.csv")
    assert frame["epoch"].tolist() == odd.epoch_numbers().tolist()
    for name in set(odd.epochs.columns) - {"epoch"}:
        np.testing.assert_allclose(frame[name], odd.epochs[name], rtol=1e-15)


def test_csv_comes_back(odd, tmp_path):
    to_csv(odd, tmp_path / "odd.csv")
    again = read_csv(tmp_path / "odd.csv")
    for name, values in odd.history().items():
        assert equal(again[name], values)
    assert again["epoch"] == [4, 5, 6, 7]


def test_csv_of_a_run_without_epochs(tmp_path):
    to_csv(Run(), tmp_path / "new.csv")
    assert (tmp_path / "new.csv").read_text().split() == ["epoch"]
    assert read_csv(tmp_path / "new.csv") == {}


def test_csv_replaces_an_older_file_whole_or_not_at_all(odd, tmp_path, monkeypatch):
    path = tmp_path / "odd.csv"
    path.write_text("older")
    monkeypatch.setattr(os, "replace", lambda *paths: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        to_csv(odd, path)
    assert path.read_text() == "older"


def test_json_is_strict_json_with_null_for_what_is_no_number(odd):
    def refuse(word):
        raise AssertionError(f"{word} is no JSON")

    told = json.loads(to_json(odd), parse_constant=refuse)
    assert (told["name"], told["state"]) == (odd.name, "completed")
    assert told["history"]["loss"] == [0.1, None, None, 1 / 3]
    assert told["history"]["val_loss"] == [1.1, None]


def test_the_history_is_a_data_frame_at_once(capsys):
    curves = LiveCurves()
    history = fit(curves, epochs=3, validation_split=0.5)
    frame = pandas.DataFrame(curves.run.history())
    pandas.testing.assert_frame_equal(frame, pandas.DataFrame(history.history))


def test_a_file_that_is_no_run_is_a_clear_error(tmp_path):
    (tmp_path / "run.npz").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(ValueError, match=r"run.npz, 12 bytes, can't be read as a run"):
        Run.load(tmp_path / "run.npz")


def test_a_recorded_run_is_drawn_saved_and_loaded(tmp_path, capsys):
    curves = LiveCurves(name="tiny")
    fit(curves, epochs=2)
    curves.run.save(tmp_path / "run.npz")
    again = Run.load(tmp_path / "run.npz")
    assert again == curves.run
    assert [axes.get_title() for axes in draw(again).axes if axes.axison] == ["loss", "mae"]
