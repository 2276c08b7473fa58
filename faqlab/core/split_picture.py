"""A split as a picture: the rows as strips, and what is on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .run_picture import TRAIN, VAL
from .split_report import SplitXray, most_different
from .split_targets import CLASSES, NUMBERS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# A strip is so many points wide: with more rows each column stands for several.
_WIDE, _HIGH = 600, 40
_MOST_BARS = 20
_PALE = 12


def draw(found: SplitXray) -> Figure:
    """Draw which rows are on which side, in order, and the classes or numbers of both sides.

    Args:
        found: What `xray` returned.

    Returns:
        A matplotlib `Figure`. The first strip has each row in the colour of its class, or of its
        number; the last one says whether it is for training or for validation. Groups and times
        that were given have strips between them.

    Example:

    >>> from faqlab.core.split_xray import xray
    >>> figure = draw(xray(np.arange(10), np.repeat([0, 1], 5), 0.3))
    >>> [axes.get_title(loc="left") for axes in figure.axes]
    ['each row by its class', 'training (7) and validation (3)', 'share of the classes']
    """
    from matplotlib.figure import Figure

    kind = found.targets.kind
    told = {CLASSES: "class", NUMBERS: found.targets.name}.get(kind)
    above = [*([told] if told else []), *found.strips]
    heights = [0.55] * (len(above) + 1) + ([2.1] if told else [])
    size = (8.5, 0.75 * (len(above) + 1) + (2.1 if told else 0) + 0.35)
    figure = Figure(figsize=size, layout="constrained")
    panels = list(figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0])
    for axes, name in zip(panels, above, strict=False):
        axes.set_title(f"each row by its {name}", loc="left", fontsize=9)
        axes.tick_params(labelbottom=False)
        if name in found.strips:
            _other(axes, name, found.strips[name])
    _sides(panels[len(above)], found)
    if kind == CLASSES:
        _strip(panels[0], found.targets.codes, _colors(len(found.targets.names)))
        _bars(panels[-1], found)
    elif kind == NUMBERS:
        _values(panels[0], found.targets.values)
        _histograms(panels[-1], found)
    return figure


def _other(axes: Axes, name: str, codes: np.ndarray) -> None:
    if name == "time":
        _values(axes, codes.astype(float))
    else:
        # There may be thousands of groups; neighbours differ, which is what can be seen.
        _strip(axes, codes % _PALE, _colors(_PALE))


def _sides(axes: Axes, found: SplitXray) -> None:
    side = np.full(found.rows, 2)
    side[found.train], side[found.validation] = 0, 1
    _strip(axes, side, np.array([_rgb(TRAIN), _rgb(VAL), (0.85, 0.85, 0.85)]))
    sizes = f"training ({len(found.train):,}) and validation ({len(found.validation):,})"
    axes.set_title(sizes, loc="left", fontsize=9)
    axes.set_xlabel("row", fontsize=8)


def _strip(axes: Axes, codes: np.ndarray, colors: np.ndarray) -> None:
    """Draw each column of rows as a stack of the classes in it."""
    rows = len(codes)
    wide = min(rows, _WIDE)
    column = np.arange(rows) * wide // rows
    counts = np.zeros((wide, len(colors)))
    np.add.at(counts, (column, codes), 1)
    ends = np.cumsum(counts, axis=1) / counts.sum(axis=1, keepdims=True)
    places = (np.arange(_HIGH)[:, None] + 0.5) / _HIGH
    which = (places[:, :, None] > ends[None]).sum(axis=2)
    _show(axes, colors[which], rows)


def _values(axes: Axes, values: np.ndarray) -> None:
    from matplotlib import colormaps

    rows = len(values)
    wide = min(rows, _WIDE)
    starts = np.arange(wide) * rows // wide
    means = np.add.reduceat(np.nan_to_num(values, posinf=0, neginf=0), starts)
    means = means / np.diff([*starts, rows])
    spread = np.ptp(means) or 1.0
    picture = colormaps["viridis"]((means - means.min()) / spread)[None, :, :3]
    _show(axes, picture, rows)


def _show(axes: Axes, picture: np.ndarray, rows: int) -> None:
    axes.imshow(picture, aspect="auto", extent=(0, rows, 1, 0), interpolation="nearest")
    axes.set_yticks([])
    axes.tick_params(labelsize=7)
    axes.spines[:].set_visible(False)


def _bars(axes: Axes, found: SplitXray) -> None:
    here, there = (found.targets.counts(rows) for rows in (found.train, found.validation))
    shown = most_different(here, there, _MOST_BARS)
    places = np.arange(len(shown))
    sides = (("training", here, TRAIN, -0.2), ("validation", there, VAL, 0.2))
    for side, counts, color, shift in sides:
        shares = counts[shown] / max(1, counts.sum())
        axes.bar(places + shift, 100 * shares, 0.38, color=color, label=side)
    names = [found.targets.names[i] for i in shown]
    labels = [name if len(name) <= 12 else name[:11] + "…" for name in names]
    slanted = sum(map(len, labels)) > 60
    axes.set_xticks(
        places, labels, rotation=30 if slanted else 0, ha="right" if slanted else "center"
    )
    # The colour of a class in the strip stands above its name.
    axes.scatter(
        places,
        np.full(len(shown), -0.06),
        s=45,
        marker="s",
        color=_colors(len(found.targets.names))[shown],
        transform=axes.get_xaxis_transform(),
        clip_on=False,
        zorder=3,
    )
    axes.tick_params(axis="x", length=0, pad=13)
    left = len(found.targets.names) - len(shown)
    title = "share of the classes" + (f", the {len(shown)} that differ most" if left else "")
    _finish(axes, title, "%")


def _histograms(axes: Axes, found: SplitXray) -> None:
    values = found.targets.values
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if len(known) else (0, 1)
    bins = np.linspace(low, high if high > low else low + 1, 31)
    sides = (("training", found.train, TRAIN), ("validation", found.validation, VAL))
    for side, rows, color in sides:
        counts = np.histogram(values[rows][np.isfinite(values[rows])], bins)[0]
        shares = 100 * counts / max(1, counts.sum())
        axes.stairs(shares, bins, color=color, alpha=0.45, fill=True, label=side)
        axes.stairs(shares, bins, color=color, lw=1.5)
    _finish(axes, f"share of the values of {found.targets.name}", "%")


def _finish(axes: Axes, title: str, unit: str) -> None:
    axes.set_title(title, loc="left", fontsize=9)
    axes.set_ylabel(unit, fontsize=8)
    axes.tick_params(labelsize=7)
    axes.grid(alpha=0.3, axis="y")
    axes.spines[["top", "right"]].set_visible(False)
    place = {"loc": "lower right", "bbox_to_anchor": (1, 1), "borderaxespad": 0.2}
    axes.legend(fontsize="small", frameon=False, ncols=2, **place)


def _colors(count: int) -> np.ndarray:
    from matplotlib import colormaps

    # Pale ones, so that no class is taken for training (blue) or validation (orange).
    if count <= _PALE:
        return np.array(colormaps["Set3"].colors)[:count]
    return colormaps["turbo"](np.linspace(0, 1, count))[:, :3]


def _rgb(color: str) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return to_rgb(color)
