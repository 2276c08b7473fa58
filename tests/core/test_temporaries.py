import os
import subprocess
import sys
import time

import pytest

from faqlab.core import temporaries
from faqlab.core.temporaries import sweep, temporary_beside


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.keras"


def left(path, process: int, name: str = "model.keras"):
    """A temporary file of another process of this machine."""
    ours = temporary_beside(path).name.split("-")
    other = path.with_name(f"{ours[0]}-{ours[1]}-{process}-0123abcd.{name}")
    other.write_bytes(b"half")
    return other


@pytest.fixture
def dead() -> int:
    """The number of a process that was and is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        pass
    return child.pid


def test_two_names_are_never_the_same_and_end_as_keras_wants(path):
    names = {temporary_beside(path).name for _ in range(100)}
    assert len(names) == 100
    assert all(name.startswith(".") and name.endswith(".keras") for name in names)


@pytest.mark.skipif(os.name == "nt", reason="Windows can't be asked whether a process lives")
def test_what_a_dead_writer_left_is_swept(path, dead):
    other = left(path, dead)
    sweep(path)
    assert not other.exists()


def test_what_a_living_writer_writes_stays(path):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        other = left(path, child.pid)
        sweep(path)
        assert other.exists()
        child.communicate(b"\n")


def test_what_is_older_than_a_day_is_swept_whoever_wrote_it(path):
    other = left(path, os.getpid())
    sweep(path)
    assert other.exists()
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(other, (two_days_ago, two_days_ago))
    sweep(path)
    assert not other.exists()


def test_what_was_written_on_another_machine_stays(path, dead, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "another")
    other = left(path, dead)
    monkeypatch.undo()
    sweep(path)
    assert other.exists()


@pytest.mark.parametrize("name", ["other.keras", "model.keras.bak", "xmodel.keras"])
def test_what_was_to_become_another_file_stays(path, dead, name):
    other = left(path, dead, name)
    sweep(path)
    assert other.exists()


@pytest.mark.parametrize("name", [".model.keras", ".faqlab-notes.model.keras", "model.keras"])
def test_what_only_looks_like_ours_stays(path, name):
    other = path.with_name(name)
    other.write_bytes(b"somebody's")
    sweep(path)
    assert other.exists()


def test_a_folder_of_such_a_name_stays(path, dead):
    other = left(path, dead)
    other.unlink()
    other.mkdir()
    sweep(path)
    assert other.is_dir()


def test_where_there_is_no_folder_there_is_nothing_to_sweep(tmp_path):
    sweep(tmp_path / "none" / "model.keras")


def test_a_file_that_another_takes_away_meanwhile_ends_no_sweep(tmp_path, monkeypatch):
    path = tmp_path / "model.keras"
    left = [temporary_beside(path) for _ in range(2)]
    for one in left:
        one.touch()
    gone, looked = [], temporaries._left

    def first_is_gone(told, entry):
        if not gone:
            gone.append(entry.name)
            raise FileNotFoundError(entry.name)
        return looked(told, entry)

    monkeypatch.setattr(temporaries, "_left", first_is_gone)
    monkeypatch.setattr(temporaries, "_is_gone", lambda process: True)
    sweep(path)
    assert os.listdir(tmp_path) == gone
