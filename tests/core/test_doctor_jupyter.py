"""Each check with a planted fault, and without one."""

import json
import sys
from pathlib import Path

import pytest

from faqlab.core import doctor_jupyter as looks
from faqlab.core.doctor_here import Here
from faqlab.core.doctor_line import BROKEN, OK, WARNING

MANAGER = "@jupyter-widgets/jupyterlab-manager"


def test_this_python_is_well():
    here = Here()
    for look in (looks.kernel_line, looks.widgets_line):
        assert look(here).state == OK


def test_kernels(tmp_path):
    other = tmp_path / "bin" / "python"
    other.parent.mkdir()
    other.touch()

    def none():
        raise KeyError("python3")

    cases = [
        (lambda: ["python", "-m", "ipykernel_launcher"], OK, "this Python"),
        (lambda: [sys.executable], OK, "this Python"),
        (lambda: [str(other)], BROKEN, "another Python"),
        (lambda: [str(tmp_path / "gone")], BROKEN, "is gone"),
        (none, BROKEN, "no kernel for Python 3"),
    ]
    for command, state, words in cases:
        line = looks.kernel_line(Here(), command)
        assert line.state == state
        assert words in line.found
        assert ("ipykernel install --sys-prefix" in line.remedy) == (state == BROKEN)


def test_the_command_jupyter(tmp_path):
    beside = str(Path(sys.executable).parent / "jupyter-lab")
    other = str(tmp_path / "jupyter-lab")
    for found, state in ((beside, OK), (None, OK), (other, WARNING)):
        line = looks.lab_line(Here(), lambda name, found=found: found)
        assert line.state == state
    assert "-m faqlab lab" in line.remedy


@pytest.fixture
def prefix(tmp_path):
    """An environment with the front ends of ipywidgets 8.1 and anywidget 0.11."""
    front_end(tmp_path, MANAGER, "5.0.15")
    front_end(tmp_path, "anywidget", "0.11.0")
    return tmp_path


def front_end(prefix, name, version):
    folder = prefix.joinpath("share", "jupyter", "labextensions", *name.split("/"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"version": version}))


def here(prefix):
    versions = {"ipywidgets": "8.1.9", "anywidget": "0.11.0"}
    return Here(prefix=prefix, version=versions.get, kind="venv", managed=False)


def test_front_ends_that_fit(prefix):
    assert looks.widgets_line(here(prefix)).state == OK
    assert looks.widgets_line(Here(prefix=prefix, version=lambda name: None)).state == OK


@pytest.mark.parametrize(
    ("name", "version", "words"),
    [
        (MANAGER, "3.1.1", "The front end 3.1.1 doesn't speak with ipywidgets 8.1.9."),
        ("anywidget", "0.9.3", "anywidget is 0.11.0, its front end 0.9.3."),
    ],
)
def test_a_front_end_of_another_version(name, version, words, prefix):
    front_end(prefix, name, version)
    line = looks.widgets_line(here(prefix))
    assert (line.state, line.found) == (BROKEN, words)
    assert "then reload the page" in line.remedy


def test_a_front_end_that_is_missing(prefix):
    for name, words in (("anywidget", "front end missing"), (MANAGER, "widgets show as text")):
        package = prefix.joinpath("share", "jupyter", "labextensions", *name.split("/"))
        (package / "package.json").unlink()
        line = looks.widgets_line(here(prefix))
        assert (line.state, words in line.found) == (BROKEN, True)


def test_a_front_end_that_is_switched_off(prefix):
    config = prefix / "etc" / "jupyter" / "labconfig"
    config.mkdir(parents=True)
    (config / "page_config.json").write_text(json.dumps({"disabledExtensions": {MANAGER: True}}))
    line = looks.widgets_line(here(prefix))
    assert (line.state, "labextension enable" in line.remedy) == (BROKEN, True)
    (config / "page_config.json").write_text(json.dumps({"disabledExtensions": {MANAGER: False}}))
    assert looks.widgets_line(here(prefix)).state == OK
