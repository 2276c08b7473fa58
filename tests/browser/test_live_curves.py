"""LiveCurves as a learner meets it: a real JupyterLab, a real training, a real Chromium."""

import json
import re

from playwright.sync_api import expect

START = """
import faqlab
from faqlab import LiveCurves
import keras

(x, y), (x_test, y_test) = faqlab.digits()

def network():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
"""

LONG = """
curves, model = LiveCurves(), network()
history = model.fit(x, y, epochs=2000, validation_split=0.2, verbose=0, callbacks=[curves])
"""

SHORT = """
curves, model = LiveCurves(name="short"), network()
history = model.fit(x, y, epochs=4, validation_split=0.2, verbose=0, callbacks=[curves])
"""

TELL = """
import json
run = curves.run
print(json.dumps({
    "epochs": len(run.epochs), "batches": len(run.batches), "state": run.state, "why": run.why,
    "summary": str(run.summary()), "val_loss": run.epochs["val_loss"].tolist(),
    "loss": run.epochs["loss"].tolist(), "same": run.history() == model.history.history,
}))
"""


def tell(lab):
    """What the kernel knows of the run."""
    return json.loads(lab.insert_and_run(TELL)[0]["text"])


def root(lab, index):
    """The chart in the output of a cell."""
    return lab.cell_element(index).locator(".faqlab-run-chart")


def count(chart, what):
    """A number that the chart says of itself."""
    return int(chart.get_attribute(f"data-{what}"))


def picture(chart):
    """All pixels of the chart's first panel."""
    return chart.locator("figure canvas").first.evaluate("canvas => canvas.toDataURL()")


def is_running(lab, index):
    """Whether a cell has been started and isn't over."""
    return lab.cells()[index]["execution_count"] is None


def test_the_curve_grows_during_fit_and_stop_ends_it(notebook):
    lab = notebook(START, LONG)
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    lab.run_cell(1)
    chart = root(lab, 1)
    expect(chart).to_have_attribute("data-epochs", re.compile(r"^[2-9]$|^\d\d"))
    assert is_running(lab, 1)
    seen = picture(chart)  # first: what is counted next is as new as this, or newer
    before = count(chart, "batches")
    expect(chart).not_to_have_attribute("data-batches", str(before))
    assert count(chart, "batches") > before
    assert picture(chart) != seen
    expect(chart.locator(".faqlab-status")).to_have_text(
        re.compile(r"^Training: epoch \d+ of 2000$")
    )
    expect(chart.locator(".faqlab-time")).to_have_text(re.compile(r"\d+ s, about \d+ (s|min)"))
    assert is_running(lab, 1)

    chart.get_by_role("button", name="Stop").click()
    outputs = lab.wait_cell(1, timeout=10)
    expect(chart.locator(".faqlab-status")).to_have_text("Stopped. The Stop button was pressed.")
    expect(chart.get_by_role("button", name="Stop")).to_be_hidden()
    run = tell(lab)
    assert (run["state"], run["why"]) == ("stopped", "The Stop button was pressed.")
    assert run["same"]
    assert (run["epochs"], run["batches"]) == (count(chart, "epochs"), count(chart, "batches"))
    assert [list(o["data"]) for o in outputs] == [
        ["text/plain", "application/vnd.jupyter.widget-view+json"],
        ["image/png", "text/plain"],
        ["text/plain"],
    ]


def test_where_the_kernel_hears_no_click_the_chart_says_what_works(notebook):
    deaf = """
class Deaf(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        # As on a kernel without subshells: what the page sends waits for the cell to end.
        curves.chart.comm._reply_subshell_for = lambda data, default: None
"""
    lab = notebook(START, deaf + LONG.replace("[curves]", "[curves, Deaf()]"))
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    lab.run_cell(1)
    chart = root(lab, 1)
    expect(chart).to_have_attribute("data-epochs", re.compile(r"^[1-9]"))
    chart.get_by_role("button", name="Stop").click()
    status = chart.locator(".faqlab-status")
    expect(status).to_have_text("Stopping after this batch")
    expect(status).to_contain_text("use the notebook's own stop button")
    assert is_running(lab, 1)
    lab.interrupt()
    lab.wait_cell(1, timeout=10)
    assert tell(lab)["why"] == "Interrupted; training ended after the batch."


