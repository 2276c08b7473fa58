"""How much memory a block takes at its peak, and a real limit for it, where the system has them."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from .whole_number import whole_number

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")


class ResidentPeak:
    """Measure how far the resident memory of this process rises within a `with` block.

    On Linux the kernel keeps the peak, and forgets it when asked to, so that each block has its
    own. On macOS it can't be reset: there a block is measured from the highest point so far.
    Windows isn't measured.

    Attributes:
        bytes: The peak within the block minus what was there when it began; None where it can't
            be measured, and before the block ends.

    Example:

    >>> with ResidentPeak() as peak:
    ...     block = bytearray(50_000_000)
    >>> peak.bytes is None or peak.bytes > 45_000_000
    True
    """

    def __init__(self):
        self.bytes: int | None = None
        self._before: int | None = None

    def __enter__(self) -> "ResidentPeak":
        if sys.platform == "linux":
            name = "VmHWM"
            with contextlib.suppress(OSError):
                _RESET.write_text("5")
                name = "VmRSS"
            self._before = _status(name)
        else:
            self._before = _highest()
        return self

    def __exit__(self, *error: object) -> None:
        after = _status("VmHWM") if sys.platform == "linux" else _highest()
        if after is not None and self._before is not None:
            self.bytes = max(0, after - self._before)


@contextlib.contextmanager
def data_limit(size: int) -> Iterator[bool]:
    """Let this process take only so much more memory within a `with` block.

    Linux enforces it (`RLIMIT_DATA`): what goes beyond raises `MemoryError`, or in C++ code may
    end the process. Stacks of new threads count, 8 MB each as a rule, used or not. Other systems
    don't enforce it.

    Args:
        size: The bytes that may be taken beyond what is there when the block begins.

    Yields:
        Whether the limit is enforced.

    Raises:
        ValueError: If the size is no whole number from 1 on.

    Example:

    >>> with data_limit(20_000_000) as enforced:
    ...     try:
    ...         refused = not bytearray(100_000_000)
    ...     except MemoryError:
    ...         refused = True
    >>> refused == enforced
    True
    """
    size = whole_number("limit", size, 1)
    there = _status("VmData") if sys.platform == "linux" else None
    if there is None:
        yield False
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = there + size if hard == resource.RLIM_INFINITY else min(there + size, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    try:
        yield True
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _status(name: str) -> int | None:
    """Read a line of what Linux tells of this process, in bytes."""
    with contextlib.suppress(OSError):
        for line in _STATUS.read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    return None


def _highest() -> int | None:
    """The highest resident memory so far; macOS tells it in bytes, others in kilobytes."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return taken if sys.platform == "darwin" else 1024 * taken
