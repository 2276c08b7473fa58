import io

import h5py
import pytest

from faqlab.model_files.global_heaps import check_heaps


@pytest.fixture
def with_texts():
    file = io.BytesIO()
    with h5py.File(file, "w") as opened:
        opened.attrs["one"] = "a text " * 100
        opened.attrs["two"] = "another"
    return file


def test_a_file_of_h5py_is_whole(with_texts):
    with_texts.seek(5)
    check_heaps(with_texts)
    assert with_texts.tell() == 5


@pytest.mark.parametrize("length", [0, 8, 2**64 - 16, 2**40])
def test_a_text_that_leads_nowhere_is_found_before_hdf5_hangs(with_texts, length):
    data = bytearray(with_texts.getvalue())
    start = data.index(b"GCOL") + 16
    data[start : start + 2] = b"\0\0"
    data[start + 8 : start + 16] = length.to_bytes(8, "little")
    with pytest.raises(ValueError, match=f"byte {start:,} leads nowhere"):
        check_heaps(io.BytesIO(data))


def test_it_is_found_across_the_border_of_two_pieces(with_texts):
    data = bytearray(with_texts.getvalue())
    start = data.index(b"GCOL")
    data[start + 16 : start + 32] = bytes(16)
    ahead = bytes((4 << 20) - start - 3)
    with pytest.raises(ValueError, match="leads nowhere"):
        check_heaps(io.BytesIO(ahead + data))


def test_the_letters_alone_are_no_texts():
    check_heaps(io.BytesIO(b"GCOL of all kinds" * 1000))


def test_a_million_texts_are_too_many():
    one = (1).to_bytes(8, "little") + bytes(8)
    many = one * 600_000
    head = b"GCOL\x01\0\0\0" + (16 + len(many)).to_bytes(8, "little")
    with pytest.raises(ValueError, match="more than 500,000 texts"):
        check_heaps(io.BytesIO(head + many))
