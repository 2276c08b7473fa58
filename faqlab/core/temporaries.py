"""Temporary files beside the file they are to become, and the sweep of what dead writers left."""

import contextlib
import hashlib
import os
import re
import secrets
import socket
import time
from pathlib import Path

# Seconds. Whether a writer on another machine still lives can't be asked; nobody writes for a day.
_OLD = 24 * 3600.0

_NAME = r"\.faqlab-(?P<host>[0-9a-f]{8})-(?P<process>\d+)-[0-9a-f]{8}\."


def temporary_beside(path: Path) -> Path:
    """Name a temporary file in the folder of the file that it is to become.

    The name says who writes it, so that `sweep` can tell whether anybody still does; and it ends
    as the other's does, because Keras goes by that.

    Args:
        path: The file to be.

    Returns:
        A path where no file is yet.

    Example:

    >>> temporary_beside(Path("run", "model.weights.h5")).name.endswith(".model.weights.h5")
    True
    """
    name = f".faqlab-{_host()}-{os.getpid()}-{secrets.token_hex(4)}.{path.name}"
    return path.with_name(name)


def sweep(path: Path) -> None:
    """Remove the temporary files that writers of this file left when they died.

    Only names that `temporary_beside` gave for this file count. One goes if its process was on
    this machine and is gone, or if nothing was written to it for a day.

    Args:
        path: The file that they were to become.
    """
    pattern = re.compile(_NAME + re.escape(path.name))
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            # Two may sweep at once; what another holds open on Windows stays for the next.
            with contextlib.suppress(OSError):
                told = pattern.fullmatch(entry.name)
                if told and entry.is_file(follow_symlinks=False) and _left(told, entry):
                    os.unlink(entry.path)


def _left(told: re.Match, entry: os.DirEntry) -> bool:
    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _OLD:
        return True
    return told["host"] == _host() and _is_gone(int(told["process"]))


def _is_gone(process: int) -> bool:
    if os.name == "nt":
        return False  # there, asking whether a process lives may end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False  # somebody else's
    return False


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
