"""Tell what a file of a model holds, without making anything of it."""

import os
import zipfile
import zlib
from pathlib import Path

import h5py

from ..core.errors import three_beats
from . import formats
from .compile_config import compiled_as
from .config_layers import kind_of, layers_of, name_of
from .describe_archive import describe_archive
from .describe_h5 import attribute, h5_contents, json_attribute, text_of
from .describe_saved_model import describe_saved_model
from .description import (
    ARCHITECTURE,
    COMPILE,
    STATE,
    WEIGHTS,
    Description,
    parts_of,
)
from .global_heaps import check_heaps
from .h5_items import h5_items
from .json_text import LONGEST, read_json
from .no_model import what_else

_EXPECTED = (
    "a .keras archive, an .h5 or .weights.h5 file, the folder of a SavedModel, or an architecture "
    "in JSON"
)
_BROKEN = (OSError, RuntimeError, KeyError, ValueError, TypeError, EOFError, zlib.error)
_AGAIN = "Get the file again from where it came; compare its size or checksum."


def describe(path: str | os.PathLike) -> Description:
    """Tell what a file of a model holds: its parts and their sizes, layers, weights, optimizer.

    Nothing of the file is executed or made into an object, and no array is read: its headers tell.
    Only how many steps the optimizer took is read, one number. A damaged file is refused;
    whether one was made to do harm is for the audit to say.

    Args:
        path: A `.keras` file, a whole model in `.h5` (of Keras 1, 2 or 3), a `.weights.h5`, weights
            in `.h5`, the folder of a SavedModel, or an architecture in JSON. What is in it counts,
            and not its name.

    Returns:
        A `Description`.

    Raises:
        FileNotFoundError: If nothing is there.
        ValueError: If it holds no model, or is damaged; the message says what it is.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "model.json")
    >>> dense = '{"class_name": "Dense", "config": {"name": "head", "units": 3}}'
    >>> _ = path.write_text(f'{{"class_name": "Sequential", "config": {{"layers": [{dense}]}}}}')
    >>> print(describe(path).about())
    model.json: architecture in JSON, 117 bytes.
    Sequential: 1 layer. Not compiled.
    There are no weights in it.
    """
    path = formats.check_regular(path)
    kind = formats.recognise(path)
    read = _READERS.get(kind)
    if read is None:
        what, remedy = what_else(path)
        raise ValueError(three_beats(f"{path.name} is {what}.", _EXPECTED, str(path), remedy))
    try:
        return read(path, kind)
    except zipfile.BadZipFile:
        why = "It is cut off: the list of its parts, at a zip's end, is missing."
    except _BROKEN as error:
        cut = "truncated" in str(error) or "eof" in str(error).lower()
        why = "It is cut off." if cut else f"It is damaged: {error}"
    raise ValueError(three_beats(f"{path.name} can't be read. {why}", _EXPECTED, str(path), _AGAIN))


def _archive(path: Path, kind: str) -> Description:
    return describe_archive(path)


def _saved_model(path: Path, kind: str) -> Description:
    return describe_saved_model(path)


def _architecture(path: Path, kind: str) -> Description:
    size = path.stat().st_size
    with open(path, "rb") as file:
        config = read_json(file.read(LONGEST + 1))
    compiled = compiled_as(config.get("compile_config") if isinstance(config, dict) else None)
    version = config.get("keras_version") if isinstance(config, dict) else None
    return Description(
        str(path),
        kind,
        size,
        version[:60] if isinstance(version, str) else "",
        kind=kind_of(config),
        name=name_of(config),
        layers=layers_of(config),
        compiled_as=compiled,
        parts=parts_of(size, {ARCHITECTURE: size}),
    )


def _h5(path: Path, kind: str) -> Description:
    size, notes = path.stat().st_size, []
    with open(path, "rb") as plain:
        check_heaps(plain)
    with h5py.File(path, "r", locking=False) as file:
        root = next(h5_items(file, 1))
        config = json_attribute(file, root, "model_config")
        training = json_attribute(file, root, "training_config")
        layers = layers_of(config)
        found = h5_contents(file, [one.address for one in layers])
        version = text_of(attribute(file, root, "keras_version"))
        sizes = {
            ARCHITECTURE: _length(attribute(file, root, "model_config")),
            COMPILE: _length(attribute(file, root, "training_config")),
            WEIGHTS: found.weight_bytes,
            STATE: found.state_bytes,
        }
    if not found.whole:
        notes.append("There are more arrays than are listed here.")
    if sum(sizes.values()) > size:
        notes.append("The arrays claim more bytes than the file has: it isn't what it says.")
        sizes = {}
    return Description(
        str(path),
        kind,
        size,
        version[:60],
        kind=kind_of(config),
        name=name_of(config),
        layers=layers,
        weights=found.weights,
        compiled_as=compiled_as(training),
        state=found.state,
        steps=found.steps,
        parts=parts_of(size, sizes),
        notes=tuple(notes),
    )


def _length(text: object) -> int:
    return len(text.encode("utf-8", "replace") if isinstance(text, str) else text or b"")


_READERS = {
    formats.KERAS: _archive,
    formats.WHOLE_H5: _h5,
    formats.WEIGHTS_H5: _h5,
    formats.OLD_WEIGHTS_H5: _h5,
    formats.SAVED_MODEL: _saved_model,
    formats.ARCHITECTURE: _architecture,
}
