"""A function in clean processes that cost little: one Python imports Keras, and forks for each."""

import contextlib
import functools
import importlib
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cloudpickle

from .clean_child import end_with_parent, last_line
from .clean_run import LIMIT, CleanRun, clean_runs
from .clean_settings import Settings
from .errors import three_beats

_TICK = 0.02  # seconds


def forked_runs(
    work: Callable,
    arguments: Sequence[tuple],
    imports: Sequence[str] = ("keras",),
    limit: float = LIMIT,
    tell: Callable[[int], None] = lambda done: None,
) -> list[CleanRun]:
    """Call a function once for each of some arguments, each time in a process of its own.

    A Python that imports Keras takes seconds to start. On Linux one is started, which imports and
    computes nothing, so that it can be copied: each call gets a fork of it, and so a process that
    is as clean as a new Python, in hundredths of a second. Elsewhere, and with another backend
    than TensorFlow, whose import already starts threads, each call gets a new Python.

    Args:
        work: The function. It travels as cloudpickle makes it, as its arguments do.
        arguments: For each call its arguments.
        imports: The modules to import before the first call. Default: Keras.
        limit: The seconds that one call may take; then it is ended. Default: 300.
        tell: Called with how many calls are done.

    Returns:
        What came of each call, in order.

    Raises:
        TypeError: If `work` isn't a function, or can't be sent to another process.
        RuntimeError: If the process that forks fails itself.

    Example:

    >>> [run.returned for run in forked_runs(pow, [(2, 3), (3, 2)], imports=["math"])]
    [8, 9]
    """
    if not callable(work):
        raise TypeError(three_beats("There is nothing to run.", "a function", work))
    if not can_fork():
        settings = [Settings(raw=True, arguments=())] * len(arguments)
        found = []
        for one, setting in zip(arguments, settings, strict=True):
            found += clean_runs(functools.partial(work, *one), [setting], limit, 1)
            tell(len(found))
        return found
    # The function is unpacked in the forks: what it refers to may compute something when imported.
    try:
        packed = cloudpickle.dumps((work, list(arguments)))
    except Exception as error:
        wrong = f"The function can't be sent to another process ({type(error).__name__}: {error})."
        what = "a function and arguments that can be pickled"
        raise TypeError(three_beats(wrong, what, work)) from error
    with tempfile.TemporaryDirectory(prefix="faqlab-", ignore_cleanup_errors=True) as folder:
        forking = functools.partial(
            _fork_for_each, packed, len(arguments), tuple(imports), limit, folder, list(sys.path)
        )
        whole = (limit + 1) * len(arguments) + 120
        with _told(folder, tell):
            [run] = clean_runs(forking, [Settings(raw=True)], whole, 1)
    if run.error:
        wrong = "The process that starts the others failed."
        raise RuntimeError(three_beats(wrong, "one that imports Keras and forks", run.error))
    return run.returned


def can_fork() -> bool:
    """Tell whether a process that has imported Keras can be forked here.

    Returns:
        Whether it can: on Linux, with TensorFlow as the backend or with Keras not loaded yet.
    """
    backend = sys.modules["keras"].backend.backend() if "keras" in sys.modules else "tensorflow"
    backend = os.environ.get("KERAS_BACKEND", backend)
    return sys.platform == "linux" and backend == "tensorflow"


@contextlib.contextmanager
def _told(folder: str, tell: Callable[[int], None]) -> Iterator[None]:
    """Look now and then how many answers there are."""
    over = threading.Event()

    def look() -> None:
        before = 0
        while not over.wait(0.2):
            done = len([*Path(folder).glob("answer-*")])
            if done > before:
                before = done
                tell(done)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _fork_for_each(
    packed: bytes,
    count: int,
    imports: tuple[str, ...],
    limit: float,
    folder: str,
    path: list[str],
) -> list[CleanRun]:
    sys.path.extend(place for place in path if place not in sys.path)
    for name in imports:
        importlib.import_module(name)
    return [_forked(packed, i, limit, folder) for i in range(count)]


def _forked(packed: bytes, i: int, limit: float, folder: str) -> CleanRun:
    answer = Path(folder, f"answer-{i}")
    with warnings.catch_warnings():
        # From Python 3.12 on: the one other thread here waits for our end, and holds no lock.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if not process:
        _call(packed, i, answer)
    end = time.monotonic() + limit
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > end:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return CleanRun(error=f"It took longer than {limit:g} seconds and was stopped.")
        time.sleep(_TICK)
    with contextlib.suppress(OSError, EOFError, pickle.UnpicklingError):
        return CleanRun(**pickle.loads(answer.read_bytes()))
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        return CleanRun(error=f"Its process died of {signal.Signals(-code).name}.")
    return CleanRun(error=f"Its process ended with exit code {code} and no answer.")


def _call(packed: bytes, i: int, answer: Path) -> None:
    """Call the function, write what it returns, and end; this is the fork."""
    code = 1
    try:
        threading.Thread(target=end_with_parent, daemon=True).start()
        began = time.perf_counter()
        try:
            work, arguments = pickle.loads(packed)
            began = time.perf_counter()
            told = {"returned": work(*arguments[i])}
        except (Exception, SystemExit) as error:
            told = {"error": last_line(error)}
        told["seconds"] = time.perf_counter() - began
        unfinished = answer.with_name(f"unfinished-{i}")
        unfinished.write_bytes(cloudpickle.dumps(told))
        unfinished.replace(answer)
        code = 0
    finally:
        # Nothing of the process that was copied may run in the copy.
        os._exit(code)
