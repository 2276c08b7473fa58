"""Real pictures that come with the packages, and a small task made of two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .datasets import Arrays
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PATCH = 48
PATCH_NAMES = ("building", "tree", "petals")

# Where each thing is: photograph, then top, bottom, left, right in pixels. What is tested comes
# from other parts of the photographs, and other trees, than what is learned from.
_TRAIN = (
    (("china.jpg", 110, 345, 95, 200),),
    (("china.jpg", 160, 427, 550, 640),),
    (("flower.jpg", 110, 330, 180, 300),),
)
_TEST = (
    (("china.jpg", 110, 345, 205, 325),),
    (("china.jpg", 350, 427, 20, 190), ("china.jpg", 350, 427, 400, 540)),
    (("flower.jpg", 110, 330, 310, 435),),
)


def photographs() -> dict[str, np.ndarray]:
    """Give three photographs: a pagoda and a flower of scikit-learn's, an officer of matplotlib's.

    Returns:
        For each name its pixels: uint8 of shape `(height, width, 3)`.

    Example:

    >>> {name: one.shape for name, one in photographs().items()}
    {'pagoda': (427, 640, 3), 'flower': (427, 640, 3), 'officer': (600, 512, 3)}
    """
    from matplotlib.cbook import get_sample_data
    from PIL import Image
    from sklearn.datasets import load_sample_image

    officer = Image.open(get_sample_data("grace_hopper.jpg", asfileobj=False))
    return {
        "pagoda": load_sample_image("china.jpg"),
        "flower": load_sample_image("flower.jpg"),
        "officer": np.asarray(officer.convert("RGB")),
    }


def photo_patches(train: int = 6, test: int = 40) -> tuple[Arrays, Arrays]:
    """Give pieces of 48 x 48 pixels of scikit-learn's two photographs: building, tree or petals.

    They are grey, because by the colour alone it would be too easy. The pieces to test come from
    other regions than those to train with: the other half of the pagoda and of the flower, and
    other trees.

    Args:
        train: How many pieces of each thing to train with, as far as there are. Default: 6.
        test: How many of each to test with, as far as there are. Default: 40.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: pictures as float32 of shape `(samples, 48, 48, 3)`
        from 0 to 255, and their classes as int64 of shape `(samples,)`, places in `PATCH_NAMES`.

    Example:

    >>> (x_train, y_train), (x_test, y_test) = photo_patches()
    >>> x_train.shape, np.bincount(y_test).tolist()
    ((18, 48, 48, 3), [40, 40, 40])
    """
    return _drawn(_TRAIN, train, 0), _drawn(_TEST, test, 1)


def draw_patches(x: np.ndarray, y: np.ndarray) -> Figure:
    """Draw pieces of photographs, a row for each of their classes.

    Args:
        x: The pieces, from 0 to 255, of shape `(samples, height, width, 3)`.
        y: Their classes, of shape `(samples,)`.

    Returns:
        A matplotlib `Figure`, which a notebook shows.
    """
    columns = int(np.bincount(y).max())
    told = ", ".join(f"{(y == i).sum()} of {name}" for i, name in enumerate(PATCH_NAMES))
    figure = told_picture(f"Pieces of photographs: {told}.", figsize=(0.8 * columns, 2.3))
    panels = figure.subplots(len(PATCH_NAMES), columns, squeeze=False)
    for number, (name, row) in enumerate(zip(PATCH_NAMES, panels, strict=True)):
        row[0].set_ylabel(name)
        for axes, piece in zip(row, x[y == number], strict=False):
            axes.imshow(piece.astype("uint8"))
        for axes in row:
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set_visible(False)
    return figure


def _drawn(regions, most: int, seed: int) -> Arrays:
    from sklearn.datasets import load_sample_image

    draw = np.random.default_rng(seed)
    pictures, classes = [], []
    for number, parts in enumerate(regions):
        found = []
        for name, top, bottom, left, right in parts:
            grey = load_sample_image(name)[top:bottom, left:right].mean(axis=-1)
            windows = np.lib.stride_tricks.sliding_window_view(grey, (PATCH, PATCH))[::8, ::8]
            found += [*windows.reshape(-1, PATCH, PATCH)]
        chosen = draw.permutation(len(found))[:most]
        pictures += [found[one] for one in chosen]
        classes += [number] * len(chosen)
    order = draw.permutation(len(pictures))
    x = np.repeat(np.stack(pictures)[order][..., None], 3, axis=-1).astype("float32")
    return x, np.array(classes, "int64")[order]
