"""How much may still be read: what is honest and huge ends in a note, and not in waiting."""

PIECE = 4 << 20  # bytes that are looked at in one go
_GIGABYTE = 1 << 30


class Budget:
    """Count down the bytes that may be read.

    Args:
        most: How many bytes. Default: a gigabyte.

    Example:

    >>> budget = Budget(100)
    >>> budget.grant(60), budget.grant(60), budget.missed
    (60, 40, 20)
    """

    def __init__(self, most: int = _GIGABYTE):
        self.left = most
        self.missed = 0

    def grant(self, size: int) -> int:
        """Ask for bytes.

        Args:
            size: How many.

        Returns:
            How many of them may be read; the others are counted as `missed`.
        """
        granted = min(size, self.left)
        self.left -= granted
        self.missed += size - granted
        return granted
