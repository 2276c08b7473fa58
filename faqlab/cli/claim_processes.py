"""Experiments in other processes: one that crashes or hangs is an answer like any other."""

import contextlib
import itertools
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from faqlab.core.process_tree import OWN_GROUP, kill_tree

JOBS = 2  # each loads Keras: more of them need much memory and, on a small machine, no less time


@dataclass(frozen=True)
class Task:
    """What to ask of a topic's claims.

    Args:
        module: The full name of a module that has `CLAIMS`.
        id: The claim to put to the test. Default: list them all.
    """

    module: str
    id: str = ""


def run_apart(tasks: Iterable[Task], limit: float, jobs: int = JOBS) -> Iterator[tuple[Task, dict]]:
    """Do the tasks of each module in a Python of its own, some modules at a time.

    A module's tasks are done one after another, since loading Keras takes longer than most of
    them. One that crashes or hangs ends its process, and those after it get a new one.

    When this ends, also by Ctrl-C or `close()`, no process of its is left.

    Args:
        tasks: The tasks, those of a module in a row.
        limit: The seconds that one may take; then it is killed, with what it started.
        jobs: How many modules run at a time. Default 2.

    Yields:
        A task with its answer, as they come in. An answer without a result has an "error", a
        sentence.

    Example:

    >>> task, answer = next(run_apart([Task("no.such.module")], limit=60))
    >>> answer["error"]
    "It raised ModuleNotFoundError: No module named 'no'"
    """
    waiting = [list(group) for _, group in itertools.groupby(tasks, lambda task: task.module)]
    running = []
    with tempfile.TemporaryDirectory(prefix="faqlab-", ignore_cleanup_errors=True) as folder:
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    place = Path(tempfile.mkdtemp(dir=folder))
                    running.append(_Child(waiting.pop(0), place, limit))
                for child in list(running):
                    ended = child.ended()  # asked first, so that its last words are read below
                    yield from child.answers()
                    if ended:
                        running.remove(child)
                        yield from child.lost()
                        if child.tasks:
                            waiting.insert(0, child.tasks)
                time.sleep(0.03)
        finally:
            for child in running:
                child.kill()


class _Child:
    def __init__(self, tasks: list[Task], place: Path, limit: float):
        self.tasks, self._place, self._limit = tasks, place, limit
        self._late, self._read = False, 0
        self._start = time.monotonic()
        answers = str(place / "answers")
        ids = [task.id for task in tasks if task.id]
        command = [sys.executable, "-m", "faqlab.claims", tasks[0].module, answers, *ids]
        with open(place / "errors", "wb") as errors:
            # A group of its own: the terminal's Ctrl-C comes to us alone, and what an experiment
            # starts can be killed with it. The pipe tells the child if we die.
            self._process = subprocess.Popen(
                command,
                cwd=place,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                **OWN_GROUP,
            )

    def ended(self) -> bool:
        if self._process.poll() is None and time.monotonic() - self._start > self._limit:
            self._late = True
            self.kill()
        return self._process.poll() is not None

    def kill(self) -> None:
        kill_tree(self._process)

    def answers(self) -> Iterator[tuple[Task, dict]]:
        """What it has answered since it was asked last."""
        with contextlib.suppress(FileNotFoundError):
            told = (self._place / "answers").read_bytes()[self._read :]
            whole = told[: told.rfind(b"\n") + 1]
            self._read += len(whole)
            for line in whole.splitlines():
                self._start = time.monotonic()
                yield self.tasks.pop(0), json.loads(line)

    def lost(self) -> Iterator[tuple[Task, dict]]:
        """What it was at when it ended without having done everything."""
        self._process.stdin.close()
        if self.tasks:
            seconds = time.monotonic() - self._start
            yield self.tasks.pop(0), {"error": self._trouble(), "seconds": seconds}

    def _trouble(self) -> str:
        if self._late:
            return f"It took longer than {self._limit:g} seconds and was stopped."
        code = self._process.returncode
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"Its process died of {signal.Signals(-code).name}."
        lines = (self._place / "errors").read_text("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f"Its process ended with exit code {code} and no answer. {last[:200]}".strip()
