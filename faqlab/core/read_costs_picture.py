"""What shuffling costs in a chunked file, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .run_picture import COMPARE, TRAIN, VAL
from .summary import two
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .read_costs import ReadCosts

_SHOWN = 3  # batches
_COLORS = (TRAIN, COMPARE[0], VAL, COMPARE[1])


def draw(costs: ReadCosts) -> Figure:
    """Draw which rows three batches of each order hold, and what a sample costs.

    Args:
        costs: What `read_costs` returned.

    Returns:
        A matplotlib `Figure`: on the left a mark for each row at its place in the file, a line for
        each batch; on the right the time for a sample, on a logarithmic scale.

    Example:

    >>> from faqlab.core.read_costs import ReadCost, ReadCosts
    >>> rows = np.arange(8).reshape(2, 4)
    >>> orders = {"in order": ReadCost(1, 1e-6, rows), "random rows": ReadCost(4, 9e-6, rows)}
    >>> draw(ReadCosts(orders, 8, 2))
    A sample takes: in order 1.0 µs, random rows 9.0 µs.
    """
    micro = {name: two(1e6 * one.seconds) for name, one in costs.orders.items()}
    told = ", ".join(f"{name} {taken} µs" for name, taken in micro.items())
    figure = told_picture(f"A sample takes: {told}.", figsize=(9, 1.4 + 0.55 * len(micro)))
    places, bars = figure.subplots(1, 2, width_ratios=(3, 2), sharey=True)
    height = 0.7 / _SHOWN
    for i, (cost, color) in enumerate(zip(costs.orders.values(), _COLORS, strict=False)):
        for k, rows in enumerate(cost.rows[:_SHOWN]):
            line = np.full(len(rows), i + (k - 1) * height)
            places.plot(rows, line, "|", color=color, ms=5, mew=0.7)
        bars.barh(i, 1e6 * cost.seconds, 0.7, color=color)
        bars.annotate(
            f"{micro[list(micro)[i]]} µs",
            (1e6 * cost.seconds, i),
            (4, 0),
            textcoords="offset points",
            va="center",
        )
    places.set_yticks(range(len(micro)), list(micro))
    places.set_ylim(len(micro) - 0.4, -0.6)
    places.set_xlim(0, costs.samples)
    places.set_xlabel("row of the file; one line for each of three batches")
    bars.set_xscale("log")
    bars.margins(x=0.25)
    bars.set_xlabel("microseconds for a sample")
    for axes in (places, bars):
        axes.spines[["top", "right"]].set_visible(False)
    bars.grid(alpha=0.3, axis="x")
    bars.set_axisbelow(True)
    return figure
