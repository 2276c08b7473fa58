"""Five ways to train one epoch from a file: the same batches in the same order, another road."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import h5py
import numpy as np

from .h5_dataset import H5Dataset
from .stream_batches import quiet_first_generator

if TYPE_CHECKING:
    from .backend import keras

    Way = Callable[[keras.Model, Path, int], None]

_MEMORY = 4_000_000  # bytes that the PyDataset's windows may take


def read_batches(
    path: Path | str, batch_size: int, x: str = "x", y: str = "y"
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Read a file batch by batch, in its order: only one batch is in memory at a time.

    Args:
        path: The HDF5 file.
        batch_size: The samples of a batch; the last one may have fewer.
        x: The name of the inputs in the file. Default: `"x"`.
        y: The name of the targets. Default: `"y"`.

    Yields:
        `(x, y)` of each batch. The file is closed at the end.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "few.h5")
    >>> with h5py.File(path, "w") as file:
    ...     file["x"], file["y"] = np.zeros((5, 3)), np.arange(5)
    >>> [y.tolist() for x, y in read_batches(path, 2)]
    [[0, 1], [2, 3], [4]]
    """
    with h5py.File(path) as file:
        inputs, targets = file[x], file[y]
        for begin in range(0, len(inputs), batch_size):
            yield inputs[begin : begin + batch_size], targets[begin : begin + batch_size]


def count_samples(path: Path | str, x: str = "x") -> int:
    """Count the samples of a file.

    Args:
        path: The HDF5 file.
        x: The name of the inputs. Default: `"x"`.

    Returns:
        How many there are.
    """
    with h5py.File(path) as file:
        return len(file[x])


def array(model, path, batch_size) -> None:
    """Read the whole file into arrays, and fit on these."""
    with h5py.File(path) as file:
        x, y = file["x"][:], file["y"][:]
    model.fit(x, y, batch_size=batch_size, shuffle=False, verbose=0)


def generator(model, path, batch_size) -> None:
    """Fit on a generator that never ends; how many batches are an epoch is said."""

    def endless():
        while True:
            yield from read_batches(path, batch_size)

    steps = -(-count_samples(path) // batch_size)
    quiet_first_generator()
    model.fit(endless(), steps_per_epoch=steps, shuffle=False, verbose=0)


def py_dataset(model, path, batch_size) -> None:
    """Fit on a `PyDataset`, which knows how many batches there are, and can shuffle."""
    data = H5Dataset(path, batch_size=batch_size, shuffle=False, memory=_MEMORY)
    model.fit(data, shuffle=False, verbose=0)
    data.close()


def tf_data(model, path, batch_size) -> None:
    """Fit on a `tf.data.Dataset` that reads two batches ahead."""
    import tensorflow as tf

    with h5py.File(path) as file:
        signature = tuple(
            tf.TensorSpec((None, *file[name].shape[1:]), file[name].dtype) for name in "xy"
        )
    quiet_first_generator()
    data = tf.data.Dataset.from_generator(
        lambda: read_batches(path, batch_size), output_signature=signature
    )
    cardinality = tf.data.experimental.assert_cardinality(-(-count_samples(path) // batch_size))
    model.fit(data.apply(cardinality).prefetch(2), shuffle=False, verbose=0)


def train_on_batch(model, path, batch_size) -> None:
    """Go through the batches in a loop of one's own."""
    for x, y in read_batches(path, batch_size):
        model.train_on_batch(x, y)


WAYS: "dict[str, Way]" = {
    "array": array,
    "generator": generator,
    "PyDataset": py_dataset,
    "tf.data": tf_data,
    "train_on_batch": train_on_batch,
}
