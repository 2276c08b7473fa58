import io
import zipfile

import pytest

from faqlab.model_files.archive import Window, open_member

DATA = bytes(range(256)) * 40


def zipped(path, how, name="part", data=DATA):
    with zipfile.ZipFile(path, "w", how) as parts:
        parts.writestr("before", b"something")
        parts.writestr(name, data)
    return path


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_reads_as_zipfile_reads_it_from_any_place(how, tmp_path):
    path = zipped(tmp_path / "a.zip", how)
    with zipfile.ZipFile(path) as parts:
        assert parts.read("part") == DATA
    with open_member(path, "part", 1 << 20) as part:
        assert part.read() == DATA
        for place in (5000, 3, 10_239, 0):
            part.seek(place)
            assert part.read(7) == DATA[place : place + 7]
        part.seek(-4, io.SEEK_END)
        assert part.read() == DATA[-4:]


def test_a_window_ends_where_it_ends(tmp_path):
    (tmp_path / "file").write_bytes(b"0123456789")
    with Window(tmp_path / "file", 2, 5) as part:
        part.seek(3)
        assert part.read(100) == b"56"
        assert part.read(100) == b""
        assert part.seek(-1, io.SEEK_CUR) == 4
        part.seek(50)
        assert part.read() == b""


def test_what_would_unpack_to_too_much_is_refused(tmp_path):
    path = zipped(tmp_path / "bomb.zip", zipfile.ZIP_DEFLATED, data=bytes(1 << 20))
    with pytest.raises(ValueError, match="part would unpack to 1,048,576 bytes"):
        open_member(path, "part", 1000)


def test_a_header_that_lies_about_the_size_is_found_out(tmp_path):
    path = zipped(tmp_path / "liar.zip", zipfile.ZIP_DEFLATED, data=bytes(100_000))
    raw = bytearray(path.read_bytes())
    place = raw.rindex(b"PK\x01\x02")
    assert raw[place + 24 : place + 28] == (100_000).to_bytes(4, "little")
    raw[place + 24 : place + 28] = (50).to_bytes(4, "little")
    path.write_bytes(raw)
    with pytest.raises((ValueError, zipfile.BadZipFile)):
        open_member(path, "part", 1000)


def test_a_member_that_is_not_there_or_elsewhere(tmp_path):
    path = zipped(tmp_path / "a.zip", zipfile.ZIP_STORED)
    with pytest.raises(KeyError):
        open_member(path, "other", 1000)
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x03\x04", 4)] = 0
    path.write_bytes(raw)
    with pytest.raises(ValueError, match="part isn't where the zip says"):
        open_member(path, "part", 1 << 20)
