"""The tree of a file in a real JupyterLab: opened by click and by key, bars, themes, the still."""

import json

import pytest
from playwright.sync_api import expect

START = r"""
from faqlab.widgets.file_tree import show_file_tree

def node(name, size, *children, kind="part", detail=""):
    return dict(name=name, kind=kind, bytes=size, detail=detail, children=list(children))

evil = "<img src=x onerror=window.pwned=1>" + "\u202e" + "long" * 50
weights = node(
    "weights", 500_000,
    node("head", 400_000, node("kernel", 300_000, kind="variable", detail="100×750, float32"),
         node("bias", 100_000, kind="variable"), kind="Dense"),
    node(evil, 100_000, kind="Dense", detail=evil),
)
layers = node("architecture", 20_000, node("head", None, kind="Dense", detail="units 3"))
tree = node("m.keras", 1_000_000, layers, weights, node("optimizer state", 480_000), kind="file")
show_file_tree(tree, "m.keras: a file.", "all of it", "<table><tr><td>the still</td></tr></table>")
"""


def root(lab):
    """The tree in the output of the first cell."""
    return lab.cell_element(0).locator(".faqlab-file-tree")


def run(lab):
    """Run the cell; give the tree."""
    lab.run_cell(0)
    lab.wait_cell(0, timeout=60)
    tree = root(lab)
    expect(tree).to_be_visible()
    return tree


def row(tree, level, name):
    """The line of a node, by its level and its name."""
    lines = tree.locator(f'[role="treeitem"][aria-level="{level}"]')
    return lines.filter(has=tree.page.locator("bdi").get_by_text(name, exact=True)).first


def wide(line, part):
    """How wide a bar is, as a share of its frame without the border."""
    return line.evaluate(
        """(line, part) => {
            const frame = line.querySelector(".faqlab-share");
            const bar = frame.querySelector(part).getBoundingClientRect().width;
            return bar / frame.clientWidth;
        }""",
        part,
    )


def test_opening_closing_and_the_bars(notebook):
    lab = notebook(START)
    tree = run(lab)
    expect(tree.locator(".faqlab-file-about")).to_have_text("m.keras: a file.")
    kernel = row(tree, 4, "kernel")
    expect(kernel).to_be_hidden()
    head = tree.locator('[aria-level="3"]', has_text="head").nth(1)
    expect(head).to_have_attribute("aria-expanded", "false")
    head.click()
    expect(head).to_have_attribute("aria-expanded", "true")
    expect(kernel).to_be_visible()
    expect(kernel).to_contain_text("300 kB")

    # The frame is 118 pixels wide: within a pixel.
    assert wide(kernel, ".faqlab-whole") == pytest.approx(0.3, abs=0.01)
    assert wide(kernel, ".faqlab-around") == pytest.approx(0.75, abs=0.01)
    shares = tree.locator(".faqlab-parts > *").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().width / one.parentNode.clientWidth)"
    )
    assert shares == pytest.approx([0.02, 0.5, 0.48], abs=0.005)

    # What is in a file stays text, and short enough for the line.
    assert lab.page.evaluate("window.pwned === undefined")
    assert tree.locator("img").count() == 0
    assert tree.evaluate("(tree) => tree.scrollWidth <= tree.clientWidth")

    # The still table is stored, and hidden while the tree lives.
    still = lab.cell_element(0).locator("[data-faqlab-still]")
    expect(still).to_have_count(1)
    expect(still).to_be_hidden()
    head.click()
    expect(kernel).to_be_hidden()


def test_the_keys_of_a_tree(notebook):
    lab = notebook(START)
    tree = run(lab)
    first = tree.get_by_role("treeitem").first
    first.focus()

    def press(key, name, expanded=None):
        lab.page.keyboard.press(key)
        now = tree.locator('[role="treeitem"]:focus')
        expect(now.locator("bdi").first).to_have_text(name)
        if expanded is not None:
            expect(now).to_have_attribute("aria-expanded", expanded)

    press("ArrowDown", "architecture", "false")
    press("ArrowRight", "architecture", "true")
    press("ArrowRight", "head")
    press("ArrowLeft", "architecture", "true")
    press("ArrowLeft", "architecture", "false")
    press("ArrowLeft", "m.keras", "true")
    press("End", "optimizer state")
    press("ArrowDown", "optimizer state")
    press("Home", "m.keras", "true")
    press("ArrowUp", "m.keras")
    press("Enter", "m.keras", "false")
    expect(tree.get_by_role("treeitem")).to_have_count(1)
    press(" ", "m.keras", "true")
    press("ArrowDown", "architecture")
    press("*", "architecture", "true")
    # One stop for the tabulator, and the notebook didn't move to another cell.
    assert tree.locator('[tabindex="0"]').count() == 1
    assert lab.page.evaluate("document.activeElement.getAttribute('role')") == "treeitem"


def test_it_can_be_read_in_the_dark_and_on_a_narrow_page(notebook):
    lab = notebook(START, theme="dark", width=480)
    tree = run(lab)
    assert tree.evaluate("(tree) => tree.scrollWidth <= tree.clientWidth")
    sizes = tree.locator(".faqlab-row:not([hidden]) .faqlab-size")
    boxes = sizes.evaluate_all("all => all.map((one) => one.scrollWidth <= one.clientWidth)")
    assert all(boxes)
    for part in (".faqlab-name", ".faqlab-size", ".faqlab-detail"):
        contrast = tree.locator(part).first.evaluate(CONTRAST)
        assert contrast >= 4.5, (part, contrast)


def test_without_a_kernel_the_table_is_seen(notebook):
    lab = notebook(START)
    run(lab)
    lab.save()
    stored = json.dumps(lab.outputs(0))
    assert "the still" in stored
    lab.server.shut_down_kernel(lab.path)
    lab.page.reload()
    lab.page.wait_for_function("() => window.jupyterapp")
    expect(lab.page.locator(".jp-OutputArea table").first).to_be_visible()
    lab.console_errors.clear()  # the page complains of the kernel that is gone


CONTRAST = """(node) => {
    const read = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => (
            v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
        ));
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    let behind = node;
    let colour = [0, 0, 0, 0];
    while (behind && (colour[3] === 0)) {
        colour = read(getComputedStyle(behind).backgroundColor);
        if (colour.length === 3) colour.push(1);
        behind = behind.parentElement;
    }
    const [a, b] = [light(read(getComputedStyle(node).color)), light(colour)].sort((p, q) => q - p);
    return (a + 0.05) / (b + 0.05);
}"""
