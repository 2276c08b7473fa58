"""The sample ribbon in a real JupyterLab: a click is an update of the weights in the kernel."""

import pytest
from playwright.sync_api import expect

START = """
import keras, numpy as np
from faqlab.batches import RibbonView, Stepper

keras.utils.set_random_seed(0)
x = np.random.default_rng(0).normal(size=(10, 3)).astype("float32")
y = np.arange(10) % 3
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, "softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
stepper = Stepper(model, x, y, 4, shuffle=True)
stepper
"""
FAILING = """
broken = Stepper(model, x, np.eye(10), 4)
broken
"""
PLAIN = "RibbonView([[0, 1, 2, 3, 4], [3, 1, 4, 0, -1]], batch_size=2)"


def ask(lab, source):
    """What the kernel says."""
    return lab.insert_and_run(source)[0]["data"]["text/plain"]


def test_stepping_in_the_page(notebook):
    lab = notebook(START, "stepper")
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    view = lab.cell_element(0).locator(".faqlab-ribbon")
    expect(view).to_have_attribute("data-seen", "0")
    expect(lab.cell_element(0).locator("img")).to_be_hidden()
    expect(view).to_contain_text("No batch yet.")
    expect(view.get_by_role("button", name="back")).to_be_disabled()

    view.get_by_role("button", name="next batch").click()
    expect(view).to_have_attribute("data-seen", "1")
    expect(view).to_contain_text("epoch 1, batch 1 of 3: 4 samples")
    expect(view).to_contain_text("x (4, 3), y (4,)")
    assert ask(lab, "stepper.updates, int(model.optimizer.iterations)") == "(1, 1)"
    moved = ask(lab, "stepper.log[0].weights()").strip("'")
    expect(view).to_contain_text(moved)
    samples = ask(lab, "' '.join(map(str, stepper.log[0].samples))").strip("'")
    expect(view.locator(".faqlab-samples span")).to_have_text(samples.split())

    view.get_by_role("button", name="end of the epoch").click()
    expect(view).to_have_attribute("data-seen", "3")
    expect(view).to_contain_text("epoch 1, batch 3 of 3: 2 samples")
    expect(view.get_by_role("img", name="epoch 1: 10 of 10 samples seen")).to_be_visible()
    view.get_by_role("button", name="next batch").click()
    expect(view.get_by_role("img", name="epoch 2: 4 of 10 samples seen")).to_be_visible()
    see_keyboard(lab, view)
    see_a_sample(lab, view)
    see_code(lab, view)


def see_keyboard(lab, view):
    """Left looks back and trains nothing; right goes on, and beyond the last one trains."""
    stage = view.get_by_role("group", name="Sample ribbon")
    stage.press("ArrowLeft")
    expect(view).to_have_attribute("data-seen", "3")
    assert ask(lab, "len(stepper.log), stepper.view.seen") == "(4, 3)"
    stage.press("ArrowRight")
    stage.press("ArrowRight")
    expect(view).to_have_attribute("data-seen", "5")
    assert ask(lab, "len(stepper.log)") == "5"
    stage.press("Home")
    expect(view).to_have_attribute("data-seen", "0")
    stage.press("End")
    expect(view).to_have_attribute("data-seen", "3")


def see_a_sample(lab, view):
    """The sample under the pointer is Python's; what isn't seen yet isn't read."""
    strip = view.locator(".faqlab-strip").first
    strip.hover(position={"x": 4, "y": 8})
    first = ask(lab, "f'sample {stepper.orders[0][0]}, label {y[stepper.orders[0][0]]}'").strip("'")
    strip.hover(position={"x": 5, "y": 9})
    reading = view.locator(".faqlab-reading")
    expect(reading).to_have_text(f"epoch 1, batch 1, place 0: {first}")
    other = view.locator(".faqlab-strip").nth(1)
    other.hover(position={"x": 5, "y": 9})
    expect(reading).to_contain_text("Point at one")


def see_code(lab, view):
    """Steps made in a cell come into view; a second view and a new page show the same."""
    view.get_by_role("combobox").select_option("number")
    expect(view).to_have_attribute("data-color", "number")
    lab.insert_and_run("update = stepper.epoch()")
    expect(view).to_have_attribute("data-seen", "6")
    lab.run_cell(1)
    lab.wait_cell(1)
    again = lab.cell_element(1).locator(".faqlab-ribbon")
    expect(again).to_have_attribute("data-seen", "6")
    lab.reload()
    view = lab.cell_element(0).locator(".faqlab-ribbon")
    expect(view).to_have_attribute("data-seen", "6")
    expect(view).to_have_attribute("data-color", "number")


def test_an_error_of_the_training_is_told_where_the_click_was(notebook):
    lab = notebook(START, FAILING)
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    lab.run_cell(1)
    lab.wait_cell(1)
    view = lab.cell_element(1).locator(".faqlab-ribbon")
    view.get_by_role("button", name="next batch").click()
    expect(view.locator(".faqlab-error")).to_contain_text("Error")
    expect(view.get_by_role("button", name="next batch")).to_be_enabled()
    expect(view).to_have_attribute("data-seen", "0")


def test_plain_orders_are_looked_through_to_their_end(notebook):
    lab = notebook(START, PLAIN)
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    lab.run_cell(1)
    lab.wait_cell(1)
    view = lab.cell_element(1).locator(".faqlab-ribbon")
    expect(view).to_have_attribute("data-seen", "6")
    expect(view.get_by_role("button", name="next batch")).to_be_disabled()
    expect(view.get_by_role("combobox")).to_be_hidden()
    expect(view.locator(".faqlab-bars").first).to_be_hidden()
    view.get_by_role("button", name="back").click()
    view.get_by_role("button", name="back").click()
    expect(view).to_contain_text("epoch 2, batch 1 of 3: 2 samples")
    view.get_by_role("button", name="end of the epoch").click()
    expect(view).to_contain_text("epoch 2, batch 3 of 3: 0 samples")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_narrow_page_cuts_nothing_off(notebook, theme):
    lab = notebook(START, theme=theme, width=600)
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    view = lab.cell_element(0).locator(".faqlab-ribbon")
    view.get_by_role("button", name="end of the epoch").click()
    expect(view).to_have_attribute("data-seen", "3")
    assert view.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    outside = view.evaluate(
        """node => [...node.querySelectorAll("button, select, canvas")].filter((one) =>
            one.getBoundingClientRect().right > node.getBoundingClientRect().right + 1).length"""
    )
    assert outside == 0
