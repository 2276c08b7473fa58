"""What an HDF5 file holds, item by item, by its headers: no link is followed, no array is read."""

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import h5py

GROUP, ARRAY, SOFT_LINK, EXTERNAL_LINK, NAMED_TYPE, AGAIN, UNREADABLE = (
    "group",
    "array",
    "soft link",
    "external link",
    "named type",
    "again",  # a group or an array that was met under another path
    "unreadable",
)


@dataclass(frozen=True)
class Item:
    """One thing in an HDF5 file.

    Args:
        path: Where it is, `"layers/dense/vars/0"`; the root is `""`.
        kind: One of this module's constants.
        shape: An array's shape; None for one without any.
        dtype: An array's type, in numpy's words.
        size: How many bytes its numbers take when they are read.
        stored: How many bytes the file says it keeps for them.
        place: Where they begin in the file; None if they are in chunks, or nowhere yet.
        number: What kind an array's numbers are, in numpy's letters: `"f"` is floating-point.
        chunk: How many bytes one chunk unpacks to; 0 if it isn't in chunks.
        chunks: How many chunks it has.
        virtual: Whether it is put together from other arrays.
        filters: The numbers and names of the filters that pack them.
        outside: The names of other files that they are to come from.
        target: Where a link leads.
        entries: How many names a group has.
        attributes: For each attribute its size in bytes.
        why: Why it can't be read.
    """

    path: str
    kind: str
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    size: int = 0
    stored: int = 0
    place: int | None = None
    number: str = ""
    chunk: int = 0
    chunks: int = 0
    virtual: bool = False
    filters: tuple[tuple[int, str], ...] = ()
    outside: tuple[str, ...] = ()
    target: str = ""
    entries: int = 0
    attributes: dict[str, int] = field(default_factory=dict)
    why: str = ""


def h5_items(file: h5py.File, most: int = 100_000) -> Iterator[Item]:
    """Go through an HDF5 file: the root first, every group before what is in it.

    Args:
        file: The open file.
        most: After how many items to stop. Default: 100,000.

    Yields:
        The items. A group that is met again by another path isn't entered again, so that circles
        end.

    Example:

    >>> import io
    >>> import numpy as np
    >>> file = h5py.File(io.BytesIO(), "w")
    >>> file["layers/dense/kernel"] = np.zeros((4, 3), "float32")
    >>> [(one.path, one.kind, one.size) for one in h5_items(file)][-1]
    ('layers/dense/kernel', 'array', 48)
    """
    seen: set[int] = set()
    waiting: deque[tuple[str, object]] = deque([("", file.id)])
    count = 0
    while waiting and count < most:
        path, opened = waiting.popleft()
        item = _item(path, opened, seen)
        yield item
        count += 1
        if item.kind == GROUP:
            for link in _links(opened, path):
                if isinstance(link, Item):
                    yield link
                    count += 1
                else:
                    waiting.append(link)
                if count + len(waiting) > most:
                    break


def _links(group, path: str) -> Iterator[Item | tuple[str, object]]:
    names: list[bytes] = []
    try:
        group.links.iterate(names.append)
    except (RuntimeError, OSError, ValueError, KeyError) as error:
        yield Item(path, UNREADABLE, why=str(error))
        return
    for name in names:
        whole = f"{path}/{_text(name)}" if path else _text(name)
        try:
            kind = group.links.get_info(name).type
            if kind == h5py.h5l.TYPE_HARD:
                yield whole, h5py.h5o.open(group, name)
            elif kind == h5py.h5l.TYPE_SOFT:
                yield Item(whole, SOFT_LINK, target=_text(group.links.get_val(name)))
            else:
                yield Item(whole, EXTERNAL_LINK, target=_where(group.links.get_val(name)))
        except (RuntimeError, OSError, ValueError, KeyError, TypeError) as error:
            yield Item(whole, UNREADABLE, why=str(error))


def _where(value: object) -> str:
    parts = value if isinstance(value, tuple) else (value,)
    return ":".join(map(_text, parts))


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _item(path: str, opened, seen: set[int]) -> Item:
    try:
        info = h5py.h5o.get_info(opened)
        if info.addr in seen:
            return Item(path, AGAIN)
        seen.add(info.addr)
        attributes = _attributes(opened)
        if isinstance(opened, h5py.h5d.DatasetID):
            return _array(path, opened, attributes)
        if isinstance(opened, h5py.h5t.TypeID):
            return Item(path, NAMED_TYPE, attributes=attributes)
        names = opened.get_num_objs() if isinstance(opened, h5py.h5g.GroupID) else 0
        return Item(path, GROUP, entries=names, attributes=attributes)
    except (RuntimeError, OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        return Item(path, UNREADABLE, why=str(error))


def _attributes(opened) -> dict[str, int]:
    found = {}
    for index in range(h5py.h5a.get_num_attrs(opened)):
        one = h5py.h5a.open(opened, index=index)
        try:
            found[_text(one.name)] = one.get_storage_size()
        except RuntimeError:  # h5py takes the size 0 for an error
            found[_text(one.name)] = 0
    return found


def _array(path: str, opened: h5py.h5d.DatasetID, attributes: dict[str, int]) -> Item:
    plan, kind = opened.get_create_plist(), opened.get_type()
    space = opened.get_space()
    shape = None if space.get_simple_extent_type() == h5py.h5s.NULL else opened.shape
    layout = plan.get_layout()
    chunks = plan.get_chunk() if layout == h5py.h5d.CHUNKED else (0,)
    outside = [_text(plan.get_external(i)[0]) for i in range(plan.get_external_count())]
    if layout == h5py.h5d.VIRTUAL:
        outside += [plan.get_virtual_filename(i) for i in range(plan.get_virtual_count())]
    filters = [plan.get_filter(i) for i in range(plan.get_nfilters())]
    return Item(
        path,
        ARRAY,
        shape,
        str(kind.dtype),
        0 if shape is None else math.prod(shape) * kind.get_size(),
        opened.get_storage_size(),
        opened.get_offset(),
        number=kind.dtype.kind,
        chunk=math.prod(chunks) * kind.get_size(),
        chunks=_count_chunks(shape, chunks),
        virtual=layout == h5py.h5d.VIRTUAL,
        filters=tuple((code, _text(name)) for code, _, _, name in filters),
        outside=tuple(outside),
        attributes=attributes,
    )


def _count_chunks(shape: tuple[int, ...] | None, chunks: tuple[int, ...]) -> int:
    if not shape or chunks == (0,):
        return 0
    return math.prod(-(-size // one) for size, one in zip(shape, chunks, strict=True))
