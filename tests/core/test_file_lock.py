"""The lock: one at a time, gone afterwards, and a dead process holds up nobody for long."""

import os
import threading
import time

import pytest

from faqlab.core import file_lock as module
from faqlab.core.file_lock import file_lock


def test_one_at_a_time(tmp_path):
    path = tmp_path / "note"
    with file_lock(path):
        assert os.listdir(tmp_path) == [".note.lock"]
    assert os.listdir(tmp_path) == []


def test_the_lock_of_a_dead_process_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_STALE", 0.05)
    (tmp_path / ".note.lock").touch()
    start = time.monotonic()
    with file_lock(tmp_path / "note"):
        assert time.monotonic() - start >= 0.05
    assert os.listdir(tmp_path) == []


def test_the_next_one_waits_for_the_first(tmp_path):
    path, order = tmp_path / "note", []

    def second():
        with file_lock(path):
            order.append("second")

    with file_lock(path):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.05)
        assert thread.is_alive()
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_the_lock_is_gone_after_an_error(tmp_path):
    def fail():
        with file_lock(tmp_path / "note"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError), file_lock(tmp_path / "nowhere" / "note"):
        pass
