"""What a `.keras` archive holds that reaches outside it, fills the memory, or isn't whole."""

import os
import posixpath
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection
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
            readable = _check_list(members, path, found)
            _check_bytes(parts, readable, found)
    except zipfile.BadZipFile as error:
        code = "bomb" if "Overlap" in str(error) else "cut off"
        found.add(code, path.name, f"The zip can't be opened: {error}.")
        return
    except (OSError, ValueError, NotImplementedError, zlib.error, EOFError, RuntimeError) as error:
        found.add("damaged", path.name, f"The zip can't be read: {error}.")
        return
    _check_model(path, {one.filename: one for one in readable}, found, custom)


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


def _check_bytes(parts: zipfile.ZipFile, members: list[zipfile.ZipInfo], found: Findings) -> None:
    """Read all parts, so that their checksums are compared, and tell what they are."""
    budget = Budget()
    for one in members:
        if one.is_dir():
            continue
        start = b""
        try:
            with parts.open(one) as file:
                start = file.read(LONGEST)
                size = len(start)
                if budget.grant(one.file_size):
                    while piece := file.read(PIECE):
                        size += len(piece)
            if not budget.missed and size != one.file_size:
                found.add(
                    "cut off", one.filename, f"{size:,} bytes of {one.file_size:,} are there."
                )
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            found.add("checksum", one.filename, f"It isn't what was written: {error}.")
        _check_kind(one.filename, start, found)
    if budget.missed:
        reason = f"The checksum of {budget.missed:,} bytes was not compared: there are too many."
        found.add("not read", parts.filename and os.path.basename(parts.filename), reason)


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


def _check_model(
    path: Path, members: dict[str, zipfile.ZipInfo], found: Findings, custom: Collection[str]
) -> None:
    stored = 0
    shards = [name for name in members if _SHARDS.fullmatch(name) and name.endswith(".h5")]
    for name in [*shards, *(name for name in members if _is_nested(name))]:
        size = _audit_weights(path, members[name], found)
        stored += size if name in shards else 0
    for name in members:
        if name.lower().endswith(".npz"):
            stored += _audit_npz(path, members[name], found)
    if not shards and OLD_WEIGHTS not in members:
        found.add("missing member", path.name, f"There is no {WEIGHTS} in it.")
    for name in (CONFIG, METADATA):
        if name not in members:
            found.add("missing member", path.name, f"There is no {name} in it.")
            continue
        text = _read(path, members[name], found)
        if name == CONFIG and text is not None:
            audit_json(text, name, found, custom, stored)
        elif text is not None:
            _check_metadata(audit_json(text, name, found), found)


def _is_nested(name: str) -> bool:
    return name.lower().endswith((".h5", ".hdf5")) and not _SHARDS.fullmatch(name)


def _audit_weights(path: Path, one: zipfile.ZipInfo, found: Findings) -> int:
    try:
        with open_member(path, one.filename, _MOST_UNPACKED) as file:
            return audit_h5(file, one.file_size, one.filename, found)
    except (ValueError, OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        found.add("damaged", one.filename, f"It can't be read: {error}")
        return one.file_size


def _audit_npz(path: Path, one: zipfile.ZipInfo, found: Findings) -> int:
    try:
        with open_member(path, one.filename, _MOST_UNPACKED) as file:
            return audit_npz(file, one.filename, found)
    except (ValueError, OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        found.add("damaged", one.filename, f"It can't be read: {error}")
        return one.file_size


def _read(path: Path, one: zipfile.ZipInfo, found: Findings) -> bytes | None:
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
