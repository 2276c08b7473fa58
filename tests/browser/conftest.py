"""Fixtures of the browser tests: a Chromium, a JupyterLab, and `notebook`, which opens notebooks.

The browser is closed after each module, not at the end of the session: while playwright's
synchronous API is running, `asyncio.run` is forbidden in the same process, for every other test.
"""

import os
import re

import nbformat
import pytest
from playwright.sync_api import expect, sync_playwright

from .lab import LabError, LabServer, Notebook, launch_chromium

collect_ignore = ["shoot.py"]  # a script: it imports lab.py as its neighbour


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium; without one the tests are skipped, but never in CI."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        try:
            chromium = launch_chromium(playwright)
        except LabError as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(str(error))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory):
    """A JupyterLab with an empty working folder."""
    with LabServer(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture
def notebook(browser, lab_server, request):
    """A function: given the cells' sources, write a notebook and open it in a fresh page.

    A string is a code cell; any other cell is given as nbformat makes it. At the end of the test
    the page must not have complained, and the kernel is shut down.
    """
    opened = []

    def open_notebook(*cells, theme="light", width=1280, height=900):
        made = [nbformat.v4.new_code_cell(c) if isinstance(c, str) else c for c in cells]
        spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        document = nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": spec})
        name = re.sub(r"\W+", "-", f"{request.node.name} {len(opened)}") + ".ipynb"
        nbformat.write(document, lab_server.folder / name)
        driver = Notebook(browser, lab_server, width=width, height=height)
        opened.append(driver)
        driver.open(name)
        driver.set_theme(theme)
        return driver

    yield open_notebook
    for driver in opened:
        driver.close()
    assert [error for driver in opened for error in driver.console_errors] == []
