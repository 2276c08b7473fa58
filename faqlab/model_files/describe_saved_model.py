"""What the folder of a TensorFlow SavedModel holds: its files, and its variables' names."""

import os
import re
from pathlib import Path

from .description import ASSETS, GRAPH, STATE, WEIGHTS, Description, Variable, parts_of
from .formats import SAVED_MODEL

_MOST_FILES = 10_000
_MOST_VARIABLES = 30_000
_MOST_INDEX = 64 << 20  # bytes
_VALUE = "/.ATTRIBUTES/VARIABLE_VALUE"


def describe_saved_model(path: Path) -> Description:
    """Describe the folder of a SavedModel; its graph isn't read.

    Args:
        path: The folder.

    Returns:
        The `Description`.
    """
    files, whole = _files(path)
    size = sum(files.values())
    notes = [] if whole else [f"There are more than {_MOST_FILES:,} files: the rest isn't counted."]
    variables = _variables(path, files, notes)
    weights = tuple(one for one, is_state in variables if not is_state)
    state = tuple(one for one, is_state in variables if is_state)
    notes.append("A SavedModel keeps a program, not an architecture: its layers aren't listed.")
    stored = sum(at for name, at in files.items() if name.startswith("variables/"))
    in_state = min(stored, sum(one.size for one in state))
    sizes = {
        GRAPH: sum(at for name, at in files.items() if name.endswith(".pb")),
        # What is in the folder but no optimizer's: the names take a little of it.
        WEIGHTS: stored - in_state,
        STATE: in_state,
        ASSETS: sum(at for name, at in files.items() if name.startswith("assets/")),
    }
    return Description(
        str(path),
        SAVED_MODEL,
        size,
        weights=weights,
        state=state,
        parts=parts_of(size, sizes) if size else (),
        notes=tuple(notes),
    )


def _files(folder: Path) -> tuple[dict[str, int], bool]:
    """The sizes of the files in a folder; a link is counted as what it is, and not followed."""
    found: dict[str, int] = {}
    for here, _, names in os.walk(folder):
        for name in names:
            if len(found) == _MOST_FILES:
                return found, False
            file = Path(here, name)
            found[file.relative_to(folder).as_posix()] = file.lstat().st_size
    return found, True


def _variables(
    folder: Path, files: dict[str, int], notes: list[str]
) -> list[tuple[Variable, bool]]:
    index = files.get("variables/variables.index")
    if index is None:
        notes.append("It has no variables.")
        return []
    if index > _MOST_INDEX:
        notes.append(f"The index of its variables has {index:,} bytes: it isn't read.")
        return []
    try:
        import tensorflow as tf
    except ImportError:
        notes.append("Without TensorFlow the names of its variables can't be listed.")
        return []
    try:
        reader = tf.train.load_checkpoint(str(folder / "variables" / "variables"))
        shapes, types = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    # TensorFlow's own errors have no base but this.
    except Exception as error:
        notes.append(f"The index of its variables can't be read: {error}")
        return []
    names = sorted(filter(_is_value, shapes), key=_natural)[:_MOST_VARIABLES]
    if any(name.startswith("variables/") for name in names):
        # Keras's export lists them by two names, and TensorFlow writes each.
        twice = [name for name in names if name.startswith("_all_variables/")]
        names = [name for name in names if name not in set(twice)]
        if twice:
            notes.append(f"{len(twice)} of its variables are in it twice.")
    return [_variable(name, shapes[name], types[name]) for name in names]


def _is_value(name: str) -> bool:
    return name.endswith(_VALUE)


def _variable(name: str, shape: list[int], dtype) -> tuple[Variable, bool]:
    layer, _, last = name.removesuffix(_VALUE).rpartition("/")
    size = dtype.size or 0
    for length in shape:
        size *= length
    is_state = name.startswith("optimizer/") or "/.OPTIMIZER_SLOT/" in name
    return Variable(layer, last, tuple(shape), dtype.name, size), is_state


def _natural(name: str) -> list:
    return [int(one) if one.isdecimal() else one for one in re.split(r"(\d+)", name)]
