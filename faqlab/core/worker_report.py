"""What came of several workers: how each of them ended, and what it wrote."""

import re
import signal
from dataclasses import dataclass

from .page_table import page_table, text_table

FINISHED, STOPPED = "finished", "stopped"
# How lines of TensorFlow's C++ side begin.
_NOISE = re.compile(
    r"[IWE]\d{4} |WARNING: All log messages before|To enable the following instr"
    r"|Additional GRPC error information|:UNKNOWN:Error received from peer"
)
# The last line of a traceback, without the names of the modules around the error's class.
_ERROR = re.compile(r"(?:\w+\.)*(\w*(?:Error|Exception|Interrupt|Exit)(?:: .*)?)$")
_SHOWN = 12  # lines of a worker


@dataclass(frozen=True)
class Worker:
    """How one worker ended.

    Args:
        rank: Its number, from 0.
        address: Where the others find it, `"127.0.0.1:40001"`.
        exit_code: Its exit code; that of a process which a signal killed is negative.
        ended: `"finished"`; `"stopped"` if `launch_workers` ended it; or else how it died, such as
            `"killed by SIGKILL"` or `"exit code 1: ValueError: no such file"`.
        log: The lines that it wrote, to the screen and to the error output.
    """

    rank: int
    address: str
    exit_code: int
    ended: str
    log: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that it wrote, for a reader.

        Without empty ones, those of TensorFlow's C++ side, and, if it didn't finish, the traceback
        of its error and what comes after that.
        """
        told = tuple(line for line in self.log if line.strip() and not _NOISE.match(line))
        ends = [i for i, line in enumerate(told) if line.startswith("Traceback (")]
        return told[: ends[0]] if ends and self.ended != FINISHED else told


@dataclass(frozen=True)
class WorkersReport:
    """What came of several workers; its text is a table, and the lines that they wrote.

    Args:
        workers: A `Worker` for each.
        first: The number of the one that died first; None where none died.
        why_stopped: Why those that were stopped were; nothing where none was.
    """

    workers: tuple[Worker, ...]
    first: int | None = None
    why_stopped: str = ""

    @property
    def finished(self) -> bool:
        """Whether all of them ran to their end."""
        return all(one.ended == FINISHED for one in self.workers)

    @property
    def died(self) -> tuple[Worker, ...]:
        """Those that neither ran to their end nor were stopped, the one that died first first."""
        dead = [one for one in self.workers if one.ended not in (FINISHED, STOPPED)]
        return tuple(sorted(dead, key=lambda one: one.rank != self.first))

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: worker, how it ended, its last line."""
        return [(str(one.rank), one.ended, (one.lines or ("-",))[-1][:60]) for one in self.workers]

    def __str__(self) -> str:
        table = text_table(_HEAD, self.rows())
        written = [f"[{one.rank}] {line}" for one in self.workers for line in one.lines[-_SHOWN:]]
        return "\n".join([self._sum_up(), table, *written])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        marked = [i for i, one in enumerate(self.workers) if one in self.died]
        return page_table(_HEAD, self.rows(), marked, self._sum_up())

    def _sum_up(self) -> str:
        count = len(self.workers)
        if self.finished:
            return f"All {count} workers finished." if count > 1 else "The worker finished."
        told = [f"Worker {one.rank} of {count} died: {one.ended}." for one in self.died[:1]]
        told += [f"After it worker {one.rank}: {one.ended}." for one in self.died[1:]]
        stopped = [str(one.rank) for one in self.workers if one.ended == STOPPED]
        if stopped:
            which = "worker " if len(stopped) == 1 else "workers "
            told.append(f"Stopped, as {self.why_stopped}: {which}{', '.join(stopped)}.")
        return " ".join(told)


_HEAD = ("worker", "ended", "its last line")


def how_it_ended(exit_code: int, lines: tuple[str, ...]) -> str:
    """Say how a process ended that nobody stopped.

    Args:
        exit_code: Its exit code; that of a process which a signal killed is negative.
        lines: What it wrote.

    Returns:
        `"finished"`, the signal, or the exit code with the error that it wrote last.

    Example:

    >>> how_it_ended(-9, ()), how_it_ended(1, ("Traceback ...", "KeyError: 'x'"))
    ('killed by SIGKILL', "exit code 1: KeyError: 'x'")
    """
    if exit_code == 0:
        return FINISHED
    if exit_code < 0:
        try:
            return f"killed by {signal.Signals(-exit_code).name}"
        except ValueError:
            return f"killed by signal {-exit_code}"
    errors = [found for line in lines if (found := _ERROR.match(line))]
    return f"exit code {exit_code}" + (f": {errors[-1][1].rstrip(':')}" if errors else "")
