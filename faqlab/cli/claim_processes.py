"""Experiments in processes of their own: one that crashes or hangs is an answer like any other."""

import contextlib
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
    """What one process is for.

    Args:
        module: The full name of a module that has `CLAIMS`.
        id: The claim to put to the test. Default: list them all.
    """

    module: str
    id: str = ""


def run_apart(tasks: Iterable[Task], limit: float, jobs: int = JOBS) -> Iterator[tuple[Task, dict]]:
    """Run each task in a Python of its own, some at a time.

    When this ends, also by Ctrl-C or `close()`, no process of its is left.

    Args:
        tasks: The tasks.
        limit: The seconds that one may take; then it is killed, with what it started.
        jobs: How many run at a time. Default 2.

    Yields:
        A task with its answer, as they come in. An answer without a result has an "error", a
        sentence.

    Example:

    >>> task, answer = next(run_apart([Task("no.such.module")], limit=60))
    >>> answer["error"]
    "It raised ModuleNotFoundError: No module named 'no'"
    """
    waiting, running = list(tasks), []
    with tempfile.TemporaryDirectory(prefix="faqlab-", ignore_cleanup_errors=True) as folder:
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    place = Path(folder, str(len(waiting)))
                    place.mkdir()
                    running.append(_Child(waiting.pop(0), place, limit))
                for child in [child for child in running if child.ended()]:
                    running.remove(child)
                    yield child.task, child.answer()
                time.sleep(0.03)
        finally:
            for child in running:
                child.kill()


class _Child:
    def __init__(self, task: Task, place: Path, limit: float):
        self.task, self._place, self._limit = task, place, limit
        self._late = False
        self._start = time.monotonic()
        command = [sys.executable, "-m", "faqlab.claims", task.module, str(place / "answer")]
        with open(place / "errors", "wb") as errors:
            # A group of its own: the terminal's Ctrl-C comes to us alone, and what an experiment
            # starts can be killed with it. The pipe tells the child if we die.
            self._process = subprocess.Popen(
                [*command, *([task.id] if task.id else [])],
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

    def answer(self) -> dict:
        self._process.stdin.close()
        with contextlib.suppress(OSError, ValueError):
            return json.loads((self._place / "answer").read_bytes())
        return {"error": self._trouble(), "seconds": time.monotonic() - self._start}

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
