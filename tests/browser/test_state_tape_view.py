"""The state tape in a real JupyterLab: batch by batch, by button and by key; row, state, number."""

import re

import pytest
from playwright.sync_api import expect

START = """
import keras, numpy as np
from faqlab.stateful_rnns import TapeView, tape

keras.utils.set_random_seed(0)
parts = np.split(np.random.default_rng(0).normal(size=(3, 20, 2)).astype("float32"), 4, axis=1)
tapes = {}
for name in ("stateful", "stateless"):
    lstm = keras.layers.LSTM(6, stateful=name == "stateful", name="lstm")
    model = keras.Sequential([keras.Input((None, 2), batch_size=3), lstm])
    tapes[name] = tape(model, parts)
view = TapeView(tapes)
view
"""


def shelf(view, name):
    """One tape of the view."""
    return view.locator(".faqlab-shelf").filter(has_text=re.compile(rf"^{name}"))


def test_going_through_the_batches(notebook):
    lab = notebook(START, "view")
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    view = lab.cell_element(0).locator(".faqlab-tape")
    expect(view).to_have_attribute("data-seen", "1")
    expect(lab.cell_element(0).locator("img")).to_be_hidden()
    carried, forgotten = shelf(view, "stateful"), shelf(view, "stateless")
    see_no_overlap(carried)
    expect(carried.locator(".faqlab-words")).to_contain_text("batch 0 begins with zeros: reset")

    view.get_by_role("button", name="next batch").click()
    expect(view).to_have_attribute("data-seen", "2")
    expect(carried.locator(".faqlab-words")).to_contain_text("begins with the state of batch 0")
    expect(forgotten.locator(".faqlab-words")).to_contain_text("begins with zeros, as every batch")
    expect(carried.locator(".faqlab-fresh")).to_have_count(1)
    expect(forgotten.locator(".faqlab-fresh")).to_have_count(2)
    expect(carried.get_by_role("img")).to_have_attribute(
        "aria-label", "stateful, lstm hidden: 10 of 20 time steps, 6 units"
    )

    # The size is Python's.
    told = lab.insert_and_run(
        "f\"{np.sqrt(np.mean(tapes['stateful'].strip('lstm').after[1, 0] ** 2)):.2g}\""
    )
    size = float(told[0]["data"]["text/plain"].strip("'"))
    expect(carried.locator(".faqlab-words")).to_contain_text(f"a state of size {size:g}")
    see_keyboard(view)
    see_a_square(lab, view, carried)
    see_another_state(lab, view)


def see_no_overlap(tape):
    """The numbers of the batches stand between the tape's name and the tape."""
    name, number, heat = (
        tape.locator(place).first.bounding_box()
        for place in (".faqlab-title", ".faqlab-border span", ".faqlab-heat")
    )
    assert name["y"] + name["height"] <= number["y"]
    assert number["y"] + number["height"] <= heat["y"] + 1


def see_keyboard(view):
    """The arrow keys go a batch on and back, End to the last."""
    stage = view.get_by_role("group", name=re.compile("State tapes"))
    stage.press("ArrowRight")
    expect(view).to_have_attribute("data-seen", "3")
    stage.press("ArrowLeft")
    expect(view).to_have_attribute("data-seen", "2")
    stage.press("End")
    expect(view).to_have_attribute("data-seen", "4")
    expect(view.get_by_role("button", name="next batch")).to_be_disabled()
    stage.press("Home")
    expect(view).to_have_attribute("data-seen", "1")
    expect(view.get_by_role("button", name="back")).to_be_disabled()


def see_a_square(lab, view, carried):
    """The number under the pointer is Python's; what isn't shown yet isn't read."""
    heat = carried.locator(".faqlab-heat")
    heat.hover(position={"x": 3, "y": 3})
    told = lab.insert_and_run("f\"{tapes['stateful'].strip('lstm').steps[0, 0, 0]:.4g}\"")
    value = float(told[0]["data"]["text/plain"].strip("'"))
    heat.hover(position={"x": 4, "y": 4})
    reading = view.locator(".faqlab-reading")
    expect(reading).to_have_text(f"stateful: after time step 0, unit 0: {value:g}")
    heat.hover(position={"x": heat.bounding_box()["width"] - 4, "y": 4})
    expect(reading).to_contain_text("Point at a square")


def see_another_state(lab, view):
    """The page and Python turn the same tape; a second view and a new page show the same."""
    view.get_by_role("combobox").select_option("lstm cell")
    expect(view).to_have_attribute("data-strip", "lstm cell")
    row = view.get_by_role("slider", name="row")
    row.fill("1")
    # JupyterLab doesn't take the slider's keys for itself.
    row.press("ArrowRight")
    expect(view).to_have_attribute("data-row", "2")
    told = lab.insert_and_run("view.strip, view.row")
    assert told[0]["data"]["text/plain"] == "('lstm cell', 2)"
    lab.insert_and_run("view.seen = 3")
    expect(view).to_have_attribute("data-seen", "3")
    lab.run_cell(1)
    lab.wait_cell(1)
    expect(lab.cell_element(1).locator(".faqlab-tape")).to_have_attribute("data-seen", "3")
    lab.reload()
    again = lab.cell_element(0).locator(".faqlab-tape")
    expect(again).to_have_attribute("data-strip", "lstm cell")
    expect(lab.cell_element(0).locator("img")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_narrow_page_cuts_nothing_off(notebook, theme):
    lab = notebook(START, theme=theme, width=600)
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    view = lab.cell_element(0).locator(".faqlab-tape")
    expect(view).to_have_attribute("data-seen", "1")
    overflow = view.evaluate("node => node.scrollWidth - node.clientWidth")
    assert overflow <= 0
    outside = view.evaluate(
        """node => [...node.querySelectorAll("button, select, input, canvas")].filter((one) =>
            one.getBoundingClientRect().right > node.getBoundingClientRect().right + 1).length"""
    )
    assert outside == 0
