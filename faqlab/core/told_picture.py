"""A figure that a notebook shows without pyplot, and that says in words what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .run_picture import png

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
