"""Before and after as two columns of boxes: what is kept, what is gone, and what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .layer_inventory import shape_words
from .model_change import COPIED, NEW, REMOVED
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .layer_inventory import LayerRow
    from .model_change import Change, ChangedLayer

MOST = 14  # rows; of a longer model the middle is folded
_KEPT, _COPY, _GONE, _NEW = "#0072b2", "#009e73", "#8a8a8a", "#c44e00"
_LEFT, _RIGHT, _WIDE, _HIGH = 0.0, 5.6, 4.4, 0.72


def draw_change(change: Change) -> Figure:
    """Draw a model before and after, side by side, its own layers from top to bottom.

    Args:
        change: What `compare` returned.

    Returns:
        A matplotlib `Figure`: a line joins what is the same on both sides, a dashed box is gone or
        new. Its text is what it shows, in words.

    Example:

    >>> from faqlab.core.backend import keras
    >>> from faqlab.core.layer_inventory import inventory
    >>> from faqlab.core.model_change import compare
    >>> layers = [keras.layers.Dense(3, name="body"), keras.layers.Dense(2, name="head")]
    >>> model = keras.Sequential([keras.Input((4,)), *layers])
    >>> before = inventory(model)
    >>> head = model.pop()
    >>> draw_change(compare(before, model))
    Before and after: body kept; head removed. Parameters: 23 -> 15.
    """
    rows = _folded([one for one in change.layers if not one.row.depth])
    figure = told_picture(_told(change), figsize=(8.2, 1.15 + 0.42 * len(rows)))
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(-0.1, _RIGHT + _WIDE + 0.1)
    axes.set_ylim(len(rows) + 0.2, -1.15)
    for x, title, model in (
        (_LEFT, "before", change.before),
        (_RIGHT, "after", change.after),
    ):
        told = f"{title}: {model.parameters:,} parameters"
        axes.text(x, -0.75, told, fontweight="bold", fontsize=9, va="center")
        compiled = "compiled" if model.compiled else "not compiled"
        axes.text(x, -0.3, compiled, fontsize=8, va="center", color="#555555")
    for y, one in enumerate(rows):
        if isinstance(one, str):
            for x in (_LEFT, _RIGHT):
                axes.text(x + _WIDE / 2, y + 0.4, one, ha="center", va="center", fontsize=8)
            continue
        _pair(axes, y, one)
    if change.stale:
        axes.text(
            _RIGHT,
            len(rows) + 0.05,
            f"(!) {', '.join(change.stale)}: still the left side, until compile",
            color=_NEW,
            fontsize=8.5,
            va="center",
        )
    return figure


def _pair(axes, y: int, one: ChangedLayer) -> None:
    if one.before:
        _box(axes, _LEFT, y, one.before, _GONE if one.status == REMOVED else _colour(one), one)
    if one.after:
        _box(axes, _RIGHT, y, one.after, _NEW if one.status == NEW else _colour(one), one)
    if one.status == "kept":
        axes.plot([_LEFT + _WIDE, _RIGHT], [y + 0.4] * 2, color=_colour(one), lw=1.5)
        words = {COPIED: "copied", "-": ""}.get(one.weights, one.weights)
        words = "same" if one.weights == "the same objects" else words
        middle = (_LEFT + _WIDE + _RIGHT) / 2
        axes.text(middle, y + 0.3, words, ha="center", va="bottom", fontsize=7, color="#555555")
    else:
        x = _RIGHT if one.status == REMOVED else _LEFT
        axes.text(x + 0.1, y + 0.4, one.status, va="center", fontsize=8, color="#555555")


def _box(axes, x: float, y: int, row: LayerRow, colour: str, one: ChangedLayer) -> None:
    from matplotlib.patches import Rectangle

    dashed = "solid" if one.status == "kept" else "dashed"
    box = Rectangle(
        (x, y + 0.04), _WIDE, _HIGH, facecolor=colour + "1a", edgecolor=colour, ls=dashed, lw=1.3
    )
    axes.add_patch(box)
    name = row.address if len(row.address) <= 22 else row.address[:21] + "…"
    axes.text(x + 0.1, y + 0.4, name, va="center", fontsize=8.5, color=colour, fontweight="bold")
    right = f"{shape_words(row.shape)}  {row.parameters:,}"
    axes.text(x + _WIDE - 0.1, y + 0.4, right, va="center", ha="right", fontsize=7.5)


def _colour(one: ChangedLayer) -> str:
    return _KEPT if one.before and one.after and one.before.layer is one.after.layer else _COPY


def _folded(rows: list) -> list:
    """All rows; of many the first and last, and those where something changes."""
    if len(rows) <= MOST:
        return rows
    changed = [i for i, one in enumerate(rows) if one.status != "kept"]
    shown = {0, 1, len(rows) - 2, len(rows) - 1, *changed[:4], *changed[-4:]}
    shown |= {i - 1 for i in changed[:1] if i}  # what it stood on
    folded, at = [], 0
    for i in [*sorted(shown), len(rows)]:
        if i > at:
            folded.append(f"… {i - at} more …")
        if i < len(rows):
            folded.append(rows[i])
        at = i + 1
    return folded


def _told(change: Change) -> str:
    own = [one for one in change.layers if not one.row.depth]
    parts = []
    for status in ("kept", REMOVED, NEW):
        names = [one.row.address for one in own if one.status == status]
        if names:
            shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if names[6:] else "")
            parts.append(f"{shown} {status}")
    stale = f" Still the old layers in: {', '.join(change.stale)}." if change.stale else ""
    before, after = change.before.parameters, change.after.parameters
    count = f"{before:,}" if before == after else f"{before:,} -> {after:,}"
    return f"Before and after: {'; '.join(parts)}. Parameters: {count}.{stale}"
