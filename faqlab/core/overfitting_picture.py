"""The curves of a run, and the epochs in which validation gains nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .overfitting import DIVERGES, LEARNS, OVERFITS, STALLS
from .run_picture import draw as draw_run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .overfitting import Overfitting

_SHADED = "#a8487f"
_WORDS = {OVERFITS: "overfits", STALLS: "gains nothing", DIVERGES: "gets worse", LEARNS: ""}


def draw(found: Overfitting) -> Figure:
    """Draw the curves that were read, and shade what comes after the best epoch.

    Args:
        found: What `overfitting` returned.

    Returns:
        A matplotlib `Figure` with one panel. Training means stand in the middle of their epoch,
        which is when they were so.

    Example:

    >>> from faqlab.core.overfitting import overfitting
    >>> from faqlab.core.run import Run
    >>> run = Run()
    >>> for epoch, (loss, val_loss) in enumerate([(0.9, 0.8), (0.5, 0.6), (0.3, 0.7)]):
    ...     run.add_epoch(epoch, {"loss": loss, "val_loss": val_loss})
    >>> [text.get_text() for text in draw(overfitting(run)).axes[0].texts]
    ['best: 2', ' overfits ']
    """
    figure = draw_run(found.run, ["loss"], mid_epoch=True)
    figure.set_size_inches(7.2, 3.6)
    if found.verdict == LEARNS:
        return figure
    axes = figure.axes[0]
    begin, end = found.best_epoch, found.last_epoch
    axes.axvspan(begin, end, color=_SHADED, alpha=0.12, lw=0)
    # Beside the line of the best epoch, on the side where there is room.
    wide = end - begin > 0.25 * end
    axes.annotate(
        f" {_WORDS[found.verdict]} ",
        (begin, 0.96),
        xycoords=("data", "axes fraction"),
        ha="left" if wide else "right",
        va="top",
        color=_SHADED,
        fontweight="bold",
    )
    return figure
