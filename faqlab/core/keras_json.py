"""Keras's configuration file: its fields, reading it as Keras does, and writing it."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import one_of, three_beats
from .files import atomic_write
from .keras_home import FILE, shown, where
from .keras_json_check import FLOATS, FORMATS, check_text, value_trouble
from .page_table import page_table, text_table


@dataclass(frozen=True)
class Field:
    """A field of the configuration file.

    Args:
        name: Its name.
        default: What Keras takes where the file doesn't say.
        may_be: What it may be, in words.
        does: What it does, a sentence.
    """

    name: str
    default: object
    may_be: str
    does: str


FIELDS = (
    Field(
        "backend",
        "tensorflow",
        "'tensorflow', 'jax', 'torch', or another that is installed",
        "What computes. KERAS_BACKEND in the environment goes before it.",
    ),
    Field(
        "floatx",
        "float32",
        ", ".join(map(repr, FLOATS)),
        "The type of the numbers in new layers.",
    ),
    Field(
        "epsilon",
        1e-7,
        "a number with a point, such as 1e-07",
        "What losses keep away from 0 and 1 by, so that no logarithm is infinite.",
    ),
    Field(
        "image_data_format",
        "channels_last",
        " or ".join(map(repr, FORMATS)),
        "Where image layers look for the colours: on the last axis, or before the pixels.",
    ),
    Field(
        "nnx_enabled",
        False,
        "true or false",
        "Whether the JAX backend keeps its variables as Flax NNX does.",
    ),
)
_NAMES = tuple(one.name for one in FIELDS)


class Settings(dict):
    """What Keras takes from a configuration file: a dict of all fields, shown as a table.

    Args:
        values: The value of each field.
        given: The fields that the file names; the others have their defaults.
        path: The file.
    """

    def __init__(self, values: Mapping[str, object], given: tuple[str, ...], path: Path):
        super().__init__(values)
        self.given = given
        self.path = path

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: field, value, where it is from, what it does."""
        return [
            (
                one.name,
                json.dumps(self[one.name]),
                "the file" if one.name in self.given else "default",
                one.does,
            )
            for one in FIELDS
        ]

    def __repr__(self) -> str:
        return text_table(_HEAD, self.rows())

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows(), caption=f"As Keras takes {shown(self.path)}")


_HEAD = ("field", "value", "from", "what it does")


def read(path: str | os.PathLike | None = None) -> Settings:
    """Read a configuration file as Keras does: what it doesn't name has its default.

    Args:
        path: The file, or the folder that it is in. Default: the one that `where` names.

    Returns:
        The `Settings`; those of a file that isn't there are the defaults.

    Raises:
        ValueError: If Keras would refuse or ignore the file; the message says what is wrong.

    Example:

    >>> import tempfile
    >>> file = write(tempfile.mkdtemp(), floatx="float64")
    >>> read(file)["floatx"], read(file)["epsilon"], read(file).given
    ('float64', 1e-07, ('floatx',))
    """
    path = the_file(path)
    given = {}
    if path.exists():
        given, findings = check_text(path.read_bytes())
        fatal = [one for one in findings if one.kind == "refused" or not one.field]
        if fatal:
            raise ValueError(str(fatal[0].message))
    values = {one.name: given.get(one.name, one.default) for one in FIELDS}
    return Settings(values, tuple(name for name in _NAMES if name in given), path)


def write(path: str | os.PathLike, *, overwrite: bool = False, **fields: object) -> Path:
    """Write a configuration file, whole or not at all.

    Args:
        path: The file, or a folder for it, which is made if it isn't there.
        overwrite: Whether to replace a file that is there. Default: refuse.
        **fields: The fields to write, such as `floatx="float64"`. Keras takes its defaults for all
            others.

    Returns:
        The file.

    Raises:
        ValueError: If a field or its value is none that Keras takes.
        FileExistsError: If the file is there.

    Example:

    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> print(write(folder, epsilon=1e-5).read_text())
    {
        "epsilon": 1e-05
    }
    """
    for name, value in fields.items():
        if name not in _NAMES:
            wrong = f"Keras has no field {name!r}, and would ignore it."
            raise ValueError(three_beats(wrong, one_of(name, _NAMES), name))
        if trouble := value_trouble(name, value):
            raise ValueError(trouble.message)
    path = Path(path)
    if not path.suffix:
        path.mkdir(parents=True, exist_ok=True)
    path = the_file(path)
    if path.exists() and not overwrite:
        raise FileExistsError(
            three_beats(
                f"{shown(path)} is there already.",
                "a new name, or `overwrite=True`",
                path.name,
                "`read` shows what is in it.",
            )
        )
    with atomic_write(path) as file:
        file.write(json.dumps(fields, indent=4).encode())
    return path


def the_file(path: str | os.PathLike | None) -> Path:
    """Find the configuration file that is meant.

    Args:
        path: The file, the folder that it is in, or None for the one in effect.

    Returns:
        The path of the file.

    Example:

    >>> the_file("project.json").name, the_file(".").name
    ('project.json', 'keras.json')
    """
    if path is None:
        return where().path
    path = Path(path).expanduser()
    return path / FILE if path.is_dir() else path