def test_the_kernels_own_stop_button_ends_training_after_the_batch(notebook):
    lab = notebook(START, LONG)
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    lab.run_cell(1)
    chart = root(lab, 1)
    expect(chart).to_have_attribute("data-epochs", re.compile(r"^[1-9]"))
    lab.interrupt()
    lab.wait_cell(1, timeout=10)  # and no KeyboardInterrupt: the cell has not failed
    run = tell(lab)
    assert (run["state"], run["same"]) == ("stopped", True)
    assert run["why"] == "Interrupted; training ended after the batch."
    expect(chart).to_have_attribute("data-epochs", str(run["epochs"]))


def test_the_finished_chart(notebook):
    """One training, many looks: the end, the still, a second view, the controls, a reload."""
    lab = notebook(START, SHORT, "curves")
    lab.run_all()
    run = tell(lab)
    first, second = root(lab, 1), root(lab, 2)
    for chart in (first, second):
        expect(chart).to_have_attribute("data-state", "completed")
        assert (count(chart, "epochs"), count(chart, "batches")) == (4, run["batches"])
        expect(chart.locator(".faqlab-summary")).to_have_text(run["summary"])
    assert picture(first) == picture(second)

    images = lab.cell_element(1).locator("img")
    expect(images).to_have_count(1)
    expect(images).to_be_hidden()
    expect(lab.cell_element(1).locator("pre", has_text=run["summary"])).to_be_hidden()

    see_controls(first, run)
    lab.reload()
    chart = root(lab, 1)
    expect(chart).to_have_attribute("data-epochs", "4")
    expect(lab.cell_element(1).locator("img")).to_be_hidden()
    lab.server.shut_down_kernel(lab.path)
    lab.page.reload()
    lab.page.wait_for_function("() => window.jupyterapp")
    expect(lab.page.locator(".jp-OutputArea img").first).to_be_visible()


def see_controls(chart, run):
    """Metric, scale, smoothing, legend, reading by keyboard."""
    panels = chart.locator("figure")
    expect(panels).to_have_count(2)
    chart.get_by_role("button", name="loss", exact=True).click()
    expect(panels).to_have_count(1)

    seen = picture(chart)
    chart.get_by_role("button", name="log scale").click()
    expect(chart.get_by_role("button", name="log scale")).to_have_attribute("aria-pressed", "true")
    assert picture(chart) != seen
    seen = picture(chart)
    chart.get_by_role("slider", name="smooth the batches").fill("0")
    expect(chart.locator("output")).to_have_text("0")
    chart.get_by_role("button", name="training, each batch").click()
    hidden = chart.get_by_role("button", name="training, each batch")
    expect(hidden).to_have_attribute("aria-pressed", "false")
    assert picture(chart) != seen

    panel = chart.get_by_role("slider", name="loss by epoch")
    reading = chart.locator("figure .faqlab-reading")
    expect(reading).to_have_text(said(run, 3))
    panel.press("ArrowLeft")
    expect(reading).to_contain_text(said(run, 2))
    panel.press("Home")
    expect(reading).to_contain_text(said(run, 0))
    expect(panel).to_have_attribute("aria-valuenow", "1")
    panel.press("End")
    expect(reading).to_contain_text(said(run, 3))
    panel.press("Escape")
    expect(reading).to_have_text(said(run, 3))
    panel.hover(position={"x": 47, "y": 60})
    expect(reading).to_contain_text("epoch 1:")


