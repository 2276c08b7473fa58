"""Each check with a planted fault, and without one."""

import os
import tempfile

import pytest

from faqlab.core import doctor_folder as looks
from faqlab.core.doctor_here import Here
from faqlab.core.doctor_line import BROKEN, OK, WARNING


def test_a_folder_that_can_be_written_is_left_as_it_was(tmp_path):
    line = looks.folder_line(Here(folder=tmp_path), lambda folder: 5_000_000_000)
    assert (line.state, line.found) == (OK, "it can be written, with 5.00 GB free")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path):
    line = looks.folder_line(Here(folder=tmp_path / "none"))
    assert (line.state, "faqlab lab DIR" in line.remedy) == (BROKEN, True)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only(tmp_path):
    tmp_path.chmod(0o500)
    try:
        assert looks.folder_line(Here(folder=tmp_path)).state == BROKEN
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("free", "state"), [(5_000_000_000, OK), (200_000_000, WARNING), (1000, BROKEN)]
)
def test_free_space(free, state, tmp_path):
    line = looks.folder_line(Here(folder=tmp_path), lambda folder: free)
    assert line.state == state
    assert looks.folder_line(Here(folder=tmp_path)).state in (OK, WARNING)


def test_temporary_files(monkeypatch, tmp_path):
    assert looks.temporary_line(Here()).state == OK
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    for system, variable in (("Windows", "Set TEMP"), ("Linux", "Set TMPDIR")):
        line = looks.temporary_line(Here(system=system))
        assert (line.state, variable in line.remedy) == (BROKEN, True)


@pytest.mark.parametrize(
    ("text", "environ", "state"),
    [
        (None, {}, OK),
        ('{"floatx": "float64"}', {}, OK),
        ('{"floatx": "float64",}', {}, WARNING),
        ('{"float": "float64"}', {}, WARNING),
        ('{"epsilon": 1}', {}, BROKEN),
        ('{"backend": "theano"}', {}, BROKEN),
        ('{"backend": "theano"}', {"KERAS_BACKEND": "tensorflow"}, WARNING),
    ],
)
def test_configurations(text, environ, state, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    if text:
        (tmp_path / "keras.json").write_text(text)
    line = looks.configuration_line(Here(environ=environ))
    assert line.state == state
    assert bool(line.remedy) == (state != OK)


def test_a_configuration_that_cannot_be_read_or_is_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "keras.json").mkdir()
    assert looks.configuration_line(Here()).state == BROKEN
    monkeypatch.setenv("KERAS_HOME", "relative")
    line = looks.configuration_line(Here())
    assert (line.state, "whole path" in line.remedy) == (WARNING, True)
