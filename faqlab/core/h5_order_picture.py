"""How the rows of a chunked file are read and mixed, as a still picture: row as colour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .sample_order_picture import draw_ribbons
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .h5_order import ChunkOrder

# So many rows of a ribbon can be told apart; of more every so-many-th is drawn.
_MOST = 3000
# Batches beside each other that the picture shows row by row.
_BATCHES = 8


def draw_chunk_order(order: ChunkOrder, batch_size: int = 32) -> Figure:
    """Draw a file, the order in which an epoch reads it, and what its first batches are made of.

    Args:
        order: The order.
        batch_size: How many rows a batch has. Default: 32.

    Returns:
        A matplotlib `Figure`; its text are the order's words.
    """
    samples = range(order.start, order.end)
    rows, next_rows = order.rows(), replace(order, epoch=order.epoch + 1).rows()
    pieces = np.flatnonzero(np.diff(np.arange(order.start, order.end) // order.piece)) + 1
    full = np.random.default_rng([order.seed, order.epoch]).permutation(samples)
    ribbons = {
        "the file": _thinned(np.arange(order.start, order.end), pieces),
        f"epoch {order.epoch}": _thinned(rows, order.ends[:-1]),
        f"epoch {order.epoch + 1}": _thinned(next_rows, order.ends[:-1]),
        "an array": _thinned(full, []),
    }
    figure = told_picture(str(order), figsize=(8.5, 4))
    above, below = figure.subplots(2, 1, height_ratios=(3, 2))
    image = draw_ribbons(above, list(ribbons.values()), samples)
    above.set_yticks(range(len(ribbons)), list(ribbons), fontsize=8)
    words = above.secondary_yaxis("right")
    windows = _many(len(order.windows), "window")
    told = [_many(len(pieces) + 1, "piece"), windows, windows, "one full shuffle"]
    words.set_yticks(range(4), told)
    words.tick_params(length=0, labelsize=8)
    words.spines["right"].set_visible(False)
    above.set_title("rows in the order in which they come", fontsize=9, loc="left")
    above.set_xticks([])  # what is drawn is thinned out: its places are no numbers of rows
    count = min(_BATCHES, -(-len(rows) // batch_size))
    batches = [rows[i * batch_size : (i + 1) * batch_size] for i in range(count)]
    below.set_title(f"the rows of the first batches of epoch {order.epoch}", fontsize=9, loc="left")
    places = np.repeat(np.arange(count), [len(batch) for batch in batches])
    chosen = np.concatenate(batches)
    below.scatter(chosen, places, c=chosen, s=10, marker="|", cmap=image.cmap, norm=image.norm)
    below.set_yticks(range(count), [f"batch {i}" for i in range(count)], fontsize=7)
    below.set_ylim(count - 0.5, -0.5)
    below.set_xlim(order.start, order.end)
    below.set_xlabel("row of the file", fontsize=8)
    below.tick_params(labelsize=7, length=2)
    below.spines[["top", "right"]].set_visible(False)
    bar = figure.colorbar(image, ax=above, pad=0.01, aspect=15)
    bar.set_label("row", fontsize=8)
    bar.ax.tick_params(labelsize=7)
    return figure


def _many(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def _thinned(rows: np.ndarray, borders) -> list[np.ndarray]:
    step = -(-len(rows) // _MOST)
    return np.split(rows[::step], np.asarray(borders, "int64") // step)
