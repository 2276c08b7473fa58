"""Small lessons of our own, in place of the packaged ones."""

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner

from faqlab.core import lessons

PIXEL = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
    )
).decode()


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a lesson into a folder that stands for the packaged notebooks."""
    folder = tmp_path / "package"
    folder.mkdir()
    monkeypatch.setattr(lessons, "lessons_folder", lambda: folder)
    monkeypatch.setattr("faqlab.cli.lab.lessons_folder", lambda: folder)
    monkeypatch.chdir(tmp_path)

    def write(name, *sources):
        cells = [new_markdown_cell("# A lesson"), *map(new_code_cell, sources)]
        nbformat.write(new_notebook(cells=cells), folder / name)
        return folder / name

    return write


@pytest.fixture
def call():
    """Call `faqlab` with arguments; the result has `exit_code`, `stdout` and `stderr`."""
    from faqlab.cli import app

    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture
def pixel():
    """A picture of one red point, as notebooks hold it."""
    return PIXEL
