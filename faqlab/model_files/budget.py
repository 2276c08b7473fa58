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
    (True, False, 60)
    """

    def __init__(self, most: int = _GIGABYTE):
        self.left = most
        self.missed = 0

    def grant(self, size: int) -> bool:
        """Ask for bytes.

        Args:
            size: How many.

        Returns:
            Whether they may be read. If not, they are counted as `missed`.
        """
        if size > self.left:
            self.missed += size
            return False
        self.left -= size
        return True
