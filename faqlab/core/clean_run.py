"""Trainings in clean processes: each in a Python that was started for it, and ended after it."""

import contextlib
import importlib
import io
import os
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cloudpickle
import joblib
import numpy as np

from .clean_settings import Settings
from .errors import three_beats
from .process_tree import OWN_GROUP, kill_tree

LIMIT = 300.0  # seconds

# The calls of `clean_runs` that were left early: what they started is to end.
_LEFT: set[str] = set()


@dataclass(frozen=True)
class CleanRun:
    """What came of one training.

    Args:
        returned: An `Outcome`; None if there is an error.
        error: Why there is none, a sentence or the last line of the traceback.
        seconds: How long the training took, without the start of its process.
        used: The sources of chance that it drew from, where they were seeded.
        loaded: Which of "keras" and "tensorflow" it loaded.
        refused: Whether it ran, and what it returned is nothing that can be compared.
    """

    returned: object = None
    error: str = ""
    seconds: float = 0.0
    used: frozenset[str] = field(default_factory=frozenset)
    loaded: frozenset[str] = field(default_factory=frozenset)
    refused: bool = False


def clean_runs(
    training: Callable,
    settings: Sequence[Settings],
    limit: float = LIMIT,
    jobs: int | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> list[CleanRun]:
    """Run a training once for each of some settings, each time in a Python of its own.

    joblib hands them out. Here two threads wait for two processes; within
    `joblib.parallel_config(backend="dask")` it is the workers of a Dask cluster that start them,
    and so with Ray. When this ends, also by Ctrl-C, none of the processes started here is left; a
    training that has begun on a cluster goes on there to its end or its limit.

    Args:
        training: The function. It travels as cloudpickle makes it, so that it may stand in a
            notebook's cell; what it needs it imports, or finds beside it.
        settings: What to set, for each run.
        limit: The seconds that one may take; then it is ended. Default: 300.
        jobs: How many run at a time. Default: as joblib is configured, but two at least.
        tell: Called with how many are done.

    Returns:
        What came of each, in order.

    Raises:
        TypeError: If it isn't a function, or can't be sent to another process.

    Example:

    >>> [run.returned for run in clean_runs(lambda: 6 * 7, [Settings(raw=True)])]
    [42]
    """
    packed = _packed(training)
    call = str(uuid.uuid4())
    jobs = max(2, joblib.effective_n_jobs()) if jobs is None else jobs
    found: dict[int, CleanRun] = {}
    tasks = [
        joblib.delayed(_numbered)(i, packed, one, one.environment(), limit, call, os.getcwd())
        for i, one in enumerate(settings)
    ]
    try:
        for i, run in _parallel(jobs)(tasks):
            found[i] = run
            tell(len(found))
    except BaseException:
        _LEFT.add(call)
        raise
    return [found[i] for i in range(len(tasks))]


def _parallel(jobs: int) -> joblib.Parallel:
    how = {"n_jobs": jobs, "prefer": "threads", "batch_size": 1}
    try:
        return joblib.Parallel(return_as="generator_unordered", **how)
    except ValueError:  # the backend gives all at once, at the end
        return joblib.Parallel(**how)


def _packed(training: Callable) -> dict:
    if not callable(training):
        what = "a function that trains, without parentheses after its name"
        raise TypeError(three_beats("There is no training to run.", what, training))
    try:
        file = io.BytesIO()
        _Packer(file).dump(training)
        return {"training": file.getvalue(), "path": list(sys.path)}
    except Exception as error:
        wrong = f"The training can't be sent to another process ({type(error).__name__}: {error})."
        remedy = "Open files, locks and models within the function, not before it."
        what = "a function that takes along only what can be pickled"
        raise TypeError(three_beats(wrong, what, training, remedy)) from error


class _Packer(cloudpickle.Pickler):
    """Pickle functions such as `random.random` by their names.

    They are methods of a hidden generator, which would travel along as it stands here: each run
    would draw the same numbers.
    """

    def reducer_override(self, obj):
        generator = getattr(obj, "__self__", None)
        for module, hidden in (("random", random.random), ("numpy.random", np.random.random)):
            if generator is not None and generator is hidden.__self__:
                return _function, (module, obj.__name__)
        return super().reducer_override(obj)


def _function(module: str, name: str) -> Callable:
    return getattr(importlib.import_module(module), name)


def _numbered(i: int, *job) -> tuple[int, CleanRun]:
    return i, _run(*job)


def _run(
    packed: dict,
    settings: Settings,
    environment: Mapping[str, str | None],
    limit: float,
    call: str,
    folder: str,
) -> CleanRun:
    job = packed | {
        name: getattr(settings, name)
        for name in ("seeds", "modules", "deterministic", "one_thread", "arguments", "raw")
    }
    with tempfile.TemporaryDirectory(prefix="faqlab-", ignore_cleanup_errors=True) as place:
        Path(place, "job").write_bytes(pickle.dumps(job))
        late, process = _ended(place, environment, limit, call, folder)
        with contextlib.suppress(OSError, EOFError, pickle.UnpicklingError):
            return CleanRun(**pickle.loads(Path(place, "answer").read_bytes()))
        return CleanRun(error=_trouble(late, limit, process.returncode, Path(place, "errors")))


def _ended(
    place: str, environment: Mapping[str, str | None], limit: float, call: str, folder: str
) -> tuple[bool, subprocess.Popen]:
    """Start the process, wait for its end or end it; say whether it was late."""
    env = {name: value for name, value in os.environ.items() if name not in environment}
    env |= {name: value for name, value in environment.items() if value is not None}
    command = [sys.executable, "-m", "faqlab.core.clean_child", place]
    began = time.monotonic()
    with open(Path(place, "errors"), "wb") as errors:
        process = subprocess.Popen(
            command,
            env=env,
            # Another machine need not have this folder.
            cwd=folder if os.path.isdir(folder) else place,
            # It ends when we do: the process then ends itself.
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            **OWN_GROUP,
        )
    try:
        while process.poll() is None:
            if time.monotonic() - began > limit:
                return True, process
            if call in _LEFT:
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
    finally:
        kill_tree(process)
    return False, process


def _trouble(late: bool, limit: float, code: int, errors: Path) -> str:
    if late:
        return f"It took longer than {limit:g} seconds and was stopped."
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"Its process died of {signal.Signals(-code).name}."
    lines = errors.read_text("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f"Its process ended with exit code {code} and no answer. {last[:200]}".strip()


def refuse_errors(runs: Sequence[CleanRun]) -> None:
    """Raise if a training came to nothing.

    Args:
        runs: The runs.

    Raises:
        RuntimeError: If one raised, hung or died, with what it said.
        TypeError: If one returned nothing that can be compared.

    Example:

    >>> refuse_errors(clean_runs(lambda: 1 / 0, [Settings()]))
    Traceback (most recent call last):
        ...
    RuntimeError: The training fails in a process of its own. Expected: a function that runs in a \
new Python, where nothing is defined or imported but what it brings along. Received: \
'ZeroDivisionError: division by zero (line 1 of <lambda>)'.
    """
    for run in runs:
        if run.refused:
            raise TypeError(run.error)
        if run.error:
            wrong = "The training fails in a process of its own."
            what = (
                "a function that runs in a new Python, where nothing is defined or imported but "
                "what it brings along"
            )
            raise RuntimeError(three_beats(wrong, what, run.error))
