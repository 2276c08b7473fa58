import importlib.metadata
import sys
from types import SimpleNamespace

from faqlab.core import environment as module
from faqlab.core.environment import environment


def test_all_is_well_where_the_tests_run():
    assert [str(check) for check in environment() if not check.ok] == []
    assert repr(environment()).splitlines()[0] == "ok      Python 3.11 to 3.13"


def test_what_is_missing_is_said_with_its_remedy(monkeypatch):
    def version(name):
        if name == "h5py":
            raise importlib.metadata.PackageNotFoundError(name)
        return {"keras": "2.15.0"}.get(name, "99.0")

    monkeypatch.setattr(module.importlib.metadata, "version", version)
    monkeypatch.setattr(module.sys, "version_info", SimpleNamespace(major=3))
    monkeypatch.setattr(module.sys, "version_info", (3, 9, 1))
    monkeypatch.setenv("KERAS_BACKEND", "theano")
    lines = repr(environment()).splitlines()
    assert lines[0].startswith("MISSING Python 3.11 to 3.13 (found: 3.9).")
    assert lines[1] == "MISSING keras 3 (found: 2.15.0). Run: pip install --upgrade 'keras>=3'"
    assert lines[2].startswith("MISSING a backend for Keras (found: no package 'theano').")
    assert lines[3].startswith("ok ")
    assert "MISSING h5py 3 (found: not installed). Run: pip install --upgrade 'h5py>=3'" in lines


def test_a_folder_that_is_gone_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(module.os, "getcwd", lambda: str(tmp_path / "gone"))
    last = environment()[-1]
    assert not last.ok
    assert str(last).endswith("Open the lessons from a folder of your own.")
    assert sys.version_info >= (3, 11)
