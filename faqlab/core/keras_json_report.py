"""What `check` says of a configuration file."""

import os
from dataclasses import dataclass
from pathlib import Path

from .keras_home import shown
from .keras_json import the_file
from .keras_json_check import Trouble, check_text
from .page_table import page_table


@dataclass(frozen=True)
class FileCheck:
    """What is wrong with a configuration file; its text has a line for each.

    Args:
        path: The file.
        exists: Whether it is there.
        troubles: What is wrong, in the order in which to mend it.
    """

    path: Path
    exists: bool
    troubles: tuple[Trouble, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong. A file that isn't there is well: Keras takes its defaults."""
        return not self.troubles

    def __repr__(self) -> str:
        return "\n".join([self._sum_up(), *(f"- {one}" for one in self.troubles)])

    def _repr_html_(self) -> str:
        rows = [(one.kind, one.field or "the file", one.message) for one in self.troubles]
        if not rows:
            return f"<p>{_escaped(self._sum_up())}</p>"
        marked = [i for i, row in enumerate(rows) if row[0] == "refused"]
        return page_table(
            ("Keras", "field", "what is wrong"), rows, marked, self._sum_up(), wrap=True
        )

    def _sum_up(self) -> str:
        if not self.exists:
            return f"{shown(self.path)} isn't there: Keras takes its defaults, and makes it."
        if self.ok:
            return f"{shown(self.path)}: nothing is wrong with it."
        refused = any(one.kind == "refused" for one in self.troubles)
        says = "`import keras` fails with it" if refused else "Keras says nothing of it"
        return f"{shown(self.path)}: {says}."


def check(path: str | os.PathLike | None = None) -> FileCheck:
    """Look what Keras would refuse in a configuration file, ignore in silence, or take as it is.

    Args:
        path: The file, or the folder that it is in. Default: the one that `where` names.

    Returns:
        A `FileCheck`.

    Raises:
        OSError: If the file is there and can't be read; Keras fails with it too.

    Example:

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "keras.json")
    >>> _ = file.write_text('{"float": "float64"}')
    >>> for trouble in check(file).troubles:
    ...     print(trouble)
    ignored: Keras has no field 'float', and ignores it. Expected: 'floatx'. Received: 'float'.
    """
    file = the_file(path)
    if not file.exists():
        return FileCheck(file, False, ())
    return FileCheck(file, True, check_text(file.read_bytes())[1])


def _escaped(text: str) -> str:
    import html

    return html.escape(text)
