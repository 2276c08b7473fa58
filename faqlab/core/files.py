"""Files that are either the old one or the new one, never half of each."""

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .errors import three_beats
from .temporaries import sweep, temporary_beside

# Seconds to wait, on Windows, for a reader to close the file that is to be replaced.
_PATIENCE = 2.0

_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextlib.contextmanager
def atomic_write(path: str | os.PathLike) -> Iterator[BinaryIO]:
    """Open a file for writing so that `path` changes only when all is written.

    The bytes go to a temporary file in the same folder, are flushed to the disk, and take the
    place of `path` in one step. If the block raises, or the process dies, `path` stays as it was.

    Args:
        path: The file to write.

    Yields:
        A binary file to write to.

    Raises:
        PermissionError: If `path` exists and is read-only: replacing it would go around that.
        OSError: If the folder can't be written.

    Example:

    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> with atomic_write(Path(folder, "note.txt")) as file:
    ...     _ = file.write(b"whole")
    >>> Path(folder, "note.txt").read_text()
    'whole'
    """
    with atomic_path(path) as temporary, open(temporary, "wb") as file:
        yield file


@contextlib.contextmanager
def atomic_path(path: str | os.PathLike) -> Iterator[Path]:
    """Give the name of another file to write, which takes the place of `path` when all is written.

    It is for writers that want a name and not an open file; `atomic_write` is for all others.
    What earlier writers of `path` left when they died is swept away.

    Args:
        path: The file to be written. Where it is a link, the file that it leads to is.

    Yields:
        The name of an empty file in the same folder, with the same ending.

    Raises:
        PermissionError: If `path` exists and is read-only, or the folder can't be written.
        FileNotFoundError: If there is no such folder.
        IsADirectoryError: If `path` is a folder.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "note.txt")
    >>> with atomic_path(path) as temporary:
    ...     _ = temporary.write_text("whole")
    ...     path.exists()
    False
    >>> path.read_text()
    'whole'
    """
    path = Path(os.path.realpath(path))
    _check(path)
    sweep(path)
    temporary = temporary_beside(path)
    try:
        _create(temporary, path)
        yield temporary
        _sync(temporary)
        _replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(path.parent)


def _check(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(
            three_beats(f"{path} is a folder.", "the name of a file", path.name)
        )
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(f"{path} is read-only. Choose another name, or allow writing to it.")


def _create(temporary: Path, path: Path) -> None:
    # Not by `tempfile`: its files can't be read by anybody else, and `path` would be one.
    try:
        with open(temporary, "xb"):
            pass
    except FileNotFoundError:
        raise FileNotFoundError(
            three_beats("There is no such folder.", "a folder that exists", str(path.parent))
        ) from None
    except OSError as error:
        kind = PermissionError if error.errno in _FORBIDDEN else OSError
        raise kind(
            error.errno,
            three_beats(
                f"Nothing new can be written into the folder {path.parent}, so {path.name} stays "
                "as it is.",
                "a folder in which a second file can grow until it is whole",
                error.strerror,
                "Choose another folder, or allow writing to this one.",
            ),
        ) from None
    if path.exists():
        shutil.copymode(path, temporary)


def _sync(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _replace(temporary: Path, path: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            os.replace(temporary, path)
            return
        except PermissionError:
            # Windows doesn't replace a file that somebody reads: mostly a matter of moments.
            if os.name != "nt" or time.monotonic() > end:
                raise
            time.sleep(0.01)


def _sync_folder(folder: Path) -> None:
    # Without this the rename itself can be lost in a power cut; Windows can't open a folder.
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
