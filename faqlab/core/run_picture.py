"""A run as a still picture, for readers without a kernel: the code host, the exported page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .run import Run
from .thin import bucket_size, thin
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The Okabe-Ito colours, as the live chart has them, readable on white and on dark grey alike.
TRAIN, VAL, BEST = "#0072b2", "#c44e00", "#6b6b6b"
COMPARE = ("#00805c", "#a8487f", "#7a6a00", "#5b4bb5")
_MOST_POINTS = 1000


def draw(
    run: Run,
    metrics: Sequence[str] | None = None,
    compare: Sequence[Run] = (),
    mid_epoch: bool = False,
) -> Figure:
    """Draw the training and validation curves of a run, one panel a metric.

    Args:
        run: The run.
        metrics: Which metrics, by the names of their training curves. Default: all.
        compare: Earlier runs to draw over it. Default: none.
        mid_epoch: Draw each training mean at the middle of its epoch, which is when it was so, and
            not at its end, where the validation value belongs. Default: False.

    Returns:
        A matplotlib `Figure` that no window knows of: the notebook shows it, `savefig` saves it.

    Raises:
        ValueError: If the run has no such metric; the message gives the nearest names.

    Example:

    >>> run = Run()
    >>> run.begin()
    >>> run.add_epoch(0, {"loss": 0.5, "val_loss": 0.6})
    >>> [axes.get_title() for axes in draw(run).axes]
    ['loss']
    """
    names = list(metrics) if metrics is not None else list(run.metrics)
    for name in names:
        run.check_metric(name)
    count = max(1, len(names))
    columns = min(count, 3)
    rows = -(-count // columns)
    told = f"Curves of run {run.name!r}: {run.summary()}"
    figure = told_picture(told, figsize=(4.2 * columns, 3.1 * rows))
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in panels[len(names) :]:
        axes.set_axis_off()
    for name, axes in zip(names, panels, strict=False):
        _panel(axes, run, name, compare, mid_epoch)
    if names:
        panels[0].legend(fontsize="small", frameon=False)
    return figure


def _panel(axes: Axes, run: Run, name: str, compare: Sequence[Run], mid_epoch: bool) -> None:
    values = run.batch_values(name)
    if len(values):
        size = bucket_size(len(values), _MOST_POINTS)
        low, high, mean = thin(values, size)
        ends = np.minimum((np.arange(len(mean)) + 1) * size, len(values))
        places = epoch_places(run, ends)
        axes.plot(places, mean, color=TRAIN, alpha=0.35, lw=0.8, label="training, each batch")
        if size > 1:
            axes.fill_between(places, low, high, color=TRAIN, alpha=0.15, lw=0)
    _curves(axes, run, name, (TRAIN, VAL), mid_epoch)
    for one, color in zip(compare, COMPARE * (len(compare) // 4 + 1), strict=False):
        _curves(axes, one, name, (color, color), mid_epoch, one.name)
    best = run.summary().best_epoch
    if best is not None and len(run.epochs) > 1:
        axes.axvline(best, color=BEST, ls=":", lw=1)
        axes.annotate(
            f"best: {best}",
            (best, 1),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize="small",
            color=BEST,
        )
    axes.set_title(name, fontsize="medium", pad=14)
    axes.set_xlabel("epoch")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)


def _curves(
    axes: Axes, run: Run, name: str, colors: tuple[str, str], mid_epoch: bool, who: str = ""
) -> None:
    said = f"{who}: " if who else ""
    face = "none" if who else None
    for column, color, style, shift, label in (
        (name, colors[0], "-o", 0.5 if mid_epoch else 0, "training, mean of the epoch"),
        (f"val_{name}", colors[1], "--D", 0, "validation, after the epoch"),
    ):
        if column in run.epochs:
            there = run.epochs.reported(column)
            axes.plot(
                run.epoch_numbers()[there] - shift,
                run.epochs[column][there],
                style,
                color=color,
                markerfacecolor=face,
                ms=4 if len(run.epochs) <= 60 else 0,
                label=said + label,
            )


def epoch_places(run: Run, rows: np.ndarray) -> np.ndarray:
    """Tell at which epoch, as a reader counts, a batch ends: 1.5 is halfway through the second.

    Args:
        run: The run.
        rows: How many batches are done, counted over the whole run, of shape `(n,)`.

    Returns:
        Epochs of shape `(n,)`.

    Example:

    >>> run = Run()
    >>> for batch in range(4):
    ...     run.add_batch(batch // 2, batch % 2, {"loss": 1.0})
    ...     if batch % 2:
    ...         run.add_epoch(batch // 2, {"loss": 1.0})
    >>> epoch_places(run, np.array([1, 2, 3, 4]))
    array([0.5, 1. , 1.5, 2. ])
    """
    table = run.epochs if len(run.epochs) else run.batches
    first = table["epoch"][0] if len(table) else 0
    ends = run.epochs["batches"] if len(run.epochs) else np.array([])
    open_rows = len(run.batches) - (ends[-1] if len(ends) else 0)
    if open_rows > 0:
        # The epoch that isn't over is as long as was planned, or as it is now.
        length = max(open_rows, run.steps or 0)
        ends = np.append(ends, (ends[-1] if len(ends) else 0) + length)
    return first + np.interp(rows, np.concatenate([[0], ends]), np.arange(len(ends) + 1))
