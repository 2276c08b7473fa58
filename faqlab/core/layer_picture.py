"""What layers made of a sample as a still picture, a row a layer, for readers without a kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .layer_look import Look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MAPS = 10


def draw_layers(rows: Sequence[tuple[str, Look]]) -> Figure:
    """Draw what layers made of one sample: some maps of each, bars, or a heat map.

    Args:
        rows: For each layer what to write beside it and its `Look`.

    Returns:
        A matplotlib `Figure` that no window knows of.

    Raises:
        ValueError: If there is no row.

    Example:

    >>> from faqlab.core.layer_look import look
    >>> figure = draw_layers([("conv", look(np.zeros((6, 6, 4)))), ("dense", look(np.zeros(10)))])
    >>> sum(axes.get_visible() and bool(axes.images) for axes in figure.axes)
    4
    """
    from matplotlib.figure import Figure

    if not rows:
        raise ValueError("There is nothing to draw. Expected: at least one layer. Received: none.")
    figure = Figure(figsize=(8.5, 0.95 * len(rows)), layout="constrained")
    grid = figure.add_gridspec(len(rows), _MAPS + 2)
    for row, (words, look) in enumerate(rows):
        label = figure.add_subplot(grid[row, :2])
        label.set_axis_off()
        label.text(1, 0.5, words, ha="right", va="center", fontsize=8)
        if look.kind == "maps":
            reach = _reach(look)
            for column, plane in enumerate(look.planes[:_MAPS]):
                axes = figure.add_subplot(grid[row, 2 + column])
                axes.imshow(plane, **reach)
                axes.set_axis_off()
        else:
            _wide(figure.add_subplot(grid[row, 2:]), look)
    return figure


def _wide(axes, look: Look) -> None:
    """One picture over the whole row."""
    if look.kind == "image":
        span = (look.high - look.low) or 1
        axes.imshow(np.moveaxis((look.planes - look.low) / span, 0, -1))
        axes.set_anchor("W")
        axes.set_axis_off()
    elif look.kind == "heat":
        # Time from left to right here: a row is wide and not high.
        axes.imshow(look.planes[0].T, aspect="auto", **_reach(look))
        axes.set_axis_off()
    else:
        values = look.planes.reshape(-1)
        axes.bar(np.arange(len(values)), values, color="#0072b2", width=0.8)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=6)


def _reach(look: Look) -> dict:
    """The colours: from blue through white to red around zero, or rising from the lowest."""
    if look.low < 0:
        reach = max(-look.low, look.high)
        return {"cmap": "RdBu_r", "vmin": -reach, "vmax": reach}
    return {"cmap": "viridis", "vmin": look.low, "vmax": max(look.high, look.low + 1e-9)}
