"""A figure that a notebook shows without pyplot, says in words what it shows, and makes a PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def told_picture(told: str, **arguments) -> Figure:
    """Make an empty figure for a notebook.

    Args:
        told: What it shows, in words: its text for readers who don't see it.
        **arguments: For matplotlib's `Figure`, such as `figsize=(7, 3)` in inches.

    Returns:
        A matplotlib `Figure` that no window knows of.

    Example:

    >>> told_picture("The loss falls.", figsize=(2, 1))
    The loss falls.
    """
    from matplotlib.figure import Figure

    class ToldPicture(Figure):
        """A figure that a notebook shows without pyplot, and that says what it shows."""

        def _repr_png_(self) -> bytes:
            return png(self)

        def __repr__(self) -> str:
            return told

    return ToldPicture(layout="constrained", **arguments)


def png(figure: Figure) -> bytes:
    """Give a figure as a PNG file's bytes, small enough for a notebook that is kept in git.

    Args:
        figure: The figure.

    Returns:
        The bytes: 64 colours are plenty for curves, and make a quarter of the file.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").quantize(64)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
