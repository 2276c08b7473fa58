"""What the size of a shuffle buffer does, as a still picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .run_picture import TRAIN
from .sample_order_picture import COLORS
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .shuffle_buffer import BufferMixing


def draw_buffers(found: BufferMixing) -> Figure:
    """Draw an order for each size of the buffer, and how well each mixes.

    Args:
        found: What `shuffle_buffers` returned.

    Returns:
        A matplotlib `Figure`; its text is the table.

    Example:

    >>> from faqlab.core.shuffle_buffer import BufferMixing
    >>> figure = draw_buffers(BufferMixing(3, (1, 3), np.array([[[0, 1, 2]], [[1, 2, 0]]])))
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['1', '3']
    """
    figure = told_picture(str(found), figsize=(9, 0.9 + 0.42 * max(4, len(found.sizes))))
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    rows = range(len(found.sizes))
    image = left.imshow(
        found.orders[:, 0],
        aspect="auto",
        cmap=COLORS,
        interpolation="nearest",
        extent=(0, found.samples, len(rows) - 0.5, -0.5),
    )
    left.hlines(np.arange(len(rows) - 1) + 0.5, 0, found.samples, color="white", lw=3)
    left.set_yticks(rows, [f"{size:,}" for size in found.sizes], fontsize=8)
    left.set_ylabel("buffer size", fontsize=8)
    left.set_xlabel("place in the order", fontsize=8)
    left.tick_params(labelsize=7, length=2)
    left.spines[:].set_visible(False)
    bar = figure.colorbar(image, ax=left, pad=0.01)
    bar.set_label("sample", fontsize=8)
    bar.ax.tick_params(labelsize=7)
    means = found.mixing.mean(axis=1)
    right.plot(found.sizes, means, "-o", color=TRAIN, ms=4)
    right.axhline(1, color="#6b6b6b", ls=":", lw=1)
    right.annotate(
        "a full shuffle",
        (0, 1),
        (2, 3),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        fontsize=8,
    )
    right.set_xscale("log")
    right.set_ylim(-0.05, 1.25)
    right.set_xlabel("buffer size", fontsize=8)
    right.set_ylabel("mixing", fontsize=8)
    right.tick_params(labelsize=7)
    right.grid(alpha=0.3)
    right.spines[["top", "right"]].set_visible(False)
    return figure
