"""What an HDF5 file holds that reaches outside it, fills the memory, or isn't a number."""

from collections.abc import Collection, Iterator
from typing import BinaryIO

import h5py

from .audit_json import audit_json
from .budget import Budget
from .findings import REFUSE, Findings
from .finite import not_finite
from .global_heaps import check_heaps
from .h5_items import AGAIN, ARRAY, EXTERNAL_LINK, NAMED_TYPE, SOFT_LINK, UNREADABLE, Item, h5_items

# Filters that are part of HDF5: deflate, shuffle, fletcher32, szip, nbit, scaleoffset. Any other
# one is a library that HDF5 loads and runs.
_BUILT_IN = frozenset(range(1, 7))
_LEAST = 96  # bytes
_MOST_ITEMS = 30_000
_MOST_CHUNKS = 65_536
_MOST_ATTRIBUTE = 64 << 20
_ROOM, _RATIO = 64 << 20, 100  # more than both is no packing but a bomb
_NUMBERS = "biufc"
# As bfloat16 and float8 are written: bytes without a meaning.
_NARROW = ("|V1", "|V2")
# JSON that Keras 1 and 2 keep beside the weights.
_CONFIGURATIONS = ("model_config", "training_config")


def audit_h5(
    file: BinaryIO,
    size: int,
    where: str,
    found: Findings,
    custom: Collection[str] = (),
    budget: Budget | None = None,
) -> int:
    """Look at an HDF5 file: its links, its sizes, its filters, its configuration, its numbers.

    Args:
        file: The file, open, of bytes.
        size: Its size, in bytes.
        where: What to call it.
        found: Where to add what is found.
        custom: Names of the reader's own classes and functions. Default: none.
        budget: How many bytes of numbers to read. Default: a gigabyte.

    Returns:
        How many bytes of weights it keeps.

    Example:

    >>> import io
    >>> file = io.BytesIO()
    >>> with h5py.File(file, "w") as opened:
    ...     opened["layers/a"] = h5py.ExternalLink("elsewhere.h5", "/b")
    >>> found = Findings()
    >>> _ = audit_h5(file, len(file.getvalue()), "x.h5", found)
    >>> [(one.code, one.where) for one in found]
    [('external link', 'x.h5: layers/a')]
    """
    budget = Budget() if budget is None else budget
    if size < _LEAST:
        # HDF5 would take what happens to be in memory for the rest, and say so each time otherwise.
        found.add("cut off", where, f"It has {size:,} bytes: no HDF5 file is that short.")
        return 0
    try:
        check_heaps(file)  # over some damage HDF5 would go on for ever
        opened = h5py.File(file, "r", locking=False)
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        cut = "truncated" in str(error)
        found.add("cut off" if cut else "damaged", where, f"It can't be read: {error}")
        return 0
    with opened:
        items = list(_checked(opened, where, found))
        arrays = [one for one in items if one.kind == ARRAY]
        _check_total(arrays, size, where, found)
        stored = sum(one.stored for one in arrays)
        for name in _CONFIGURATIONS:
            if name in opened.attrs:
                _configuration(opened, name, f"{where}: {name}", found, custom, stored)
        if not {"bomb", "size"} & {one.code for one in found if one.severity == REFUSE}:
            for array in arrays:
                _check_finite(opened, file, array, f"{where}: {array.path}", found, budget)
    if budget.missed and "cut off" not in found:
        reason = f"{budget.missed:,} bytes of numbers were not read: there are too many."
        found.add("not read", where, reason)
    return stored


def _checked(opened: h5py.File, where: str, found: Findings) -> Iterator[Item]:
    entries = 0
    for item in h5_items(opened, _MOST_ITEMS):
        _check(item, f"{where}: {item.path}" if item.path else where, found)
        yield item
        entries += item.entries
        if entries > _MOST_ITEMS:  # a group is met before what is in it
            found.add("size", where, f"It has more than {_MOST_ITEMS:,} groups, arrays and links.")
            return


