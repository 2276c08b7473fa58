"""What a `.keras` archive holds that reaches outside it, fills the memory, or isn't whole."""

import os
import posixpath
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path

from .archive import open_member
from .audit_h5 import audit_h5
from .audit_json import audit_json
from .audit_npy import audit_npy, audit_npz
from .budget import PIECE, Budget
from .findings import LOOK, NOTE, Findings
from .first_bytes import LONGEST, PICKLE, looks_like
from .json_text import LONGEST as LONGEST_JSON

CONFIG, METADATA, WEIGHTS, OLD_WEIGHTS = (
    "config.json",
    "metadata.json",
    "model.weights.h5",
    "model.weights.npz",
)
# What faqlab's own checkpoints hold beside what Keras writes.
OWN_MEMBERS = frozenset({"faqlab.json", "faqlab.npz"})

_MOST_MEMBERS = 10_000
_MOST_UNPACKED = 512 << 20  # of packed weights, on the disk
_ROOM, _RATIO = 64 << 20, 100
_PROGRAMS = (".py", ".pyc", ".so", ".dll", ".dylib", ".exe", ".sh", ".bat", ".pyd")
_SHARDS = re.compile(r"model\.weights(_\d+)?\.h5|model\.weights\.json")


def audit_archive(path: Path, found: Findings, custom: Collection[str] = ()) -> None:
    """Look at a zip that is a model.

    Args:
        path: The file.
        found: Where to add what is found.
        custom: Names of the reader's own classes and functions. Default: none.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            members = parts.infolist()
            if len(members) > _MOST_MEMBERS:
                found.add("size", path.name, f"It has {len(members):,} parts: no model has that.")
                return
            whole = _check_bytes(parts, _check_list(members, path, found), found)
    except zipfile.BadZipFile as error:
        code = "bomb" if "Overlap" in str(error) else "cut off"
        found.add(code, path.name, f"The zip can't be opened: {error}.")
        return
    except (OSError, ValueError, NotImplementedError, zlib.error, EOFError, RuntimeError) as error:
        found.add("damaged", path.name, f"The zip can't be read: {error}.")
        return
    _check_names(path, {one.filename for one in members}, found)
    weights = {one.filename for one in members if _is_weights(one.filename)}
    readable = {one.filename: one for one in whole}
    stored = _audit_arrays(path, readable, found)
    # Where weights can't be read, their size says nothing about the layers.
    known = stored if weights <= set(readable) else None
    _audit_configuration(path, readable, found, custom, known)


def _check_list(
    members: list[zipfile.ZipInfo], path: Path, found: Findings
) -> list[zipfile.ZipInfo]:
    """Look at the list of the parts; give those that can be read."""
    # Two names that differ in case, or in how slashes are written, are one file to some readers.
    counts = Counter(posixpath.normpath(one.filename).casefold() for one in members)
    for name, count in counts.items():
        if count > 1:
            found.add("duplicate member", name, f"There are {count} parts of this name.")
    packed = sum(one.compress_size for one in members)
    unpacked = sum(one.file_size for one in members)
    if packed > path.stat().st_size:
        found.add("bomb", path.name, "Its parts lie over each other.")
    elif _is_bomb(unpacked, packed):
        found.add("bomb", path.name, f"{packed:,} bytes would unpack to {unpacked:,}.")
    return [one for one in members if _check_member(one, found)]


def _check_member(one: zipfile.ZipInfo, found: Findings) -> bool:
    name = one.orig_filename  # as it stands in the zip: `filename` ends at a NUL
    if name != one.filename and "\\" not in name:
        found.add("traversal", name, "Its name isn't what it seems.")
    elif name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or _climbs(name):
        found.add("traversal", name, "Its name leads out of the folder that it is unpacked to.")
    elif "\\" in name:
        found.add("traversal", name, "Its name has a backslash, which Windows takes for a folder.")
    if stat.S_ISLNK(one.external_attr >> 16):
        found.add("link", name, "It is a symbolic link.")
    if one.flag_bits & 1:
        found.add("encrypted", name, "It is encrypted, so nobody can look at it.")
        return False
    if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # Keras stores, zip programs deflate; the others unpack a thousand times as much.
        found.add("wrong magic", name, "It is packed in a way that no model is.")
        return False
    if _is_bomb(one.file_size, one.compress_size):
        reason = f"{one.compress_size:,} bytes would unpack to {one.file_size:,}."
        found.add("bomb", name, reason)
        return False
    return True


def _climbs(name: str) -> bool:
    return ".." in re.split(r"[/\\]", name)


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > _ROOM and unpacked > _RATIO * max(1, packed)


def _check_bytes(
    parts: zipfile.ZipFile, members: list[zipfile.ZipInfo], found: Findings
) -> list[zipfile.ZipInfo]:
    """Read all parts, so that their checksums are compared; give those that are whole."""
    budget, whole = Budget(), []
    for one in members:
        if one.is_dir():
            continue
        start = b""
        try:
            with parts.open(one) as file:
                start = file.read(LONGEST)
                size = len(start)
                if budget.grant(one.file_size) == one.file_size:
                    while piece := file.read(PIECE):
                        size += len(piece)
            if not budget.missed and size != one.file_size:
                found.add(
                    "cut off", one.filename, f"{size:,} bytes of {one.file_size:,} are there."
                )
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            # Nobody can read it, Keras neither, so it isn't looked into.
            found.add("checksum", one.filename, f"It isn't what was written: {error}.")
        else:
            whole.append(one)
        _check_kind(one.filename, start, found)
    if budget.missed:
        reason = f"The checksum of {budget.missed:,} bytes was not compared: there are too many."
        found.add("not read", os.path.basename(str(parts.filename)), reason)
    return whole


def _check_kind(name: str, start: bytes, found: Findings) -> None:
    kind = looks_like(start)
    if kind == PICKLE:
        found.add("pickle", name, f"It is {kind}.")
    elif kind.startswith(("a program", "a script")) or name.lower().endswith(_PROGRAMS):
        found.add("program", name, f"It is {kind or 'a program'}, by its name or its first bytes.")
    elif kind.startswith("an array"):
        audit_npy(start, name, found)
    elif not _belongs(name):
        found.add("extra member", name, f"It is {kind or 'something'} that no model needs.")


def _belongs(name: str) -> bool:
    return (
        name in {CONFIG, METADATA, OLD_WEIGHTS} | OWN_MEMBERS
        or bool(_SHARDS.fullmatch(name))
        or name.startswith("assets/")
    )


def _check_names(path: Path, names: set[str], found: Findings) -> None:
    for name in (CONFIG, METADATA):
        if name not in names:
            found.add("missing member", path.name, f"There is no {name} in it.")
    if not any(map(_is_weights, names)):
        found.add("missing member", path.name, f"There is no {WEIGHTS} in it.")


def _is_weights(name: str) -> bool:
    return name == OLD_WEIGHTS or (bool(_SHARDS.fullmatch(name)) and name.endswith(".h5"))


def _audit_arrays(path: Path, members: dict[str, zipfile.ZipInfo], found: Findings) -> int:
    """Look at all parts that hold arrays, weights or not; give the bytes of the weights."""
    stored = 0
    for name, member in members.items():
        size = 0
        if name.lower().endswith((".h5", ".hdf5")):
            size = _audit_part(path, member, found, audit_h5)
        elif name.lower().endswith(".npz"):
            size = _audit_part(path, member, found, audit_npz)
        stored += size if _is_weights(name) else 0
    return stored


def _audit_part(path: Path, one: zipfile.ZipInfo, found: Findings, look: Callable) -> int:
    try:
        with open_member(path, one.filename, _MOST_UNPACKED) as file:
            return look(file, one.file_size, one.filename, found)
    except (ValueError, OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        found.add("damaged", one.filename, f"It can't be read: {error}")
        return one.file_size


def _audit_configuration(
    path: Path,
    members: dict[str, zipfile.ZipInfo],
    found: Findings,
    custom: Collection[str],
    stored: int | None,
) -> None:
    text = _read(path, members.get(CONFIG), found)
    if text is not None:
        audit_json(text, CONFIG, found, custom, stored)
    text = _read(path, members.get(METADATA), found)
    if text is not None:
        _check_metadata(audit_json(text, METADATA, found), found)


def _read(path: Path, one: zipfile.ZipInfo | None, found: Findings) -> bytes | None:
    if one is None:
        return None
    if one.file_size > LONGEST_JSON:
        found.add("size", one.filename, f"It has {one.file_size:,} bytes: no model's has.")
        return None
    try:
        with zipfile.ZipFile(path) as parts, parts.open(one) as file:
            return file.read(LONGEST_JSON + 1)
    except (OSError, ValueError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        found.add("damaged", one.filename, f"It can't be read: {error}.")
        return None


def _check_metadata(value: object, found: Findings) -> None:
    version = value.get("keras_version") if isinstance(value, dict) else None
    if not isinstance(version, str) or not re.match(r"\d+\.\d+", version):
        found.add("version", METADATA, f"It names no version of Keras, but {version}.")
    elif int(version.split(".")[0][:4]) > 3:
        reason = f"It names Keras {version}, which this audit knows nothing of."
        found.add("version", METADATA, reason, LOOK if len(version) > 20 else NOTE)
