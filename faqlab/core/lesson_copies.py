"""The learner's own copies of the notebooks: what the learner edited is never overwritten."""

import contextlib
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from .files import atomic_write
from .lessons import lessons

RECORD = ".faqlab-lessons.json"


@dataclass(frozen=True)
class Copy:
    """What became of one lesson in the learner's folder.

    Args:
        name: The lesson's file name.
        outcome: `"new"`; `"updated"`, it was unedited and the package has a newer one; `"same"`;
            `"yours"`, edited, and the package has nothing newer; `"newer"`, edited, and the
            package has a newer one; `"beside"`, as `"newer"`, and a fresh copy was put beside.
        beside: The file name of the fresh copy; empty where there is none.
    """

    name: str
    outcome: str
    beside: str = ""


def copy_lessons(
    target: str | os.PathLike, source: str | os.PathLike | None = None, fresh: bool = False
) -> list[Copy]:
    """Copy the notebooks into a learner's folder, never over one that the learner edited.

    A small hidden file in `target` keeps the SHA-256 of every notebook as it was copied. A
    notebook that still has it is the package's, any other one is the learner's; without a
    readable record all of them are the learner's. Running a notebook edits it.

    Args:
        target: The learner's folder; made if missing. Other files in it are left alone.
        source: Where the notebooks are. Default: the packaged ones.
        fresh: Whether to put a fresh copy beside each edited notebook of which the package has
            a newer one, as `<lesson>.new.ipynb`. Default `False`.

    Returns:
        What became of each lesson, in reading order.

    Raises:
        OSError: If `target` is a file or can't be written.

    Example:

    >>> import tempfile
    >>> source, target = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp(), "mine")
    >>> _ = (source / "09_history.ipynb").write_text("{}")
    >>> copy_lessons(target, source)
    [Copy(name='09_history.ipynb', outcome='new', beside='')]
    >>> copy_lessons(target, source)[0].outcome
    'same'
    """
    target = Path(target)
    target.mkdir(parents=True, exist_ok=True)
    before = _read_record(target / RECORD)
    record = dict(before)
    try:
        return [_copy(path, target / path.name, record, fresh) for path in lessons(source)]
    finally:
        if record != before:
            with atomic_write(target / RECORD) as file:
                file.write(json.dumps({"copied": record}, indent=1).encode())


def _read_record(path: Path) -> dict[str, str]:
    try:
        record = json.loads(path.read_bytes())["copied"]
        return {name: str(digest) for name, digest in record.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _copy(lesson: Path, mine: Path, record: dict[str, str], fresh: bool) -> Copy:
    data, copied = lesson.read_bytes(), record.get(lesson.name)
    packaged = hashlib.sha256(data).hexdigest()
    if not os.path.lexists(mine) and _create(mine, data):
        record[mine.name] = packaged
        return Copy(mine.name, "new")
    found = _digest(mine)
    if found == packaged:
        record[mine.name] = packaged
        return Copy(mine.name, "same")
    if found is not None and found == copied:
        # Read-only, or open in another program on Windows: then it stays as it is.
        with contextlib.suppress(PermissionError):
            with atomic_write(mine) as file:
                file.write(data)
            record[mine.name] = packaged
            return Copy(mine.name, "updated")
    if copied == packaged:
        return Copy(mine.name, "yours")
    if not fresh:
        return Copy(mine.name, "newer")
    beside = _put_beside(mine, data, packaged)
    record[mine.name] = packaged  # the learner has it now: the next start says nothing
    return Copy(mine.name, "beside", beside)


def _put_beside(mine: Path, data: bytes, packaged: str) -> str:
    number = 1
    while True:
        beside = mine.with_suffix(f".new{number if number > 1 else ''}.ipynb")
        # Created by another program between our look and our try, it may be the same copy.
        if _digest(beside) == packaged or _create(beside, data) or _digest(beside) == packaged:
            return beside.name
        number += 1


def _digest(path: Path) -> str | None:
    """The SHA-256 of a file; `None` where there is no file that can be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _create(path: Path, data: bytes) -> bool:
    """Write a whole new file; `False`, with nothing written, if `path` is there already.

    Looking first and writing then would overwrite what another program puts there in between.
    A link is made in one step, and only where nothing is.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        temporary.write_bytes(data)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        except OSError:  # a memory stick, say, knows no links
            return _create_in_place(path, data)
        return True
    finally:
        temporary.unlink(missing_ok=True)


def _create_in_place(path: Path, data: bytes) -> bool:
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(data)
    except BaseException:
        path.unlink()
        raise
    return True
