"""A replay of early stopping as a still picture, for readers without a kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .run_picture import BEST, VAL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .stopping_rule import Replay

# What would not have been trained is pale.
_PALE = 0.3
_KEPT = "#00805c"


def draw_replay(replay: Replay) -> Figure:
    """Draw what early stopping would have made of a run: the curve, and the patience used up.

    Args:
        replay: The replay.

    Returns:
        A matplotlib `Figure` that no window knows of. What would not have been trained is pale; a
        star marks the epoch whose weights are kept.

    Example:

    >>> from faqlab.core.stopping_rule import replay
    >>> figure = draw_replay(replay({"val_loss": [3, 2, 2.5, 2.4, 1]}, patience=2))
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['val_loss', 'patience used']
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 3.6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[4, 1])
    _curve(upper, replay)
    _patience(lower, replay)
    for axes in (upper, lower):
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=8)
        warm = replay.rule.start_from_epoch - replay.curve.first
        if warm > 0:
            edge = replay.curve.first + 0.5
            end = min(replay.rule.start_from_epoch, replay.curve.first + len(replay.curve)) + 0.5
            axes.axvspan(edge, end, color=BEST, alpha=0.15, lw=0)
        if replay.stopped:
            axes.axvline(replay.stops_after, color=VAL, lw=1.2)
    return figure


def _curve(axes: Axes, replay: Replay) -> None:
    curve, ran = replay.curve, replay.ran
    epochs = curve.first + 1 + np.arange(len(curve))
    there = curve.there & np.isfinite(curve.values)
    mark = "o" if len(curve) <= 80 else ""
    done = there & (np.arange(len(curve)) < ran)
    # The pale part begins where the other ends, so that the line is whole.
    rest = there & (np.arange(len(curve)) >= max(0, ran - 1))
    pale = {"alpha": _PALE, "color": VAL, "lw": 1.5, "ms": 4}
    axes.plot(epochs[rest], curve.values[rest], marker=mark, label="not trained", **pale)
    axes.plot(epochs[done], curve.values[done], color=VAL, lw=1.8, marker=mark, ms=4)
    if replay.rule.baseline is not None:
        axes.axhline(replay.rule.baseline, color=BEST, ls="--", lw=1)
        place = ("axes fraction", "data")
        text = {"xycoords": place, "fontsize": 8, "color": BEST, "ha": "right", "va": "bottom"}
        axes.annotate("baseline", (1, replay.rule.baseline), **text)
    kept = replay.kept_epoch
    axes.plot([kept], [replay.value(kept)], "*", color=_KEPT, ms=14, label="kept")
    told = f"stops after epoch {replay.stops_after}" if replay.stopped else "never stopped"
    axes.set_title(f"{told}; keeps the weights of epoch {kept} (★)", fontsize=10)
    axes.set_ylabel(curve.name, fontsize=9)


def _patience(axes: Axes, replay: Replay) -> None:
    epochs = replay.curve.first + 1 + np.arange(replay.ran)
    limit = max(1, replay.rule.patience)
    axes.bar(epochs, replay.waited, color=VAL, width=0.8)
    # A patience that was hardly used must not press the bars flat.
    top = max(1, int(replay.waited.max()))
    if limit <= 4 * top:
        axes.axhline(limit, color=BEST, ls="--", lw=1)
        top = max(top, limit)
    axes.set_ylim(0, 1.15 * top)
    axes.set_ylabel("patience used", fontsize=8)
    axes.set_xlabel("epoch", fontsize=9)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=3)
