import os

import pytest

from faqlab.core.files import atomic_write


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
