"""A small HDF5 file of digits, datasets that count what is read of them, and small networks."""

import contextlib
import io
import tempfile
from pathlib import Path

import h5py
import numpy as np

from faqlab.core.backend import keras

from .networks import array, ready, some

ROWS = 256


@contextlib.contextmanager
def digits_file(rows=ROWS, **layout):
    """Write digits to a file in a folder of their own, gone afterwards; give its path."""
    x, y = some(rows)
    # On Windows a file that an experiment leaves open can't be deleted at once.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder, "digits.h5")
        with h5py.File(path, "w") as file:
            file.create_dataset("x", data=x, **layout)
            file.create_dataset("y", data=y)
        yield path


class Counted(h5py.Dataset):
    """A dataset that notes what is read of it."""

    def __init__(self, dataset):
        super().__init__(dataset.id)
        # h5py's own objects take no attributes of ours before they are made.
        self.whole, self.slices = 0, 0

    def __array__(self, dtype=None, copy=True):
        self.whole += 1
        return super().__array__(dtype)

    def __getitem__(self, key):
        self.slices += 1
        return super().__getitem__(key)


class CountedFile(io.FileIO):
    """A file that counts the bytes that are read from it."""

    def __init__(self, path):
        super().__init__(path, "rb")
        self.count = 0

    def readinto(self, buffer):
        """Read, and count."""
        got = super().readinto(buffer)
        self.count += got or 0
        return got


class Opening(keras.utils.PyDataset):
    """Batches of a file that is opened for each of them: no handle is shared."""

    def __init__(self, path, **more):
        super().__init__(**more)
        self.path = str(path)

    def __len__(self):
        return ROWS // 32

    def __getitem__(self, index):
        """Read a batch."""
        with h5py.File(self.path, "r") as file:
            return (file["x"][index * 32 : (index + 1) * 32],)


def network(sequential=keras.Sequential):
    """Make a small network that can be trained."""
    model = ready(["accuracy"])
    if sequential is keras.Sequential:
        return model
    other = sequential(model.layers)
    other.compile(keras.optimizers.SGD(0.1), model.loss, metrics=["accuracy"])
    return other


def alike(one, other):
    """Say whether two predictions are the same."""
    one, other = map(array, (one, other))
    return one.shape == other.shape and bool(np.allclose(one, other, atol=1e-6))


def outcome(attempt):
    """Say what comes of an attempt: "works", or the name of the error."""
    try:
        attempt()
        return "works"
    except Exception as error:
        return type(error).__name__
