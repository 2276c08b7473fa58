"""The tree of any HDF5 file: what is in it, how it is stored, and the first values."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np

from ..core.byte_words import byte_words
from ..core.h5_open import open_h5, path_of
from ..core.page_table import page_table, text_table
from . import formats
from .describe_h5 import attribute, text_of
from .findings import printable
from .global_heaps import check_heaps
from .h5_items import AGAIN, ARRAY, EXTERNAL_LINK, GROUP, Item, h5_items

_MOST_ITEMS = 5000
_MOST_ROWS = 60
_MOST_PREVIEW = 6
# Bytes: a chunk is unpacked as a whole to see its first values.
_MOST_CHUNK = 16 << 20
_MOST_ROW = 1 << 20
_MOST_ATTRIBUTE = 4096
_HEAD = ("what", "type", "shape", "chunks", "packed", "bytes", "first values")
_PACKINGS = {1: "gzip", 2: "", 3: "checksum", 4: "szip", 32_000: "lzf"}
_UNSEEN = (OSError, RuntimeError, KeyError, ValueError, TypeError, OverflowError)


@dataclass(frozen=True)
class Contents:
    """What is in an HDF5 file, for programs, as text and as a table.

    Args:
        path: The file.
        size: How many bytes it has.
        model: What kind of a Keras model it holds; empty where it holds none.
        items: What is in it, each group before what is in it, the root first.
        chunks: For each array in chunks the shape of a chunk.
        first: For each array its first values, as a text.
        attributes: For each item with attributes their names and values, as texts.
        whole: Whether all was listed.
    """

    path: Path
    size: int
    model: str
    items: tuple[Item, ...]
    chunks: dict[str, tuple[int, ...]] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    whole: bool = True

    def about(self) -> str:
        """Say in a few sentences what it is."""
        arrays = sum(one.kind == ARRAY for one in self.items)
        groups = sum(one.kind == GROUP for one in self.items) - 1
        counts = f"{_many(arrays, 'dataset')}, {_many(groups, 'group')}"
        lines = [f"{printable(self.path.name)}: HDF5, {byte_words(self.size)}: {counts}."]
        if self.model:
            lines.append(
                f"Keras wrote it: {self.model}. `faqlab.saving.describe` tells its layers."
            )
        else:
            lines.append("It holds no Keras model.")
        outside = sum(one.kind == EXTERNAL_LINK or bool(one.outside) for one in self.items)
        if outside:
            lines.append(
                f"(!) {_many(outside, 'entry', 'entries')} would be read from other files."
            )
        if not self.whole:
            lines.append(f"(!) Only the first {_MOST_ITEMS:,} entries are listed.")
        return "\n".join(lines)

    def tree(self) -> dict:
        """Give it as nested plain data, for a tree that can be opened and closed.

        Returns:
            Nodes of `name`, `kind`, `bytes`, `detail`, `children`.
        """
        nodes: dict[str, dict] = {}
        for one in self.items:
            nodes[one.path] = self._node(one)
            above = one.path.rpartition("/")[0]
            if one.path and above in nodes:
                nodes[above]["children"].append(nodes[one.path])
        for path in sorted(nodes, key=len, reverse=True):
            if nodes[path]["children"] and path:
                nodes[path]["bytes"] = sum(one["bytes"] or 0 for one in nodes[path]["children"])
        root = nodes[""] | {"name": printable(self.path.name, 60), "kind": "file"}
        rest = self.size - sum(one["bytes"] or 0 for one in root["children"])
        if rest > 0:
            told = "what the file needs to be one: names, places, attributes, room left free"
            root["children"].append(_node("the rest", "part", rest, told))
        return root

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table, a row an entry and a row an attribute."""
        found = []
        for one in self.items:
            name = printable(one.path, 50) or "/"
            found.append((name, *self._cells(one)))
            for attribute_name, value in self.attributes.get(one.path, {}).items():
                shown = f"{name} @ {attribute_name}" if one.path else f"/ @ {attribute_name}"
                found.append((shown, "attribute", "", "", "", "", value))
        if found and found[0][0] == "/":
            found = found[1:]
        return found

    def __str__(self) -> str:
        rows = self.rows()
        table = [text_table(_HEAD, rows[:_MOST_ROWS])] if rows else []
        return "\n\n".join([self.about(), *table]) + self._left_over(rows)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = self.rows()
        caption = self.about() + self._left_over(rows)
        return page_table(_HEAD, rows[:_MOST_ROWS], (), caption)

    def _left_over(self, rows: list) -> str:
        more = len(rows) - _MOST_ROWS
        return f"\n... and {more} more: see .items." if more > 0 else ""

    def _cells(self, one: Item) -> tuple[str, ...]:
        if one.kind != ARRAY:
            told = one.why or (f"-> {one.target}" if one.target else "")
            told = "listed under another name" if one.kind == AGAIN else told
            return (one.kind, "", "", "", "", printable(told, 60))
        return (
            printable(one.dtype, 30),
            _shape(one.shape),
            _shape(self.chunks.get(one.path)) if one.path in self.chunks else "-",
            _packed(one),
            byte_words(one.size),
            self.first.get(one.path, ""),
        )

    def _node(self, one: Item) -> dict:
        name = one.path.rpartition("/")[2]
        notes = [f"@ {key}: {value}" for key, value in self.attributes.get(one.path, {}).items()]
        if one.kind == ARRAY:
            _, shape, chunks, packed, _, first = self._cells(one)
            stored = [f"chunks of {chunks}" if chunks != "-" else "in one piece", packed]
            parts = [f"{printable(one.dtype, 30)} {shape}", *stored, first, *notes]
            size = one.stored
        else:
            parts = [self._cells(one)[-1], *notes]
            size = self.size if not one.path else 0 if one.kind == GROUP else None
        detail = "; ".join(part for part in parts if part)
        node = _node(name, "dataset" if one.kind == ARRAY else one.kind, size, detail)
        # The datasets are what one wants to see; of a model they lie deep.
        return node | {"open": one.kind == GROUP and not self.model}


