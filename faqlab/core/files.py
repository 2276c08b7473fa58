"""Files that are either the old one or the new one, never half of each."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


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
    path = Path(path)
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(f"{path} is read-only. Choose another name, or allow writing to it.")
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        # Not by `tempfile`: its files can't be read by anybody else, and `path` would be one.
        with open(temporary, "xb") as file:
            if path.exists():
                shutil.copymode(path, temporary)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # Without this the rename itself can be lost in a power cut; Windows can't open a folder.
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
