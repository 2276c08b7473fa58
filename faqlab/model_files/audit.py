"""Tell whether a file of a model can be loaded without harm, before anything is made of it."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from faqlab.core.errors import one_of, three_beats
from faqlab.core.page_table import page_table, text_table

from .audit_process import examine_apart
from .findings import CODES, LOOK, REFUSE, Finding, Findings, printable

NOTHING_FOUND, LOOK_AT_IT, REFUSED = "nothing found", "look at it", "refused"
_HEAD = ("severity", "code", "where", "reason")
_MOST_ROWS = 30
# Keras would need the reader's own code for these: `load` doesn't guess which.
_BLOCKING = ("unknown class", "unknown function")


@dataclass(frozen=True)
class Audit:
    """What was found in a file; its text and its page are a table.

    Args:
        path: The file.
        format: What kind of file it is, in words.
        findings: What was found, worst first.
        identity: What tells whether the file is still the one that was looked at.
        peak: How many bytes of memory it took; 0 if that isn't known.
    """

    path: Path
    format: str
    findings: tuple[Finding, ...]
    identity: tuple[int, ...] = field(default=(), repr=False)
    peak: int = field(default=0, repr=False)

    @property
    def verdict(self) -> str:
        """`"nothing found"`, `"look at it"` or `"refused"`.

        Nobody can say that a file is harmless: the best that is promised is that nothing is in it
        that isn't on the list.
        """
        severities = {one.severity for one in self.findings}
        if REFUSE in severities:
            return REFUSED
        return LOOK_AT_IT if LOOK in severities else NOTHING_FOUND

    def blocking(self, despite: Iterable[str] = ()) -> tuple[Finding, ...]:
        """Give the findings that speak against loading it.

        Args:
            despite: The codes that the reader accepts. Default: none.

        Returns:
            The findings.
        """
        accepted = set(despite)
        return tuple(
            one
            for one in self.findings
            if one.code not in accepted
            and (one.severity == REFUSE or (one.severity == LOOK and one.code in _BLOCKING))
        )

    def is_unchanged(self) -> bool:
        """Say whether the file is still the one that was looked at, by its size and dates."""
        return self.identity == identity(self.path)

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: severity, code, where, reason with what to do."""
        return [
            (one.severity, one.code, one.where, f"{one.reason} {one.advice}")
            for one in self.findings[:_MOST_ROWS]
        ]

    def __str__(self) -> str:
        rows = self.rows()
        return "\n".join([*([text_table(_HEAD, rows)] if rows else []), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        marked = [i for i, one in enumerate(self.findings) if one.severity == REFUSE]
        return page_table(_HEAD, self.rows(), marked, self._sum_up())

    def _sum_up(self) -> str:
        kind = f" ({self.format})" if self.format else ""
        name = f"{printable(self.path.name)}{kind}: {self.verdict}."
        more = len(self.findings) - _MOST_ROWS
        rest = f" {more} more are in `findings`." if more > 0 else ""
        if self.verdict == NOTHING_FOUND:
            return f"{name}{rest} It holds nothing outside the list of what Keras models hold."
        return name + rest


class UnsafeFile(ValueError):
    """A file isn't loaded, for what an audit found in it.

    Args:
        audit: The audit.
        despite: The codes that the reader accepted. Default: none.
    """

    def __init__(self, audit: Audit, despite: Iterable[str] = ()):
        self.audit = audit
        blocking = audit.blocking(despite)
        reasons = " ".join(f"{one.where}: {one.reason}" for one in blocking[:3])
        accepted = sorted({*despite, *(one.code for one in blocking)}, key=list(CODES).index)
        more = f" (and {len(blocking) - 3} more)" if len(blocking) > 3 else ""
        super().__init__(
            f"{printable(audit.path.name)} isn't loaded: {audit.verdict}. {reasons}{more} "
            f"To load it all the same: saving.load(path, despite={accepted})."
        )


def audit(
    path: str | os.PathLike, custom_objects: Iterable[str] = (), limit: float | None = None
) -> Audit:
    """Look for all that could run code, reach outside the file, or fill the memory.

    Nothing of the file is executed, unpickled, or made into an object: another process, which has
    neither Keras nor TensorFlow, reads its structure, within limits of time and memory.

    Args:
        path: A `.keras` or HDF5 file, an architecture in JSON, or the folder of a SavedModel.
        custom_objects: The names of your own classes and functions that it may hold; a dict as
            Keras takes it will do. Default: none.
        limit: The seconds that it may take. Default: 20, and one more for each 20 MB.

    Returns:
        An `Audit`.

    Raises:
        FileNotFoundError: If nothing is there.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "model.keras")
    >>> _ = path.write_text("version https://git-lfs.github.com/spec/v1")
    >>> audit(path).verdict
    'refused'
    """
    path = Path(path)
    mode = _mode(path)
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        found = Findings()
        found.add("not a file", path.name, "It is a pipe, a device or a socket.")
        return Audit(path, "", tuple(found))
    before = identity(path)
    kind, findings, peak = examine_apart(path, map(str, custom_objects), limit)
    if identity(path) != before:
        found = Findings()
        found.add("changed", path.name, "It was changed while it was looked at.")
        findings = (*found, *findings)
    return Audit(path, kind, findings, before, peak)


def check(
    path: str | os.PathLike, custom_objects: Iterable[str] = (), despite: Iterable[str] = ()
) -> Audit:
    """Audit a file, and refuse it if something speaks against loading it.

    Args:
        path: The file or folder.
        custom_objects: The names of your own classes and functions. Default: none.
        despite: What to accept, by the codes of the findings, such as `["lambda"]`. Default:
            nothing.

    Returns:
        The `Audit`.

    Raises:
        UnsafeFile: If something else than that was found.
        ValueError: If there is no such code.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "model.keras")
    >>> _ = path.write_bytes(b"")
    >>> try:
    ...     check(path)
    ... except UnsafeFile as error:
    ...     [one.reason for one in error.audit.findings]
    ['It has no byte: a download or a save that failed.']
    """
    despite = [despite] if isinstance(despite, str) else list(despite)
    for code in despite:
        if code not in CODES:
            raise ValueError(
                three_beats("An audit finds no such thing.", one_of(str(code), CODES), code)
            )
    done = audit(path, custom_objects)
    if done.blocking(despite):
        raise UnsafeFile(done, despite)
    return done


def identity(path: str | os.PathLike) -> tuple[int, ...]:
    """Take down what tells whether a file is still the same.

    Args:
        path: The file; of a folder all files in it count.

    Returns:
        Its size, date in nanoseconds, number on the disk; `()` if it is gone.
    """
    path = Path(path)
    try:
        if path.is_dir():
            inside = sorted(path.rglob("*"))[:1_000]
            return tuple(part for one in inside for part in _stamp(one))
        return _stamp(path)
    except OSError:
        return ()


def _stamp(path: Path) -> tuple[int, ...]:
    told = os.stat(path, follow_symlinks=not path.is_symlink() or path.is_file())
    return told.st_size, told.st_mtime_ns, told.st_ino


def _mode(path: Path) -> int:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        where = "points nowhere" if path.is_symlink() else "isn't there"
        raise FileNotFoundError(f"{path} {where}. Check the name and the folder.") from None
