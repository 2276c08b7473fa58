"""Silence for what libraries write to the screen unasked; it loads no backend."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Send what is written to file descriptor 2 nowhere, C++ code's lines included.

    TensorFlow's environment variables for this leave some of its first lines through (measured on
    2.21), and a lesson that stores them differs on every machine. Python's own errors are raised,
    not written, so none is lost.

    Yields:
        Nothing; when the block ends, all is as it was.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextlib.contextmanager
def no_advice(library: str) -> Iterator[None]:
    """Keep back what a library logs, its errors apart.

    Args:
        library: The name of its logger: `"tensorflow"`, or `"absl"`, which is Keras's.

    Yields:
        Nothing; when the block ends, all is as it was.

    Example:

    >>> with no_advice("tensorflow"):
    ...     logging.getLogger("tensorflow").isEnabledFor(logging.WARNING)
    False
    """
    logger = logging.getLogger(library)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
