"""Sizes and shares in words."""

_UNITS = ("kB", "MB", "GB", "TB")


def byte_words(size: int) -> str:
    """Say how many bytes these are, in three digits and powers of a thousand.

    Args:
        size: A number of bytes.

    Returns:
        The words.

    Example:

    >>> byte_words(840), byte_words(12_345), byte_words(1_006_000)
    ('840 bytes', '12.3 kB', '1.01 MB')
    """
    if size < 1000:
        return f"{size} byte{'' if size == 1 else 's'}"
    power = 1
    while size >= 999.5 * 1000**power and power < len(_UNITS):
        power += 1
    value = size / 1000**power
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{digits}f} {_UNITS[power - 1]}"


def percent(share: float) -> str:
    """Say how large a share is.

    Args:
        share: From 0 to 1.

    Returns:
        The words; what is there is never said to be nothing.

    Example:

    >>> percent(0.334), percent(0.0001), percent(0)
    ('33 %', '<1 %', '0 %')
    """
    if 0 < share < 0.005:
        return "<1 %"
    return f"{100 * share:.0f} %"
