"""Ctrl-C, and the notebook's stop button, as a request: training ends after the current batch."""

import signal
import threading
from collections.abc import Callable
from types import FrameType


class Interrupt:
    """While a model trains, turn the first interrupt into a call and the second into an error.

    A `KeyboardInterrupt` in the middle of a step leaves `fit` without its ending: no `History`
    is returned, no callback's `on_train_end` runs, and with `run_eagerly=True` the weights are
    those of half a step. So the first interrupt only asks. The second one raises
    `KeyboardInterrupt`, at once.

    Where Python can't hand us the signal (outside the main thread, or where it is ignored), all
    stays as it was.

    Args:
        model: The model whose `fit` is watched.
        ask: Called at the first interrupt, from within a signal handler: it may set a flag.
        give_up: Called at the second, before `KeyboardInterrupt` is raised.
    """

    def __init__(self, model: object, ask: Callable[[], None], give_up: Callable[[], None]):
        self._model = model
        self._ask = ask
        self._give_up = give_up
        self._asked = False
        self._previous = None

    def install(self) -> None:
        """Start to listen."""
        if threading.current_thread() is not threading.main_thread():
            return
        current = signal.getsignal(signal.SIGINT)
        if current not in (None, signal.SIG_IGN):
            self._previous = current
            signal.signal(signal.SIGINT, self._handle)

    def remove(self) -> None:
        """Stop to listen, and put back who listened before."""
        if signal.getsignal(signal.SIGINT) == self._handle:
            signal.signal(signal.SIGINT, self._previous)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if not _trains(self._model, frame):
            # fit raised, so nobody removed us: this interrupt isn't ours.
            self.remove()
            _pass_on(self._previous, number, frame)
        elif self._asked:
            self.remove()
            self._give_up()
            raise KeyboardInterrupt
        else:
            self._asked = True
            self._ask()


def _trains(model: object, frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_name == "fit" and frame.f_locals.get("self") is model:
            return True
        frame = frame.f_back
    return False


def _pass_on(handler: object, number: int, frame: FrameType | None) -> None:
    if callable(handler):
        handler(number, frame)
    else:
        signal.raise_signal(number)
