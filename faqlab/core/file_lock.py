"""One process at a time: a lock that every system and every network folder understands."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

# Seconds. A lock that stays this long belongs to a process that died: our writes take milliseconds.
_STALE = 5.0


@contextlib.contextmanager
def file_lock(path: str | os.PathLike) -> Iterator[None]:
    """Keep other processes and threads from changing a file between our reading and our writing.

    The lock is a second file beside it, `.<name>.lock`, which only one can create and which is
    gone afterwards. One that a dead process left is removed after five seconds.

    Args:
        path: The file to be changed; it need not exist.

    Yields:
        Nothing; when the block ends, the next one may go on.

    Raises:
        OSError: If the folder can't be written.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "note.txt")
    >>> with file_lock(path):
    ...     [one.name for one in path.parent.iterdir()]
    ['.note.txt.lock']
    """
    path = Path(path)
    lock = path.with_name(f".{path.name}.lock")
    _wait_for(lock)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.unlink(lock)


def _wait_for(lock: Path) -> None:
    start, seen = time.monotonic(), None
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            return
        except FileExistsError:
            now = _identity(lock)
            if now != seen:
                start, seen = time.monotonic(), now
            elif time.monotonic() - start > _STALE:
                lock.unlink(missing_ok=True)
        except PermissionError:
            # On Windows a lock that is just being deleted can't be opened: a matter of moments.
            if os.name != "nt" or time.monotonic() - start > _STALE:
                raise
        time.sleep(0.005)


def _identity(lock: Path) -> tuple[int, int] | None:
    try:
        status = lock.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
