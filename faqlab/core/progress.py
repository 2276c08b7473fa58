"""What a learner has answered so far: one small file in the working folder, sent nowhere."""

import json
import os
import time
from pathlib import Path

from .file_lock import file_lock
from .files import atomic_write

FILE = "faqlab-progress.json"

_ABOUT = "Your answers to faqlab's exercises. Delete this file to start over."

# From least to most: what an exercise has come to is never taken back.
_RANKS = ("wrong", "noted", "surprised", "right")

Entry = dict[str, object]


class Progress:
    """The progress in one folder, shared by all the notebooks that are open there.

    Nothing is kept in memory but what could not be written: what another notebook writes is seen
    at once, and a file that is deleted is gone.

    Args:
        folder: The folder. Default: the working folder.

    Example:

    >>> import tempfile
    >>> progress = Progress(tempfile.mkdtemp())
    >>> progress.record("history.q1", "wrong", "7")
    ''
    >>> progress.record("history.q1", "right", "3")
    ''
    >>> progress.entries()
    {'history.q1': {'state': 'right', 'tries': 2, 'answer': '3'}}
    """

    def __init__(self, folder: str | os.PathLike = "."):
        self.path = Path(folder).resolve() / FILE
        self._unsaved: dict[str, Entry] = {}
        self._said: set[str] = set()

    def entries(self) -> dict[str, Entry]:
        """Read what is known of each exercise.

        Returns:
            For each exercise that was answered its `state` ("wrong", "right", and of a prediction
            "noted", "surprised"), how many `tries` there were, and the last `answer`, where it is
            a text. A file that can't be understood counts as none.
        """
        try:
            saved = self.read()
        except (OSError, ValueError):
            saved = {}
        return _merge(saved, self._unsaved)

    def read(self) -> dict[str, Entry]:
        """Read the file itself.

        Returns:
            What `entries` returns, without what could not be written.

        Raises:
            OSError: If there is a file that can't be read.
            ValueError: If it isn't a progress file.
        """
        return _read(self.path)

    def record(self, name: str, state: str, answer: str = "", tries: int = 1) -> str:
        """Add one answer, and write the file.

        Args:
            name: The exercise, such as `"history.q1"`.
            state: What came of the answer.
            answer: The answer, if it is a text. Default: none.
            tries: How many tries it adds. Default 1; 0 for what is no try of the learner's.

        Returns:
            A sentence for the learner if the file was damaged or can't be written, once each;
            otherwise "". It never raises.
        """
        said, added = "", False
        try:
            with file_lock(self.path):
                saved, said = self._read_or_put_aside()
                known = _merge(saved, self._unsaved)
                self._unsaved[name] = _add(known, name, state, answer, tries)
                added = True
                _write(self.path, _merge(saved, self._unsaved))
                self._unsaved = {}
        except OSError as error:
            if not added:
                self._unsaved[name] = _add(self.entries(), name, state, answer, tries)
            reason = error.strerror or type(error).__name__
            said = (
                f"Your progress can't be saved in this folder ({reason}). The exercises work all "
                "the same; until the kernel ends your answers are remembered."
            )
        new = said and said not in self._said
        self._said.add(said)
        return said if new else ""

    def _read_or_put_aside(self) -> tuple[dict[str, Entry], str]:
        try:
            return _read(self.path), ""
        except ValueError:
            kept = self.path.with_suffix(f".damaged-{time.strftime('%Y%m%d-%H%M%S')}.json")
            os.replace(self.path, kept)
            return {}, (
                f"The file {FILE} was damaged. It is kept as {kept.name}, and your progress "
                "starts anew."
            )


_OPEN: dict[Path, Progress] = {}


def here() -> Progress:
    """Give the progress of the working folder: in a notebook, the folder it lies in.

    Returns:
        The same `Progress` each time, as long as the folder is the same.

    Example:

    >>> here().path.name
    'faqlab-progress.json'
    """
    folder = Path.cwd()
    return _OPEN.setdefault(folder, Progress(folder))


def _read(path: Path) -> dict[str, Entry]:
    """Read the file; raise ValueError if it isn't a progress file."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return {}
    try:
        entries = json.loads(text)["exercises"]
        well = all(isinstance(one["state"], str) for one in entries.values())
        well = well and all(isinstance(one["tries"], int) for one in entries.values())
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path} is not a progress file.") from error
    if not well:
        raise ValueError(f"{path} is not a progress file.")
    return entries


def _write(path: Path, entries: dict[str, Entry]) -> None:
    text = json.dumps({"about": _ABOUT, "exercises": entries}, indent=1, ensure_ascii=False)
    for retries_left in range(9, -1, -1):
        try:
            with atomic_write(path) as file:
                file.write(text.encode("utf-8") + b"\n")
            return
        except PermissionError:
            # On Windows a file that somebody is reading just now can't be replaced.
            if os.name != "nt" or not retries_left:
                raise
            time.sleep(0.02)


def _rank(state: object) -> int:
    return _RANKS.index(state) if state in _RANKS else -1


def _add(entries: dict[str, Entry], name: str, state: str, answer: str, tries: int) -> Entry:
    before = entries.get(name, {"state": state, "tries": 0})
    best = max(before["state"], state, key=_rank)
    after = {**before, "state": best, "tries": before["tries"] + tries}
    return {**after, "answer": answer} if answer else after


def _merge(saved: dict[str, Entry], unsaved: dict[str, Entry]) -> dict[str, Entry]:
    merged = dict(saved)
    for name, entry in unsaved.items():
        old = saved.get(name, entry)
        best = max(old["state"], entry["state"], key=_rank)
        tries = max(old["tries"], entry["tries"])
        merged[name] = {**old, **entry, "state": best, "tries": tries}
    return merged
