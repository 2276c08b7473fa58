"""Where a network looks: a class activation map, and its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .backend import keras
from .class_names import class_names, class_number
from .errors import three_beats
from .extractors import submodel
from .imagenet_network import in_parts, kept_network
from .photograph import as_pixels, centre_square
from .picture_answers import class_shares
from .told_picture import told_picture
from .whole_number import whole_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def class_map(model: keras.Model, x: np.ndarray, number: int) -> np.ndarray:
    """Take a class's score apart into the places of the picture that it comes from.

    A network that ends in `GlobalAveragePooling2D` and one `Dense` gives a class the mean, over all
    places, of a weighted sum of channels (B. Zhou et al., 2016). Without the mean this is a map;
    its mean, and the class's bias, are the score that goes into the softmax, exactly.

    Args:
        model: A functional or Sequential model that ends so; a Dropout in between does nothing.
        x: Pictures as the model takes them, of shape `(samples, height, width, channels)`.
        number: The class's number.

    Returns:
        float32 of shape `(samples, rows, columns)`.

    Raises:
        ValueError: If the model ends otherwise, or has no such class.

    Example:

    >>> layers = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)]
    >>> model = keras.Sequential([keras.Input((4, 4, 3)), keras.layers.Conv2D(5, 3), *layers])
    >>> class_map(model, np.ones((1, 4, 4, 3)), 1).shape
    (1, 2, 2)
    """
    before, dense = _ending(model)
    kernel = keras.ops.convert_to_numpy(dense.kernel)
    if not 0 <= number < kernel.shape[1]:
        expected = f"a number from 0 to {kernel.shape[1] - 1}"
        raise ValueError(three_beats("The model has no such class.", expected, number))
    return in_parts(submodel(model, before), x) @ kernel[:, number]


def _ending(model: keras.Model) -> tuple[str, keras.layers.Layer]:
    """The layer before the mean, and the Dense behind it."""
    kept = [one for one in model.layers if not isinstance(one, keras.layers.Dropout)]
    *_, before, mean, dense = [None, None, None, *kept]
    is_mean = isinstance(mean, keras.layers.GlobalAveragePooling2D)
    if not is_mean or before is None or not isinstance(dense, keras.layers.Dense):
        wrong = "This model's score can't be taken apart into places."
        ends = ", ".join(type(one).__name__ for one in kept[-3:])
        raise ValueError(three_beats(wrong, "GlobalAveragePooling2D, then Dense, last", ends))
    return before.name, dense


@dataclass(frozen=True, eq=False)
class Looked:
    """Where the network looked for some classes.

    Args:
        seen: The picture: uint8 of shape `(size, size, 3)`.
        maps: For each class's name its map, float32 of shape `(rows, columns)`.
    """

    seen: np.ndarray
    maps: dict[str, np.ndarray]

    def draw(self) -> Figure:
        """Draw the picture, and once more for each class: bright where the class's score is from.

        Returns:
            A matplotlib `Figure`, which a notebook shows.
        """
        figure = told_picture(str(self), figsize=(2.2 * (len(self.maps) + 1), 2.4))
        axes = figure.subplots(1, len(self.maps) + 1, squeeze=False)[0]
        axes[0].imshow(self.seen)
        axes[0].set_title("the picture", fontsize="medium")
        extent = (0, self.seen.shape[1], self.seen.shape[0], 0)
        for one, (name, found) in zip(axes[1:], self.maps.items(), strict=True):
            one.imshow(self.seen.mean(axis=-1), cmap="gray", extent=extent)
            # What speaks against the class is no more than dark.
            shown = np.maximum(found, 0)
            most = shown.max() or 1
            one.imshow(
                shown,
                "inferno",
                vmin=0,
                vmax=most,
                alpha=0.6,
                extent=extent,
                interpolation="bicubic",
            )
            one.set_title(name, fontsize="medium")
        for one in axes:
            one.set_axis_off()
        return figure

    def __str__(self) -> str:
        places = "; ".join(f"{name} most at the {_place(one)}" for name, one in self.maps.items())
        return f"Where the network looks: {places}."

    __repr__ = __str__


def where_it_looks(picture: object, classes: object = None, size: int = 448) -> Looked:
    """Show where in a picture the ImageNet network finds some classes.

    Args:
        picture: As for `name_picture`.
        classes: The names or numbers of classes, one or a list of them. Default: the two best.
        size: The side, in pixels, that the square in the middle is scaled to; the map has a 32nd of
            it. Default: 448, a map of 14 x 14.

    Returns:
        A `Looked`; `draw()` makes it a picture.

    Raises:
        ValueError: If there is no such class, or the picture can't be read.

    Example:

    >>> from sklearn.datasets import load_sample_image
    >>> where_it_looks(load_sample_image("flower.jpg"), "daisy")
    Where the network looks: daisy most at the centre.
    """
    pixels = as_pixels(picture)
    seen = centre_square(pixels, whole_number("size", size, 32))
    if classes is None:
        shares = class_shares(centre_square(pixels)[None])[0]
        classes = np.argsort(-shares, kind="stable")[:2].tolist()
    asked = [classes] if isinstance(classes, (str, int)) else list(classes)
    numbers = [class_number(one) for one in asked]
    maps = {class_names()[one]: class_map(kept_network(), seen[None], one)[0] for one in numbers}
    return Looked(seen, maps)


def _place(found: np.ndarray) -> str:
    """In words, in thirds, where a map has its most."""
    row, column = np.unravel_index(found.argmax(), found.shape)
    words = (
        ("top", "", "bottom")[3 * int(row) // found.shape[0]],
        ("left", "", "right")[3 * int(column) // found.shape[1]],
    )
    return " ".join(filter(None, words)) or "centre"
