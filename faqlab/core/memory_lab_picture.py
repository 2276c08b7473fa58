"""The memory lab as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .byte_words import byte_words
from .run_picture import BEST, TRAIN, VAL
from .summary import two
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .memory_lab_table import MemoryLab


def draw(lab: MemoryLab) -> Figure:
    """Draw how much memory each way takes, and how many samples it trains on in a second.

    Args:
        lab: What `memory_lab` returned.

    Returns:
        A matplotlib `Figure`: bars for the ways, with lines at the limit and at the data's size.
    """
    names = list(lab.ways)
    over = [name for name in names if not lab[name].fits]
    told = f"Beyond the limit of {byte_words(lab.limit)}: {', '.join(over) or 'none'}."
    figure = told_picture(told, figsize=(9, 1.5 + 0.45 * len(names)))
    memory, speed = figure.subplots(1, 2, sharey=True)
    colors = [TRAIN if lab[name].fits else VAL for name in names]
    taken = [(lab[name].bytes or 0) / 1e6 for name in names]
    memory.barh(names, taken, 0.65, color=colors)
    for line, label, style in ((lab.limit, "limit", "-"), (lab.file, "data", ":")):
        memory.axvline(line / 1e6, color=BEST, ls=style, lw=1.5, label=label)
    for i, name in enumerate(names):
        size = lab[name].bytes
        words = "not measured here" if size is None else byte_words(size)
        _label(memory, taken[i], i, words)
        _label(speed, lab.rate(name), i, f"{float(two(lab.rate(name))):,.0f}")
    memory.legend(loc="lower right", frameon=False)
    memory.set_xlabel("memory taken, MB")
    speed.barh(names, [lab.rate(name) for name in names], 0.65, color=colors)
    speed.set_xlabel("samples in a second, reading included")
    memory.invert_yaxis()
    for axes in (memory, speed):
        axes.margins(x=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.3, axis="x")
        axes.set_axisbelow(True)
        axes.locator_params(axis="x", nbins=5)
    return figure


def _label(axes, x: float, y: float, words: str) -> None:
    behind = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8}
    axes.annotate(words, (x, y), (4, 0), textcoords="offset points", va="center", bbox=behind)
