"""The packaged notebooks: where they are, and how a learner gets copies that stay the learner's."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .errors import three_beats
from .files import atomic_write
from .topic import Topic, topic

START = "00_start_here.ipynb"
RECORD = ".faqlab-lessons.json"


@dataclass(frozen=True)
class Copy:
    """What became of one lesson in the learner's folder.

    Args:
        name: The lesson's file name.
        outcome: `"new"`, `"updated"`, `"same"`, `"yours"` (edited, and the package has nothing
            newer), `"newer"` (edited, and the package's is another one) or `"beside"` (as
            `"newer"`, and the package's was put beside).
        beside: The file name of the fresh copy put beside; empty where there is none.
    """

    name: str
    outcome: str
    beside: str = ""


def lessons_folder() -> Path:
    """Find the folder of the packaged notebooks.

    Returns:
        `faqlab/notebooks` of an installed package; `notebooks` of a checkout.

    Raises:
        FileNotFoundError: If neither is there.

    Example:

    >>> lessons_folder().name
    'notebooks'
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        three_beats(
            "The notebooks of faqlab are missing.",
            "a folder 'notebooks' in the package",
            str(package),
            "`python -m pip install --force-reinstall faqlab` brings them back.",
        )
    )


def lessons(folder: str | os.PathLike | None = None) -> list[Path]:
    """List the lessons that are written, in reading order.

    Args:
        folder: Where to look. Default: the packaged notebooks.

    Returns:
        The paths of the notebooks named `NN_<name>.ipynb`.

    Example:

    >>> lessons(tempfile.mkdtemp())
    []
    """
    folder = lessons_folder() if folder is None else Path(folder)
    return sorted(path for path in folder.glob("[0-9][0-9]_*.ipynb") if path.is_file())


def lesson_path(name: str | Topic, folder: str | os.PathLike | None = None) -> Path:
    """Find the notebook of one topic.

    Args:
        name: The topic, or anything that `faqlab.core.topic.topic` understands. The first
            notebook is `"start_here"`, `"0"` or `"00"`.
        folder: Where to look. Default: the packaged notebooks.

    Returns:
        The path of the notebook.

    Raises:
        ValueError: If there is no such topic.
        FileNotFoundError: If the topic has no notebook yet.

    Example:

    >>> lesson_path("history", tempfile.mkdtemp())
    Traceback (most recent call last):
    ...
    FileNotFoundError: The lesson 'history' is not written yet. Expected: a lesson that \
`faqlab topics` shows with a notebook. Received: 'history'.
    """
    folder = lessons_folder() if folder is None else Path(folder)
    if name in ("start_here", "0", "00", START, START[:-6]):
        known, notebook = "start_here", START
    else:
        found = name if isinstance(name, Topic) else topic(name)
        known, notebook = found.name, found.notebook
    if not (folder / notebook).is_file():
        expected = "a lesson that `faqlab topics` shows with a notebook"
        raise FileNotFoundError(
            three_beats(f"The lesson {known!r} is not written yet.", expected, known)
        )
    return folder / notebook


def copy_lessons(
    target: str | os.PathLike, source: str | os.PathLike | None = None, fresh: bool = False
) -> list[Copy]:
    """Copy the notebooks into a learner's folder, never over one that the learner edited.

    The SHA-256 of every notebook as it was copied is kept in `target`, in a small hidden file.
    A notebook that still has it is the package's; any other one is the learner's. Without a
    readable record all of them are the learner's. What is made new is made so that a file that
    appears at the same moment is kept: two copies at once lose nothing.

    Args:
        target: The learner's folder; made if missing. Other files in it are left alone.
        source: Where the notebooks are. Default: the packaged ones.
        fresh: Whether to put a fresh copy beside each edited notebook of which the package has
            another one, as `<lesson>.new.ipynb`. Default `False`.

    Returns:
        What became of each lesson, in reading order.

    Raises:
        OSError: If `target` is a file or can't be written.

    Example:

    >>> source, target = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp(), "mine")
    >>> _ = (source / "09_history.ipynb").write_text("{}")
    >>> copy_lessons(target, source)
    [Copy(name='09_history.ipynb', outcome='new', beside='')]
    >>> copy_lessons(target, source)[0].outcome
    'same'
    """
    target = Path(target)
    target.mkdir(parents=True, exist_ok=True)
    before = _read_record(target)
    record = dict(before)
    try:
        return [_copy(path, target, record, fresh) for path in lessons(source)]
    finally:
        if record != before:
            with atomic_write(target / RECORD) as file:
                file.write(json.dumps({"copied": record}, indent=1).encode())


def _copy(lesson: Path, target: Path, record: dict[str, str], fresh: bool) -> Copy:
    name, data = lesson.name, lesson.read_bytes()
    packaged, copied = _sha256(data), record.get(lesson.name)
    mine = target / name
    if not os.path.lexists(mine) and _create(mine, data):
        record[name] = packaged
        return Copy(name, "new")
    has = _sha256_of(mine)
    if has == packaged:
        record[name] = packaged
        return Copy(name, "same")
    if has is not None and has == copied:
        # Read-only, or open in another program on Windows: it stays, and we say so.
        with contextlib.suppress(PermissionError), atomic_write(mine) as file:
            file.write(data)
            record[name] = packaged
            return Copy(name, "updated")
    if copied == packaged:
        return Copy(name, "yours")
    if not fresh:
        return Copy(name, "newer")
    beside = _put_beside(mine, data)
    record[name] = packaged  # the learner has it now, so the next start doesn't offer it again
    return Copy(name, "beside", beside)


def _put_beside(mine: Path, data: bytes) -> str:
    number = 1
    while True:
        beside = mine.with_suffix(f".new{'' if number == 1 else number}.ipynb")
        if _sha256_of(beside) == _sha256(data) or _create(beside, data):
            return beside.name
        number += 1


def _create(path: Path, data: bytes) -> bool:
    """Write a whole new file; `False`, and nothing written, if somebody was quicker."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:  # a memory stick, say, has no links
        return _create_without_link(path, data)
    finally:
        os.unlink(temporary)
    return True
