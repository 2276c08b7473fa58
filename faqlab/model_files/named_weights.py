"""The weights in a file, by the names of the layers: none is read before its shape is known."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import h5py

from .archive import open_member
from .formats import KERAS, OLD_WEIGHTS_H5, WEIGHTS_H5, WHOLE_H5
from .global_heaps import check_heaps
from .h5_items import EXTERNAL_LINK, SOFT_LINK, h5_items
from .old_weights import names

# What stands beside the layers in a file of weights.
_OTHERS = {"optimizer", "vars", "metrics"}
# Where the layers are; the second is what early versions of Keras 3 called it.
_LAYERS = ("layers", "_layer_checkpoint_dependencies")
# A packed part of an archive is unpacked up to this size, in bytes.
_MOST = 8 << 30


@contextmanager
def open_weights(path: str | os.PathLike, kind: str) -> Iterator[h5py.File]:
    """Open the HDF5 file that holds the weights: the file itself, or the one in an archive.

    Args:
        path: The file.
        kind: What `recognise` says of it.

    Yields:
        The open file.

    Raises:
        ValueError: If it is damaged so that HDF5 would hang.
    """
    if kind == KERAS:
        with open_member(path, "model.weights.h5", _MOST) as part:
            check_heaps(part)  # over some damage HDF5 would go on for ever
            with h5py.File(part, "r") as file:
                yield file
    else:
        with open(path, "rb") as plain:
            check_heaps(plain)
        with h5py.File(path, "r", locking=False) as file:
            yield file


def weights_by_name(file: h5py.File, kind: str) -> dict[str, dict[str, h5py.Dataset]]:
    """Find each layer's arrays; they are read by whoever wants them, while the file is open.

    Args:
        file: The open file.
        kind: What `recognise` says of it.

    Returns:
        For each layer's address, `"encoder/conv"` within a nested model, its arrays: by their path
        in the layer, `"vars/0"`; in the old formats by what they are called there, in their order.

    Raises:
        ValueError: If something in the file leads elsewhere.
    """
    _check_inside(file)
    if kind in (WHOLE_H5, OLD_WEIGHTS_H5):
        group = file.get("model_weights", file)
        found = {
            layer: {name: group[layer][name] for name in names(group[layer], "weight_names")}
            for layer in names(group, "layer_names")
        }
        return {layer: arrays for layer, arrays in found.items() if arrays}
    if kind not in (KERAS, WEIGHTS_H5):
        return {}
    found = {}
    for address, group in layer_groups(file):
        arrays = {}
        group.visititems(lambda name, item, to=arrays: keep(to, name, item))
        if arrays:
            found[address] = arrays
    return found


def _check_inside(file: h5py.File) -> None:
    for item in h5_items(file):
        if item.kind in (SOFT_LINK, EXTERNAL_LINK) or item.outside:
            raise ValueError(f"{item.path} leads to {item.target or item.outside[0]}")


def layer_groups(group: h5py.Group, around: str = "") -> Iterator[tuple[str, h5py.Group]]:
    """Go through the layers of a file that `save_weights` wrote.

    Args:
        group: The file, or the group of a nested model.
        around: The address of that model. Default: it is the whole model.

    Yields:
        The layer's address and its group. A nested model isn't a layer; its layers are.
    """
    inside = next(
        (name for name in ("layers", "_layer_checkpoint_dependencies") if name in group), None
    )
    children = group[inside] if inside else group
    for key in children:
        child = children[key]
        if not isinstance(child, h5py.Group) or (not inside and key in _OTHERS):
            continue
        name = child["vars"].attrs.get("name", key) if "vars" in child else key
        name = name.decode("utf-8") if isinstance(name, bytes) else str(name)
        address = f"{around}/{name}" if around else name
        if "layers" in child:
            yield from layer_groups(child, address)
        else:
            yield address, child


def keep(arrays: dict[str, h5py.Dataset], name: str, item: object) -> None:
    """Keep what `visititems` comes by, if it is an array.

    Args:
        arrays: Where to keep it.
        name: Its path.
        item: A group or an array.
    """
    if isinstance(item, h5py.Dataset):
        arrays[name] = item
