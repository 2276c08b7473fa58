"""Take pictures of a notebook in a real JupyterLab: while a cell runs, after it, and all of it.

python tests/browser/shoot.py notebooks/x.ipynb --cell 4 --during 0.5 2 --out shots --theme dark
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from lab import CellFailed, LabServer, Notebook, launch_chromium
from playwright.sync_api import sync_playwright


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("notebook", type=Path, metavar="NOTEBOOK")
    add("--cell", type=int, metavar="N", help="run the cells 0 to N (default: all)")
    moments = "take a picture so many seconds after cell N was started"
    add("--during", type=float, nargs="+", default=[], metavar="SECONDS", help=moments)
    add("--out", type=Path, default=Path("shots"), metavar="DIR")
    add("--theme", choices=["light", "dark"], default="light")
    add("--width", type=int, default=1280, metavar="PX")
    add("--height", type=int, default=900, metavar="PX")
    add("--timeout", type=float, default=300, metavar="SECONDS", help="for each cell")
    return parser.parse_args()


def run_cell(lab, index, timeout):
    """Run one cell; an error that it raises is printed, and shown in the pictures."""
    lab.run_cell(index)
    finish_cell(lab, index, timeout)


def finish_cell(lab, index, timeout):
    """Wait for a cell that was started, print its error if it has one."""
    try:
        lab.wait_cell(index, timeout=timeout)
    except CellFailed as error:
        print(error)


def shoot_cell(lab, index, moments, out, timeout):
    """Run one cell with a picture at each of the moments, and one when it has run."""
    start = time.monotonic()
    lab.run_cell(index)
    for moment in sorted(moments):
        if lab.has_run(index, within=start + moment - time.monotonic()):
            print(f"cell {index} had run before {moment:g} s: no picture")
        else:
            lab.cell_element(index)
            lab.screenshot(out / f"cell-{index}-during-{moment:g}s.png")
    finish_cell(lab, index, timeout)
    lab.cell_element(index)
    lab.screenshot(out / f"cell-{index}-after.png")


def shoot_page(lab, out):
    """Take pictures of the whole notebook, from top to bottom."""
    top, number = 0, 1
    while True:
        view = lab.scroll(top)
        lab.screenshot(out / f"page-{number:02}.png")
        if view["scrollTop"] + view["clientHeight"] >= view["scrollHeight"] - 1:
            return
        top, number = view["scrollTop"] + view["clientHeight"], number + 1


def main():
    """Open a copy of the notebook in JupyterLab, run the cells, take the pictures."""
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="shoot-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary, "copy")  # what the cells write does not touch the original
        folder.mkdir()
        shutil.copy(options.notebook, folder)
        with (
            LabServer(folder, theme=options.theme) as server,
            sync_playwright() as playwright,
            launch_chromium(playwright) as browser,
        ):
            size = {"width": options.width, "height": options.height}
            lab = Notebook(browser, server, **size)
            lab.open(options.notebook.name)
            last = len(lab.cells()) - 1 if options.cell is None else options.cell
            for index in range(last):
                run_cell(lab, index, options.timeout)
            shoot_cell(lab, last, options.during, options.out, options.timeout)
            shoot_page(lab, options.out)
            for error in lab.console_errors:
                print(f"console: {error}")
            lab.close()
    for picture in sorted(options.out.glob("*.png")):
        print(picture)


if __name__ == "__main__":
    main()
