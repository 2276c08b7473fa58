"""What lies in Keras's folder: downloads that it keeps, and how large they are."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .byte_words import byte_words
from .keras_home import FILE, shown, where
from .page_table import page_table, text_table

_WHAT = {
    "datasets": "files of `get_file` and of `keras.datasets`",
    "models": "weights of `keras.applications`",
    FILE: "the configuration",
}


@dataclass(frozen=True)
class Cache:
    """One thing in Keras's folder.

    Args:
        name: The name of the file or folder.
        files: How many files it is.
        size: How large they are together, in bytes.
        largest: The largest of them, its name.
    """

    name: str
    files: int
    size: int
    largest: str = ""

    @property
    def what(self) -> str:
        """What it is, in words."""
        return _WHAT.get(self.name, "not of Keras itself")


class Caches(tuple):
    """All that is in Keras's folder, largest first; shown as a table."""

    def __new__(cls, folder: Path, found: Iterator[Cache]) -> "Caches":
        """Take what was found, and put the largest first."""
        self = super().__new__(cls, sorted(found, key=lambda one: (-one.size, one.name)))
        self.folder = folder
        return self

    @property
    def size(self) -> int:
        """How large all of it is, in bytes."""
        return sum(one.size for one in self)

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: name, files, size, what it is."""
        return [(one.name, str(one.files), byte_words(one.size), one.what) for one in self]

    def _sum_up(self) -> str:
        if not self.folder.is_dir():
            return f"There is no folder {shown(self.folder)}: Keras has downloaded nothing."
        again = "What was downloaded may be deleted; Keras fetches it again when it is needed."
        return f"{byte_words(self.size)} in {shown(self.folder)}. {again}"

    def __repr__(self) -> str:
        return "\n".join([*([text_table(_HEAD, self.rows())] if self else []), self._sum_up()])

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows(), caption=self._sum_up())


_HEAD = ("name", "files", "size", "what it is")


def caches(folder: str | os.PathLike | None = None) -> Caches:
    """Say what lies in Keras's folder, and how large it is.

    Args:
        folder: The folder. Default: the one that `where` names.

    Returns:
        The `Caches`. Links are counted as links: what they lead to isn't.

    Raises:
        NotADirectoryError: If it is a file.

    Example:

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> (folder / "models").mkdir()
    >>> _ = (folder / "models" / "net.h5").write_bytes(bytes(2000))
    >>> caches(folder)[0]
    Cache(name='models', files=1, size=2000, largest='net.h5')
    """
    folder = where().folder if folder is None else Path(folder)
    if not folder.exists():
        return Caches(folder, iter(()))
    with os.scandir(folder) as entries:
        return Caches(folder, iter([_cache(entry) for entry in entries]))


def _cache(entry: os.DirEntry) -> Cache:
    found = sorted(_files(entry), reverse=True)
    size = sum(bytes_ for bytes_, _ in found)
    return Cache(entry.name, len(found), size, found[0][1] if found else "")


def _files(entry: os.DirEntry) -> Iterator[tuple[int, str]]:
    if not entry.is_dir(follow_symlinks=False):
        yield entry.stat(follow_symlinks=False).st_size, entry.name
        return
    try:
        with os.scandir(entry.path) as entries:
            inside = list(entries)
    except OSError:
        return  # a folder of somebody else's: it isn't ours to count
    for one in inside:
        yield from _files(one)
