"""The loss gap as a waterfall: from the training loss down, or up, to the validation loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .run_picture import TRAIN, VAL
from .summary import two
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .loss_gap_parts import LossGap

# What makes the training loss higher, and what makes it lower.
HIGHER, LOWER = "#a8487f", "#00805c"


def draw(gap: LossGap) -> Figure:
    """Draw the way from the training loss to the validation loss, a step for each part.

    Args:
        gap: What `explain` returned.

    Returns:
        A matplotlib `Figure`. The bars of the two losses begin at zero, unless the steps between
        them would be too small to be seen; then the axis says where it begins.

    Example:

    >>> from faqlab.core.loss_gap_parts import LossGap
    >>> from faqlab.core.loss_gap_passes import LossParts
    >>> same = LossParts(0.5, 0.5, 0.25, 100)
    >>> figure = draw(LossGap(1.0, 0.75, LossParts(0.75, 0.75, 0.25, 100), same, same, same, 4))
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()][:2]
    ['training loss', 'running average']
    """
    from .loss_gap_parts import signed

    steps = list(gap.parts.items())
    if not gap.adds_up:
        steps.append(("not explained", gap.rest))
    figure = told_picture(f"Waterfall. {gap}", figsize=(7.2, 1.1 + 0.42 * (len(steps) + 2)))
    axes = figure.subplots()
    levels = [gap.reported]
    for _, size in steps:
        levels.append(levels[-1] - size)
    start = _start([*levels, gap.validation])
    names = ["training loss", *(name for name, _ in steps), "validation loss"]
    rows = range(len(names))
    for row, value, color in ((0, gap.reported, TRAIN), (rows[-1], gap.validation, VAL)):
        axes.barh(row, value - start, left=start, color=color, height=0.62)
        # Two digits don't tell two bars apart whose beginnings are cut off.
        shown = two(value) if start == 0 else f"{value:.4g}"
        axes.annotate(f" {shown}", (value, row), va="center", fontweight="bold")
    for row, (_, size) in enumerate(steps, 1):
        low, high = sorted(levels[row - 1 : row + 1])
        axes.barh(row, high - low, left=low, color=HIGHER if size > 0 else LOWER, height=0.62)
        axes.annotate(f" {signed(size)}", (high, row), va="center")
    for row, level in enumerate(levels):
        axes.plot([level, level], [row - 0.31, row + 1.31], color="#6b6b6b", lw=0.8, ls=":")
    axes.set_yticks(rows, names)
    axes.set_ylim(rows[-1] + 0.5, -0.5)
    _width(axes, start, [*levels, gap.validation])
    axes.set_xlabel("loss" if start == 0 else f"loss; the axis begins at {start:.3g}")
    axes.set_title("What makes the training loss higher (+) or lower (-)", fontsize="medium")
    axes.grid(alpha=0.3, axis="x")
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return figure


def _start(levels: list[float]) -> float:
    """Where the axis begins: at zero, or a little below all if the steps are under a fifth."""
    low, high = min(levels), max(levels)
    if low <= 0:
        return 0.0
    return 0.0 if high - low > 0.2 * high or high == low else low - 0.5 * (high - low)


def _width(axes, start: float, levels: list[float]) -> None:
    low, high = min(start, *levels), max(start, *levels)
    # The numbers stand to the right of the bars.
    axes.set_xlim(low, high + 0.14 * (high - low or 1))
