"""Runs of one training drawn on one another, and how far they are apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .outcome import EPOCH, STEP
from .run_picture import COMPARE, TRAIN, VAL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .sameness import Sameness

_COLORS = (TRAIN, VAL, *COMPARE)
_MOST_BARS = 12
# What is drawn where runs are equal: there is no 0 on an axis of powers of ten.
_FLOOR = 1e-9


def draw(found: Sameness) -> Figure:
    """Draw the runs on one another, and beside it how far they are apart.

    Args:
        found: What `score` returned.

    Returns:
        A matplotlib `Figure`. On the left is the first curve of each run; on the right the
        largest difference from the first run in each weight and value, or along the curve where
        there are none.

    Example:

    >>> from faqlab.core.outcome import Outcome
    >>> from faqlab.core.sameness import Sameness
    >>> runs = [Outcome(steps={"loss": np.array([1.0, end])}) for end in (0.5, 0.6)]
    >>> [axes.get_title() for axes in draw(Sameness(tuple(runs), 1e-5)).axes]
    ['loss: 2 runs on one another', 'loss: distance from run 1']
    """
    from matplotlib.figure import Figure

    curve = next((gap for gap in found.gaps if gap.kind in (STEP, EPOCH)), None)
    others = [gap for gap in found.gaps if gap.kind not in (STEP, EPOCH)]
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    panels = figure.subplots(1, 1 if curve is None else 2, squeeze=False)[0]
    if curve is not None:
        lines = _lines(found, curve.kind, curve.name)
        _curves(panels[0], lines, curve)
        _distance(panels[1], lines, curve)
    else:
        _bars(panels[-1], others, found.tolerance)
    for axes in panels:
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def _lines(found: Sameness, kind: str, name: str) -> list[np.ndarray]:
    named = [one.steps if kind == STEP else one.epochs for one in found.outcomes]
    return [one.get(name, np.array([])).astype(float) for one in named]


def _curves(axes: Axes, lines: list[np.ndarray], curve) -> None:
    # The first is broad and pale, so that another one that lies on it leaves it seen.
    for i, line in enumerate(lines):
        width, alpha = (5, 0.35) if i == 0 else (1.4, 1)
        axes.plot(
            1 + np.arange(len(line)),
            line,
            "-" if len(line) > 30 else "-o",
            ms=3,
            color=_COLORS[i % len(_COLORS)],
            lw=width,
            alpha=alpha,
            label=f"run {i + 1}",
        )
    axes.set_title(f"{curve.name}: {len(lines)} runs on one another", fontsize="medium")
    axes.set_xlabel(curve.kind)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(fontsize="small", frameon=False)


def _distance(axes: Axes, lines: list[np.ndarray], curve) -> None:
    for i, line in enumerate(lines[1:], 1):
        length = min(len(line), len(lines[0]))
        apart = np.abs(line[:length] - lines[0][:length])
        scale = np.abs(lines[0][:length]).max(initial=0) or 1
        axes.plot(
            1 + np.arange(length),
            np.maximum(apart / scale, _FLOOR),
            ".-",
            color=_COLORS[i % len(_COLORS)],
            lw=1,
            label=f"run {i + 1}",
        )
    axes.set_yscale("log")
    axes.set_ylim(_FLOOR / 2, 2)
    axes.axhline(_FLOOR, color="#6b6b6b", ls=":", lw=1)
    axes.annotate("equal to the last bit", (0.99, 0.05), xycoords="axes fraction", ha="right")
    if curve.first:
        axes.axvline(curve.first, color="#6b6b6b", ls=":", lw=1)
    axes.set_title(f"{curve.name}: distance from run 1", fontsize="medium")
    axes.set_xlabel(curve.kind)
    axes.set_ylabel("share of the largest")
    axes.xaxis.get_major_locator().set_params(integer=True)


def _bars(axes: Axes, gaps: list, tolerance: float) -> None:
    shown = sorted(gaps, key=lambda gap: -gap.size)[:_MOST_BARS][::-1]
    sizes = [min(max(gap.size, _FLOOR), 10) for gap in shown]
    colors = [VAL if gap.size > tolerance else TRAIN for gap in shown]
    axes.barh([gap.name for gap in shown], sizes, left=_FLOOR / 2, color=colors, height=0.6)
    axes.set_xscale("log")
    axes.set_xlim(_FLOOR / 2, 20)
    axes.axvline(tolerance, color="#6b6b6b", ls=":", lw=1, label=f"tolerance {tolerance:g}")
    axes.legend(fontsize="small", frameon=False)
    axes.set_title("largest difference from run 1", fontsize="medium")
    axes.set_xlabel("share of the largest number")
