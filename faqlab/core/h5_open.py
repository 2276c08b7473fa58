"""HDF5 files opened for reading, with errors that say what is wrong and what to do about it."""

import os
import stat
from pathlib import Path

import h5py

from .errors import three_beats

_AGAIN = "Get the file again from where it came, or write it anew."
# What libhdf5 says, by a piece of its sentence; what it means; what to do.
_TOLD = (
    (
        "file signature not found",
        ValueError,
        "{name} is no HDF5 file.",
        "a file that begins as HDF5 files do, with the bytes \\x89HDF",
        "A `.keras` file is a zip, a `.npy` one array: Keras and `numpy.load` read them.",
    ),
    (
        "truncated file",
        ValueError,
        "{name} is cut off: its end is missing.",
        "as many bytes as the file says that it has",
        _AGAIN,
    ),
    (
        "unable to lock file",
        BlockingIOError,
        "{name} is being written by another process.",
        "a file that nobody has open for writing",
        "Wait until it is closed there; a writer that replaces the file in one step, as `write` "
        "does, never locks a reader out.",
    ),
    (
        "already open for write",
        BlockingIOError,
        "{name} is being written by another process, or its writer died.",
        "a file that its writer has closed",
        "Wait until it is closed there. If nobody writes it any more, take it from its source, or "
        "clear its mark by HDF5's own tool: `h5clear -s`.",
    ),
)


def path_of(given: object) -> Path:
    """Take the path of a file; an open file of h5py can't be handed to threads and processes.

    Args:
        given: What was given.

    Returns:
        The path.

    Raises:
        TypeError: If it is no path.
        ValueError: If it is a file of h5py that is closed already.

    Example:

    >>> path_of("data.h5").name
    'data.h5'
    """
    if isinstance(given, h5py.HLObject):
        if not given:
            wrong = "This file is closed: h5py can't even tell its name any more."
            remedy = "Give the path; the file is opened when it is read."
            raise ValueError(three_beats(wrong, "the path of a file", given, remedy))
        remedy = f"Give its path, {given.file.filename!r}: each process opens the file for itself."
        raise TypeError(three_beats("This is open already.", "the path of a file", given, remedy))
    if not isinstance(given, str | os.PathLike):
        raise TypeError(three_beats("This is no path.", "the path of an HDF5 file", given))
    return Path(given)


# Bytes that libhdf5 may keep of a file's index. By itself it keeps up to 32 MB.
_INDEX = 1 << 20


def open_h5(path: str | os.PathLike) -> h5py.File:
    """Open an HDF5 file for reading.

    Args:
        path: Where it is.

    Returns:
        The open file.

    Raises:
        FileNotFoundError: If nothing is there.
        BlockingIOError: If another process is writing it.
        PermissionError: If it may not be read.
        ValueError: If it is no HDF5 file, cut off or damaged.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "data.h5")
    >>> _ = path.write_bytes(b"no HDF5")
    >>> open_h5(path)
    Traceback (most recent call last):
    ...
    ValueError: data.h5 is no HDF5 file. Expected: a file that begins as HDF5 files do, with the \
bytes \\x89HDF. Received: b'no HDF5'. A `.keras` file is a zip, a `.npy` one array: \
Keras and `numpy.load` read them.
    """
    path = path_of(path)
    _check_regular(path)
    try:
        return _lean(h5py.File(path, "r"))
    except PermissionError:
        wrong = f"{path.name} may not be read."
        raise PermissionError(
            three_beats(wrong, "a file that you may read", str(path), "Allow reading it.")
        ) from None
    except (OSError, RuntimeError, KeyError) as error:
        said = str(error)
    for piece, kind, wrong, expected, remedy in _TOLD:
        if piece in said:
            received = _start(path) if piece == "file signature not found" else said
            wrong = wrong.format(name=path.name)
            raise kind(three_beats(wrong, expected, received, remedy))
    wrong = f"{path.name} is damaged: libhdf5 can't open it."
    raise ValueError(three_beats(wrong, "a whole HDF5 file", said, _AGAIN))


def _lean(file: h5py.File) -> h5py.File:
    """Keep libhdf5 from remembering ever more of where the chunks of a large file are."""
    settings = file.id.get_mdc_config()
    settings.set_initial_size = True
    settings.initial_size = settings.min_size = settings.max_size = _INDEX
    file.id.set_mdc_config(settings)
    return file


def _check_regular(path: Path) -> None:
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        wrong, remedy = f"There is no file {path.name}.", "Check the name and the folder."
        raise FileNotFoundError(three_beats(wrong, "a file", str(path), remedy)) from None
    # Opening a named pipe would wait for ever.
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "a pipe, a device or a socket"
        raise ValueError(three_beats(f"{path.name} is {what}.", "an HDF5 file", str(path)))


def _start(path: Path) -> bytes:
    with open(path, "rb") as file:
        return file.read(16)
