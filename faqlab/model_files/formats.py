"""Which kind of file this is, by what is in it: the name is no proof."""

import os
import stat
import zipfile
from pathlib import Path

import h5py

from .json_text import read_json as read_json

KERAS = "Keras archive (.keras)"
WHOLE_H5 = "whole model in HDF5 (.h5)"
WEIGHTS_H5 = "weights in HDF5 (.weights.h5)"
OLD_WEIGHTS_H5 = "weights in HDF5, as Keras 1 and 2 wrote them (.h5)"
OTHER_H5 = "HDF5, but no model"
SAVED_MODEL = "TensorFlow SavedModel (a folder)"
ARCHITECTURE = "architecture in JSON"
OTHER_ZIP = "zip, but no model"
UNKNOWN = "no file of a model"

_H5 = b"\x89HDF\r\n\x1a\n"
_START = 1 << 16  # bytes: enough to tell


def check_regular(path: str | os.PathLike) -> Path:
    """Refuse what isn't a file or a folder: a named pipe is waited on for ever.

    Args:
        path: What was given.

    Returns:
        The path.

    Raises:
        FileNotFoundError: If nothing is there.
        ValueError: If it is neither a file nor a folder.
    """
    path = Path(path)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        where = "points nowhere" if path.is_symlink() else "isn't there"
        raise FileNotFoundError(f"{path} {where}. Check the name and the folder.") from None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise ValueError(f"{path} is no file: it is a pipe, a device or a socket.")
    return path


def recognise(path: str | os.PathLike) -> str:
    """Tell what kind of file this is, by its first bytes and the names in it.

    Args:
        path: A file, or the folder of a SavedModel.

    Returns:
        One of this module's constants, such as `KERAS` or `WHOLE_H5`.

    Raises:
        FileNotFoundError: If nothing is there.
        ValueError: If it is neither a file nor a folder.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "model.keras")
    >>> _ = path.write_text('{"class_name": "Sequential", "config": {}}')
    >>> recognise(path)
    'architecture in JSON'
    """
    path = check_regular(path)
    if path.is_dir():
        return SAVED_MODEL if (path / "saved_model.pb").is_file() else UNKNOWN
    with open(path, "rb") as file:
        start = file.read(_START)
    if is_zip(start):
        return _kind_of_zip(path)
    if is_h5(start, path.stat().st_size, path):
        return _kind_of_h5(path)
    if start.lstrip()[:1] == b"{" and b'"class_name"' in start:
        return ARCHITECTURE
    return UNKNOWN


def is_zip(start: bytes) -> bool:
    """Say whether these are the first bytes of a zip.

    Args:
        start: The first bytes of a file.

    Returns:
        Whether they are.
    """
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_h5(start: bytes, size: int, path: str | os.PathLike) -> bool:
    """Say whether a file is HDF5: its signature stands at 0, or at 512, 1024, 2048, ...

    Args:
        start: Its first bytes.
        size: Its size, in bytes.
        path: Where it is.

    Returns:
        Whether it is.
    """
    if start.startswith(_H5):
        return True
    place = 512
    with open(path, "rb") as file:
        while place + 8 <= size:
            file.seek(place)
            if file.read(8) == _H5:
                return True
            place *= 2
    return False


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # Cut off: the list of names stands at the end. What it was to be is told by its name.
        return KERAS if path.suffix.lower() == ".keras" else OTHER_ZIP
    return KERAS if names & {"config.json", "model.weights.h5"} else OTHER_ZIP


def _kind_of_h5(path: Path) -> str:
    try:
        with h5py.File(path, "r", locking=False) as file:
            if "model_config" in file.attrs:
                return WHOLE_H5
            if "layer_names" in file.attrs:
                return OLD_WEIGHTS_H5
            if {"layers", "vars", "_layer_checkpoint_dependencies"} & set(file):
                return WEIGHTS_H5
    except (OSError, RuntimeError, KeyError, ValueError):
        return WEIGHTS_H5 if path.name.endswith(".weights.h5") else WHOLE_H5
    return OTHER_H5