def said(run, row):
    """The reading of an epoch, from the kernel's numbers."""
    four = [f"{run[name][row]:.4g}" for name in ("loss", "val_loss")]
    return f"epoch {row + 1}: training {float(four[0]):g}, validation {float(four[1]):g}"


def test_the_themes_and_a_narrow_page(notebook):
    lab = notebook(START, SHORT, theme="dark", width=480)
    lab.run_all()
    chart = root(lab, 1)
    expect(chart).to_have_attribute("data-state", "completed")
    dark = picture(chart)
    assert share_of(chart, (86, 180, 233)) > 0.002  # the dark theme's blue
    lab.set_theme("light")
    chart.page.wait_for_function("([c, d]) => c.toDataURL() !== d", arg=[handle(chart), dark])
    assert share_of(chart, (0, 114, 178)) > 0.002
    width = chart.evaluate("node => [node.scrollWidth, node.clientWidth]")
    assert width[0] <= width[1]
    boxes = [panel.bounding_box() for panel in chart.locator("figure").all()]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]


def handle(chart):
    """The first panel's canvas."""
    return chart.locator("figure canvas").first.element_handle()


def share_of(chart, color):
    """How much of the first panel has a colour, give or take the edges' blending."""
    return chart.locator("figure canvas").first.evaluate(
        """(canvas, wanted) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let found = 0;
          for (let i = 0; i < data.length; i += 4) {
            const near = wanted.every((value, j) => Math.abs(data[i + j] - value) < 8);
            if (near && data[i + 3] > 200) found += 1;
          }
          return found / (data.length / 4);
        }""",
        color,
    )


MILLION = """
import faqlab
import numpy as np
from faqlab.core.table import Table

run, rows = faqlab.Run("long"), 1_000_000
loss = np.random.default_rng(0).normal(1, 0.1, rows)
loss[654_321] = 9.5
columns = {"epoch": np.zeros(rows), "batch": np.arange(rows), "loss": loss}
run.batches = Table.from_columns(columns, {name: np.ones(rows, bool) for name in columns})
run.end("completed")
earlier = faqlab.Run("earlier")
earlier.begin()
earlier.add_epoch(0, {"loss": 1.0})
chart = faqlab.RunChart(run, compare=[earlier])
chart
"""


def test_a_million_batches_and_an_earlier_run(notebook):
    lab = notebook(MILLION)
    lab.run_all()
    chart = root(lab, 0)
    expect(chart).to_have_attribute("data-batches", "1000000")
    assert count(chart, "points") <= 2048
    expect(chart.get_by_role("button", name="earlier (○ training, ◇ validation)")).to_be_visible()
    # The one spike among a million rows reaches the top of the axis: its column has ink up there.
    top = chart.locator("figure canvas").first.evaluate(
        """canvas => {
          const ratio = canvas.width / canvas.clientWidth;
          const row = Math.round(34 * ratio);
          const { data } = canvas.getContext("2d").getImageData(0, row, canvas.width, 1);
          const inked = [];
          for (let x = 0; x < canvas.width; x += 1) {
            if (data[4 * x + 2] > data[4 * x] + 30) inked.push(x / canvas.width);
          }
          return inked;
        }"""
    )
    assert top
    assert all(0.6 < place < 0.72 for place in top)


def test_an_error_in_the_page_is_said_in_the_cell(notebook):
    lab = notebook("import faqlab\nrun = faqlab.Run()\nchart = faqlab.RunChart(run)\nchart")
    lab.run_all()
    chart = root(lab, 0)
    expect(chart.locator(".faqlab-status")).to_have_text("Waiting for the first batch")
    lab.insert_and_run(
        "message, buffers = chart._feeds[0].news()\n"
        "chart.send(message | {'metrics': None}, [b'', b''])"
    )
    expect(chart.locator(".faqlab-error")).to_contain_text("faqlab could not draw this")
    assert any("faqlab:" in error for error in lab.console_errors)
    lab.console_errors.clear()
