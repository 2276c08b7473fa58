"""JSON that may be hostile, read within bounds."""

import json
import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

DEEPEST = 200
LONGEST = 32 << 20  # bytes
MOST_VALUES = 1_000_000  # what a million values take when they are read: about 100 MB

_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_PIECE = 1 << 20


def read_json(text: bytes, remarks: list[tuple[str, str]] | None = None) -> object:
    """Read JSON that may be hostile: nested deeper than any model is, huge, or not UTF-8.

    Args:
        text: The bytes.
        remarks: Where to add what is odd: pairs of a code of the audit and a sentence. Default:
            nowhere.

    Returns:
        What it says.

    Raises:
        ValueError: If it isn't JSON in UTF-8, nested deeper than 200, longer than 32 MB, or has
            more than a million values.

    Example:

    >>> read_json(b"[" * 100_000)
    Traceback (most recent call last):
    ...
    ValueError: The JSON is nested more than 200 deep: no model is.
    """
    _check_bounds(text)
    remarks = [] if remarks is None else remarks

    def once(pairs: list[tuple[str, object]]) -> dict:
        found = dict(pairs)
        if len(found) < len(pairs) and not remarks:  # one is enough
            counts = Counter(name for name, _ in pairs)
            (twice, _), *_ = counts.most_common(1)
            remarks.append(("duplicate key", f"The key {twice[:40]!r} is given twice."))
        return found

    try:
        return json.loads(text.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This isn't JSON in UTF-8 ({error}).") from None


def _check_bounds(text: bytes) -> None:
    if len(text) > LONGEST:
        raise ValueError(f"The JSON has {len(text):,} bytes: no model's has more than {LONGEST:,}.")
    if sum(map(text.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ValueError(f"The JSON has more than {MOST_VALUES:,} values: no model's has.")
    if _depth(text) > DEEPEST:
        raise ValueError(f"The JSON is nested more than {DEEPEST} deep: no model is.")


def _depth(text: bytes) -> int:
    """Count how deep it is nested, before anything calls itself that often."""
    depth = deepest = 0
    for piece in _pieces(_TEXTS.sub(b"", text)):
        letters = np.frombuffer(piece, np.uint8)
        steps = np.isin(letters, (0x5B, 0x7B)).astype(np.int32)
        steps -= np.isin(letters, (0x5D, 0x7D))
        depths = depth + np.cumsum(steps)
        depth, deepest = int(depths[-1]), max(deepest, int(depths.max()))
    return deepest


def _pieces(text: bytes) -> Iterator[bytes]:
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE]
