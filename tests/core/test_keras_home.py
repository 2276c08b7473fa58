"""Which file is in effect, compared with what Keras itself takes in the same environment."""

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from faqlab.core.keras_home import shown, use, where
from faqlab.core.settings_trial import Trial, run_trials

ENVIRONMENTS = {
    "nothing set": {},
    "KERAS_HOME": {"KERAS_HOME": "{here}/mine"},
    "relative": {"KERAS_HOME": "mine"},
    "empty": {"KERAS_HOME": ""},
    "tilde": {"KERAS_HOME": "~/mine"},
    "no home": {"HOME": "{here}/nowhere", "USERPROFILE": "{here}/nowhere"},
    "no home, KERAS_HOME": {"HOME": "{here}/nowhere", "KERAS_HOME": "{here}/mine"},
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder of our own, in which no Keras has been."""
    (tmp_path / "home").mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("KERAS_HOME", "KERAS_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "keras.src.backend.config", raising=False)
    return tmp_path


@pytest.fixture(scope="module")
def of_keras():
    found = run_trials([Trial(environ=environ) for environ in ENVIRONMENTS.values()])
    return dict(zip(ENVIRONMENTS, found, strict=True))


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_folder_is_the_one_that_keras_takes(name, home, of_keras, monkeypatch):
    for variable, value in ENVIRONMENTS[name].items():
        monkeypatch.setenv(variable, value.replace("{here}", str(home)))
    keras = os.path.expanduser(of_keras[name].home.replace("{here}", str(home)))
    assert where().folder == Path(keras)
    assert where().path == Path(keras, "keras.json")
    assert not where().exists


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "since KERAS_HOME isn't set"),
        ({"KERAS_HOME": "mine"}, "another folder wherever Python is started"),
        ({"KERAS_HOME": ""}, "set to nothing: Keras takes the folder that Python was started in"),
        ({"KERAS_HOME": "~/mine"}, "really called '~'"),
        ({"KERAS_BACKEND": "jax"}, "The backend: 'jax', as KERAS_BACKEND says, not the file."),
    ],
)
def test_it_says_why_and_what_may_surprise(environ, words, home, monkeypatch):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert words in str(where())


def test_keras_really_makes_a_folder_called_tilde():
    tried = run_trials([Trial(environ={"KERAS_HOME": "~/mine"}, probes=["os:listdir"])])[0]
    assert sorted(tried.probes["os:listdir"]) == ["home", "~"]
    assert tried.files == {}


def test_a_home_that_is_missing_has_the_fallback(home, monkeypatch):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home / "nowhere"))
    assert where().folder == Path("/tmp/.keras")
    assert "Everybody on this machine shares that folder" in str(where())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_has_the_fallback(home):
    (home / "home").chmod(0o500)
    try:
        assert where().folder == Path("/tmp/.keras")
    finally:
        (home / "home").chmod(0o700)


def test_a_keras_that_is_loaded_stays_where_it_was(home, monkeypatch):
    loaded = ModuleType("keras.src.backend.config")
    loaded.keras_home = lambda: str(home / "before")
    monkeypatch.setitem(sys.modules, "keras.src.backend.config", loaded)
    assert "Keras is loaded, and took before: restart the kernel" in str(where())
    loaded.keras_home = lambda: str(home / "home" / ".keras")
    assert "loaded" not in str(where())


def test_a_project_gets_a_folder_of_its_own(home, monkeypatch):
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    place = use("project/.keras")
    assert place.folder == home / "project" / ".keras"
    assert place.folder.is_dir()
    assert os.environ["KERAS_HOME"] == str(place.folder)
    assert str(place).startswith("The configuration file: project")


def test_it_is_too_late_when_keras_is_loaded(home, monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", ModuleType("keras"))
    with pytest.raises(RuntimeError, match=r"too late.*Expected: a fresh kernel\. Received: 'p'\."):
        use("p")
    assert "KERAS_HOME" not in os.environ
    assert not (home / "p").exists()


def test_a_file_is_no_folder(home, monkeypatch):
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    (home / "p").write_text("")
    with pytest.raises(NotADirectoryError, match=r"p is a file\. Expected: a folder"):
        use("p")


def test_paths_are_written_from_here_or_from_home(home):
    assert shown(home / "home" / "a") == os.path.join("home", "a")
    assert shown(home.parent / "a") == str(home.parent / "a")
    (home / "home" / "deep").mkdir()
    os.chdir(home / "home" / "deep")
    assert shown(home / "home" / "a") == os.path.join("~", "a")
