"""Weights out of a file that PyTorch wrote before version 1.6, without PyTorch."""

import math
import os
import stat
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import numpy as np

from .errors import three_beats
from .torch_pickle import Name, Refused, Stored, Tensor, read_pickle

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
MOST_BYTES = 1 << 30

_DTYPES = {"torch FloatStorage": np.dtype("<f4"), "torch LongStorage": np.dtype("<i8")}


def read_torch_file(path: str | os.PathLike, most_bytes: int = MOST_BYTES) -> dict[str, np.ndarray]:
    """Read the weights in a PyTorch file of the old kind, `torch.save(model.state_dict(), path)`.

    Such a file is a pickle, and whoever loads a pickle runs what is in it. Here nothing of it is
    run: what isn't a tensor is refused. Files since PyTorch 1.6 are zip archives, and refused too.

    Args:
        path: The file.
        most_bytes: How large it may be. Default: 1 GiB.

    Returns:
        For each name its tensor, float32 or int64, a view that can't be written to.

    Raises:
        FileNotFoundError: If there is no such file.
        Refused: A `ValueError`: if the file is another one, too large, damaged, or holds anything
            but float32 and int64 tensors.
    """
    raw = _bytes_of(Path(path), most_bytes)
    if raw.startswith(b"PK"):
        raise Refused(
            three_beats(
                "This is a zip archive, as PyTorch writes them since version 1.6.",
                "a file of the older kind",
                Path(path).name,
                "With PyTorch, torch.save(..., _use_new_zipfile_serialization=False) writes one.",
            )
        )
    file = BytesIO(raw)
    _check_head(file)
    state, keys = read_pickle(file), read_pickle(file)
    if type(state) is not dict or not all(isinstance(one, Tensor) for one in state.values()):
        raise Refused(_wrong("a dict of tensors", type(state).__name__))
    if type(keys) is not list or not all(type(one) is str for one in keys):
        raise Refused(_wrong("the list of the storages", type(keys).__name__))
    storages = _Storages(raw, file.tell(), keys)
    meant = {name: _meant(name, tensor) for name, tensor in state.items()}
    storages.read({key: (dtype, count) for key, dtype, count, *_ in meant.values()})
    return {
        name: _view(name, storages.arrays[key], *place)
        for name, (key, _, _, *place) in meant.items()
    }


def _bytes_of(path: Path, most: int) -> bytes:
    about = path.stat()  # before it is opened: a pipe would keep us waiting
    if not stat.S_ISREG(about.st_mode):
        raise Refused(three_beats(f"{path.name} is no file.", "a file with weights", path.name))
    if about.st_size > most:
        raise Refused(
            three_beats(f"{path.name} is too large.", f"{most:,} bytes at most", about.st_size)
        )
    with open(path, "rb") as file:
        return file.read(most)


def _check_head(file: BytesIO) -> None:
    magic, protocol, system = read_pickle(file), read_pickle(file), read_pickle(file)
    if magic != MAGIC:
        raise Refused(_wrong("PyTorch's magic number first", _short(magic)))
    if protocol != PROTOCOL:
        raise Refused(_wrong(f"protocol {PROTOCOL}", _short(protocol)))
    if type(system) is not dict or system.get("little_endian") is not True:
        raise Refused(_wrong("numbers with their lowest byte first", _short(system)))


def _meant(name: str, tensor: Tensor) -> tuple:
    """The storage's key, dtype and count; the tensor's offset, shape and strides."""
    try:
        stored, offset, shape, strides, *_ = tensor.arguments
        word, kind, key, _, count, view = stored.about if type(stored) is Stored else ()
        numbers = (offset, count, *shape, *strides)
    except (TypeError, ValueError):
        raise Refused(
            _wrong(f"a storage, an offset, a shape and strides for {name!r}", "less")
        ) from None
    dtype = _DTYPES.get(kind.text) if type(kind) is Name else None
    whole = all(type(one) is int and 0 <= one <= MOST_BYTES for one in numbers)
    if word != "storage" or dtype is None or type(key) is not str or view is not None or not whole:
        raise Refused(_wrong(f"a float32 or int64 tensor for {name!r}", "another"))
    if len(shape) != len(strides) or len(shape) > 8:
        raise Refused(_wrong(f"a stride for each axis of {name!r}, 8 at most", strides))
    return key, dtype, count, offset, tuple(shape), tuple(strides)


class _Storages:
    """The raw numbers behind the pickles: for each key a count, then so many numbers."""

    def __init__(self, raw: bytes, start: int, keys: list[str]):
        self.arrays: dict[str, np.ndarray] = {}
        self._raw, self._place, self._keys = raw, start, keys

    def read(self, kinds: Mapping[str, tuple[np.dtype, int]]) -> None:
        if set(kinds) != set(self._keys) or len(set(self._keys)) < len(self._keys):
            raise Refused(_wrong("each storage once", f"{len(self._keys)} keys"))
        for key in self._keys:
            dtype, count = kinds[key]
            end = self._place + 8 + count * dtype.itemsize
            told = int.from_bytes(self._raw[self._place : self._place + 8], "little", signed=True)
            if told != count or end > len(self._raw):
                raise Refused(_wrong(f"a storage of {count:,} numbers", "another, or its end"))
            self.arrays[key] = np.frombuffer(self._raw, dtype, count, self._place + 8)
            self._place = end
        if self._place != len(self._raw):
            raise Refused(_wrong("the end of the file", f"{len(self._raw) - self._place:,} bytes"))


def _view(name, storage: np.ndarray, offset: int, shape: tuple, strides: tuple) -> np.ndarray:
    # The numbers of a tensor needn't stand one behind the other, nor begin at the first.
    numbers = math.prod(shape)
    last = offset + sum((n - 1) * step for n, step in zip(shape, strides, strict=True))
    if numbers and (last >= len(storage) or numbers > len(storage)):
        raise Refused(_wrong(f"{name!r} within its {len(storage):,} numbers", (shape, strides)))
    steps = [step * storage.itemsize for step in strides]
    start = storage[offset:] if numbers else storage[:0]
    return np.lib.stride_tricks.as_strided(start, shape, steps, writeable=False)


def _short(value: object) -> object:
    # What a file holds may be nested deeper than Python can write down.
    return value if type(value) is int else type(value).__name__


def _wrong(expected: str, received: object) -> str:
    return three_beats(
        "The file is damaged, or holds other things than weights.", expected, received
    )
