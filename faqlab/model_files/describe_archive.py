"""What a `.keras` archive holds."""

import json
import zipfile
from pathlib import Path

import h5py

from .archive import open_member
from .compile_config import compiled_as
from .config_layers import group_addresses, kind_of, layers_of, name_of
from .describe_h5 import H5Contents, h5_contents
from .description import (
    ARCHITECTURE,
    ASSETS,
    COMPILE,
    STATE,
    WEIGHTS,
    Description,
    parts_of,
)
from .formats import KERAS
from .global_heaps import check_heaps
from .json_text import LONGEST, read_json

_WEIGHTS, _CONFIG, _METADATA = "model.weights.h5", "config.json", "metadata.json"
# A packed part of weights is unpacked to be looked at; packed ones are rare, and small.
_MOST_UNPACKED = 256 << 20
_NOTHING = H5Contents((), (), None, 0, 0, True)


def describe_archive(path: Path) -> Description:
    """Describe a `.keras` file.

    Args:
        path: Where it is.

    Returns:
        The `Description`.

    Raises:
        ValueError: If it is no whole zip, or its configuration can't be read.
    """
    notes: list[str] = []
    with zipfile.ZipFile(path) as parts:
        members = {one.filename: one for one in parts.infolist()}
    if len(members) > _MOST_MEMBERS:
        raise ValueError(f"It has {len(members):,} parts: no model has.")
    config = _json(path, _CONFIG, members, notes)
    metadata = _json(path, _METADATA, members, notes)
    metadata = metadata if isinstance(metadata, dict) else {}
    layers = layers_of(config)
    contents = _contents(path, members, config, [one.address for one in layers], notes)
    compile_config = config.get("compile_config") if isinstance(config, dict) else None
    packed = {name: one.compress_size for name, one in members.items()}
    size = path.stat().st_size
    sizes = _sizes(packed, members, contents, compile_config)
    if sum(sizes.values()) > size:
        notes.append("The parts claim more bytes than the file has: it isn't what it says.")
        sizes = {}
    return Description(
        str(path),
        KERAS,
        size,
        _text(metadata.get("keras_version")),
        _text(metadata.get("date_saved")).replace("@", " "),
        kind_of(config),
        name_of(config),
        layers,
        contents.weights,
        compiled_as(compile_config),
        contents.state,
        contents.steps,
        parts_of(size, sizes),
        tuple(notes),
    )


_MOST_MEMBERS = 20_000


def _text(value: object) -> str:
    return value[:60] if isinstance(value, str) else ""


def _json(path: Path, name: str, members: dict, notes: list[str]) -> object:
    if name not in members:
        notes.append(f"{name} is missing.")
        return None
    with open_member(path, name, LONGEST) as file:
        return read_json(file.read(LONGEST + 1))


def _contents(
    path: Path, members: dict, config: object, addresses: list[str], notes: list[str]
) -> H5Contents:
    if _WEIGHTS not in members:
        notes.append(f"{_WEIGHTS} is missing.")
        return _NOTHING
    try:
        with open_member(path, _WEIGHTS, _MOST_UNPACKED) as part:
            check_heaps(part)
            with h5py.File(part, "r", locking=False) as file:
                found = h5_contents(file, addresses, group_addresses(config))
    except (OSError, RuntimeError, ValueError, KeyError, zipfile.BadZipFile) as error:
        notes.append(f"{_WEIGHTS} can't be read: {error}")
        return _NOTHING
    if not found.whole:
        notes.append("There are more arrays than are listed here.")
    return found


def _sizes(packed: dict, members: dict, contents: H5Contents, compile_config: object) -> dict:
    # Keras writes the configuration so; packed, each byte of it shrinks alike, more or less.
    config = packed.get(_CONFIG, 0)
    told = (
        len(json.dumps(compile_config))
        if isinstance(compile_config, dict) and compile_config
        else 0
    )
    told = min(config, _shrunk(told, members.get(_CONFIG)))
    return {
        ARCHITECTURE: config - told,
        COMPILE: told,
        WEIGHTS: _shrunk(contents.weight_bytes, members.get(_WEIGHTS)),
        STATE: _shrunk(contents.state_bytes, members.get(_WEIGHTS)),
        ASSETS: sum(size for name, size in packed.items() if name.startswith("assets/")),
    }


def _shrunk(size: int, member: zipfile.ZipInfo | None) -> int:
    if member is None or not member.file_size:
        return 0
    return size * member.compress_size // member.file_size
