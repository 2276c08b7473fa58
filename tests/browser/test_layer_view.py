"""LayerView in a real JupyterLab: choose a layer, a sample, a mode, a map; keyboard; two views."""

import re

from playwright.sync_api import expect

START = """
from faqlab.layer_outputs import LayerView
import faqlab
import keras

(x, y), (x_test, y_test) = faqlab.digits()
keras.utils.set_random_seed(0)
model = keras.Sequential([
    keras.Input((8, 8, 1)),
    keras.layers.Conv2D(6, 3, activation="relu", name="conv"),
    keras.layers.Dropout(0.5, name="drop"),
    keras.layers.Flatten(name="flat"),
    keras.layers.Dense(10, name="digit"),
])
view = LayerView(model, x_test[:5])
view
"""


def root(lab, index):
    """The layer view in the output of a cell."""
    return lab.cell_element(index).locator(".faqlab-layer-view")


def leaf(view, address):
    """A layer's line in the tree."""
    return view.locator(f'[data-address="{address}"]')


def test_looking_inside(notebook):
    lab = notebook(START, "view")
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    lab.run_cell(1)
    lab.wait_cell(1)
    view = root(lab, 0)
    expect(view).to_have_attribute("data-layer", "conv")
    maps = view.locator(".faqlab-map")
    expect(maps).to_have_count(6)
    expect(leaf(view, "conv")).to_contain_text("Conv2D")
    expect(leaf(view, "conv")).to_contain_text("(6, 6, 6), 60 parameters")
    expect(lab.cell_element(0).locator("img")).to_be_hidden()

    see_a_map(lab, view, maps)
    see_modes(lab, view)
    see_keyboard(view)

    # Two views of one widget agree.
    second = root(lab, 1)
    expect(second).to_have_attribute("data-layer", "input")
    leaf(second, "digit").click()
    expect(view).to_have_attribute("data-layer", "digit")
    expect(view.get_by_role("img", name=re.compile("10 units"))).to_be_visible()

    # Python may choose too, and a page that is loaded anew shows the same.
    lab.insert_and_run("view.layer, view.sample = 'conv', 3")
    expect(view).to_have_attribute("data-sample", "3")
    lab.reload()
    again = root(lab, 0)
    expect(again).to_have_attribute("data-layer", "conv")
    expect(again.locator("output")).to_have_text("4 of 5")
    expect(lab.cell_element(0).locator("img")).to_be_hidden()


def see_a_map(lab, view, maps):
    """Click a map: it becomes large, its range is Python's; Escape leads back."""
    text = lab.insert_and_run("m = view.values('conv')[0, ..., 1]; f'{m.min():.4g} {m.max():.4g}'")
    low, high = text[0]["data"]["text/plain"].strip("'").split()
    label = f"map 2 of 6: from {float(low):g} to {float(high):g}"
    expect(maps.nth(1)).to_have_attribute("aria-label", label)
    maps.nth(1).click()
    large = view.locator(".faqlab-large")
    expect(large).to_have_attribute("aria-label", label)
    expect(view.locator(".faqlab-scale")).to_contain_text(re.compile(r"\d"))
    large.hover(position={"x": 3, "y": 3})
    expect(view.locator(".faqlab-reading")).to_have_text(re.compile(r"^row 0, column 0: "))
    back = view.get_by_role("button", name="← all maps")
    back.press("Escape")
    expect(maps).to_have_count(6)


def see_modes(lab, view):
    """Dropout is nothing in inference, zeros in training, and the difference shows it."""
    leaf(view, "drop").click()
    expect(view).to_have_attribute("data-layer", "drop")
    before = view.locator(".faqlab-words").inner_text()
    view.get_by_role("button", name="training", exact=True).click()
    expect(view).to_have_attribute("data-mode", "training")
    told = lab.insert_and_run("str(view.numbers('drop', 'training'))")
    words = told[0]["data"]["text/plain"].strip("'")
    expect(view.locator(".faqlab-words")).to_contain_text(words)
    assert words not in before
    view.get_by_role("button", name="difference").click()
    expect(view).to_have_attribute("data-mode", "difference")
    view.get_by_role("button", name="inference").click()
    view.get_by_role("slider", name="sample").fill("2")
    expect(view).to_have_attribute("data-sample", "2")
    expect(view.locator("output")).to_have_text("3 of 5")


def see_keyboard(view):
    """The arrow keys walk through the tree."""
    tree = view.get_by_role("listbox", name="Layers")
    tree.press("ArrowDown")
    expect(view).to_have_attribute("data-layer", "flat")
    expect(leaf(view, "flat")).to_have_attribute("aria-selected", "true")
    tree.press("End")
    expect(view).to_have_attribute("data-layer", "digit")
    tree.press("Home")
    expect(view).to_have_attribute("data-layer", "input")


def test_without_a_kernel_the_still_is_seen_and_with_it_gone_the_view_says_so(notebook):
    lab = notebook(START)
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    view = root(lab, 0)
    expect(view).to_have_attribute("data-layer", "conv")
    lab.save()
    lab.server.shut_down_kernel(lab.path)
    view.get_by_role("slider", name="sample").fill("4")  # never asked for before
    expect(view.locator(".faqlab-reading")).to_contain_text("run the cell again")
    lab.page.reload()
    lab.page.wait_for_function("() => window.jupyterapp")
    expect(lab.page.locator(".jp-OutputArea img").first).to_be_visible()
    lab.console_errors.clear()  # the page complains of the kernel that is gone
