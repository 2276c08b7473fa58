"""An HDF5 file as a `PyDataset`: read in chunks, shuffled, in a bounded memory."""

import warnings
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from .backend import keras
from .errors import one_of, three_beats
from .h5_order import ChunkOrder
from .h5_rows import row_numbers
from .h5_source import H5Source
from .stream_batches import quiet_first_generator
from .whole_number import whole_number

# Bytes: to read less in one go costs as much. But few large pieces in a window mix badly.
_PIECE = 1 << 16
_MANY_PIECES = 64
# Two windows are held: a batch may lie across their border, and threads ask for neighbours.
_HELD = 2


class H5Dataset(keras.utils.PyDataset):
    """Train on an HDF5 file that need not fit into memory, in a shuffled order.

    Give it to `fit` in place of the arrays, with `shuffle=False`: else Keras puts the batches in an
    order of its own on top, and each window is read again and again. Every epoch reads each chunk
    once: chunks are shuffled and taken into memory some at a time, and the rows of these, a window,
    are shuffled. Each sample comes once an epoch, in another order every epoch. `order` tells the
    order, and its text how random it is.

    Where workers are processes, each opens the file for itself, and reads each window once.

    Args:
        path: The HDF5 file.
        x: The dataset of the inputs, such as `"train/x"`, or a list or dict of such names.
        y: The dataset of the targets, the same. None: there are no targets.
        sample_weight: The dataset of the samples' weights. Default: none.
        batch_size: How many samples a batch has; the last may have fewer. Default: 32.
        shuffle: False: the order of the file, as `predict` wants it. Default: True.
        seed: A whole number from 0 on. Default: 0.
        epoch: How many epochs are done already, where a training goes on that was broken off.
            Default: 0.
        start: The first row to use. Default: 0.
        end: The row after the last to use. Default: all there are.
        normalizer: Called with the inputs of a batch, returns what the model gets; or a dict with
            a function for each dataset by name. Default: as they are in the file.
        memory: How many bytes the windows may take. More mixes better. Default: 64 million.
        follow_links: Whether other files may be read that links in this one lead to. Default: no.
        **more: `workers`, `use_multiprocessing`, `max_queue_size`, as every `PyDataset` has them.

    Attributes:
        samples: How many samples there are.
        order: The present epoch's `ChunkOrder`.

    Raises:
        FileNotFoundError: If there is no file.
        BlockingIOError: If another process is writing it.
        ValueError: If it is no HDF5 file or a damaged one, there is no such dataset, the datasets
            have different numbers of rows, or an argument is out of bounds.

    Example:

    >>> import os, tempfile
    >>> from faqlab.core.h5_write import write
    >>> path = os.path.join(tempfile.mkdtemp(), "data.h5")
    >>> _ = write(path, {"x": np.arange(10.0), "y": np.arange(10)})
    >>> data = H5Dataset(path, batch_size=4, seed=1)
    >>> data
    10 samples in 3 batches of up to 4, another order each epoch, seed 1
    10 rows, shuffled as fully as an array: all are in one window
    >>> data[0][1].tolist(), data.rows([9, 0, 9])[1].tolist()
    ([5, 2, 6, 8], [9, 0, 9])
    """

    def __init__(
        self,
        path,
        x="x",
        y="y",
        sample_weight=None,
        *,
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int = 0,
        epoch: int = 0,
        start: int = 0,
        end: int | None = None,
        normalizer: Callable | dict[str, Callable] | None = None,
        memory: int = 64_000_000,
        follow_links: bool = False,
        **more,
    ):
        super().__init__(**more)
        quiet_first_generator()
        parts = [one for one in (x, y, sample_weight) if one is not None]
        if y is None and sample_weight is not None:
            wrong = "There are weights for samples without targets."
            raise ValueError(three_beats(wrong, "`y` too", y))
        # Keras takes lists of arrays for tuples.
        self._parts = keras.tree.lists_to_tuples(tuple(parts))
        names = dict.fromkeys(keras.tree.flatten(self._parts))
        self._source = H5Source(path, names, follow_links)
        self.batch_size = whole_number("batch size", batch_size, 1)
        self.seed = whole_number("seed", seed, 0)
        self.epoch = whole_number("number of epochs done", epoch, 0)
        self.shuffle = bool(shuffle)
        self._start, self._end = _bounds(start, end, self._source.rows)
        self.samples = self._end - self._start
        self._normalizers = _normalizers(normalizer, names)
        self.memory = whole_number("memory", memory, 1)
        self._piece, self._window = self._measure()
        self._draw()
        self._windows: OrderedDict = OrderedDict()

    def __len__(self) -> int:
        return -(-self.samples // self.batch_size)

    def __getitem__(self, index: int) -> tuple:
        if not 0 <= index < len(self):
            raise IndexError(index)  # which ends a `for` loop
        low = index * self.batch_size
        parts = list(self.order.parts(low, min(low + self.batch_size, self.samples)))
        found = [self._taken(*part) for part in parts]
        if len(found) == 1:
            return self._batch(found[0])
        return self._batch({n: np.concatenate([one[n] for one in found]) for n in found[0]})

    def rows(self, rows) -> tuple:
        """Give samples by their numbers, in any order, some more than once if you like.

        Args:
            rows: The numbers, of shape `(samples,)`, counted from `start`; -1 is the last sample.

        Returns:
            A batch of them, as `fit` would get it.

        Raises:
            IndexError: If there is no such sample.
            ValueError: If they aren't whole numbers in one dimension.
        """
        rows = row_numbers(rows, self.samples) + self._start
        return self._batch({name: self._source.pick(name, rows) for name in self._source.names})

    def on_epoch_end(self) -> None:
        """Go on to the next epoch's order: Keras calls this after each, and before the first.

        At its begin would be too late: workers have fetched batches by then.
        """
        self.epoch += 1
        self._draw()

    def close(self) -> None:
        """Close the file and forget its windows; both come back when a batch is asked for."""
        with self._source.lock:
            self._windows.clear()
        self._source.close()

    def _draw(self) -> None:
        self.order = ChunkOrder(
            self._start,
            self._end,
            self._piece,
            self._window,
            self.seed,
            self.epoch,
            self.shuffle,
        )
        self._read, self._warned = 0, False

    def _measure(self) -> tuple[int, int]:
        """Choose how many rows are read in one go, and how many such pieces a window has."""
        source = self._source
        largest = max(source.names, key=source.row_bytes)
        # 8 bytes a row are for its place in the order.
        row = sum(map(source.row_bytes, source.names)) + 8
        chunk = source.chunk_rows[largest] or 1
        room = self.memory // _HELD
        piece = chunk * max(1, min(_PIECE, room // _MANY_PIECES) // (row * chunk))
        window = room // (piece * row)
        if window < 1 and self.samples * row * _HELD > self.memory:
            wrong = f"One chunk of {largest!r} takes {piece * row:,} bytes in memory."
            expected = f"`memory` of {_HELD} chunks at least"
            remedy = "Give more `memory`, or write the file anew in smaller chunks, by `write`."
            raise ValueError(three_beats(wrong, expected, self.memory, remedy))
        return piece, max(1, window)

    def _taken(self, k: int, low: int, high: int) -> dict[str, np.ndarray]:
        arrays, mixed = self._loaded(k)
        if mixed is None:
            # A view would keep the window in memory.
            return {name: array[low:high].copy() for name, array in arrays.items()}
        rows = mixed[low:high]
        return {name: array.take(rows, axis=0) for name, array in arrays.items()}

    def _loaded(self, k: int) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
        order = self.order
        # By what is in it: of a file that is one window the next epoch reads nothing.
        key = order.windows[k].tobytes()
        with self._source.lock:
            if key not in self._windows:
                while len(self._windows) >= _HELD:
                    self._windows.popitem(last=False)
                runs = order.runs(k)
                read = {name: self._source.read(name, runs) for name in self._source.names}
                self._windows[key] = [read, None, None]
                self._count_reads()
            self._windows.move_to_end(key)
            held = self._windows[key]
            if held[1] != (order.epoch, k):
                held[1:] = (order.epoch, k), order.mixed(k)
            return held[0], held[2]

    def _count_reads(self) -> None:
        self._read += 1
        if self._read > 3 * len(self.order.windows) + _HELD and not self._warned:
            self._warned = True
            warnings.warn(
                f"{self._source.path.name}: the batches are asked for in a mixed order, so that "
                "each window is read again and again. Pass `shuffle=False` to `fit`: this dataset "
                "shuffles by itself.",
                stacklevel=4,
            )

    def _batch(self, arrays: dict[str, np.ndarray]) -> tuple:
        for name, function in self._normalizers.items():
            if name is not None:
                arrays[name] = function(arrays[name])
        batch = keras.tree.map_structure(arrays.__getitem__, self._parts)
        if None in self._normalizers:
            batch = (self._normalizers[None](batch[0]), *batch[1:])
        return batch

    def __getstate__(self) -> dict:
        return self.__dict__ | {"_windows": OrderedDict()}

    def __repr__(self) -> str:
        batches = "1 batch" if len(self) == 1 else f"{len(self):,} batches"
        size = f"{self.samples:,} samples in {batches} of up to {self.batch_size}"
        how = f", another order each epoch, seed {self.seed}" if self.shuffle else ""
        return f"{size}{how}\n{self.order}"


def _bounds(start: int, end: int | None, rows: int) -> tuple[int, int]:
    start = whole_number("start", start, 0)
    end = rows if end is None else whole_number("end", end, 0)
    if not start < end <= rows:
        wrong = "There are no samples between start and end."
        expected = f"0 <= start < end <= {rows}"
        raise ValueError(three_beats(wrong, expected, (start, end)))
    return start, end


def _normalizers(given, names) -> dict[str | None, Callable]:
    functions = given if isinstance(given, dict) else {None: given} if given is not None else {}
    for name, function in functions.items():
        if not callable(function):
            expected = "a function of an array"
            raise ValueError(three_beats("The normalizer is no function.", expected, function))
        if name is not None and name not in names:
            wrong = f"There is a normalizer for {name!r}, which isn't read."
            raise ValueError(three_beats(wrong, one_of(name, names), name))
    return functions
