"""The packaged notebooks: where they are, and which ones are written."""

import os
from pathlib import Path

from .errors import three_beats
from .topic import Topic, topic

START = "00_start_here.ipynb"


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

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "09_history.ipynb").write_text("{}")
    >>> [path.name for path in lessons(folder)]
    ['09_history.ipynb']
    """
    folder = lessons_folder() if folder is None else Path(folder)
    return sorted(path for path in folder.glob("[0-9][0-9]_*.ipynb") if path.is_file())


def lesson_path(name: str | Topic, folder: str | os.PathLike | None = None) -> Path:
    """Find the notebook of one topic.

    Args:
        name: The topic, or anything that `faqlab.core.topic.topic` understands. The first
            notebook, which is no topic, is `"start_here"` or `"0"`.
        folder: Where to look. Default: the packaged notebooks.

    Returns:
        The path of the notebook.

    Raises:
        ValueError: If there is no such topic.
        FileNotFoundError: If the topic has no notebook yet.

    Example:

    >>> import tempfile
    >>> lesson_path("history", tempfile.mkdtemp())
    Traceback (most recent call last):
    ...
    FileNotFoundError: The lesson 'history' is not written yet. Expected: a lesson that \
`faqlab topics` shows with a notebook. Received: 'history'.
    """
    folder = lessons_folder() if folder is None else Path(folder)
    if name in ("start_here", "0", "00", START, START[:-6]):
        name, notebook = "start_here", START
    else:
        found = name if isinstance(name, Topic) else topic(name)
        name, notebook = found.name, found.notebook
    if not (folder / notebook).is_file():
        expected = "a lesson that `faqlab topics` shows with a notebook"
        raise FileNotFoundError(
            three_beats(f"The lesson {name!r} is not written yet.", expected, name)
        )
    return folder / notebook
