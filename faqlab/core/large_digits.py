"""A large file of real digits: the scans of scikit-learn, moved, stretched and made larger."""

import os
from collections.abc import Callable, Iterator

import numpy as np

from .datasets import digits
from .h5_write import WrittenH5, write
from .whole_number import whole_number
from .work_bar import work_told

_PART = 1024  # samples that are made at a time
_SCAN = 8  # pixels


def write_digits(
    path: str | os.PathLike,
    samples: int = 16_000,
    side: int = 32,
    seed: int = 0,
    progress: bool | Callable[[int, int], None] = True,
) -> WrittenH5:
    """Write a file of digits, as large as you like, made from 1,437 real ones.

    Each sample is a handwritten digit of the training set, drawn by chance, enlarged, moved and
    stretched a little, with noise. The file holds the inputs `"x"`, float32 of shape
    `(samples, side, side, 1)` from 0 to 1, and the labels `"y"`, int64 of shape `(samples,)`. It
    is made part by part, so that it may be larger than the memory, and takes its name when it is
    whole.

    Args:
        path: The file; one that is there is replaced.
        samples: How many samples. Default: 16,000, which are 66 MB.
        side: Pixels in each direction, 8 or more. Default: 32.
        seed: A whole number from 0 on. Default: 0.
        progress: A function, called as `progress(done, samples)`; True for a bar, which appears
            after two seconds; False for nothing. Default: True.

    Returns:
        A `WrittenH5`, whose text says what was written.

    Raises:
        ValueError: If a number is none, or too small.

    Example:

    >>> import tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "digits.h5")
    >>> written = write_digits(path, samples=500)
    >>> written.samples, written.size > 500 * 32 * 32 * 4
    (500, True)
    """
    samples = whole_number("number of samples", samples, 1)
    side = whole_number("number of pixels", side, _SCAN)
    rng = np.random.default_rng(whole_number("seed", seed, 0))
    with work_told(progress, samples, "samples") as tell:
        return write(
            path, _parts(samples, side, rng), overwrite=True, progress=lambda done, _: tell(done)
        )


def enlarged(images: np.ndarray, side: int = 32) -> np.ndarray:
    """Enlarge scanned digits as `write_digits` does, without moving them: to test on.

    Args:
        images: Images as float32 of shape `(samples, 8, 8, 1)`, such as of `digits()`.
        side: Pixels in each direction. Default: 32.

    Returns:
        The images as float32 of shape `(samples, side, side, 1)`.

    Example:

    >>> enlarged(np.ones((3, 8, 8, 1), "float32")).shape
    (3, 32, 32, 1)
    """
    still = np.zeros(len(images), "float32"), np.ones(len(images), "float32")
    weights = _weights(*still, side)
    return _drawn(images, weights, weights)


def _parts(samples: int, side: int, rng: np.random.Generator) -> Iterator[dict]:
    (images, labels), _ = digits()
    for begin in range(0, samples, _PART):
        count = min(_PART, samples - begin)
        chosen = rng.integers(len(images), size=count)
        rows, columns = (
            _weights(
                rng.uniform(-1, 1, count).astype("float32"),
                rng.uniform(0.8, 1.2, count).astype("float32"),
                side,
            )
            for _ in range(2)
        )
        x = _drawn(images[chosen], rows, columns)
        x += 0.1 * rng.random(x.shape, dtype="float32")
        yield {"x": np.minimum(x, 1, out=x), "y": labels[chosen]}


def _weights(moved: np.ndarray, stretched: np.ndarray, side: int) -> np.ndarray:
    """For each sample how much each scanned pixel gives to each new one, along one direction."""
    middle = (_SCAN - 1) / 2
    places = (np.arange(side, dtype="float32") + 0.5) * (_SCAN / side) - 0.5
    seen = (places - middle) / stretched[:, None] + middle - moved[:, None]
    # Beside the scan is paper.
    return np.maximum(0, 1 - np.abs(seen[:, :, None] - np.arange(_SCAN, dtype="float32")))


def _drawn(images: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    return (rows @ images[..., 0] @ columns.swapaxes(1, 2))[..., None]
