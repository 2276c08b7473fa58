"""Datasets of one HDF5 file, opened when they are read and closed before a process is forked."""

import os
import threading
import weakref
from collections.abc import Sequence

import h5py
import numpy as np

from .errors import three_beats
from .h5_find import find_dataset
from .h5_open import open_h5, path_of
from .h5_rows import read_rows

_ALL: weakref.WeakSet["H5Source"] = weakref.WeakSet()


class H5Source:
    """Some datasets of one file: what they are, and their rows.

    libhdf5 must not find a file open that another process opened. So the file is closed before a
    process is forked, and each process opens it for itself; a copy by pickle does the same.

    Args:
        path: The file.
        names: The datasets.
        follow_links: Whether other files may be read. Default: no.

    Attributes:
        rows: How many rows each dataset has.
        shapes: For each name the shape of one row.
        dtypes: For each name the type of its numbers.
        chunk_rows: For each name how many rows a chunk has; None if it isn't in chunks.
        lock: Held while the file is read, and while a process is forked.

    Raises:
        ValueError: If there is no such dataset, or they have different numbers of rows; and what
            `open_h5` raises.

    Example:

    >>> import tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "data.h5")
    >>> with h5py.File(path, "w") as file:
    ...     file["x"] = [[1, 2], [3, 4], [5, 6]]
    >>> source = H5Source(path, ["x"])
    >>> source.rows, source.read("x", [(1, 3)]).tolist()
    (3, [[3, 4], [5, 6]])
    """

    def __init__(self, path: str | os.PathLike, names: Sequence[str], follow_links: bool = False):
        # Absolute: a worker may have another working folder.
        self.path = path_of(path).absolute()
        self.names = tuple(names)
        self.follow_links = follow_links
        self._start()
        with self.lock:
            opened = self._opened()
            self.rows = _rows(opened)
            self.shapes = {name: one.shape[1:] for name, one in opened.items()}
            self.dtypes = {n: one.dtype.newbyteorder("=") for n, one in opened.items()}
            self.chunk_rows = {n: one.chunks and one.chunks[0] for n, one in opened.items()}
            self._look = _look(opened)

    def _start(self) -> None:
        self.lock = threading.RLock()
        self._file: h5py.File | None = None
        self._datasets: dict[str, h5py.Dataset] = {}
        _ALL.add(self)

    def row_bytes(self, name: str) -> int:
        """Say how many bytes one row of a dataset takes in memory.

        Args:
            name: The dataset.
        """
        return self.dtypes[name].itemsize * int(np.prod(self.shapes[name], dtype="int64"))

    def read(self, name: str, runs: Sequence[tuple[int, int]]) -> np.ndarray:
        """Read ranges of rows, one after another.

        Args:
            name: The dataset.
            runs: For each range its first row and the row after its last.

        Returns:
            The rows, of shape `(rows, ...)`.

        Raises:
            OSError: If the file is damaged there.
        """
        count = sum(high - low for low, high in runs)
        found, place = np.empty((count, *self.shapes[name]), self.dtypes[name]), 0
        with self.lock:
            # Below h5py's surface: `read_direct` takes longer to select rows than to read them.
            dataset = self._opened()[name].id
            rows, rest = dataset.get_space(), self.shapes[name]
            for low, high in runs:
                part = found[place : place + high - low]
                rows.select_hyperslab((low, *[0] * len(rest)), part.shape)
                try:
                    dataset.read(h5py.h5s.create_simple(part.shape), rows, part)
                except OSError as error:
                    raise self._damaged(name, f"rows {low} to {high - 1}", error) from None
                place += high - low
        return found

    def pick(self, name: str, rows) -> np.ndarray:
        """Read single rows, in any order and as often as wanted; see `read_rows`.

        Args:
            name: The dataset.
            rows: Their numbers.

        Returns:
            The rows, of shape `(rows, ...)`.

        Raises:
            OSError: If the file is damaged there.
        """
        with self.lock:
            try:
                return read_rows(self._opened()[name], rows)
            except OSError as error:
                raise self._damaged(name, "some of the rows", error) from None

    def close(self) -> None:
        """Close the file; it is opened again when it is read."""
        with self.lock:
            if self._file:
                self._file.close()
            self._file, self._datasets = None, {}

    def _opened(self) -> dict[str, h5py.Dataset]:
        if self._file is None:
            file = open_h5(self.path)
            try:
                found = {name: find_dataset(file, name, self.follow_links) for name in self.names}
                if hasattr(self, "_look") and _look(found) != self._look:
                    wrong = f"{self.path.name} isn't what it was: its datasets were changed."
                    remedy = "Make the `H5Dataset` anew."
                    raise ValueError(three_beats(wrong, self._look, _look(found), remedy))
            except BaseException:
                file.close()
                raise
            self._file, self._datasets = file, found
        return self._datasets

    def _damaged(self, name: str, what: str, error: OSError) -> OSError:
        wrong = f"{self.path.name} is damaged: {what} of {name!r} can't be read."
        remedy = "Get the file again from where it came, or write it anew."
        return OSError(three_beats(wrong, "chunks as they were written", str(error), remedy))

    def __getstate__(self) -> dict:
        left = ("lock", "_file", "_datasets")
        return {name: value for name, value in self.__dict__.items() if name not in left}

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)
        self._start()


def _rows(opened: dict[str, h5py.Dataset]) -> int:
    lengths = {name: one.shape[0] for name, one in opened.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name!r} {length:,}" for name, length in lengths.items())
        expected = "as many rows in each"
        remedy = "Were they written to the end? Else pass `start` and `end` to datasets of a file."
        raise ValueError(three_beats("The datasets don't fit together.", expected, told, remedy))
    return next(iter(lengths.values()))


def _look(opened: dict[str, h5py.Dataset]) -> dict[str, tuple]:
    return {name: (one.shape, str(one.dtype)) for name, one in opened.items()}


_HELD: list[H5Source] = []


def _before_fork() -> None:
    # Held until after it: another thread must not open its file again in between.
    for one in list(_ALL):
        one.lock.acquire()
        _HELD.append(one)
        one.close()


def _after_fork() -> None:
    while _HELD:
        _HELD.pop().lock.release()


if hasattr(os, "register_at_fork"):  # Windows forks nothing
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork
    )