def _check(item: Item, where: str, found: Findings) -> None:
    if item.kind == EXTERNAL_LINK:
        found.add("external link", where, f"It leads to another file: {item.target}.")
    elif item.kind == SOFT_LINK:
        found.add("soft link", where, f"It leads elsewhere: {item.target}.")
    elif item.kind == UNREADABLE:
        found.add("damaged", where, f"It can't be read: {item.why}.")
    elif item.kind == AGAIN:
        found.add("second name", where, "It is also under another name, or within itself.")
    elif item.kind == NAMED_TYPE:
        found.add("dtype", where, "It is a type and no array.")
    elif item.kind == ARRAY:
        _check_array(item, where, found)
    for name, size in item.attributes.items():
        if size > _MOST_ATTRIBUTE:
            found.add("size", where, f"The attribute {name} has {size:,} bytes.")


def _check_array(item: Item, where: str, found: Findings) -> None:
    if item.virtual:
        reason = f"It is put together from other arrays: {', '.join(item.outside[:3]) or 'none'}."
        found.add("virtual", where, reason)
    elif item.outside:
        reason = f"Its numbers are in other files: {', '.join(item.outside[:3])}."
        found.add("external storage", where, reason)
    elif _is_bomb(item.size, item.stored):
        found.add(
            "bomb", where, f"It keeps {item.stored:,} bytes, and would read as {item.size:,}."
        )
    elif _is_bomb(item.chunk, item.stored):
        found.add("bomb", where, f"One chunk would unpack to {item.chunk:,} bytes.")
    elif item.chunks > _MOST_CHUNKS:
        found.add("size", where, f"It is cut into {item.chunks:,} chunks: reading takes minutes.")
    for code, name in item.filters:
        if code not in _BUILT_IN:
            reason = f"To read it HDF5 would load a plug-in: filter {code} {name}."
            found.add("filter plug-in", where, reason)
    if item.number not in _NUMBERS and item.dtype not in _NARROW:
        found.add("dtype", where, f"It holds no numbers, but {item.dtype}.")


def _is_bomb(size: int, stored: int) -> bool:
    return size > _ROOM and size > _RATIO * max(1, stored)


def _check_total(arrays: list[Item], size: int, where: str, found: Findings) -> None:
    reads, kept = sum(one.size for one in arrays), sum(one.stored for one in arrays)
    if _is_bomb(reads, size) and "bomb" not in found:
        found.add("bomb", where, f"It has {size:,} bytes, and would read as {reads:,}.")
    # An array whose place isn't known yet keeps nothing; compact ones lie among the headers.
    placed = [one for one in arrays if one.place is not None]
    if any(one.place + one.stored > size for one in placed):
        found.add("cut off", where, "Some of its numbers would lie beyond the end of the file.")
    elif kept > size:
        found.add("bomb", where, f"Its arrays lie over each other: {kept:,} bytes in {size:,}.")


def _configuration(
    opened: h5py.File,
    name: str,
    where: str,
    found: Findings,
    custom: Collection[str],
    stored: int,
) -> None:
    try:
        # h5py crashes over other types in damaged files, so they aren't read.
        kind = h5py.h5a.open(opened.id, name.encode()).get_type()
        value = opened.attrs[name] if isinstance(kind, h5py.h5t.TypeStringID) else kind
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
        found.add("damaged", where, f"It can't be read: {error}.")
        return
    text = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
    if not isinstance(text, bytes):
        found.add("json", where, f"It isn't a text, but {type(value).__name__}.")
        return
    audit_json(text, where, found, custom, stored)


def _check_finite(
    opened: h5py.File, file: BinaryIO, item: Item, where: str, found: Findings, budget: Budget
) -> None:
    if item.outside or item.virtual or item.number not in "fc" or not item.stored:
        return
    if "filter plug-in" in found:  # reading would load it
        return
    try:
        count = not_finite(opened, file, item, budget)
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        found.add("damaged", where, f"Its numbers can't be read: {error}.")
        return
    if count:
        found.add("not finite", where, f"{count:,} of its numbers are NaN or infinite.")
