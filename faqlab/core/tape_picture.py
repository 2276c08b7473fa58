"""State tapes as a still picture, one below the other, for readers without a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from .tape import Tape

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_tapes(tapes: Mapping[str, Tape], address: str, name: str, row: int = 0) -> Figure:
    """Draw one state on one or several tapes: time across, units downwards.

    Args:
        tapes: The tapes by name.
        address: The layer's address.
        name: Which of its states.
        row: Which row of the batches. Default: the first.

    Returns:
        A matplotlib `Figure` that no window knows of. Thin lines part the batches, thick ones say
        where the states were reset.

    Raises:
        ValueError: If a tape has no such state.

    Example:

    >>> from faqlab.core.tape import Strip
    >>> zeros = np.zeros((2, 1, 3))
    >>> strip = Strip("lstm", "hidden", True, False, zeros, np.zeros((1, 10, 3)), zeros)
    >>> figure = draw_tapes({"stateful": Tape((strip,), (5, 5), (0,), (0, 1))}, "lstm", "hidden")
    >>> [axes.get_title(loc="left") for axes in figure.axes][0]
    'stateful'
    """
    from matplotlib.figure import Figure

    states = {title: one.strip(address, name).steps[row].T for title, one in tapes.items()}
    reach = max(float(np.abs(one).max()) for one in states.values()) or 1.0
    figure = Figure(figsize=(8.5, 0.5 + 1.35 * len(tapes)), layout="constrained")
    panels = figure.subplots(len(tapes), 1, sharex=True, squeeze=False)[:, 0]
    for axes, (title, one) in zip(panels, tapes.items(), strict=True):
        state = states[title]
        extent = (0, state.shape[1], len(state) - 0.5, -0.5)
        look = {"cmap": "RdBu_r", "vmin": -reach, "vmax": reach, "interpolation": "nearest"}
        image = axes.imshow(state, aspect="auto", extent=extent, **look)
        for batch, start in enumerate(np.cumsum([0, *one.lengths[:-1]])):
            fresh = batch in one.resets or not one.strip(address, name).stateful
            axes.axvline(start, color="#333333", lw=2.5 if fresh else 0.7)
        axes.set_title(title, loc="left", fontsize=9)
        axes.set_yticks([])
        axes.set_ylabel("units", fontsize=8)
        axes.tick_params(labelsize=7)
    panels[-1].set_xlabel("time step", fontsize=8)
    bar = figure.colorbar(image, ax=list(panels), shrink=0.8, aspect=25)
    bar.ax.tick_params(labelsize=7)
    return figure
