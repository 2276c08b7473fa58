"""What a learner is told about an answer: the same words each time, as text and as HTML."""

import html
import math
import re
from dataclasses import dataclass
from numbers import Real

import numpy as np

# How each state begins, and the colour beside it.
_LOOKS = {
    "untouched": ("", "var(--jp-border-color1, #bdbdbd)"),
    "wrong": ("Not yet.", "#d17a00"),
    "right": ("Right!", "#2a8a4a"),
    "noted": ("Noted.", "#3a78c2"),
    "surprised": ("A surprise!", "#3a78c2"),
    "told": ("", "#3a78c2"),
}


@dataclass(frozen=True)
class Reply:
    """What came of an answer.

    Args:
        state: "untouched", "wrong", "right"; of a prediction also "noted", "surprised" and,
            where nothing was predicted, "told".
        message: What to tell the learner; code stands between backticks.
        note: A sentence about keeping the progress. Default: none.

    Example:

    >>> Reply("wrong", "7 is how many epochs there are.")
    Not yet. 7 is how many epochs there are.
    """

    state: str
    message: str
    note: str = ""

    def __repr__(self) -> str:
        return " ".join(part for part in (_LOOKS[self.state][0], self.message, self.note) if part)

    def _repr_html_(self) -> str:
        begin, color = _LOOKS[self.state]
        parts = [f"<strong>{begin}</strong>"] if begin else []
        parts.append(code_as_html(self.message))
        if self.note:
            parts.append(f"<small>{html.escape(self.note)}</small>")
        style = f"border-left: 4px solid {color}; padding: 4px 12px; max-width: 70ch"
        return f'<div style="{style}">{" ".join(parts)}</div>'


@dataclass(frozen=True)
class Told:
    """A text that is shown as it is, without quotes: a hint, a solution.

    Args:
        text: The text.

    Example:

    >>> Told("Count the epochs.")
    Count the epochs.
    """

    text: str

    def __repr__(self) -> str:
        return self.text


def code_as_html(text: str) -> str:
    """Turn a learner's text into HTML: all of it escaped, what stands in backticks as code.

    Args:
        text: The text.

    Returns:
        The HTML.

    Example:

    >>> code_as_html("`a < b`, so")
    '<code>a &lt; b</code>, so'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def describe(value: object) -> str:
    """Say what a learner gave, in a few words that are the same each time.

    Args:
        value: Anything.

    Returns:
        A number, a text or something small as it is written; of all else the type.

    Example:

    >>> describe(3.0), describe([1, 2]), describe(object()), describe(len)
    ('`3`', '`[1, 2]`', 'an object of type `object`', 'the function `len`')
    """
    try:
        return _described(value)
    except Exception:  # a learner's object may raise wherever it is touched
        return f"an object of type `{type(value).__name__}`"


def _described(value: object) -> str:
    if isinstance(value, (bool, str, type(None))):
        shown = repr(value)
        return f"`{shown if len(shown) <= 60 else shown[:59] + '…'}`"
    if isinstance(value, Real):
        return f"`{float(value):.6g}`" if math.isfinite(value) else f"`{float(value)}`"
    if isinstance(value, np.ndarray):
        return f"an array of shape `{value.shape}`"
    if isinstance(value, type):
        return f"the class `{value.__name__}`"
    if type(value) in (list, tuple, dict):
        kind = type(value).__name__
        plain = all(isinstance(one, (Real, str, type(None))) for one in value)
        if kind != "dict" and plain and len(repr(value)) <= 60:
            return f"`{value!r}`"
        return f"a {kind} with {len(value)} entries"
    if callable(value) and isinstance(getattr(value, "__name__", None), str):
        return f"the function `{value.__name__}`"
    return f"an object of type `{type(value).__name__}`"


def told_error(error: BaseException) -> str:
    """Write an error as Python's last line has it, without addresses, which change each time.

    Args:
        error: The error; its own text may fail.

    Returns:
        Its name and text in backticks, on one line, at most 200 characters.

    Example:

    >>> told_error(KeyError("val_loss"))
    "`KeyError: 'val_loss'`"
    """
    try:
        text = re.sub(r" at 0x[0-9a-fA-F]+", "", str(error))
    except Exception:
        text = ""
    line = " ".join(f"{type(error).__name__}: {text}".replace("`", "'").split()).rstrip(":")
    return f"`{line if len(line) <= 200 else line[:199] + '…'}`"
