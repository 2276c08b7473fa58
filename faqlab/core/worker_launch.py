"""Start one script as several workers that find each other, and leave none of them behind."""

import contextlib
import functools
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from .errors import three_beats
from .local_worker import LOOPBACK, LocalWorker, free_ports, worker_environment
from .worker_report import STOPPED, Worker, WorkersReport, how_it_ended

_TICK = 0.05  # seconds between two looks at the workers


class Workers:
    """Several workers, from the start of a `with` block to its end at the latest.

    However the block ends, by an error or an interrupt too, no worker is left; and if this Python
    is killed itself, the workers notice, and end.

    Args:
        script: The Python script that each of them runs.
        count: How many. Default: 2.
        arguments: What the script is given. Default: nothing.
        backend: The backend that Keras takes there. Default: TensorFlow.
        address: The address of a Ray cluster whose machines they run on, `"auto"` for the one that
            this machine belongs to; `"local"` for a new one on this machine. Default: none, the
            workers are processes of this machine, and Ray isn't needed.
        told: Called with a worker's number and a line whenever one writes a line. Default: nothing.

    Raises:
        FileNotFoundError: If there is no such script.
        ValueError: If the count is below 1.
        ImportError: If an address is given, and Ray isn't installed.

    Example:

    >>> import tempfile
    >>> script = Path(tempfile.mkdtemp(), "hello.py")
    >>> _ = script.write_text("import os; print('worker', os.environ['TF_CONFIG'][-3])")
    >>> with Workers(script) as workers:
    ...     report = workers.wait()
    >>> print(report)
    All 2 workers finished.
    worker  ended     its last line
    0       finished  worker 0
    1       finished  worker 1
    [0] worker 0
    [1] worker 1
    """

    def __init__(
        self,
        script: str | os.PathLike,
        count: int = 2,
        arguments: Sequence[str] = (),
        *,
        backend: str = "tensorflow",
        address: str | None = None,
        told: Callable[[int, str], object] = lambda rank, line: None,
    ):
        if not Path(script).is_file():
            wrong = "The workers have no script to run."
            raise FileNotFoundError(three_beats(wrong, "a Python file", os.fspath(script)))
        if count < 1:
            raise ValueError(three_beats("There can't be so many workers.", "1 or more", count))
        self._script, self._count, self._arguments = script, count, tuple(map(str, arguments))
        self._backend, self._address, self._told = backend, address, told
        self._running: list = []
        self._stopped: set[int] = set()
        self._first: int | None = None
        self._why = ""

    def __enter__(self) -> "Workers":
        self._block = contextlib.ExitStack()
        self._block.callback(self.stop, "the block ended")
        try:
            self._start()
        except BaseException:
            self._block.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._block.close()

    def _start(self) -> None:
        if self._address is None:
            self.addresses = [f"{LOOPBACK}:{port}" for port in free_ports(self._count)]
            start = LocalWorker
        else:
            from .ray_workers import RayMachines

            machines = self._block.enter_context(RayMachines(self._address, self._count))
            # The workers are stopped before the machines are given back.
            self._block.callback(self.stop, "the block ended")
            self.addresses, start = machines.addresses, machines.start
        for rank in range(self._count):
            ours = worker_environment(self.addresses, rank) | {"KERAS_BACKEND": self._backend}
            told = functools.partial(self._told, rank)
            self._running.append(start(self._script, self._arguments, ours, told))

    def kill(self, rank: int) -> None:
        """Kill one worker at once, as a machine that fails would.

        Args:
            rank: Its number.
        """
        self._running[rank].kill()

    def wait_for(self, text: str, rank: int = 0, limit: float = 120) -> bool:
        """Wait until a worker has written something.

        Args:
            text: What is in the line.
            rank: The worker's number. Default: 0.
            limit: The seconds to wait at most. Default: 120.

        Returns:
            Whether it has; no, if it ended before, or the time is over.
        """
        worker, end = self._running[rank], time.monotonic() + limit
        while time.monotonic() < end:
            over = worker.poll() is not None
            if any(text in line for line in list(worker.log)):
                return True
            if over:
                return False
            time.sleep(_TICK)
        return False

    def wait(self, limit: float = 600, grace: float = 5) -> WorkersReport:
        """Wait until all have ended; once one has died, stop the others.

        Args:
            limit: The seconds that they may take from now. Default: 600.
            grace: The seconds that the others have to end by themselves, and to write why, once
                one has died. Default: 5.

        Returns:
            A `WorkersReport`.
        """
        end, why = time.monotonic() + limit, f"{limit:g} seconds were over"
        while (codes := self._look()).count(None) and time.monotonic() < end:
            if any(codes) and not why.endswith("had died"):
                end = min(end, time.monotonic() + grace)
                why = f"worker {self._first} had died"
            time.sleep(_TICK)
        self.stop(why)
        return self.report()

    def _look(self) -> list[int | None]:
        """The exit codes; and who died first, of several between two looks one that was killed."""
        codes = [one.poll() for one in self._running]
        if self._first is None and any(codes):
            self._first = min((code, rank) for rank, code in enumerate(codes) if code)[1]
        return codes

    def stop(self, why: str) -> None:
        """End all that still run, and what they started.

        Args:
            why: Why, as a part of a sentence: `"worker 1 had died"`.
        """
        for rank, code in enumerate(self._look()):
            if code is None:
                self._stopped.add(rank)
                self._why = self._why or why
        for worker in self._running:
            worker.stop()

    def report(self) -> WorkersReport:
        """Say how each worker ended; all must have.

        Returns:
            A `WorkersReport`.
        """
        told = []
        for rank, worker in enumerate(self._running):
            log, code = tuple(worker.log), worker.poll()
            ended = STOPPED if rank in self._stopped else how_it_ended(code, log)
            told.append(Worker(rank, self.addresses[rank], code, ended, log))
        return WorkersReport(tuple(told), self._first, self._why)


def launch_workers(
    script: str | os.PathLike,
    count: int = 2,
    arguments: Sequence[str] = (),
    *,
    limit: float = 600,
    grace: float = 5,
    **more,
) -> WorkersReport:
    """Run one script as several workers that find each other, to the end.

    Every worker gets `TF_CONFIG`, which TensorFlow reads, and what `keras.distribution.initialize`
    reads. If one dies, the others are stopped; no process is left, however this ends.

    Args:
        script: The Python script that each of them runs.
        count: How many workers. Default: 2.
        arguments: What the script is given. Default: nothing.
        limit: The seconds that they may take. Default: 600.
        grace: The seconds that the others have to write why, once one has died. Default: 5.
        **more: `backend`, `address` and `told`, as for `Workers`.

    Returns:
        A `WorkersReport`: whether all finished, who died and how, what each wrote.

    Raises:
        FileNotFoundError: If there is no such script.
        ValueError: If the count is below 1.

    Example:

    >>> import tempfile
    >>> script = Path(tempfile.mkdtemp(), "fail.py")
    >>> _ = script.write_text("raise SystemExit(3)")
    >>> launch_workers(script, 1).died[0].ended
    'exit code 3'
    """
    with Workers(script, count, arguments, **more) as workers:
        return workers.wait(limit, grace)
