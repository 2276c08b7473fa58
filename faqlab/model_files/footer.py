"""A checksum at the end of the file itself, so that one rename replaces the two together."""

import hashlib
import os
import re

from .formats import is_zip

# The last line of a file: in a zip it is the archive's comment, and HDF5 looks no further than its
# own end. Where h5py changes the file later, it cuts the line off.
_LINE = re.compile(rb"\nfaqlab sha256 ([0-9a-f]{64})\n")
_SIZE = len(b"\nfaqlab sha256 \n") + 64

# The record that ends a zip; its last two bytes are the length of the comment.
_END_OF_ZIP, _END_SIZE = b"PK\x05\x06", 22

_PIECE = 1 << 20


def add_checksum(path: str | os.PathLike) -> str:
    """Write the sha256 of all bytes of a file behind them.

    Keras, h5py and zipfile read the file as before.

    Args:
        path: A zip, such as a `.keras` file, without a comment; or an HDF5 file.

    Returns:
        The checksum, 64 hexadecimal digits.

    Raises:
        ValueError: If it is a zip that has a comment already.

    Example:

    >>> import tempfile, h5py
    >>> path = os.path.join(tempfile.mkdtemp(), "numbers.h5")
    >>> with h5py.File(path, "w") as file:
    ...     file["x"] = [1, 2, 3]
    >>> len(add_checksum(path)), verify(path)
    (64, True)
    """
    with open(path, "rb+") as file:
        if is_zip(file.read(4)):
            _announce_comment(file)
        size = file.seek(0, os.SEEK_END)
        digest = _digest(file, size)
        file.seek(size)
        file.write(b"\nfaqlab sha256 " + digest.encode() + b"\n")
    return digest


def verify(path: str | os.PathLike) -> bool | None:
    """Compare a file with the checksum at its end.

    Args:
        path: The file.

    Returns:
        True if the checksum is right, False if it is wrong: the file was damaged or changed since
        it was saved. None if there is none.
    """
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END) - _SIZE
        if size < 0:
            return None
        file.seek(size)
        told = _LINE.fullmatch(file.read())
        return None if told is None else _digest(file, size) == told[1].decode()


def _announce_comment(file) -> None:
    file.seek(-_END_SIZE, os.SEEK_END)
    if file.read(4) != _END_OF_ZIP:
        raise ValueError("The zip has a comment already, or isn't whole.")
    file.seek(-2, os.SEEK_END)
    file.write(_SIZE.to_bytes(2, "little"))


def _digest(file, size: int) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while size > 0:
        piece = file.read(min(size, _PIECE))
        if not piece:
            break
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()
