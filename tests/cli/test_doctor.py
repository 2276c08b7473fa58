"""`faqlab doctor`, on a healthy Python and on one with a planted fault."""

import json

import pytest
import typer
from typer.testing import CliRunner

from faqlab.cli.doctor import doctor
from faqlab.core import doctor as core
from faqlab.core.doctor_line import BROKEN, Line


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(doctor)
    return lambda *args: CliRunner().invoke(app, list(args))


def test_all_is_well(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("--quick")
    assert result.exit_code == 0
    assert "✓ ok  Python" in result.stdout
    assert "broken" not in result.stdout
    told = json.loads(run("--quick", "--json").stdout)
    assert told["ok"] is True
    assert {one["state"] for one in told["checks"]} <= {"ok", "warning"}


def test_a_planted_fault(run, tmp_path, monkeypatch):
    (tmp_path / "h5py.py").touch()
    monkeypatch.chdir(tmp_path)
    result = run("--quick")
    assert result.exit_code == 1
    assert "✗ broken" in result.stdout
    assert "Rename it, and restart the kernel." in result.stdout
    result = run("--quick", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [one["name"] for one in told["checks"] if one["state"] == "broken"] == ["names of files"]


def test_what_is_found_may_hold_brackets(run, monkeypatch):
    line = Line("keras[x]", BROKEN, "[bold]", "Run: pip install 'tensorflow[and-cuda]'")
    monkeypatch.setattr(core, "_BEFORE", (lambda here: line,))
    assert "tensorflow[and-cuda]" in run("--quick").stdout


def test_it_is_a_command_of_faqlab(call):
    assert "--json" in call("doctor", "--help").stdout
