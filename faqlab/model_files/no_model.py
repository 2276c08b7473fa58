"""What a file is that is none of a model: a pointer, a page, a program."""

from pathlib import Path

# The first bytes, what they tell, and what to do.
_STARTS = (
    (
        b"version https://git-lfs",
        "a git-lfs pointer, a note on where the file is",
        "Run `git lfs pull`, or download the file itself.",
    ),
    (
        b"\x80",
        "a pickle, a program that runs when it is read",
        "Ask for a .keras file; never unpickle what isn't yours.",
    ),
    (b"\x1f\x8b", "packed by gzip", "Unpack it first."),
    (b"BZh", "packed by bzip2", "Unpack it first."),
    (b"\xfd7zXZ", "packed by xz", "Unpack it first."),
    (b"Rar!", "a rar archive", "Unpack it first."),
    (b"\x93NUMPY", "an array of numpy", "Read it by numpy.load."),
    (b"%PDF", "a PDF", "Check the name."),
    (b"\x89PNG", "a picture", "Check the name."),
)
_PAGES = (b"<!doctype", b"<html", b"<?xml")
_AGAIN = "Get the file again from where it came; compare its size or checksum."


def what_else(path: Path) -> tuple[str, str]:
    """Tell what a file is that holds no model.

    Args:
        path: The file.

    Returns:
        What it is, `"an HTML page"`, and what to do.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "model.h5")
    >>> _ = path.write_text("<!DOCTYPE html><title>404</title>")
    >>> what_else(path)[0]
    'an HTML page: the download went wrong'
    """
    if path.is_dir():
        return (
            "a folder without saved_model.pb",
            "Give the file itself, or the folder of a SavedModel.",
        )
    with open(path, "rb") as file:
        start = file.read(4096)
    if not start:
        return "empty", _AGAIN
    for begin, what, remedy in _STARTS:
        if start.startswith(begin):
            return what, remedy
    if start.lstrip()[:9].lower().startswith(_PAGES):
        return "an HTML page: the download went wrong", _AGAIN
    if not start.strip(b"\0"):
        return "nothing but zeros", _AGAIN
    return _by_content(start)


def _by_content(start: bytes) -> tuple[str, str]:
    if start.startswith(b"PK"):
        return (
            "a zip without a Keras model in it (PyTorch's and numpy's files are zips too)",
            "Read it by what wrote it.",
        )
    # A file of safetensors begins with the length of its JSON.
    if start[8:10] == b'{"' and int.from_bytes(start[:8], "little") < 1 << 32:
        return "a file of safetensors", "Read it by the library safetensors."
    return "nothing that is known here", "Check the name, and what wrote it."
