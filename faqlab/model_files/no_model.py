"""What a file is that holds no model, and what to do about it."""

from pathlib import Path

from .first_bytes import LONGEST, PICKLE, looks_like

_AGAIN = "Get the file again from where it came; compare its size or checksum."
_REMEDIES = (
    (PICKLE, "Ask for a .keras file; never unpickle what isn't yours."),
    ("a pointer of git-lfs", "Run `git lfs pull`, or download the file itself."),
    ("a page of the web", _AGAIN),
    ("packed", "Unpack it first."),
    ("an array of numpy", "Read it by numpy.load."),
    ("weights in safetensors", "Read it by the library safetensors."),
)


def what_else(path: Path) -> tuple[str, str]:
    """Tell what a file is that holds no model.

    Args:
        path: The file.

    Returns:
        What it is, and what to do.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "model.h5")
    >>> _ = path.write_text("<!DOCTYPE html><title>404</title>")
    >>> what_else(path)[0]
    'a page of the web (HTML)'
    """
    if path.is_dir():
        what = "a folder without saved_model.pb"
        return what, "Give the file itself, or the folder of a SavedModel."
    with open(path, "rb") as file:
        start = file.read(LONGEST)
    if not start:
        return "empty", _AGAIN
    if not start.strip(b"\0"):
        return "nothing but zeros", _AGAIN
    what = looks_like(start)
    if what in ("a zip", "HDF5"):
        return f"{what} without a Keras model in it", "Read it by what wrote it."
    remedies = (remedy for begin, remedy in _REMEDIES if what.startswith(begin))
    return what or "nothing that is known here", next(remedies, "Check the name of the file.")
