import errno
import json
import os
import threading

import pytest

from faqlab.core import lesson_copies
from faqlab.core.lesson_copies import RECORD, Copy, copy_lessons

NAME = "09_history.ipynb"


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "00_start_here.ipynb").write_bytes(b"start")
    (folder / NAME).write_bytes(b"first")
    return folder


@pytest.fixture
def target(tmp_path):
    return tmp_path / "deep" / "mine"


def outcome(copies):
    return {copy.name: copy.outcome for copy in copies}[NAME]


def test_the_first_start_copies_all_and_records_it(source, target):
    assert [copy.outcome for copy in copy_lessons(target, source)] == ["new", "new"]
    assert (target / NAME).read_bytes() == b"first"
    assert sorted(os.listdir(target)) == [RECORD, "00_start_here.ipynb", NAME]
    assert set(json.loads((target / RECORD).read_text())["copied"]) == {
        "00_start_here.ipynb",
        NAME,
    }


def test_a_second_start_changes_nothing(source, target):
    copy_lessons(target, source)
    before = {name: (target / name).stat().st_mtime_ns for name in os.listdir(target)}
    assert outcome(copy_lessons(target, source)) == "same"
    assert {name: (target / name).stat().st_mtime_ns for name in os.listdir(target)} == before


def test_an_unedited_lesson_follows_the_package(source, target):
    copy_lessons(target, source)
    (source / NAME).write_bytes(b"second")
    assert outcome(copy_lessons(target, source)) == "updated"
    assert (target / NAME).read_bytes() == b"second"
    assert outcome(copy_lessons(target, source)) == "same"


def test_an_edited_lesson_is_never_overwritten(source, target):
    copy_lessons(target, source)
    (target / NAME).write_bytes(b"mine")
    assert outcome(copy_lessons(target, source)) == "yours"
    (source / NAME).write_bytes(b"second")
    for _ in range(2):
        assert outcome(copy_lessons(target, source)) == "newer"
        assert (target / NAME).read_bytes() == b"mine"
    assert sorted(os.listdir(target)) == [RECORD, "00_start_here.ipynb", NAME]


def test_fresh_puts_the_newer_one_beside_once(source, target):
    copy_lessons(target, source)
    (target / NAME).write_bytes(b"mine")
    (source / NAME).write_bytes(b"second")
    assert copy_lessons(target, source, fresh=True)[1] == Copy(
        NAME, "beside", "09_history.new.ipynb"
    )
    assert (target / NAME).read_bytes() == b"mine"
    assert (target / "09_history.new.ipynb").read_bytes() == b"second"
    assert outcome(copy_lessons(target, source)) == "yours"
    assert outcome(copy_lessons(target, source, fresh=True)) == "yours"


def test_a_fresh_copy_that_was_edited_is_not_overwritten_either(source, target):
    copy_lessons(target, source)
    (target / NAME).write_bytes(b"mine")
    (target / "09_history.new.ipynb").write_bytes(b"mine too")
    (source / NAME).write_bytes(b"second")
    assert copy_lessons(target, source, fresh=True)[1].beside == "09_history.new2.ipynb"
    assert (target / "09_history.new.ipynb").read_bytes() == b"mine too"
    assert (target / "09_history.new2.ipynb").read_bytes() == b"second"


def test_a_deleted_lesson_is_copied_again(source, target):
    copy_lessons(target, source)
    (target / NAME).unlink()
    assert outcome(copy_lessons(target, source)) == "new"
    assert (target / NAME).read_bytes() == b"first"


@pytest.mark.parametrize(
    "record", [b"", b"{", b"[]", b"null", b'{"copied": 3}', b'{"copied": [1]}', b"\xff\xfe"]
)
def test_without_a_readable_record_every_lesson_that_differs_is_the_learner_s(
    source, target, record
):
    copy_lessons(target, source)
    (target / NAME).write_bytes(b"mine")
    (target / RECORD).write_bytes(record)
    (source / "00_start_here.ipynb").write_bytes(b"second")
    assert [copy.outcome for copy in copy_lessons(target, source)] == ["newer", "newer"]
    assert (target / NAME).read_bytes() == b"mine"
    assert (target / "00_start_here.ipynb").read_bytes() == b"start"


