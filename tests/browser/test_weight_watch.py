"""The table of `freezing.watch` in a real JupyterLab: live during `fit`, still afterwards."""

import re

from playwright.sync_api import expect

START = """
import keras, numpy as np
from faqlab import freezing

layers = [keras.layers.Dense(64, name="body"), keras.layers.Dense(1, name="head")]
model = keras.Sequential([keras.Input((8,)), *layers])
freezing.freeze(model, "body")
model.compile(keras.optimizers.SGD(1e-4), "mse")
x = np.random.default_rng(0).normal(size=(2000, 8))
"""

LONG = """
class StopWhenTold(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = told.is_file()

import pathlib, tempfile
told = pathlib.Path(tempfile.mkdtemp(), "told")
watching = freezing.watch(model)
model.fit(x, x[:, :1], epochs=100_000, verbose=0, callbacks=[watching, StopWhenTold()])
"""


def row(lab, index, layer):
    """A layer's line of the table in the output of a cell."""
    table = lab.cell_element(index).locator(".faqlab-table:visible")
    return table.get_by_role("row", name=re.compile(rf"^{layer}\b"))


def test_the_table_grows_during_fit_and_stays(notebook):
    lab = notebook(START, LONG)
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    lab.run_cell(1)
    head = row(lab, 1, "head")
    expect(head).to_contain_text("moved")
    change = head.get_by_role("cell").last
    before = change.text_content()
    assert re.fullmatch(r"[\d.]+ %", before)
    expect(change).not_to_have_text(before)
    expect(row(lab, 1, "body")).to_contain_text("still")
    assert lab.cells()[1]["execution_count"] is None, "fit is over"

    lab.interrupt()
    lab.wait_cell(1, timeout=20, allow_error=True)
    lab.insert_and_run(
        "with watching:\n    model.layers[1].set_weights(model.layers[1].get_weights())"
    )
    expect(row(lab, 2, "head")).to_contain_text("still")
    expect(lab.cell_element(2).locator(".faqlab-table:visible")).to_have_count(1)
