"""What layers put out as a read-only mapping, in memory or in a file."""

import os
import shutil
import weakref
from collections.abc import Iterator, Mapping

import h5py
import numpy as np

from .activation_file import read_activations
from .errors import one_of, three_beats
from .layer_tree import LayerNode

_LINES = 20


class Activations(Mapping):
    """What layers put out: a read-only mapping of addresses to arrays, in the order of the calls.

    In memory the values are numpy arrays, joined from their batches when first asked for, and
    read-only: layers that change nothing share theirs. In a file they are HDF5 data sets, to be
    read in slices, `found["conv1"][:8]`; close the mapping when done, or use it in a `with` block.

    Args:
        arrays: What there is, by address.
        tree: The model's `LayerNode`s, as `layer_tree` gives them.
        samples: How many samples went through the model.
        file: The open file that the arrays are in. Default: they are in memory.
        delete: A folder to delete when the mapping is closed or forgotten. Default: none.

    Example:

    >>> Activations({"conv": np.zeros((5, 4)), "head": np.zeros((5, 3))}, samples=5)
    2 outputs for 5 samples, in memory:
      conv  (5, 4)
      head  (5, 3)
    """

    def __init__(
        self,
        arrays: Mapping[str, object],
        tree: tuple[LayerNode, ...] = (),
        samples: int = 0,
        file: h5py.File | None = None,
        delete: str | None = None,
    ):
        self._arrays, self._file = dict(arrays), file
        self.tree, self.samples = tree, samples
        self._close = weakref.finalize(self, _close, file, delete)

    def __getitem__(self, address: str) -> np.ndarray:
        if address not in self._arrays:
            wrong = f"There is no output {address!r}."
            raise KeyError(three_beats(wrong, one_of(str(address), self._arrays), address))
        if not self._close.alive:
            wrong = "The file of these outputs is closed."
            raise ValueError(three_beats(wrong, "use before close()", address))
        value = self._arrays[address]
        return value.joined() if isinstance(value, Pieces) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __contains__(self, address: object) -> bool:
        return address in self._arrays

    @property
    def in_file(self) -> bool:
        """Whether the arrays are in a file rather than in memory."""
        return self._file is not None

    def close(self) -> None:
        """Close the file, and delete it if it was a temporary one; the arrays are gone then."""
        self._close()

    def __enter__(self) -> "Activations":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        of = "1 sample" if self.samples == 1 else f"{self.samples} samples"
        many = f"{len(self)} output{'' if len(self) == 1 else 's'} for {of}"
        where = "in a file" if self.in_file else "in memory"
        if not self._close.alive:
            return f"{many}, closed"
        shown = list(self._arrays.items())
        left = len(shown) - _LINES
        shown = shown[:_LINES] if left > 1 else shown
        width = max((len(address) for address, _ in shown), default=0)
        lines = [f"  {address:<{width}}  {tuple(value.shape)}" for address, value in shown]
        more = [f"  and {left} more"] if left > 1 else []
        return "\n".join([f"{many}, {where}:", *lines, *more])


class Pieces:
    """An array in batches: joined when first asked for, since joining costs as much as computing.

    Args:
        batches: Arrays, alike but for the first axis.
    """

    def __init__(self, batches: list[np.ndarray]):
        self.batches = batches

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the joined array."""
        if not self.batches[0].shape:
            return ()
        return (sum(len(one) for one in self.batches), *self.batches[0].shape[1:])

    def joined(self) -> np.ndarray:
        """Give the joined array, the same one every time; it can't be written to."""
        if len(self.batches) > 1:
            self.batches = [np.concatenate(self.batches)]
        self.batches[0].flags.writeable = False
        return self.batches[0]


def open_outputs(path: str | os.PathLike, *, delete: str | None = None) -> Activations:
    """Open a file that `outputs(..., file=path)` wrote.

    Args:
        path: The file.
        delete: A folder to delete when the mapping is closed or forgotten. Default: none.

    Returns:
        The `Activations` as `outputs` gave them.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is another kind of file.
    """
    file, arrays, note = read_activations(path)
    nodes = [
        LayerNode(**node | {"shapes": {name: tuple(one) for name, one in node["shapes"].items()}})
        for node in note["tree"]
    ]
    return Activations(arrays, tuple(nodes), note["samples"], file, delete)


def _close(file: h5py.File | None, folder: str | None) -> None:
    if file is not None:
        file.close()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
