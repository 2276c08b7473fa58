"""Numbers that have to be whole ones."""

from numbers import Integral

from .errors import three_beats


def whole_number(name: str, given: object, least: int) -> int:
    """Check a whole number.

    Args:
        name: What it is, for the message, such as `"batch size"`.
        given: The number; NumPy's are welcome, `True` and `2.0` are not.
        least: The smallest that will do.

    Returns:
        The number.

    Raises:
        ValueError: If it is none, or too small.

    Example:

    >>> whole_number("batch size", 0, 1)
    Traceback (most recent call last):
    ...
    ValueError: The batch size is wrong. Expected: a whole number from 1 on. Received: 0.
    """
    if isinstance(given, bool) or not isinstance(given, Integral) or given < least:
        expected = f"a whole number from {least} on"
        raise ValueError(three_beats(f"The {name} is wrong.", expected, given))
    return int(given)
