"""Arrays of numpy that hold Python objects, which are pickles."""

import ast
import zipfile
import zlib
from typing import BinaryIO

from .findings import Findings
from .first_bytes import LONGEST

_MOST_ARRAYS = 10_000
_ROOM, _RATIO = 64 << 20, 100


def audit_npy(start: bytes, where: str, found: Findings) -> None:
    """Look at the header of a `.npy`.

    Args:
        start: Its first bytes, 64 kB at most.
        where: What to call it.
        found: Where to add what is found.

    Example:

    >>> import io
    >>> import numpy as np
    >>> file = io.BytesIO()
    >>> np.save(file, np.array([{}], dtype=object), allow_pickle=True)
    >>> found = Findings()
    >>> audit_npy(file.getvalue(), "a.npy", found)
    >>> [one.code for one in found]
    ['pickle']
    """
    width = 2 if start[6:7] == b"\x01" else 4
    size = int.from_bytes(start[8 : 8 + width], "little")
    header = start[8 + width : 8 + width + size]
    try:
        told = ast.literal_eval(header.decode("latin-1")) if len(header) == size < 10_000 else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        told = None
    if not isinstance(told, dict) or not {"descr", "shape"} <= set(told):
        found.add("damaged", where, "The header of the array can't be read.")
    elif "O" in str(told["descr"]):
        found.add(
            "pickle", where, "It is an array of Python objects: a pickle, which is a program."
        )


def audit_npz(file: BinaryIO, size: int, where: str, found: Findings) -> int:
    """Look at the headers of the arrays of a `.npz`.

    Args:
        file: The file.
        size: Its size, in bytes.
        where: What to call it.
        found: Where to add what is found.

    Returns:
        How many bytes the arrays have.
    """
    unpacked = 0
    try:
        with zipfile.ZipFile(file) as parts:
            for one in parts.infolist()[:_MOST_ARRAYS]:
                unpacked += one.file_size
                if one.file_size > _ROOM and one.file_size > _RATIO * max(1, one.compress_size):
                    reason = f"{one.compress_size:,} bytes would unpack to {one.file_size:,}."
                    found.add("bomb", f"{where}: {one.filename}", reason)
                with parts.open(one) as part:
                    audit_npy(part.read(LONGEST), f"{where}: {one.filename}", found)
    except (OSError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        found.add("damaged", where, f"It can't be read: {error}.")
        return size
    return unpacked
