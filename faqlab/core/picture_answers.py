"""What the network says is on a picture, as a table and as bars beside the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .class_names import class_names
from .imagenet_network import in_parts, kept_network
from .page_table import page_table, text_table
from .photograph import as_pixels, centre_square
from .told_picture import told_picture
from .whole_number import whole_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BLUE = "#0072b2"
_HEAD = ("what it is", "share")


@dataclass(frozen=True, eq=False)
class Answers:
    """What the network says of one picture; its text and its page are a table.

    Args:
        rows: The best classes and their shares of 1, best first.
        seen: What the network saw: uint8 of shape `(size, size, 3)`.
    """

    rows: tuple[tuple[str, float], ...]
    seen: np.ndarray

    def draw(self) -> Figure:
        """Draw the picture, and the shares as bars beside it.

        Returns:
            A matplotlib `Figure`, which a notebook shows.
        """
        told = "; ".join(f"{name} {share:.0%}" for name, share in self.rows)
        figure = told_picture(f"The picture, and what the network says: {told}.", figsize=(7, 2.6))
        left, right = figure.subplots(1, 2, width_ratios=(1, 1.6))
        left.imshow(self.seen)
        left.set_axis_off()
        names = [name for name, _ in self.rows]
        shares = [share for _, share in self.rows]
        bars = right.barh(names, shares, color=_BLUE)
        right.bar_label(bars, [f"{share:.0%}" for share in shares], padding=3, fontsize="small")
        right.invert_yaxis()
        right.set_xlim(0, max(1e-9, 1.15 * max(shares)))
        right.set_xticks([])
        right.spines[["top", "right", "bottom"]].set_visible(False)
        return figure

    def _cells(self) -> list[tuple[str, str]]:
        return [(name, f"{share:.0%}") for name, share in self.rows]

    def __str__(self) -> str:
        return text_table(_HEAD, self._cells())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self._cells(), bars=[share for _, share in self.rows])


def name_picture(picture: object, top: int = 5) -> Answers:
    """Say what is on a picture, with a network that was trained on ImageNet.

    It looks at the square in the middle, scaled to 224 x 224, and knows 1,000 things: 120 kinds
    of dog among them, and no people. What it doesn't know it calls by the nearest name it has.

    Args:
        picture: The path of a file, a PIL image, or an array, as `as_pixels` reads it.
        top: How many names to give. Default: 5.

    Returns:
        `Answers`: a table, and with `draw()` a picture.

    Raises:
        TypeError: If it is no picture.
        ValueError: If it can't be read, as `as_pixels` says; or `top` isn't 1 to 1,000.

    Example:

    >>> from sklearn.datasets import load_sample_image
    >>> name_picture(load_sample_image("china.jpg"), top=3)
    what it is  share
    palace      30%
    bell tower  22%
    monastery   10%
    """
    top = min(whole_number("number of names", top, 1), 1000)
    seen = centre_square(as_pixels(picture))
    shares = class_shares(seen[None])[0]
    best = np.argsort(-shares, kind="stable")[:top]
    return Answers(tuple((class_names()[one], float(shares[one])) for one in best), seen)


def class_shares(pictures: np.ndarray) -> np.ndarray:
    """Give the shares of all classes for several pictures.

    Args:
        pictures: From 0 to 255, of shape `(samples, height, width, 3)`.

    Returns:
        float32 of shape `(samples, 1000)`; each row adds up to 1.
    """
    return in_parts(kept_network(), pictures)
