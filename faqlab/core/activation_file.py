"""What layers put out, written batch by batch to an HDF5 file that is there whole or not at all."""

import contextlib
import json
import os
import shutil
from pathlib import Path

import h5py
import numpy as np

from .errors import three_beats
from .files import atomic_write

_FORMAT = "faqlab outputs 1"
_CHUNK = 1 << 20  # bytes: large enough to be written fast, small enough to read one sample


class ActivationFile:
    """Writes outputs to an HDF5 file as they come, within a `with` block.

    The file appears under its name when the block ends without an error; else, also when it is
    interrupted, nothing does, and a file that was there before stays. For each output it holds a
    data set, named like it with `|` for `/`; two outputs that are the same array share one.

    Args:
        path: The file.
        entries: For each output its address and the index of its array.
        note: What to keep beside the arrays, as JSON. Default: nothing.

    Raises:
        OSError: If the disk has no room for `size` bytes, or the folder can't be written.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "out.h5")
    >>> with ActivationFile(path, [("conv", 0), ("pool", 1)]) as file:
    ...     for _ in range(3):
    ...         file.add([np.ones((8, 5)), np.zeros((8, 2))])
    >>> {name: one.shape for name, one in read_activations(path)[1].items()}
    {'conv': (24, 5), 'pool': (24, 2)}
    """

    def __init__(
        self,
        path: str | os.PathLike,
        entries: list[tuple[str, int]],
        size: int = 0,
        note: object = None,
    ):
        self.path, self._entries, self._note = Path(path), entries, note
        self._sets: list[h5py.Dataset] = []
        free = shutil.disk_usage(self.path.absolute().parent).free
        if size > free:
            wrong = f"The disk has no room for {self.path.name}."
            remedy = "Ask for fewer layers or fewer samples."
            raise OSError(three_beats(wrong, f"{_gigabytes(size)} free", _gigabytes(free), remedy))

    def __enter__(self) -> "ActivationFile":
        with contextlib.ExitStack() as stack:
            # The name is what is wanted of it: HDF5 writes there itself, and what it wrote is
            # flushed to the disk and takes its place, or goes, as any other file of ours.
            file = stack.enter_context(atomic_write(self.path))
            self._file = stack.enter_context(h5py.File(file.name, "w"))
            self._block = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        with self._block:
            if error[1] is not None:
                raise error[1]
            self._name()

    def add(self, arrays: list[np.ndarray], grows: list[bool] | None = None) -> None:
        """Append a batch.

        Args:
            arrays: One for each index that the entries refer to.
            grows: Which of them have an axis of samples; of the others the first is kept.
                Default: all.
        """
        for index, array in enumerate(map(storable, arrays)):
            growing = grows is None or grows[index]
            if index == len(self._sets):
                self._sets.append(self._new(f"array {index}", array, growing))
            elif growing:
                data = self._sets[index]
                start = len(data)
                data.resize(start + len(array), axis=0)
                data[start:] = array

    def _new(self, name: str, array: np.ndarray, growing: bool) -> h5py.Dataset:
        kind = h5py.string_dtype() if array.dtype.kind in "OSU" else array.dtype
        if not growing or 0 in array.shape:
            return self._file.create_dataset(name, data=array, dtype=kind)
        row = max(1, array.nbytes // len(array))
        chunks = (max(1, min(len(array), _CHUNK // row)), *array.shape[1:])
        most = (None, *array.shape[1:])
        return self._file.create_dataset(name, data=array, dtype=kind, maxshape=most, chunks=chunks)

    def _name(self) -> None:
        # A `/` would be a group, and "encoder" is an array beside "encoder/conv".
        names = {}
        for address, index in self._entries:
            names[address] = address.replace("/", "|")
            while names[address] in self._file:
                names[address] += "|"
            self._file[names[address]] = self._sets[index]
        for index in range(len(self._sets)):
            del self._file[f"array {index}"]
        self._file.attrs["format"] = _FORMAT
        self._file.attrs["names"] = json.dumps(names)
        self._file.attrs["note"] = json.dumps(self._note)


def read_activations(
    path: str | os.PathLike,
) -> tuple[h5py.File, dict[str, h5py.Dataset], object]:
    """Open a file that `ActivationFile` wrote.

    Args:
        path: The file.

    Returns:
        `(file, arrays, note)`: the open file, to be closed; its data sets by address, in the
        order of the calls; the note.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is another kind of file.
    """
    if not os.path.exists(path):
        raise FileNotFoundError(f"There is no file {os.fspath(path)!r}.")
    file = None
    try:
        file = h5py.File(path, "r")
        if file.attrs["format"] != _FORMAT:
            raise KeyError(file.attrs["format"])
        names, note = json.loads(file.attrs["names"]), json.loads(file.attrs["note"])
        return file, {address: file[name] for address, name in names.items()}, note
    except (OSError, KeyError) as error:
        if file is not None:
            file.close()
        wrong = "The file doesn't hold outputs of layers."
        expected = "an HDF5 file that outputs(..., file=...) wrote"
        raise ValueError(three_beats(wrong, expected, os.path.basename(path))) from error


def storable(array: np.ndarray) -> np.ndarray:
    """Turn the half-precision type that neither numpy nor HDF5 knows into float32."""
    return array.astype(np.float32) if array.dtype.name == "bfloat16" else array


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.3g} GB"
