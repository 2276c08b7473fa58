"""An HDF5 file written in sensible chunks: whole or not at all, with checksums, from any size."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import h5py
import numpy as np

from .byte_words import byte_words
from .errors import one_of, three_beats
from .files import atomic_path
from .whole_number import whole_number
from .work_bar import work_told

_PACKINGS = ("gzip", "lzf")


@dataclass(frozen=True)
class WrittenH5:
    """What was written.

    Args:
        path: The file.
        samples: How many rows each dataset has.
        chunk: How many rows a chunk has.
        size: How many bytes the file has.
    """

    path: Path
    samples: int
    chunk: int
    size: int

    def __str__(self) -> str:
        chunks = -(-self.samples // self.chunk)
        return (
            f"{self.path.name}: {self.samples:,} samples in {chunks:,} "
            f"{'chunk' if chunks == 1 else 'chunks'} of {self.chunk:,} rows, "
            f"{byte_words(self.size)}"
        )

    __repr__ = __str__


def write(
    path: str | os.PathLike,
    data: Mapping[str, object] | Iterable[Mapping[str, object]],
    *,
    chunk_bytes: int = 256_000,
    compression: str | None = None,
    checksum: bool = True,
    attributes: Mapping[str, object] | None = None,
    overwrite: bool = False,
    progress: bool | Callable[[int, int], None] = True,
) -> WrittenH5:
    """Write arrays as an HDF5 file that can be read in a shuffled order, such as by `H5Dataset`.

    All datasets get chunks of as many rows. The file takes its place in one step when all is
    written: nobody ever reads half of it, and if the writing fails an older file is still whole.

    Args:
        path: The file.
        data: For each dataset's name an array of shape `(samples, ...)`, or anything that slices
            like one, such as a memory map; or an iterable of such parts, which are written one
            after another, for data that don't fit into memory. All have as many samples.
        chunk_bytes: How many bytes a chunk of the dataset with the largest rows has, about.
            Default: 256,000: smaller ones mix better, larger ones are read faster.
        compression: `"gzip"` is small and slow, `"lzf"` quick and less small. Default: none.
        checksum: Whether each chunk gets a checksum, so that a damaged one is noticed when it is
            read. Default: yes.
        attributes: What to note with the file, by name: texts, numbers, arrays. Default: nothing.
        overwrite: Whether a file that is there may be replaced. Default: no.
        progress: A function, called as `progress(done, total)` with samples; of parts the total is
            0, for it isn't known. True for a bar. Default: True.

    Returns:
        A `WrittenH5`; its text says what was written.

    Raises:
        FileExistsError: If there is a file already.
        ValueError: If there are no samples, datasets differ in their numbers of them, a part isn't
            like the first one, or something isn't an array of numbers.

    Example:

    >>> import tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "data.h5")
    >>> written = write(path, {"x": np.zeros((1000, 64), "float32"), "y": np.arange(1000) % 10})
    >>> written.samples, written.chunk
    (1000, 1000)
    >>> parts = ({"x": np.full((100, 64), i)} for i in range(5))
    >>> write(path, parts, overwrite=True).samples
    500
    """
    path = Path(path)
    if path.exists() and not overwrite and not path.is_dir():
        wrong, remedy = f"{path.name} is there already.", "Pass `overwrite=True` to replace it."
        raise FileExistsError(three_beats(wrong, "a new name", str(path), remedy))
    whole_number("number of bytes of a chunk", chunk_bytes, 1)
    if compression is not None and compression not in _PACKINGS:
        wrong = f"There is no compression {compression!r} here."
        raise ValueError(three_beats(wrong, one_of(str(compression), _PACKINGS), compression))
    parts, total = _parts(data)
    first = next(parts, None)
    if first is None:
        raise ValueError(three_beats("There are no data.", "one part at least", data))
    first = _checked(first, first)
    chunk = _chunk_rows(first, chunk_bytes, total)
    options = {"compression": compression, "fletcher32": checksum, "shuffle": bool(compression)}
    with atomic_path(path) as temporary:
        with h5py.File(temporary, "w") as file, work_told(progress, total, "samples") as tell:
            file.attrs.update(attributes or {})
            for name, array in first.items():
                shape = (0, *array.shape[1:])
                file.create_dataset(
                    name,
                    shape,
                    array.dtype,
                    maxshape=(None, *shape[1:]),
                    chunks=(chunk, *shape[1:]),
                    **options,
                )
            done = _append(file, first, 0, chunk, tell)
            for part in parts:
                done = _append(file, _checked(part, first), done, chunk, tell)
        size = os.path.getsize(temporary)
    return WrittenH5(path, done, chunk, size)


def _parts(data) -> tuple[Iterator, int]:
    if not isinstance(data, Mapping):
        if isinstance(data, str | bytes | np.ndarray) or not isinstance(data, Iterable):
            expected = "a dict of arrays by name, or an iterable of such dicts"
            raise ValueError(three_beats("These are no data.", expected, type(data).__name__))
        return iter(data), 0
    lengths = [len(one) for one in data.values() if np.ndim(one)]
    return iter([data]), max(lengths, default=0)


def _checked(part: object, first: Mapping) -> dict:
    """Check a part beside the first one; give its arrays, which needn't be NumPy's."""
    if not isinstance(part, Mapping) or not part or set(part) != set(first):
        expected = f"a dict with the names {sorted(map(str, first))}" if first else "a name or more"
        received = sorted(map(str, part)) if isinstance(part, Mapping) else type(part).__name__
        raise ValueError(three_beats("A part of the data is wrong.", expected, received))
    sliced = {n: one if hasattr(one, "dtype") else np.asarray(one) for n, one in part.items()}
    for name, array in sliced.items():
        # NumPy's own word, for TensorFlow has types of its own.
        if np.dtype(array.dtype).kind not in "biuf":
            expected = "integers, floats or booleans"
            wrong = f"{name!r} doesn't hold numbers."
            raise ValueError(three_beats(wrong, expected, str(array.dtype)))
        inner = np.shape(first[name])[1:]
        if not array.shape or tuple(array.shape[1:]) != tuple(inner):
            wrong = f"The samples of {name!r} have another shape."
            expected = f"an array of shape (samples{''.join(f', {one}' for one in inner)})"
            raise ValueError(three_beats(wrong, expected, tuple(array.shape)))
    lengths = {name: array.shape[0] for name, array in sliced.items()}
    if len(set(lengths.values())) > 1 or not all(lengths.values()):
        expected = "as many samples in each, one at least"
        raise ValueError(three_beats("The arrays don't fit together.", expected, lengths))
    return sliced


def _chunk_rows(first: Mapping, chunk_bytes: int, total: int) -> int:
    sizes = [np.dtype(a.dtype).itemsize * int(np.prod(a.shape[1:])) for a in first.values()]
    rows = max(1, chunk_bytes // max(1, *sizes, 1))
    return min(rows, total) if total else rows


def _append(file: h5py.File, part: Mapping, done: int, chunk: int, tell: Callable) -> int:
    """Write a part behind what is there, some chunks at a time."""
    samples = len(next(iter(part.values())))
    for name in part:
        file[name].resize(done + samples, axis=0)
    step = chunk * 16
    # Up to a chunk's border first, so that no chunk is packed and written twice.
    borders = [0, *range(-done % chunk or step, samples, step), samples]
    for low, high in pairwise(borders):
        for name, array in part.items():
            file[name][done + low : done + high] = array[low:high]
        tell(done + high)
    return done + samples
