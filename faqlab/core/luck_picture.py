"""The scores of trainings over seeds, as dots on a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .run_picture import COMPARE, TRAIN, VAL

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .luck import Luck

_COLORS = (TRAIN, VAL, *COMPARE)


def draw(found: Luck) -> Figure:
    """Draw a dot for each seed, and the mean as a line; a row for each training.

    Args:
        found: What `luck` returned.

    Returns:
        A matplotlib `Figure`. Grey lines join the scores of one seed.

    Example:

    >>> from faqlab.core.luck import Luck
    >>> figure = draw(Luck({"old": np.array([0.1, 0.2]), "new": np.array([0.2, 0.4])}, (0, 1)))
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['old', 'new']
    """
    from matplotlib.figure import Figure

    names = list(found.scores)
    figure = Figure(figsize=(7, 1.3 + 0.7 * len(names)), layout="constrained")
    axes = figure.subplots()
    rows = np.arange(len(names))
    for scores in zip(*found.scores.values(), strict=True):
        axes.plot(scores, rows, color="#6b6b6b", alpha=0.3, lw=0.8)
    for row, name in enumerate(names):
        scores, color = np.asarray(found.scores[name]), _COLORS[row % len(_COLORS)]
        axes.plot(scores, np.full(len(scores), row), "o", color=color, alpha=0.7)
        axes.vlines(scores.mean(), row - 0.3, row + 0.3, color=color, lw=2)
    axes.set_yticks(rows, names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlabel(f"score, one dot for each of {len(found.seeds)} seeds; the line is the mean")
    axes.grid(alpha=0.3, axis="x")
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure
