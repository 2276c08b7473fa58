"""The weights and the optimizer's variables in an HDF5 file of Keras, by its headers alone."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import h5py

from .description import Variable
from .h5_items import ARRAY, Item, h5_items
from .json_text import read_json

_MOST_ITEMS = 20_000
_MOST_ATTRIBUTE = 64 << 20  # bytes
_OLD_WEIGHTS, _OLD_STATE = "model_weights", "optimizer_weights"
# Groups of a `.weights.h5` that are no layers.
_NO_LAYERS = ("layers", "_layer_checkpoint_dependencies", "vars")


@dataclass(frozen=True)
class H5Contents:
    """What an HDF5 file of Keras holds.

    Args:
        weights: The weights.
        state: The optimizer's variables.
        steps: How many steps the optimizer took; None if it isn't known.
        weight_bytes: How many bytes the file keeps for the weights.
        state_bytes: How many it keeps for the optimizer's variables.
        whole: Whether all was listed.
    """

    weights: tuple[Variable, ...]
    state: tuple[Variable, ...]
    steps: int | None
    weight_bytes: int
    state_bytes: int
    whole: bool


def h5_contents(
    file: h5py.File, addresses: Iterable[str] = (), groups: dict[str, str] | None = None
) -> H5Contents:
    """List what is in an HDF5 file of Keras 1, 2 or 3.

    Args:
        file: The open file.
        addresses: The layers that the architecture has. Default: none is known.
        groups: Which group belongs to which of them, for files that don't tell. Default: none.

    Returns:
        The contents.

    Example:

    >>> import io
    >>> import numpy as np
    >>> file = h5py.File(io.BytesIO(), "w")
    >>> file["layers/dense/vars/0"] = np.zeros((4, 3), "float32")
    >>> file["layers/dense/vars"].attrs["name"] = "head"
    >>> h5_contents(file).weights
    (Variable(layer='head', name='0', shape=(4, 3), dtype='float32', size=48),)
    """
    items = list(h5_items(file, _MOST_ITEMS))
    by_path = {one.path: one for one in items}
    old = "layer_names" in by_path[""].attributes or _OLD_WEIGHTS in by_path
    if not old:
        old = any(one == "layer_names0" for one in by_path[""].attributes)
    where = _OldNames(file, by_path) if old else _Names(file, by_path, groups or {})
    arrays = [one for one in items if one.kind == ARRAY and not one.outside]
    state = sorted((one for one in arrays if where.is_state(one.path)), key=_in_order)
    weights = [one for one in arrays if where.is_weight(one.path)]
    known = {address: place for place, address in enumerate(addresses)}
    owned = [(one, *_owner(where.parts(one.path), known)) for one in weights]
    owned.sort(key=lambda each: (known.get(each[1], len(known)), where.order(each[0].path)))
    return H5Contents(
        _variables(file, owned),
        tuple(_variable(file, one, "optimizer", where.state_name(one.path)) for one in state),
        _steps(file, state),
        sum(one.stored for one in weights),
        sum(one.stored for one in state),
        len(items) < _MOST_ITEMS,
    )


def attribute(file: h5py.File, item: Item, name: str) -> object:
    """Read an attribute of texts, if it is there and not huge.

    One of any other type is left alone: h5py crashes over a few that a damaged file may name.

    Args:
        file: The open file.
        item: The group or array that has it.
        name: Its name.

    Returns:
        Its value; None if there is none that can be read.
    """
    if not 0 < item.attributes.get(name, 0) <= _MOST_ATTRIBUTE:
        return None
    try:
        group = file[item.path or "/"]
        kind = h5py.h5a.open(group.id, name.encode()).get_type()
        return group.attrs[name] if isinstance(kind, h5py.h5t.TypeStringID) else None
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, UnicodeDecodeError):
        return None


def json_attribute(file: h5py.File, item: Item, name: str) -> object:
    """Read an attribute that is JSON.

    Args:
        file: The open file.
        item: The group that has it.
        name: Its name.

    Returns:
        What it says; None if there is none.

    Raises:
        ValueError: If it isn't JSON within bounds.
    """
    value = attribute(file, item, name)
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
    return read_json(bytes(value)) if isinstance(value, bytes) else None


def text_of(value: object) -> str:
    """Take a text from an attribute.

    Args:
        value: The attribute's value.

    Returns:
        The text; empty if it is none.
    """
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


class _Names:
    """How `.weights.h5` files name things: by classes, with the real name beside them."""

    def __init__(self, file: h5py.File, by_path: dict[str, Item], groups: dict[str, str]):
        self._names = {}
        for path, item in by_path.items():
            owner, _, last = path.rpartition("/")
            name = last == "vars" and text_of(attribute(file, item, "name"))
            if name:
                self._names[owner] = name
        for group, address in groups.items():
            old = group.replace("layers", "_layer_checkpoint_dependencies")
            for one in (group, old):
                self._names.setdefault(one, address.rsplit("/", 1)[-1])

    def is_state(self, path: str) -> bool:
        return path.startswith("optimizer/")

    def is_weight(self, path: str) -> bool:
        return not self.is_state(path)

    def parts(self, path: str) -> list[str]:
        steps, found = path.split("/"), []
        for i, step in enumerate(steps):
            if i == len(steps) - 1:
                found.append(step)
            elif step not in _NO_LAYERS:
                found.append(self._names.get("/".join(steps[: i + 1]), step))
        return found

    def order(self, path: str) -> tuple:
        return _natural(path)

    def state_name(self, path: str) -> str:
        return path.removeprefix("optimizer/").removeprefix("vars/")


class _OldNames:
    """How `.h5` files of all Kerases name things: layer, then the variable's whole name."""

    def __init__(self, file: h5py.File, by_path: dict[str, Item]):
        self._root = f"{_OLD_WEIGHTS}/" if _OLD_WEIGHTS in by_path else ""
        root = by_path[self._root.rstrip("/")]
        self._layers = {n: i for i, n in enumerate(_texts(file, root, "layer_names"))}
        self._places = {}
        for layer in self._layers:
            item = by_path.get(self._root + layer)
            for place, name in enumerate(_texts(file, item, "weight_names") if item else ()):
                self._places[f"{self._root}{layer}/{name}"] = place

    def is_state(self, path: str) -> bool:
        return path.startswith(f"{_OLD_STATE}/")

    def is_weight(self, path: str) -> bool:
        return path.startswith(self._root) and not self.is_state(path)

    def parts(self, path: str) -> list[str]:
        layer, *rest = path.removeprefix(self._root).split("/")
        # Keras repeats the layer's name, with a number if TensorFlow had another of that name.
        if len(rest) > 1 and re.fullmatch(re.escape(layer[:200]) + r"(_\d+)?", rest[0][:220]):
            rest = rest[1:]
        return [layer, *rest[:-1], *(re.sub(r":\d+$", "", one) for one in rest[-1:])]

    def order(self, path: str) -> tuple:
        layer = path.removeprefix(self._root).split("/")[0]
        place = self._places.get(path, len(self._places))
        return self._layers.get(layer, len(self._layers)), place, _natural(path)

    def state_name(self, path: str) -> str:
        return re.sub(r":\d+$", "", path.removeprefix(f"{_OLD_STATE}/"))


