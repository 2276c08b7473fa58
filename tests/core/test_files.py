import os

import pytest

from faqlab.core.files import atomic_path, atomic_write


def test_the_new_content_takes_the_place_of_the_old(tmp_path):
    path = tmp_path / "note"
    path.write_bytes(b"old")
    with atomic_write(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["note"]


def test_an_error_within_leaves_the_old_content_and_no_litter(tmp_path):
    path = tmp_path / "note"
    path.write_bytes(b"old")

    def write_half():
        with atomic_write(path) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["note"]


def test_a_read_only_file_is_respected(tmp_path, monkeypatch):
    path = tmp_path / "note"
    path.write_bytes(b"old")
    # Root may write anywhere, so the answer of the system is what is played here.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(PermissionError, match=r"is read-only. Choose"), atomic_write(path):
        pass
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission bits")
def test_permissions_are_those_of_any_new_file_and_those_of_the_old_one(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    with atomic_write(tmp_path / "new") as file:
        file.write(b"new")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode
    (tmp_path / "new").chmod(0o640)
    with atomic_write(tmp_path / "new") as file:
        file.write(b"newer")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


def test_a_writer_that_wants_a_name_gets_one_with_the_same_ending(tmp_path):
    path = tmp_path / "model.weights.h5"
    with atomic_path(path) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.name.endswith(".weights.h5")
        temporary.write_bytes(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert os.listdir(tmp_path) == ["model.weights.h5"]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only administrators make links")
def test_where_the_path_is_a_link_the_file_it_leads_to_is_written(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "latest").symlink_to(tmp_path / "disk" / "note")
    with atomic_write(tmp_path / "latest") as file:
        file.write(b"new")
    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "disk" / "note").read_bytes() == b"new"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    refused = pytest.raises(
        FileNotFoundError, match=r"no such folder. Expected.*Received: '.*gone'"
    )
    with refused, atomic_write(tmp_path / "gone" / "note"):
        pass


def test_a_folder_is_no_file(tmp_path):
    refused = pytest.raises(IsADirectoryError, match=r"is a folder. Expected: the name of a file")
    with refused, atomic_write(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_named_and_the_old_content_stays(tmp_path, monkeypatch):
    path = tmp_path / "note"
    path.write_bytes(b"old")

    def refuse(name, mode="r", *more):
        raise PermissionError(13, "Permission denied", str(name))

    monkeypatch.setattr("builtins.open", refuse)
    refused = pytest.raises(
        PermissionError, match=r"Nothing new can be written.*note stays as it is"
    )
    with refused, atomic_path(path):
        pass
    monkeypatch.undo()
    assert path.read_bytes() == b"old"


def test_a_reader_sees_the_old_content_or_the_new(tmp_path):
    path = tmp_path / "note"
    path.write_bytes(b"old" * 1000)
    with atomic_write(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old" * 1000


def test_the_bytes_are_on_the_disk_before_the_name_is(tmp_path, monkeypatch):
    order = []
    for name in ("fsync", "replace"):
        true = getattr(os, name)
        monkeypatch.setattr(
            os, name, lambda *given, true=true, name=name: (order.append(name), true(*given))
        )
    with atomic_write(tmp_path / "note") as file:
        file.write(b"new")
    # The folder's own record of the name follows, where a folder can be opened.
    assert order[:2] == ["fsync", "replace"]
    assert order[2:] == ([] if os.name == "nt" else ["fsync"])
