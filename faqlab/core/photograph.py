"""The reader's own picture, as the pixels that a network wants."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .errors import three_beats

if TYPE_CHECKING:
    from PIL.Image import Image

SIZE = 224
_LEAST = 8


def as_pixels(picture: object) -> np.ndarray:
    """Read a picture.

    Args:
        picture: The path of a file, a PIL image, or an array of shape `(height, width, 3)` with
            red, green and blue from 0 to 255.

    Returns:
        uint8 of shape `(height, width, 3)`. A photograph that was taken with the camera turned is
        turned upright.

    Raises:
        FileNotFoundError: If there is no such file.
        TypeError: If it is none of these.
        ValueError: If the file is no image; if an array has another shape, is grey, has a fourth
            channel, or its numbers run from 0 to 1; if the image is transparent or tiny.

    Example:

    >>> as_pixels(np.full((40, 30, 3), 255.0)).dtype
    dtype('uint8')
    """
    from PIL.Image import Image

    if isinstance(picture, (str, os.PathLike)):
        pixels = _of_file(Path(picture))
    elif isinstance(picture, Image):
        pixels = _of_image(picture)
    elif isinstance(picture, np.ndarray):
        pixels = _of_array(picture)
    else:
        expected = "the path of a file, a PIL image, or an array of shape (height, width, 3)"
        raise TypeError(three_beats("This is no picture.", expected, picture))
    if min(pixels.shape[:2]) < _LEAST:
        expected = f"{_LEAST} pixels or more each way"
        raise ValueError(three_beats("The picture is too small.", expected, pixels.shape[:2]))
    return pixels


def centre_square(pixels: np.ndarray, size: int = SIZE) -> np.ndarray:
    """Cut the square in the middle out of a picture, and scale it.

    Args:
        pixels: uint8 of shape `(height, width, 3)`.
        size: How many pixels the square's side gets. Default: 224.

    Returns:
        uint8 of shape `(size, size, 3)`, scaled with cubic curves.

    Example:

    >>> centre_square(np.zeros((40, 60, 3), np.uint8)).shape
    (224, 224, 3)
    """
    from PIL import Image

    height, width, _ = pixels.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = Image.fromarray(pixels[top : top + side, left : left + side])
    return np.asarray(square.resize((size, size), Image.Resampling.BICUBIC))


def _of_file(path: Path) -> np.ndarray:
    from PIL import Image, UnidentifiedImageError

    if not path.is_file():
        raise FileNotFoundError(three_beats("There is no such file.", "a picture", str(path)))
    try:
        with warnings.catch_warnings():
            # A small file that unpacks to more pixels than memory has room for.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                return _of_image(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        expected = f"{Image.MAX_IMAGE_PIXELS:,} pixels at most"
        raise ValueError(three_beats("The picture is too large.", expected, path.name)) from None
    except UnidentifiedImageError:
        expected = "a picture such as a .jpg or .png"
        raise ValueError(three_beats("The file is no picture.", expected, path.name)) from None
    except (OSError, SyntaxError) as error:
        wrong = f"The picture {path.name} is damaged."
        raise ValueError(three_beats(wrong, "a whole file", str(error))) from None


def _of_image(image: Image) -> np.ndarray:
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        if upright.getextrema()[3][0] < 255:
            raise ValueError(
                three_beats(
                    "The picture is transparent in places, and the network has never seen that.",
                    "red, green and blue everywhere",
                    image.mode,
                    'Put it on a background, or drop the transparency with picture.convert("RGB").',
                )
            )
    return np.asarray(upright.convert("RGB"))


def _of_array(array: np.ndarray) -> np.ndarray:
    shape = array.shape
    if len(shape) == 2 or (len(shape) == 3 and shape[2] == 1):
        remedy = "Repeat the grey three times: np.stack([grey] * 3, axis=-1) of a 2-D array."
        raise _wrong_shape("The array is grey.", shape, remedy)
    if len(shape) == 3 and shape[2] == 4:
        raise _wrong_shape("The array has a fourth channel.", shape, "Drop it: array[..., :3].")
    if len(shape) == 4:
        raise _wrong_shape("These are several pictures.", shape, "Give one: array[0].")
    if len(shape) != 3 or shape[2] != 3:
        remedy = "np.moveaxis(array, 0, -1) puts the channels last." if shape[:1] == (3,) else ""
        raise _wrong_shape("The array has no three channels at its end.", shape, remedy)
    if not (np.issubdtype(array.dtype, np.number) and np.isrealobj(array)) or not array.size:
        raise ValueError(three_beats("The array holds no pixels.", "numbers", array.dtype.name))
    if not np.isfinite(array).all():
        raise ValueError(three_beats("The array holds no pixels.", "finite numbers", "NaN or inf"))
    low, high = float(array.min()), float(array.max())
    if low < 0 or high > 255:
        expected = "numbers from 0 to 255, before any preprocess_input"
        raise ValueError(three_beats("These are no pixels.", expected, f"{low:g} to {high:g}"))
    if not np.issubdtype(array.dtype, np.integer) and high <= 1:
        raise ValueError(
            three_beats(
                "The numbers run from 0 to 1: all of it would be black.",
                "numbers from 0 to 255",
                f"{low:g} to {high:g}",
                "Give 255 * array.",
            )
        )
    return array.round().astype(np.uint8)


def _wrong_shape(wrong: str, shape: tuple, remedy: str) -> ValueError:
    return ValueError(three_beats(wrong, "the shape (height, width, 3)", shape, remedy))