def _texts(file: h5py.File, item: Item, name: str) -> list[str]:
    """A list of names; one that is too long for an attribute is kept in pieces, name0, name1."""
    pieces = [name] if name in item.attributes else []
    while f"{name}{len(pieces)}" in item.attributes:
        pieces.append(f"{name}{len(pieces)}")
    found = (attribute(file, item, piece) for piece in pieces)
    return [
        text_of(one) for values in found if hasattr(values, "tolist") for one in values.tolist()
    ]


def _owner(parts: list[str], known: dict[str, int]) -> tuple[str, list[str]]:
    """The innermost layer that the architecture has, and what the variable is called in it."""
    for end in range(len(parts) - 1, 0, -1):
        address = "/".join(parts[:end])
        if address in known:
            return address, parts[end:]
    return "/".join(parts[:-1]), parts[-1:]


def _variables(file: h5py.File, owned: list[tuple[Item, str, list[str]]]) -> tuple[Variable, ...]:
    # The last word is enough, unless two of a layer end alike: both directions have a kernel.
    lasts = Counter((owner, rest[-1]) for _, owner, rest in owned)
    return tuple(
        _variable(file, item, owner, rest[-1] if lasts[owner, rest[-1]] == 1 else "/".join(rest))
        for item, owner, rest in owned
    )


def _variable(file: h5py.File, item: Item, layer: str, name: str) -> Variable:
    dtype = item.dtype
    if dtype.startswith("|V"):  # numpy has no bfloat16: Keras writes the word beside it
        dtype = text_of(attribute(file, item, "dtype")) or dtype
    return Variable(layer, name, item.shape or (), dtype, item.size)


def _steps(file: h5py.File, state: list[Item]) -> int | None:
    """Read how many steps the optimizer counted: the one number that is read of all."""
    for item in state:
        last = item.path.rsplit("/", 1)[-1]
        counts = last == "0" or last.startswith("iteration")
        plain = item.shape == () and item.size <= 8 and not item.filters
        if counts and plain and "int" in item.dtype:
            try:
                return max(0, int(file[item.path][()]))
            except (OSError, RuntimeError, ValueError, KeyError, TypeError):
                return None
    return None


def _in_order(item: Item) -> tuple:
    return _natural(item.path)


def _natural(path: str) -> tuple:
    """So that 10 comes after 9."""
    return tuple(
        (0, int(one), "") if one.isdecimal() and one.isascii() and len(one) < 10 else (1, 0, one)
        for one in re.split(r"(\d+)", path)
    )
