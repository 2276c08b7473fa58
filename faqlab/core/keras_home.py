"""Which configuration file Keras takes here, and why that one; Keras itself isn't loaded."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from .errors import three_beats

FILE = "keras.json"
# Where Keras goes when the reader's home can't be written, on every system.
FALLBACK = "/tmp"


@dataclass(frozen=True)
class Place:
    """Which configuration file Keras takes.

    Args:
        folder: Keras's folder: the configuration file is in it, and what Keras downloads.
        path: The configuration file.
        exists: Whether it is there. If it isn't, Keras makes one when it is imported.
        why: Why this folder, a sentence.
        backend: The backend that the environment names; `""` where the file decides.
        notes: What may surprise here, sentences. Default: nothing.
    """

    folder: Path
    path: Path
    exists: bool
    why: str
    backend: str = ""
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        there = "it is there" if self.exists else "not there yet: Keras makes it when imported"
        lines = [f"The configuration file: {shown(self.path)} ({there})", f"Why there: {self.why}"]
        if self.backend:
            lines.append(f"The backend: {self.backend!r}, as KERAS_BACKEND says, not the file.")
        return "\n".join([*lines, *self.notes])


def where() -> Place:
    """Say which configuration file Keras takes when it is imported in this environment.

    The rules are those of `keras/src/backend/config.py`: `KERAS_HOME` if it is set, even to
    nothing; else `.keras` in the home folder, if that can be written; else `/tmp/.keras`.

    Returns:
        A `Place`. Its text writes the home folder as `~`.

    Example:

    >>> where().path.name
    'keras.json'
    """
    notes = []
    given = os.environ.get("KERAS_HOME")
    home = os.path.expanduser("~")
    if given is not None:
        folder = os.path.expanduser(given)
        why = "KERAS_HOME is set to it."
        notes += _about_keras_home(given)
    elif os.access(home, os.W_OK):
        folder = os.path.join(home, ".keras")
        why = "It is in the home folder, since KERAS_HOME isn't set."
    else:
        folder = os.path.join(FALLBACK, ".keras")
        why = f"The home folder {home} can't be written: this is the fallback."
        notes.append(
            "Everybody on this machine shares that folder. Set KERAS_HOME to one of yours."
        )
    notes += _about_loaded(folder)
    path = Path(folder, FILE)
    backend = os.environ.get("KERAS_BACKEND", "")
    return Place(Path(folder), path, path.exists(), why, backend, tuple(notes))


def use(folder: str | os.PathLike) -> Place:
    """Give a project a configuration of its own: set `KERAS_HOME`, before Keras is imported.

    Args:
        folder: The folder; it is made if it isn't there. What Keras downloads goes there too.

    Returns:
        The `Place`, as `where` gives it.

    Raises:
        RuntimeError: If Keras is loaded already: it reads its configuration once.
        NotADirectoryError: If it is a file.

    Example:

    >>> use("project/.keras")  # doctest: +SKIP
    The configuration file: project/.keras/keras.json (not there yet: Keras makes it when imported)
    Why there: KERAS_HOME is set to it.
    """
    if "keras" in sys.modules:
        raise RuntimeError(
            three_beats(
                "It is too late: Keras has read its configuration.",
                "a fresh kernel",
                str(folder),
                "Restart the kernel, and call `use` before anything that imports Keras.",
            )
        )
    path = Path(folder).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(
            three_beats(f"{path.name} is a file.", "a folder, or a name for a new one", str(folder))
        )
    path.mkdir(parents=True, exist_ok=True)
    os.environ["KERAS_HOME"] = str(path)
    return where()


def shown(path: str | os.PathLike) -> str:
    """Write a path with the home folder as `~`, and one within this folder from here.

    Args:
        path: The path.

    Returns:
        The text.

    Example:

    >>> shown(Path.home() / ".keras" / "keras.json").replace(os.sep, "/")
    '~/.keras/keras.json'
    """
    path = Path(path)
    for base, sign in ((Path.cwd(), ""), (Path.home(), "~")):
        # A base that is the whole disk would shorten nothing.
        if base != Path(base.anchor) and path.is_relative_to(base):
            return str(Path(sign, path.relative_to(base)))
    return str(path)


def _about_keras_home(given: str) -> list[str]:
    if not given:
        return ["KERAS_HOME is set to nothing: Keras takes the folder that Python was started in."]
    if given.startswith("~"):
        # Keras makes the folder by this name, and looks for the file by the expanded one.
        return [
            f"KERAS_HOME is {given!r}, and Keras makes a folder that is really called '~'. Write "
            "the whole path."
        ]
    if not os.path.isabs(given):
        return [f"KERAS_HOME is {given!r}: another folder wherever Python is started."]
    return []


def _about_loaded(folder: str) -> list[str]:
    """A Keras that was loaded before the environment was changed stays where it was."""
    config = sys.modules.get("keras.src.backend.config")
    home = getattr(config, "keras_home", None)
    took = os.path.expanduser(home()) if home else folder
    if os.path.normpath(took) == os.path.normpath(folder):
        return []
    return [f"Keras is loaded, and took {shown(took)}: restart the kernel for this one."]
