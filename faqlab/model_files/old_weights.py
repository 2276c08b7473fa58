"""The weights of an old file, in the order and the layout that today's layers have them."""

from collections.abc import Iterator

import h5py
import numpy as np

from .old_layers import OldLayer

_CONVOLUTIONS = ("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "ConvLSTM2D")


def stored_weights(group: h5py.Group) -> dict[str, list[np.ndarray]]:
    """Read what is stored for each layer.

    Args:
        group: The group that holds the layers, with the attribute `layer_names`.

    Returns:
        For each layer's name its arrays, in the order of the file.
    """
    return {
        name: [np.asarray(group[name][one]) for one in names(group[name], "weight_names")]
        for name in names(group, "layer_names")
    }


def names(group: h5py.Group, attribute: str) -> list[str]:
    """Read a list of names; a long one goes on in further attributes.

    Args:
        group: The group.
        attribute: The attribute's name.

    Returns:
        The names.
    """
    if attribute in group.attrs:
        pieces = [group.attrs[attribute]]
    else:
        pieces = []
        while f"{attribute}{len(pieces)}" in group.attrs:
            pieces.append(group.attrs[f"{attribute}{len(pieces)}"])
    return [_text(name) for piece in pieces for name in piece]


def _text(name: object) -> str:
    return name.decode("utf-8") if isinstance(name, bytes) else str(name)


def give_weights(old: OldLayer, arrays: list[np.ndarray], backend: str) -> None:
    """Give a layer of today the weights that its old one had.

    Args:
        old: The layer, built.
        arrays: The arrays of the file.
        backend: The backend that wrote them: Theano's convolutions ran the other way round.

    Raises:
        ValueError: If they don't fit.
    """
    if old.kind in ("Model", "Sequential"):
        _give_to_parts(old, arrays, backend)
        return
    if old.kind == "TimeDistributed" and old.parts:
        give_weights(old.parts[0], arrays, backend)
        return
    new = today(old, arrays, backend)
    shapes = [tuple(one.shape) for one in old.layer.weights]
    if shapes != [one.shape for one in new]:
        raise ValueError(f"its weights {[one.shape for one in new]} don't fit {shapes}")
    old.layer.set_weights(new)


def _give_to_parts(old: OldLayer, arrays: list[np.ndarray], backend: str) -> None:
    slots = [*_slots(old, True), *_slots(old, False)]
    if len(slots) != len(arrays):
        raise ValueError(f"it has {len(arrays)} arrays for {len(slots)} weights")
    found: dict[int, list] = {}
    for part, array in zip(slots, arrays, strict=True):
        found.setdefault(id(part), []).append(array)
    for part in _leaves(old):
        give_weights(part, found.get(id(part), []), backend)


def _leaves(old: OldLayer) -> Iterator[OldLayer]:
    for part in old.parts:
        inside = part.parts[0] if part.kind == "TimeDistributed" and part.parts else part
        if inside.kind in ("Model", "Sequential"):
            yield from _leaves(inside)
        elif part.layer is not None:
            yield part


def _slots(old: OldLayer, trainable: bool) -> Iterator[OldLayer]:
    """Old models list what trains in all their layers first, and then what doesn't."""
    for part in _leaves(old):
        trains, fixed = _counts(part)
        if not part.trainable:
            trains, fixed = 0, trains + fixed
        for _ in range(trains if trainable else fixed):
            yield part


def _counts(part: OldLayer) -> tuple[int, int]:
    if part.keras_1 and part.kind in _SEPARATE and part.config.get("consume_less") != "gpu":
        return 3 * len(_SEPARATE[part.kind]), 0
    fixed = len(part.layer.non_trainable_weights)
    return len(part.layer.weights) - fixed, fixed


def today(old: OldLayer, arrays: list[np.ndarray], backend: str) -> list[np.ndarray]:
    """Turn the arrays of an old layer into those of today's.

    Args:
        old: The layer.
        arrays: The arrays of the file.
        backend: The backend that wrote them.

    Returns:
        The arrays that today's layer takes.
    """
    arrays = [one.astype("float32") if one.dtype == "float64" else one for one in arrays]
    if old.parts and old.kind == "Bidirectional":
        half = len(arrays) // 2
        pairs = zip(old.parts, (arrays[:half], arrays[half:]), strict=True)
        return [one for part, some in pairs for one in today(part, some, backend)]
    if old.parts and old.kind in ("TimeDistributed", "RNN"):
        return today(old.parts[0], arrays, backend)
    if old.parts:
        return [one for part in old.parts for one in today(part, _take(part, arrays), backend)]
    if old.keras_1:
        arrays = _of_keras_1(old, arrays)
    if backend == "theano" and _of_today(old) in _CONVOLUTIONS and arrays:
        arrays = _turned(old, arrays)
    if old.kind in ("CuDNNLSTM", "CuDNNGRU"):
        arrays = _of_cudnn(old.kind, arrays)
    return arrays


def _take(part: OldLayer, arrays: list[np.ndarray]) -> list[np.ndarray]:
    many = len(part.layer.weights)
    taken = arrays[:many]
    del arrays[:many]
    return taken


def _of_today(old: OldLayer) -> str:
    return type(old.layer).__name__


# The arrays that Keras 1 kept apart, by their place, in the order that they stand in today's.
_SEPARATE = {"LSTM": (0, 6, 3, 9), "GRU": (0, 3, 6)}


def _of_keras_1(old: OldLayer, arrays: list[np.ndarray]) -> list[np.ndarray]:
    order = _SEPARATE.get(old.kind, ())
    if order and len(arrays) == 3 * len(order):
        return [np.concatenate([arrays[i + k] for i in order], axis=-1) for k in range(3)]
    if _of_today(old) == "Conv1D" and arrays and arrays[0].ndim == 4:
        size = old.layer.kernel_size[0]
        kernel = arrays[0]
        if kernel.shape[:2] != (size, 1):
            kernel = np.transpose(kernel, (2, 3, 1, 0))
        return [kernel[:, 0], *arrays[1:]]
    if _of_today(old) in ("Conv2D", "Conv3D") and old.config.get("data_format") == "channels_first":
        axes = (*range(2, arrays[0].ndim), 1, 0)
        return [np.transpose(arrays[0], axes), *arrays[1:]]
    return arrays


def _turned(old: OldLayer, arrays: list[np.ndarray]) -> list[np.ndarray]:
    def turned(kernel):
        return np.ascontiguousarray(np.flip(kernel, tuple(range(kernel.ndim - 2))))

    kernels = 2 if _of_today(old) == "ConvLSTM2D" else 1
    return [turned(one) if i < kernels else one for i, one in enumerate(arrays)]


def _of_cudnn(kind: str, arrays: list[np.ndarray]) -> list[np.ndarray]:
    """As Keras 2 itself did it; cuDNN keeps each gate's matrix transposed, and two biases."""
    kernel, recurrent, bias = arrays
    gates = 4 if kind == "CuDNNLSTM" else 3
    kernels = [one.T.reshape(one.shape, order="F") for one in np.hsplit(kernel, gates)]
    recurrents = [one.T for one in np.hsplit(recurrent, gates)]
    pair = bias.reshape(2, -1)
    bias = pair.sum(axis=0) if kind == "CuDNNLSTM" else pair
    return [np.hstack(kernels), np.hstack(recurrents), bias]
