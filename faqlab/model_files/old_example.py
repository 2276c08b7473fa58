"""A file of a model that Keras 2.2.4 wrote in 2018's way, and what it predicted there."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_FOLDER = Path(__file__).parent / "example"


@dataclass(frozen=True)
class OldExample:
    """A model of Keras 2.2.4.

    Args:
        path: The whole model in `.h5`: an LSTM and a Dense, compiled with Adam, trained.
        x: Four sequences of five steps, three numbers each.
        predictions: What Keras 2.2.4, on TensorFlow 1.15, made of them.
    """

    path: Path
    x: np.ndarray
    predictions: np.ndarray


def old_example(folder: str | Path = ".") -> OldExample:
    """Copy a file that Keras 2.2.4 wrote into a folder, to try today's Keras on it.

    Args:
        folder: Where to. Default: the working folder.

    Returns:
        An `OldExample`.

    Example:

    >>> import tempfile
    >>> old = old_example(tempfile.mkdtemp())
    >>> old.path.name, old.x.shape, old.predictions.shape
    ('keras-2.2.4.h5', (4, 5, 3), (4, 4))
    """
    path = Path(folder, "keras-2.2.4.h5")
    shutil.copy(_FOLDER / path.name, path)
    predictions = np.load(_FOLDER / "keras-2.2.4.npy", allow_pickle=False)
    return OldExample(path, np.linspace(0, 1, 60).reshape(4, 5, 3), predictions)