def test_other_things_in_the_folder_are_left_alone(source, target):
    target.mkdir(parents=True)
    (target / "thesis.txt").write_bytes(b"words")
    (target / NAME).mkdir()  # a folder of that name is the learner's, too
    assert outcome(copy_lessons(target, source)) == "newer"
    assert (target / "thesis.txt").read_bytes() == b"words"
    assert (target / NAME).is_dir()


def test_a_lesson_that_is_read_only_stays_and_is_told(source, target, monkeypatch):
    copy_lessons(target, source)
    (source / NAME).write_bytes(b"second")
    # Root may write anywhere, so the answer of the system is what is played here.
    really = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != NAME and really(path, mode))
    assert outcome(copy_lessons(target, source)) == "newer"
    assert (target / NAME).read_bytes() == b"first"


def test_what_appears_at_the_last_moment_is_kept(source, target, monkeypatch):
    # As a second `faqlab lab`, whose learner was quick: after we looked, before we write.
    monkeypatch.setattr(os.path, "lexists", lambda path: False)
    target.mkdir(parents=True)
    (target / NAME).write_bytes(b"mine")
    assert outcome(copy_lessons(target, source)) == "newer"
    assert (target / NAME).read_bytes() == b"mine"


def no_links(*args):
    raise OSError(errno.EPERM, "Operation not permitted")


def test_a_disk_without_links_serves_as_well(source, target, monkeypatch):
    monkeypatch.setattr(os, "link", no_links)
    assert outcome(copy_lessons(target, source)) == "new"
    assert (target / NAME).read_bytes() == b"first"
    (target / NAME).write_bytes(b"mine")
    monkeypatch.setattr(os.path, "lexists", lambda path: False)
    assert outcome(copy_lessons(target, source)) == "yours"
    assert (target / NAME).read_bytes() == b"mine"
    assert sorted(os.listdir(target)) == [RECORD, "00_start_here.ipynb", NAME]


def test_many_at_once_lose_nothing(source, target):
    for number in range(20):
        (source / f"{number + 20}_more.ipynb").write_bytes(b"%d" % number)
    target.mkdir(parents=True)
    (target / NAME).write_bytes(b"mine")
    barrier, errors = threading.Barrier(6), []

    def start():
        barrier.wait()
        try:
            copy_lessons(target, source, fresh=True)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (target / NAME).read_bytes() == b"mine"
    assert (target / "09_history.new.ipynb").read_bytes() == b"first"
    assert sorted(os.listdir(target)) == sorted(
        [RECORD, "09_history.new.ipynb", *os.listdir(source)]
    )
    assert set(json.loads((target / RECORD).read_text())["copied"]) == set(os.listdir(source))


def test_an_interrupt_leaves_what_was_done_recorded_and_no_half_file(source, target, monkeypatch):
    (source / "10_loss_gap.ipynb").write_bytes(b"last")
    really = lesson_copies._create

    def create(path, data):
        if path.name == NAME:
            raise KeyboardInterrupt
        return really(path, data)

    monkeypatch.setattr(lesson_copies, "_create", create)
    with pytest.raises(KeyboardInterrupt):
        copy_lessons(target, source)
    assert sorted(os.listdir(target)) == [RECORD, "00_start_here.ipynb"]
    assert list(json.loads((target / RECORD).read_text())["copied"]) == ["00_start_here.ipynb"]


@pytest.mark.parametrize("below", ["", "below"])
def test_a_file_in_the_way_is_an_error(source, tmp_path, below):
    (tmp_path / "file").write_bytes(b"words")
    with pytest.raises(OSError, match=r"file"):
        copy_lessons(tmp_path / "file" / below, source)
    assert (tmp_path / "file").read_bytes() == b"words"