def browse(path: str | os.PathLike) -> Contents:
    """Look into an HDF5 file: its groups, datasets, attributes and links, and the first values.

    No link is followed: what another file holds is named, and not read.

    Args:
        path: Any HDF5 file, a model's `.h5` or `.weights.h5` too.

    Returns:
        The `Contents`.

    Raises:
        FileNotFoundError: If there is no file.
        BlockingIOError: If another process is writing it.
        ValueError: If it is no HDF5 file, cut off or damaged.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "data.h5")
    >>> with h5py.File(path, "w") as file:
    ...     file["train/y"] = np.arange(10, dtype="int16")
    ...     file.attrs["classes"] = "odd, even"
    >>> browse(path).rows()[-1]
    ('train/y', 'int16', '(10,)', '-', '', '20 bytes', '0 1 2 3 4 5 …')
    """
    path = path_of(path)
    with open_h5(path) as file:
        with open(path, "rb") as plain:
            check_heaps(plain)
        items = tuple(h5_items(file, _MOST_ITEMS))
        shapes, first, notes = {}, {}, {}
        for one in items:
            if one.kind == ARRAY:
                _look_into(file, one, shapes, first)
            if one.attributes:
                notes[one.path] = {
                    printable(name, 40): _value(file, one, name) for name in one.attributes
                }
        size = path.stat().st_size
        whole = len(items) < _MOST_ITEMS
    # Only now: it opens the file in another way, which can't be while it is open in this one.
    kind = formats.recognise(path)
    model = "" if kind == formats.OTHER_H5 else kind
    items = sorted(items, key=lambda one: one.path.split("/") if one.path else [])
    return Contents(path, size, model, tuple(items), shapes, first, notes, whole)


def _node(name: str, kind: str, size: int | None, detail: str) -> dict:
    name, detail = printable(name, 60), printable(detail, 200)
    return {"name": name, "kind": kind, "bytes": size, "detail": detail, "children": []}


def _look_into(file: h5py.File, one: Item, shapes: dict, first: dict) -> None:
    try:
        dataset = file[one.path]
        if dataset.chunks:
            shapes[one.path] = dataset.chunks
        first[one.path] = _first(dataset, one)
    except _UNSEEN as error:
        first[one.path] = f"can't be read: {printable(str(error), 60)}"


def _first(dataset: h5py.Dataset, one: Item) -> str:
    if one.outside:
        return f"in another file: {printable(one.outside[0], 40)}"
    if one.shape is None or 0 in one.shape:
        return "nothing"
    texts = h5py.check_string_dtype(dataset.dtype) is not None
    if (one.number not in "biuf" and not texts) or one.chunk > _MOST_CHUNK:
        return ""
    if len(one.shape) < 2 or one.size // one.shape[0] > _MOST_ROW:
        # Along the last axis, of the first row of all others.
        place = (*(0,) * (len(one.shape) - 1), slice(0, _MOST_PREVIEW)) if one.shape else ()
    else:
        place = 0
    found = np.ravel(dataset[place])[:_MOST_PREVIEW]
    more = " …" if np.prod(one.shape, dtype="float64") > found.size else ""
    return printable(" ".join(_short(value) for value in found), 60) + more


def _short(value) -> str:
    if isinstance(value, bytes | str):
        return text_of(value)
    return f"{value:.3g}" if isinstance(value, np.floating) else str(value)


def _value(file: h5py.File, one: Item, name: str) -> str:
    size = one.attributes[name]
    told = text_of(attribute(file, one, name)) if size <= _MOST_ATTRIBUTE else ""
    if told:
        return printable(told, 80)
    try:
        group = file[one.path or "/"]
        kind = h5py.h5a.open(group.id, name.encode()).get_type()
        # Of other types h5py crashes over a few that a damaged file may name.
        if size <= _MOST_ATTRIBUTE and isinstance(
            kind, h5py.h5t.TypeIntegerID | h5py.h5t.TypeFloatID
        ):
            values = np.atleast_1d(group.attrs[name]).ravel()
            more = " …" if values.size > _MOST_PREVIEW else ""
            return " ".join(_short(value) for value in values[:_MOST_PREVIEW]) + more
        found = attribute(file, one, name)
        if hasattr(found, "tolist"):
            texts = [text_of(value) for value in np.ravel(found).tolist()]
            return printable(", ".join(texts), 80)
    except _UNSEEN:
        pass
    return byte_words(size)


def _packed(one: Item) -> str:
    names = [_PACKINGS.get(code, name or f"filter {code}") for code, name in one.filters]
    return ", ".join(printable(name, 20) for name in names if name)


def _shape(shape: tuple[int, ...] | None) -> str:
    return "-" if shape is None else str(tuple(shape))


def _many(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
