"""An interrupt that waits until a short piece of work is done."""

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def held_interrupt() -> Iterator[None]:
    """Let the block finish before Ctrl-C, or the notebook's stop button, takes effect.

    Keras catches `KeyboardInterrupt` in the middle of a save and goes on, and the interrupt is
    lost. Here it is kept, and raised when the block has ended. A second one takes effect at once.
    Outside the main thread, where no interrupt arrives, all stays as it is.

    Yields:
        Nothing.

    Example:

    >>> try:
    ...     with held_interrupt():
    ...         signal.raise_signal(signal.SIGINT)
    ...         done = "all"
    ... except KeyboardInterrupt:
    ...     done
    'all'
    """
    before = signal.getsignal(signal.SIGINT)
    main = threading.current_thread() is threading.main_thread()
    if not main or before in (None, signal.SIG_IGN):
        yield
        return
    held = []

    def hold(number, frame):
        if held:
            signal.signal(signal.SIGINT, before)
            held.clear()
            signal.raise_signal(number)
        else:
            held.append(number)

    signal.signal(signal.SIGINT, hold)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held:
            signal.raise_signal(held[0])
