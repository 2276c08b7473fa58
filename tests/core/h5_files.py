"""HDF5 files for tests, written by h5py itself."""

import h5py
import numpy as np

ROWS = 100


def plain(path, rows=ROWS, chunks=(8, 3), **more):
    """A file whose rows can be told: x is the row's number three times, y the number."""
    y = np.arange(rows)
    with h5py.File(path, "w") as file:
        x = np.repeat(y[:, None], 3, axis=1).astype("float32")
        file.create_dataset("x", data=x, chunks=chunks, **more)
        file.create_dataset("y", data=y, chunks=chunks and (chunks[0],), **more)
    return path
