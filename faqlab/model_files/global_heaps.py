"""Look at the parts of an HDF5 file where texts are kept, before HDF5 does: it can hang there.

HDF5 goes from text to text by the sizes that stand before them, and never asks whether it gets
anywhere: a size of 0, one bit in a damaged file, and it goes on for ever, deaf to an interrupt.
"""

from typing import BinaryIO

_SIGNATURE = b"GCOL\x01\0\0\0"  # what such a part begins with, in its only version
_HEADER = 16
_PIECE = 4 << 20
_MOST_TEXTS = 500_000


def check_heaps(file: BinaryIO) -> None:
    """Check that HDF5 gets through all texts of a file. It stays where it was in the file.

    Args:
        file: The file, open, of bytes.

    Raises:
        ValueError: If it would not, or if there are more than half a million texts.

    Example:

    >>> import io
    >>> begin = b"GCOL" + bytes([1, 0, 0, 0]) + (64).to_bytes(8, "little")
    >>> check_heaps(io.BytesIO(begin + bytes(48)))
    Traceback (most recent call last):
    ...
    ValueError: The texts of the file can't be read: the one at byte 16 leads nowhere.
    """
    place, left, left_to_do = file.tell(), b"", _MOST_TEXTS
    try:
        start = file.seek(0)
        while piece := file.read(_PIECE):
            # What may begin at the end of one piece goes on in the next.
            window = left + piece
            at = window.find(_SIGNATURE)
            while at >= 0:
                left_to_do -= _walk(file, start - len(left) + at, left_to_do)
                at = window.find(_SIGNATURE, at + 1)
            start += len(piece)
            left = window[-len(_SIGNATURE) + 1 :]
            file.seek(start)
    finally:
        file.seek(place)


def _walk(file: BinaryIO, begin: int, most: int) -> int:
    """Go through one part as HDF5 does; give the number of its texts."""
    file.seek(begin)
    size = int.from_bytes(file.read(_HEADER)[8:], "little")
    at, end, count = begin + _HEADER, begin + size, 0
    while at + _HEADER <= end:
        file.seek(at)
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            break  # beyond the end of the file: HDF5 says so itself
        length = int.from_bytes(header[8:], "little")
        # The free space, which has the number 0, counts its own header.
        is_free = header[:2] == b"\0\0"
        step = length if is_free else _HEADER + -(-length // 8) * 8
        if step < _HEADER or at + step > end:
            raise ValueError(
                f"The texts of the file can't be read: the one at byte {at:,} leads nowhere."
            )
        at, count = at + step, count + 1
        if count > most:
            raise ValueError(f"The file has more than {_MOST_TEXTS:,} texts: no model's has.")
    return count
