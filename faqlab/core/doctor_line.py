"""What `doctor` found: a line for each thing that it looked at."""

import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from .page_table import page_table, text_table

OK, WARNING, BROKEN = "ok", "warning", "broken"
_HEAD = ("", "checked", "found", "what to do")


@dataclass(frozen=True)
class Line:
    """One thing that was looked at.

    Args:
        name: What it is, in a word or two.
        state: `"ok"`; `"warning"`: it works, and may surprise; `"broken"`: the lessons don't work.
        found: What was found, a sentence or a version.
        remedy: What to do, as it works on this system; empty where all is well.
    """

    name: str
    state: str
    found: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        told = f"{self.state:8}{self.name}: {self.found}".rstrip(": ")
        return f"{told} {self.remedy}".rstrip()


class Report(tuple):
    """All lines; its text and its page are a table.

    Example:

    >>> report = Report([Line("python", OK, "3.11.7"), Line("h5py", BROKEN, "Missing.", "Get it.")])
    >>> report.ok, [line.name for line in report.broken]
    (False, ['h5py'])
    """

    def __new__(cls, lines: Iterable[Line] = ()) -> "Report":
        """Take the lines, in their order."""
        return super().__new__(cls, lines)

    @property
    def broken(self) -> tuple[Line, ...]:
        """The lines of what must be mended."""
        return tuple(line for line in self if line.state == BROKEN)

    @property
    def warnings(self) -> tuple[Line, ...]:
        """The lines of what works, and may surprise."""
        return tuple(line for line in self if line.state == WARNING)

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken

    def __getitem__(self, which: int | str):
        """Give a line by its number or its name."""
        if isinstance(which, str):
            return next(line for line in self if line.name == which)
        return super().__getitem__(which)

    def as_json(self) -> dict:
        """Give the report for programs: whether all is well, the system, and the lines.

        Returns:
            What JSON can hold.
        """
        return {
            "ok": self.ok,
            "python": platform.python_version(),
            "system": platform.system(),
            "machine": platform.machine(),
            "checks": [asdict(line) for line in self],
        }

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: state, what was checked, what was found, what to do."""
        return [(line.state, line.name, line.found, line.remedy) for line in self]

    def sum_up(self) -> str:
        """Say in a sentence how it stands."""
        told = [f"{len(self)} things were looked at"]
        for found, word in ((self.broken, "broken"), (self.warnings, "to be minded")):
            if found:
                told.append(f"{len(found)} {word}")
        return ": ".join([told[0], " and ".join(told[1:]) or "all is well"]) + "."

    def __repr__(self) -> str:
        rows = [(state, name, found) for state, name, found, _ in self.rows()]
        remedies = [f"{one.name}: {one.remedy}" for one in self if one.remedy]
        return "\n".join([text_table(_HEAD[:3], rows), *remedies, self.sum_up()])

    def _repr_html_(self) -> str:
        marked = [i for i, line in enumerate(self) if line.state != OK]
        # Where all is well there is nothing to do, and no column for it.
        columns = 4 if any(line.remedy for line in self) else 3
        rows = [row[:columns] for row in self.rows()]
        return page_table(_HEAD[:columns], rows, marked, self.sum_up(), wrap=True)
