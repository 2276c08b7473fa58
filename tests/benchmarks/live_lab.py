"""A real JupyterLab page whose kernel can import this package, and what the page has painted."""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from tests.browser.lab import LabServer, Notebook, launch_chromium

ROOT = Path(__file__).parents[2]
PAINTS = Path(__file__).with_name("paints.js")


@contextlib.contextmanager
def live_lab(*sources: str) -> Iterator[Notebook]:
    """Open a notebook of these code cells in JupyterLab; every painted chart is noted by the page.

    The kernel's working folder is a temporary one; `answer` reads what it leaves there.
    """
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": spec})
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        nbformat.write(document, folder / "bench.ipynb")
        stack.enter_context(_python_path(ROOT))
        browser = launch_chromium(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        lab = Notebook(browser, stack.enter_context(LabServer(folder)))
        stack.callback(lab.close)
        lab.open("bench.ipynb")
        lab.page.evaluate(PAINTS.read_text(encoding="utf-8"))
        yield lab


def run(lab: Notebook, index: int, timeout: float = 120, allow_error: bool = False) -> None:
    """Run a cell and wait for its end."""
    lab.run_cell(index)
    lab.wait_cell(index, timeout=timeout, allow_error=allow_error)


def answer(lab: Notebook) -> object:
    """Return what the kernel's code wrote with `tell`, and forget it; None where there is none."""
    path = lab.server.folder / "answer.json"
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    return told


def tell(value: object) -> None:
    """In the kernel: leave a value for `answer`."""
    part = Path("answer.part")
    part.write_text(json.dumps(value), encoding="utf-8")
    part.replace("answer.json")


def paints(lab: Notebook) -> list[dict]:
    """Return the paints noted since the last call; see paints.js."""
    return lab.page.evaluate("() => faqlabPaints.splice(0)")


@contextlib.contextmanager
def _python_path(folder: Path) -> Iterator[None]:
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), before]))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
