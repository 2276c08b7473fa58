"""Citations for the packages in use, in exactly the versions that are here."""

import importlib.metadata
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from .bibtex_text import entry_text
from .cff_text import cff_text
from .citation_sources import IMPORTED, NAMES, SOURCES, Source
from .errors import one_of, three_beats
from .files import atomic_write
from .keras_json import read
from .page_table import page_table, text_table

_HEAD = ("package", "version", "entry")


class Citations(tuple):
    """Packages with what is cited for each, and the version in use; shown as a table.

    Example:

    >>> cited = Citations([(SOURCES["keras"], "3.15.1"), (SOURCES["numpy"], "2.1.0")])
    >>> cited.sentence(python="3.12.1")
    'The experiments used Keras 3.15.1 and NumPy 2.1.0 under Python 3.12.1.'
    """

    def bibtex(self) -> str:
        """Write a BibTeX entry for each.

        Returns:
            The entries, an empty line between two.
        """
        return "\n\n".join(entry_text(source, version) for source, version in self)

    def cff(self, title: str, authors: Sequence[str], version: str = "") -> str:
        """Write a CITATION.cff for a project that uses them.

        Args:
            title: The title of the project.
            authors: Its authors, each `"Family, Given"`.
            version: Its version. Default: it isn't said.

        Returns:
            The file's text.

        Raises:
            ValueError: If there is no title or no author.
        """
        return cff_text(title, authors, self, version)

    def sentence(self, python: str | None = None) -> str:
        """Write a sentence for the methods section.

        Args:
            python: The version of Python. Default: this one.

        Returns:
            The sentence.
        """
        named = [f"{_name(source)} {version}" for source, version in self]
        listed = ", ".join(named[:-1]) + (" and " if len(named) > 1 else "") + named[-1]
        return f"The experiments used {listed} under Python {python or platform.python_version()}."

    def latex_sentence(self) -> str:
        r"""Write the same sentence for LaTeX, with a `\cite` behind each name.

        Returns:
            The sentence.
        """
        named = [f"{_name(one)}~{version} \\cite{{{one.key}}}" for one, version in self]
        listed = ", ".join(named[:-1]) + (" and " if len(named) > 1 else "") + named[-1]
        return f"The experiments used {listed} under Python~{platform.python_version()}."

    def write(self, path: str | os.PathLike, *, overwrite: bool = False) -> Path:
        """Write the entries into a `.bib` file, whole or not at all.

        Args:
            path: The file.
            overwrite: Whether to replace a file that is there. Default: refuse.

        Returns:
            The file.

        Raises:
            FileExistsError: If it is there.
        """
        path = Path(path)
        if path.exists() and not overwrite:
            expected = "a new name, or `overwrite=True`"
            raise FileExistsError(
                three_beats(f"{path.name} is there already.", expected, path.name)
            )
        with atomic_write(path) as file:
            file.write(f"{self.bibtex()}\n".encode())
        return path

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: package, version, key of the entry."""
        return [(_name(source), version, source.key) for source, version in self]

    def __repr__(self) -> str:
        return text_table(_HEAD, self.rows())

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows(), caption=self.sentence())


def citations(*packages: str) -> Citations:
    """Say what to cite for the packages in use, in the versions that are here.

    Args:
        *packages: Their names, such as `"keras"`. Default: Keras, its backend, and of the others
            that are known those that this Python has loaded.

    Returns:
        The `Citations`.

    Raises:
        ValueError: If a package isn't known here, or isn't installed.

    Example:

    >>> citations("keras", "numpy")[0][0].key
    'chollet2015keras'
    """
    found = []
    for name in packages or _in_use():
        if name not in SOURCES:
            wrong = f"What to cite for {name!r} isn't known here."
            remedy = "Its own page says it, mostly under 'citing'."
            raise ValueError(three_beats(wrong, one_of(name, SOURCES), name, remedy))
        found.append((SOURCES[name], _version(name)))
    return Citations(found)


def _in_use() -> list[str]:
    backend = _backend()
    first = ["keras", *([backend] if backend in SOURCES else [])]
    rest = [name for name in SOURCES if name not in (*first, "tensorflow", "jax", "torch")]
    return first + [name for name in rest if IMPORTED.get(name, name) in sys.modules]


def _backend() -> str:
    loaded = sys.modules.get("keras")
    if loaded is not None:
        return loaded.config.backend()
    try:
        return os.environ.get("KERAS_BACKEND") or str(read()["backend"])
    except (ValueError, OSError):
        return "tensorflow"


def _version(name: str) -> str:
    if name == "faqlab":
        from faqlab import __version__

        return __version__
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        wrong = f"{name} isn't installed here, so it has no version."
        raise ValueError(three_beats(wrong, "a package that is in use", name)) from None


def _name(source: Source) -> str:
    return NAMES.get(source.package, source.package)
