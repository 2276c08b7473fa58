"""What the first bytes say a file is, where it isn't what one thinks."""

import io
import pickletools
import re

LONGEST = 1 << 16  # bytes: enough to tell
PICKLE = "a pickle, which is a program"

_STARTS = (
    (b"PK\x03\x04", "a zip"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
    (b"\x93NUMPY", "an array of numpy (.npy)"),
    (b"version https://git-lfs", "a pointer of git-lfs: the file itself wasn't fetched"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"7z\xbc\xaf", "packed with 7-Zip"),
    (b"Rar!", "packed with RAR"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ", "a program (Windows)"),
    (b"\xcf\xfa\xed\xfe", "a program (macOS)"),
    (b"#!", "a script"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GGUF", "weights in GGUF"),
)
# Operations of a pickle that call something. A name alone doesn't: a list of words may read as one.
_CALLS = {"INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "REDUCE", "BUILD"}
_MOST_STEPS = 20_000


def looks_like(start: bytes) -> str:
    """Say what a file is by its first bytes.

    Args:
        start: The first bytes of it, 64 kB at most.

    Returns:
        What it is; `""` if that can't be told.

    Example:

    >>> looks_like(b"<!DOCTYPE html><html>")
    'a page of the web (HTML)'
    >>> import pickle
    >>> looks_like(pickle.dumps({"weights": [1, 2]}))
    'a pickle, which is a program'
    """
    if is_pickle(start):
        return PICKLE
    for begin, name in _STARTS:
        if start.startswith(begin):
            return name
    if start[4:8] == b"TFL3":
        return "a model of TensorFlow Lite"
    if re.match(rb".{6}\x00\x00\{", start, re.DOTALL):
        return "weights in safetensors"
    if re.match(rb"\s*<(!doctype|html|\?xml)", start, re.IGNORECASE):
        return "a page of the web (HTML)"
    return "a text" if _is_text(start) else ""


def is_pickle(start: bytes) -> bool:
    """Say whether these are the first bytes of a pickle, of any protocol, without unpickling it.

    Args:
        start: The first bytes.

    Returns:
        Whether they are.

    Example:

    >>> is_pickle(b"cos\\nsystem\\n(S'ls'\\ntR."), is_pickle(b"cat\\ndog\\n.\\n")
    (True, False)
    """
    if re.match(rb"\x80[\x02-\x05]", start):
        return True
    calls = False
    try:
        for step, (operation, _, _) in enumerate(pickletools.genops(io.BytesIO(start[:LONGEST]))):
            calls |= operation.name in _CALLS
            if operation.name == "STOP" or step > _MOST_STEPS:
                return calls
    except Exception:  # whatever it may raise over bytes that are no pickle
        return False
    return False


def _is_text(start: bytes) -> bool:
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        # The last letter may be cut in two.
        return bool(start) and error.start > len(start) - 4 and b"\x00" not in start
    return bool(start) and b"\x00" not in start
