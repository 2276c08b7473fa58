"""The order of samples as a still picture: epochs downwards, the place across, sample as colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .sample_order import as_rows
from .told_picture import told_picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .sample_order import Pass, SampleOrder

_MOST_ROWS = 12
_MOST_BORDERS = 120
COLORS = "viridis"  # from dark to light, also for readers who don't tell red from green


def draw_order(order: SampleOrder) -> Figure:
    """Draw an order: a ribbon for each epoch, and for each time that validation ran.

    Args:
        order: What `record_order` returned. Of many epochs the first twelve are drawn.

    Returns:
        A matplotlib `Figure`; its text are the order's words. White lines part the batches.

    Example:

    >>> from faqlab.core.sample_order import SampleOrder
    >>> batches = (np.array([0, 1]), np.array([2]))
    >>> draw_order(SampleOrder((batches, batches), (), range(3)))
    3 samples in 2 epochs of 2 batches. The number of a sample: its row in the arrays.
      epoch 1: in order
      epoch 2: in order
    """
    parts = [("epoch", order.training, order.samples, order.kinds)]
    if order.validation:
        kinds = order.validation_kinds
        parts.append(("validation", order.validation, order.validation_samples, kinds))
    rows = [min(_MOST_ROWS, max(1, len(passes))) for _, passes, *_ in parts]
    figure = told_picture(str(order), figsize=(8.5, 0.8 * len(parts) + 0.36 * sum(rows)))
    panels = figure.subplots(len(parts), 1, squeeze=False, height_ratios=rows)[:, 0]
    for axes, (name, passes, samples, kinds) in zip(panels, parts, strict=True):
        image = draw_ribbons(axes, passes[:_MOST_ROWS], samples)
        names = [f"{name} {i}" for i in range(1, len(passes[:_MOST_ROWS]) + 1)]
        axes.set_yticks(range(len(names)), names, fontsize=8)
        words = axes.secondary_yaxis("right")
        words.set_yticks(range(len(names)), [_short(kind) for kind in kinds[: len(names)]])
        words.tick_params(length=0, labelsize=8)
        words.spines["right"].set_visible(False)
        bar = figure.colorbar(image, ax=axes, pad=0.01, aspect=3 + 3 * len(names))
        bar.set_label("sample", fontsize=8)
        bar.ax.tick_params(labelsize=7)
    panels[-1].set_xlabel("place in the epoch; a white line parts two batches", fontsize=8)
    return figure


def draw_ribbons(axes: Axes, passes: Sequence[Pass], samples: range):
    """Draw orders below one another into a panel.

    Args:
        axes: The panel.
        passes: For each row its batches.
        samples: The numbers that samples can have, for the colours.

    Returns:
        What a colour bar needs. A sample that isn't known, or nothing, is white.
    """
    rows = as_rows(passes) if any(passes) else np.full((1, 1), -1)
    width = rows.shape[1]
    limits = {"vmin": samples.start, "vmax": max(samples.start + 1, samples.stop - 1)}
    image = axes.imshow(
        np.ma.masked_less(rows, 0),
        aspect="auto",
        cmap=COLORS,
        interpolation="nearest",
        extent=(0, width, len(rows) - 0.5, -0.5),
        **limits,
    )
    for i, batches in enumerate(passes):
        borders = np.cumsum([len(one) for one in batches])[:-1]
        if len(borders) <= _MOST_BORDERS:
            axes.vlines(borders, i - 0.5, i + 0.5, color="white", lw=1.6)
    axes.hlines(np.arange(len(rows) - 1) + 0.5, 0, width, color="white", lw=3)
    axes.tick_params(labelsize=7, length=2)
    axes.spines[:].set_visible(False)
    return image


def _short(kind: str) -> str:
    first = kind.split(";")[0]
    return {"whole batches shuffled, each in order": "whole batches shuffled"}.get(first, first)
