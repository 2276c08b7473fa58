"""How can I use HDF5 inputs?

Every method takes a dataset of an open HDF5 file, but copies it whole into memory first; the old
`HDF5Matrix` is gone. `H5Dataset` reads the file in chunks while the network trains, in a shuffled
order that is another one each epoch, in as much memory as you allow. `write` makes such files, of
any size, in sensible chunks, and `browse` shows what is in one.
"""

import os
from dataclasses import fields

from .claims.hdf5_input import CLAIMS
from .core.h5_dataset import H5Dataset
from .core.h5_order import ChunkOrder
from .core.h5_rows import read_rows
from .core.h5_write import WrittenH5, write
from .exercises.hdf5_input import predict, q1, q2, q3
from .model_files.h5_browse import Contents
from .model_files.h5_browse import browse as browse_file
from .widgets.file_tree import show_file_tree

__all__ = [
    "CLAIMS",
    "ChunkOrder",
    "FileContents",
    "H5Dataset",
    "WrittenH5",
    "browse",
    "predict",
    "q1",
    "q2",
    "q3",
    "read_rows",
    "write",
]


class FileContents(Contents):
    """What is in an HDF5 file, as a tree to open and close in the notebook. See `browse`."""

    def _ipython_display_(self) -> None:
        show_file_tree(self.tree(), self.about(), str(self), self._repr_html_())


def browse(path: str | os.PathLike) -> FileContents:
    """Look into an HDF5 file: groups, datasets with their chunks, attributes, the first values.

    Args:
        path: Any HDF5 file, a model's `.h5` or `.weights.h5` too. Links in it aren't followed.

    Returns:
        The `FileContents`: in the notebook a tree, in a terminal a table; its `items` are for
        programs.

    Raises:
        FileNotFoundError: If there is no file.
        BlockingIOError: If another process is writing it.
        ValueError: If it is no HDF5 file, cut off or damaged.

    Example:

    >>> import tempfile
    >>> import numpy as np
    >>> path = os.path.join(tempfile.mkdtemp(), "digits.h5")
    >>> _ = write(path, {"x": np.zeros((100, 8, 8), "float32"), "y": np.arange(100)})
    >>> [(one.path, one.shape) for one in browse(path).items if one.kind == "array"]
    [('x', (100, 8, 8)), ('y', (100,))]
    """
    told = browse_file(path)
    return FileContents(**{one.name: getattr(told, one.name) for one in fields(told)})
