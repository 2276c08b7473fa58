"""The sample ribbon as a still picture, for readers without a kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .ribbon import LABELS, NOTHING, Note, Ribbon
from .run_picture import TRAIN
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_ROWS = 12


def draw_ribbon(ribbon: Ribbon, notes: Sequence[Note] = (), seen: int | None = None) -> Figure:
    """Draw the order of the samples: a row for each epoch, lines where a batch begins.

    Args:
        ribbon: The ribbon. Of many rows the last twelve are drawn.
        notes: For each batch what is known of it; bars show by how much the weights moved.
        seen: How many batches were seen; the others stay white. Default: all.

    Returns:
        A matplotlib `Figure` that a notebook shows.

    Example:

    >>> draw_ribbon(Ribbon([[0, 1, 2], [2, 0, 1]], batch_size=2))
    2 epochs of 3 samples in batches of 2: 2 batches each, the last of 1.
    """
    from matplotlib.colors import ListedColormap

    seen = ribbon.epochs * ribbon.per_epoch if seen is None else seen
    rows = range(max(0, ribbon.epochs - _MOST_ROWS), ribbon.epochs)
    bars = any(note.change is not None for note in notes)
    # At least as high as the colour bar needs for ten labels.
    height = max(1.7, 0.75 + len(rows) * (0.62 if bars else 0.34))
    figure = told_picture(ribbon.size(), figsize=(8.5, height))
    panels = figure.subplots(len(rows), 1, squeeze=False)[:, 0]
    classes = ribbon.classes()
    most = max((note.change or 0 for note in notes), default=0) or 1
    for axes, epoch in zip(panels, rows, strict=True):
        row = np.ma.masked_equal(ribbon.orders[epoch], NOTHING)
        row[max(0, seen - epoch * ribbon.per_epoch) * ribbon.batch_size :] = np.ma.masked
        values, look = row, {"cmap": "viridis", "vmin": 0, "vmax": max(1, ribbon.orders.max())}
        if classes:
            place = {label: i for i, label in enumerate(classes)}
            of = np.array([place[label] for label in ribbon.labels])
            values = np.ma.array(of[np.maximum(row.data, 0)], mask=np.ma.getmaskarray(row))
            look = {"cmap": ListedColormap(LABELS[: len(classes)]), "vmin": -0.5}
            look["vmax"] = len(classes) - 0.5
        extent = (0, ribbon.positions, 0, 1)
        image = axes.imshow(
            values[None], aspect="auto", extent=extent, interpolation="nearest", **look
        )
        _mark(axes, ribbon)
        axes.set_ylabel(ribbon.names[epoch], fontsize=8, rotation=0, ha="right", va="center")
        if bars:
            axes.set_ylim(-0.8, 1)
            of_row = notes[epoch * ribbon.per_epoch : (epoch + 1) * ribbon.per_epoch]
            _bars(axes, ribbon, [(note.change or 0) / most for note in of_row][:seen])
    panels[-1].set_xticks(
        np.linspace(0, ribbon.positions, min(ribbon.positions, 8) + 1).astype(int)
    )
    panels[-1].tick_params(labelsize=7, bottom=True, labelbottom=True)
    below = "; bars: by how much the weights moved" if bars else ""
    panels[-1].set_xlabel(f"place in the epoch; a line where a batch begins{below}", fontsize=8)
    bar = figure.colorbar(image, ax=list(panels), aspect=12, shrink=1.0)
    bar.ax.tick_params(labelsize=7)
    if classes:
        bar.set_ticks(range(len(classes)), labels=[str(label) for label in classes])
    bar.set_label("label" if classes else "sample", fontsize=8)
    return figure


def _mark(axes, ribbon: Ribbon) -> None:
    if ribbon.per_epoch <= 120:
        places = np.arange(ribbon.per_epoch) * ribbon.batch_size
        axes.vlines(places, 0, 1, color="black", lw=1.5 if ribbon.per_epoch < 40 else 0.5)
    axes.set_xlim(0, ribbon.positions)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)


def _bars(axes, ribbon: Ribbon, shares: list[float]) -> None:
    for index, share in enumerate(shares):
        start = index * ribbon.batch_size
        width = min(ribbon.batch_size, ribbon.positions - start)
        axes.bar(start, 0.7 * share, width, -0.78, align="edge", color=TRAIN, ec="white", lw=0.5)
