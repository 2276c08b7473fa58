"""Each check with a planted fault, and without one; versions are compared as pip compares them."""

from importlib.metadata import PathDistribution

import pytest

from faqlab.core import doctor_packages as looks
from faqlab.core.doctor_here import Here
from faqlab.core.doctor_line import BROKEN, OK, WARNING

NEEDS = ("keras<4,>=3.12", "h5py>=3.11,<4", 'pytest; extra == "test"', 'x; sys_platform == "no"')


def having(**versions):
    return Here(requires=NEEDS, version=lambda name: versions.get(name.replace("-", "_")))


def test_this_python_has_what_it_needs():
    assert [line.state for line in looks.packages_lines(Here())] == [OK]


@pytest.mark.parametrize(
    ("versions", "states", "words"),
    [
        ({"keras": "3.15.1", "h5py": "3.14.0"}, [OK], "2, each in a version that fits"),
        ({"keras": "3.15.1"}, [BROKEN], "It isn't installed."),
        ({"keras": "2.15.0", "h5py": "3.9.0"}, [BROKEN, BROKEN], "2.15.0 is here; <4,>=3.12"),
        ({"keras": "3.15.1", "h5py": "3.11.0rc1"}, [BROKEN], "3.11.0rc1"),
        ({"keras": "3.16.0.dev1", "h5py": "3.14.0"}, [OK], ""),
        ({"keras": "3.15.1", "h5py": "???"}, [BROKEN], "damaged"),
    ],
)
def test_packages(versions, states, words):
    lines = looks.packages_lines(having(**versions))
    assert [line.state for line in lines] == states
    assert words in lines[0].found
    assert all(line.remedy.startswith("Run: ") for line in lines if line.state == BROKEN)


def test_the_remedy_names_the_versions():
    here = Here(requires=NEEDS, version=lambda name: None, kind="conda")
    remedies = [line.remedy for line in looks.packages_lines(here)]
    assert remedies[0] == 'Run: conda install -c conda-forge "keras<4,>=3.12"'


def test_a_faqlab_that_is_not_installed():
    (line,) = looks.packages_lines(Here(requires=None))
    assert (line.state, "-m pip install ." in line.remedy) == (BROKEN, True)


def installed(folder, *names):
    for name in names:
        info = folder / f"{name}.dist-info"
        info.mkdir()
        package, version = name.rsplit("-", 1)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}"
        )
    return [PathDistribution(path) for path in folder.glob("*.dist-info")]


@pytest.mark.parametrize(
    ("names", "state", "words"),
    [
        (["keras-3.15.1", "h5py-3.14.0", "other-1", "other-2"], OK, "nothing"),
        (["keras-3.15.1", "keras-2.15.0"], BROKEN, "2.15.0 and 3.15.1, mixed up"),
        (["tensorflow-2.21.0", "tensorflow_cpu-2.20.0"], BROKEN, "overwrite each other"),
    ],
)
def test_installed_twice(names, state, words, tmp_path):
    line = looks.twice_line(Here(kind="venv", managed=False), installed(tmp_path, *names))
    assert line.state == state
    assert words in line.found
    assert ("uninstall -y" in line.remedy) == (state == BROKEN)


def test_nothing_is_twice_here():
    assert looks.twice_line(Here()).state == OK


@pytest.mark.parametrize(
    ("versions", "state"),
    [
        ({"keras": "3.15.1"}, OK),
        ({"keras": "3.15.1", "tf_keras": "2.21.0"}, WARNING),
        ({"keras": "2.3.1"}, BROKEN),
        ({}, OK),
    ],
)
def test_another_keras(versions, state):
    assert looks.other_keras_line(having(**versions)).state == state


def test_packages_of_the_user(tmp_path):
    (tmp_path / "numpy").mkdir()
    venv = Here(kind="venv", system="Linux")
    line = looks.own_folder_line(venv, str(tmp_path))
    assert (line.state, "PYTHONNOUSERSITE=1" in line.remedy) == (WARNING, True)
    assert looks.own_folder_line(venv, str(tmp_path / "none")).state == OK
    assert looks.own_folder_line(Here(kind="system"), str(tmp_path)).state == OK
