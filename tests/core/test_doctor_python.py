"""Each check with a planted fault, and without one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from faqlab.core import doctor_python as looks
from faqlab.core.doctor_here import Here
from faqlab.core.doctor_line import BROKEN, OK, WARNING


@pytest.mark.parametrize(
    ("fields", "state", "words"),
    [
        ({"python": (3, 12, 1)}, OK, "3.12.1"),
        ({"python": (3, 9, 2), "system": "Linux", "kind": "venv"}, BROKEN, "python3.12 -m venv"),
        ({"python": (3, 9, 2), "system": "Windows", "kind": "venv"}, BROKEN, "py -3.12 -m venv"),
        ({"python": (3, 14, 0), "kind": "conda"}, BROKEN, "conda create"),
        ({"python": (3, 14, 0)}, BROKEN, "too new"),
        ({"python": (3, 12, 1), "bits": 32}, BROKEN, "64 bits"),
    ],
)
def test_python(fields, state, words):
    line = looks.python_line(Here(**fields))
    assert line.state == state
    assert words in f"{line.found} {line.remedy}"


def test_a_python_for_intel_on_a_mac_with_apples_chip(monkeypatch):
    mac = Here(system="Darwin", processor="x86_64", python=(3, 12, 1))
    for brand, state in (("Apple M2", BROKEN), ("Intel(R) Core(TM) i7", OK)):
        monkeypatch.setattr(looks, "_brand", lambda brand=brand: brand)
        assert looks.python_line(mac).state == state


def test_environments():
    assert looks.environment_line(Here(kind="conda")).state == OK
    line = looks.environment_line(Here(kind="system", system="Windows"))
    assert (line.state, "py -m venv" in line.remedy) == (WARNING, True)


@pytest.mark.parametrize(
    "name", ["keras.py", "tensorflow.py", "h5py.py", "random.py", "numpy/__init__.py"]
)
def test_a_name_that_hides_a_package_is_found_and_does_hide_it(name, tmp_path):
    here = Here(folder=tmp_path)
    assert looks.names_line(here).state == OK
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("")
    line = looks.names_line(here)
    assert line.state == BROKEN
    assert name.split("/")[0] in line.found
    module = name.split("/")[0].removesuffix(".py")
    source = f"import {module}; print({module}.__file__)"
    taken = subprocess.run(
        [sys.executable, "-c", source], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(taken.stdout.strip()).is_relative_to(tmp_path)


def test_what_hides_nothing(tmp_path):
    (tmp_path / "keras").mkdir()
    (tmp_path / "my_keras.py").touch()
    (tmp_path / "keras.ipynb").touch()
    (tmp_path / "faqlab").mkdir()
    (tmp_path / "faqlab" / "__init__.py").touch()
    (tmp_path / "pyproject.toml").touch()
    assert looks.names_line(Here(folder=tmp_path)).state == OK
    assert looks.names_line(Here(folder=tmp_path / "none")).state == OK


@pytest.mark.parametrize(
    ("encoding", "system", "state", "words"),
    [
        ("UTF-8", "Linux", OK, ""),
        ("utf_8", "Linux", OK, ""),
        ("cp1252", "Windows", WARNING, "setx PYTHONUTF8 1"),
        ("ISO-8859-1", "Linux", WARNING, "export PYTHONUTF8=1"),
    ],
)
def test_encodings(encoding, system, state, words):
    line = looks.encoding_line(Here(encoding=encoding, system=system))
    assert line.state == state
    assert words in line.remedy


def test_the_remedy_for_the_encoding_works():
    source = "from faqlab.core.doctor_here import Here; print(Here().encoding)"
    env = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", source], env=env, capture_output=True, text=True)
    assert done.stdout.strip() == "utf-8"


def test_variables(tmp_path):
    (tmp_path / "keras").mkdir()
    (tmp_path / "keras" / "__init__.py").touch()
    cases = [
        ({}, OK, ""),
        ({"PYTHONHOME": str(tmp_path)}, BROKEN, "unset PYTHONHOME"),
        ({"PYTHONPATH": str(tmp_path)}, BROKEN, "unset PYTHONPATH"),
        ({"PYTHONPATH": str(tmp_path / "keras")}, OK, ""),
        ({"TF_USE_LEGACY_KERAS": "1"}, WARNING, "unset TF_USE_LEGACY_KERAS"),
    ]
    for environ, state, words in cases:
        line = looks.variables_line(Here(environ=environ, system="Linux"))
        assert (line.state, words in line.remedy) == (state, True)
    windows = Here(environ={"PYTHONHOME": str(tmp_path)}, system="Windows")
    assert "set PYTHONHOME=" in looks.variables_line(windows).remedy
