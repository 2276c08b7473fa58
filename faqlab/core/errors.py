"""Messages in three beats: what was wrong, what was expected, what was received."""

import difflib
from collections.abc import Iterable


def three_beats(wrong: str, expected: str, received: object, remedy: str = "") -> str:
    """Write an error message that says what was wrong, expected and received.

    Args:
        wrong: What is wrong, a sentence.
        expected: What would have been right.
        received: The value that was given; shown by its `repr`, shortened to 200 characters.
        remedy: What to do next, a sentence. Default: nothing.

    Returns:
        The message, one beat after another.

    Example:

    >>> three_beats("There is no metric 'acc'.", "one of 'accuracy', 'loss'", "acc")
    "There is no metric 'acc'. Expected: one of 'accuracy', 'loss'. Received: 'acc'."
    """
    shown = repr(received)
    shown = shown if len(shown) <= 200 else shown[:199] + "…"
    beats = [wrong, f"Expected: {expected}.", f"Received: {shown}.", remedy]
    return " ".join(beat for beat in beats if beat)


def nearest(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """Find the names that look most like a misspelt one.

    Args:
        name: The name that was given.
        names: The names that exist.
        most: How many to return at most. Default 3.

    Returns:
        The nearest names, best first; empty where none is near.

    Example:

    >>> nearest("val_los", ["loss", "val_loss", "accuracy"])[0]
    'val_loss'
    """
    return difflib.get_close_matches(name, list(names), n=most, cutoff=0.5)


def one_of(name: str, names: Iterable[str]) -> str:
    """Say what would have been right, the names most like the misspelt one first.

    Args:
        name: The name that was given.
        names: The names that exist.

    Returns:
        The text for the second of `three_beats`.

    Example:

    >>> one_of("acuracy", ["loss", "accuracy"]), one_of("los", ["loss"]), one_of("x", [])
    ("one of 'accuracy', 'loss'", "'loss'", 'no name at all: there are none yet')
    """
    names = list(names)
    if not names:
        return "no name at all: there are none yet"
    near = nearest(name, names)
    ordered = [*near, *(other for other in names if other not in near)]
    listed = ", ".join(map(repr, ordered[:6])) + (", …" if len(ordered) > 6 else "")
    return listed if len(ordered) == 1 else f"one of {listed}"
