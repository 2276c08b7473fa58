"""The parts of a `.keras` archive, read where they lie: nothing is unpacked to the disk."""

import io
import os
import shutil
import tempfile
import zipfile
from typing import BinaryIO

# A part that is packed is unpacked into memory up to this many bytes, then into a nameless file.
_IN_MEMORY = 16 << 20


class Window(io.RawIOBase):
    """A stretch of a file, as a file of its own.

    Args:
        path: The file.
        start: Where the stretch begins, in bytes.
        size: How long it is, in bytes.

    Example:

    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp(), "letters")
    >>> _ = path.write_bytes(b"abcdef")
    >>> with Window(path, 2, 3) as part:
    ...     part.read()
    b'cde'
    """

    def __init__(self, path: str | os.PathLike, start: int, size: int):
        super().__init__()
        self._file = open(path, "rb")  # noqa: SIM115 - closed by close()
        self._start, self._size, self._place = start, size, 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that one can move in it."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move.

        Args:
            offset: By how much, in bytes.
            whence: From where: the start, here, the end.

        Returns:
            The new place.
        """
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer) -> int:
        """Read into a buffer.

        Args:
            buffer: Where to.

        Returns:
            How many bytes it was.
        """
        view = memoryview(buffer).cast("B")
        most = max(0, min(len(view), self._size - self._place))
        self._file.seek(self._start + self._place)
        read = self._file.readinto(view[:most])
        self._place += read
        return read

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def open_member(path: str | os.PathLike, name: str, most: int) -> BinaryIO:
    """Open a part of a zip so that one can move in it, as HDF5 has to.

    Args:
        path: The zip.
        name: The part's name.
        most: How many bytes it may have when it is unpacked.

    Returns:
        A binary file.

    Raises:
        KeyError: If there is no such part.
        ValueError: If it is larger than `most`, encrypted, or isn't what the zip says it is.
    """
    with zipfile.ZipFile(path) as parts:
        info = parts.getinfo(name)
        if info.flag_bits & 1:
            raise ValueError(f"{name} is encrypted.")
        if info.compress_type == zipfile.ZIP_STORED:
            return Window(path, _data_start(path, info), info.file_size)
        if info.file_size > most:
            raise ValueError(f"{name} would unpack to {info.file_size:,} bytes.")
        return _unpacked(parts, info, most)


def _data_start(path: str | os.PathLike, info: zipfile.ZipInfo) -> int:
    # The header before the data repeats the name, and may hold more than the list at the end.
    with open(path, "rb") as file:
        file.seek(info.header_offset)
        header = file.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise ValueError(f"{info.filename} isn't where the zip says it is.")
    name, extra = (int.from_bytes(header[i : i + 2], "little") for i in (26, 28))
    return info.header_offset + 30 + name + extra


def _unpacked(parts: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> BinaryIO:
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        with parts.open(info) as packed:
            shutil.copyfileobj(_Limited(packed, most), file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


class _Limited:
    """A file that refuses to give more than it may, whatever its header says."""

    def __init__(self, file: BinaryIO, most: int):
        self._file, self._left = file, most

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ValueError("It unpacks to more than the zip says.")
        return data
