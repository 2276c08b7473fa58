"""Look at a file, in this process, by what is in it."""

import os
import stat
import zipfile
from collections.abc import Collection
from pathlib import Path

from .audit_archive import audit_archive
from .audit_h5 import audit_h5
from .audit_json import audit_json
from .audit_npy import audit_npy
from .audit_saved_model import audit_saved_model
from .findings import Findings
from .first_bytes import LONGEST, PICKLE, looks_like
from .formats import (
    ARCHITECTURE,
    KERAS,
    OLD_WEIGHTS_H5,
    OTHER_H5,
    OTHER_ZIP,
    SAVED_MODEL,
    UNKNOWN,
    WEIGHTS_H5,
    WHOLE_H5,
    recognise,
)
from .json_text import LONGEST as LONGEST_JSON

_H5 = (WHOLE_H5, WEIGHTS_H5, OLD_WEIGHTS_H5, OTHER_H5)
# What a name promises, by its end.
_PROMISES = {
    ".keras": (KERAS,),
    ".h5": _H5,
    ".hdf5": _H5,
    ".json": (ARCHITECTURE,),
}


def examine(path: Path, found: Findings, custom: Collection[str] = ()) -> str:
    """Look at a file or folder, and never fail: what can't be looked at is a finding.

    Args:
        path: Where it is.
        found: Where to add what is found.
        custom: Names of the reader's own classes and functions. Default: none.

    Returns:
        What kind of file it is, one of the constants of `formats`.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "model.h5")
    >>> _ = path.write_text("<html>Sign in</html>")
    >>> found = Findings()
    >>> examine(path, found), [one.code for one in found]
    ('no file of a model', ['wrong magic'])
    """
    kind = UNKNOWN
    try:
        mode = os.stat(path).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            found.add("not a file", path.name, "It is a pipe, a device or a socket.")
            return kind
        kind = recognise(path)
        _look(kind, path, found, custom)
    except MemoryError:
        found.add("limits", path.name, "It takes more memory to look at it than any model does.")
    except Exception as error:  # an unforeseen one must not look like a clean file
        found.add("damaged", path.name, f"It can't be read: {type(error).__name__}: {error}.")
    return kind


def _look(kind: str, path: Path, found: Findings, custom: Collection[str]) -> None:
    if path.is_dir():
        if kind == SAVED_MODEL:
            audit_saved_model(path, found, custom)
        else:
            found.add("wrong magic", path.name, "It is a folder, and not that of a SavedModel.")
        return
    size = path.stat().st_size
    _check_name(kind, path, found)
    if kind == KERAS:
        audit_archive(path, found, custom)
    elif kind in _H5:
        if zipfile.is_zipfile(path):
            found.add("two formats", path.name, "It is HDF5, and a zip as well.")
        with open(path, "rb") as file:
            audit_h5(file, size, path.name, found, custom)
    elif kind == ARCHITECTURE:
        _look_at_json(path, size, found, custom)
    else:
        _look_at_other(kind, path, size, found)


def _check_name(kind: str, path: Path, found: Findings) -> None:
    promised = _PROMISES.get(path.suffix.lower())
    if promised and kind not in promised and kind != UNKNOWN:
        found.add("wrong magic", path.name, f"By its name it isn't what it is: {kind}.")
    elif kind == OTHER_H5:
        found.add("wrong magic", path.name, "It is HDF5, but no model and no weights.")


def _look_at_json(path: Path, size: int, found: Findings, custom: Collection[str]) -> None:
    if size > LONGEST_JSON:
        found.add("size", path.name, f"It has {size:,} bytes: no architecture has.")
        return
    audit_json(path.read_bytes(), path.name, found, custom)


def _look_at_other(kind: str, path: Path, size: int, found: Findings) -> None:
    with open(path, "rb") as file:
        start = file.read(LONGEST)
    what = looks_like(start)
    if not size:
        found.add("empty", path.name, "It has no byte: a download or a save that failed.")
    elif what == PICKLE:
        found.add("pickle", path.name, f"It is {what}.")
    elif kind == OTHER_ZIP:
        found.add("wrong magic", path.name, "It is a zip, but no model: a model has a config.json.")
    elif zipfile.is_zipfile(path):
        found.add("two formats", path.name, "It begins as something else, and ends as a zip.")
    elif not start.strip(b"\x00"):
        found.add("damaged", path.name, "It has nothing but zeros: it was never written whole.")
    else:
        found.add("wrong magic", path.name, f"It is no model, but {what or 'of no kind known'}.")
    if start.startswith(b"\x93NUMPY"):
        audit_npy(start, path.name, found)
