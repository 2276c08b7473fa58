"""What a batch size costs: the time of an epoch, and how many updates one buys with it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .backend import keras
from .data_parallel import check_network
from .epoch_steps import check_count, steps
from .errors import three_beats
from .page_table import page_table, text_table
from .run_picture import TRAIN, VAL
from .step_memory import step_memory
from .step_timing import Timing, in_turns
from .summary import two
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEAD = ("batch size", "updates an epoch", "ms an epoch", "ms an update", "samples/s")
_UPDATES = 9  # how often one is measured
_NOTE = "Measured on this machine, while it did whatever else it does."


@dataclass(frozen=True)
class BatchCosts:
    """What epochs in batches of several sizes took; the text and the page are a table.

    Args:
        samples: How many samples an epoch has.
        seconds: For each batch size the seconds of each `fit` over one epoch that was measured.
        updates: For each batch size the seconds of each `train_on_batch` that was measured.
        memory: For each batch size the bytes that a step takes; empty if not measured.
    """

    samples: int
    seconds: dict[int, Sequence[float]]
    updates: dict[int, Sequence[float]]
    memory: dict[int, int]

    def epoch(self, size: int) -> float:
        """Give the seconds of an epoch: the median."""
        return statistics.median(self.seconds[size])

    def update(self, size: int) -> float:
        """Give the seconds of an update: the median."""
        return statistics.median(self.updates[size])

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: batch size, updates, milliseconds, samples a second, memory."""
        rows = []
        for size in self.seconds:
            took, count = self.epoch(size), steps(self.samples, size).per_epoch
            row = f"{size:,}", f"{count:,}", f"{1000 * took:.0f}", two(1000 * self.update(size))
            memory = [f"{two(self.memory[size] / 1e6)} MB"] if self.memory else []
            rows.append((*row, f"{self.samples / took:,.0f}", *memory))
        return rows

    def draw(self) -> Figure:
        """Draw time and memory over the batch size.

        Returns:
            A matplotlib figure that a notebook shows.
        """
        sizes = list(self.seconds)
        told = f"Time of an epoch and memory of a step for batches of {sizes[0]} to {sizes[-1]}"
        count = 3 if self.memory else 2
        figure = told_picture(told, figsize=(3.3 * count, 3.0))
        left, middle, *right = figure.subplots(1, count)
        each = [1000 * self.update(size) for size in sizes]
        left.plot(sizes, [self.epoch(size) for size in sizes], "-o", color=TRAIN)
        left.set_title("seconds an epoch", fontsize="medium")
        middle.plot(sizes, each, "-o", color=VAL)
        middle.set_title("milliseconds an update", fontsize="medium")
        for axes in right:
            taken = [self.memory[size] / 1e6 for size in sizes]
            axes.plot(sizes, taken, "-o", color="#00805c")
            axes.set_title("megabytes a step", fontsize="medium")
        for axes in (left, middle, *right):
            axes.set_xscale("log", base=2)
            axes.set_yscale("log")
            axes.set_xticks(sizes, [str(size) for size in sizes], fontsize=7)
            ticks = _apart(axes.lines[0].get_ydata())
            axes.set_yticks(ticks, [two(tick) for tick in ticks], fontsize=7)
            axes.minorticks_off()
            axes.set_xlabel("batch size")
            axes.grid(alpha=0.3)
            axes.spines[["top", "right"]].set_visible(False)
        return figure

    def __str__(self) -> str:
        return "\n".join([text_table(self._head(), self.rows()), _NOTE])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(self._head(), self.rows(), caption=_NOTE)

    def _head(self) -> tuple[str, ...]:
        return (*_HEAD, "memory a step") if self.memory else _HEAD


def batch_costs(
    network: Callable[[], keras.Model],
    x: np.ndarray,
    y: np.ndarray,
    sizes: Sequence[int] = (4, 16, 64, 256),
    *,
    rounds: int = 3,
    memory: bool = True,
) -> BatchCosts:
    """Measure epochs and updates with several batch sizes, in turns, and the memory of a step.

    Args:
        network: A function that makes the compiled model.
        x: The inputs, of shape `(samples, ...)`.
        y: The targets, of shape `(samples, ...)`.
        sizes: The batch sizes. Default: 4, 16, 64, 256.
        rounds: How many epochs of each size are measured. Default: 3.
        memory: Whether to measure the memory too, in a Python of its own. Default: yes.

    Returns:
        A `BatchCosts`.

    Raises:
        TypeError: If `network` is no function, or a size isn't a whole number.
        ValueError: If a size is less than 1, or there are fewer samples than that.
    """
    check_network(network)
    sizes = [check_count("A batch size", size) for size in sizes]
    if not sizes or max(sizes) > len(x):
        wrong = "There are too few samples for a batch."
        raise ValueError(three_beats(wrong, f"{max(sizes, default=1)} or more", len(x)))
    rounds = check_count("The number of rounds", rounds)
    models = {size: network() for size in sizes}
    epochs = in_turns({str(n): _epoch(model, x, y, n) for n, model in models.items()}, rounds)
    updates = in_turns({str(n): _update(model, x, y, n) for n, model in models.items()}, _UPDATES)
    taken = {}
    if memory:
        measured = step_memory({str(size): (network, size) for size in sizes}, x, y)
        taken = {size: measured.bytes[str(size)] for size in sizes}
    seconds, each = ({size: one.seconds[str(size)] for size in sizes} for one in (epochs, updates))
    return BatchCosts(len(x), seconds, each, taken)


def _apart(values: Sequence[float]) -> list[float]:
    """Leave out values whose names would lie over those of others on a logarithmic axis."""
    kept: list[float] = []
    low, high = np.log([min(values), max(values)])
    for value in sorted(values, reverse=True):
        if not kept or np.log(kept[-1] / value) > 0.1 * (high - low):
            kept.append(float(value))
    return kept


def _epoch(model: keras.Model, x, y, size: int) -> Callable[[], object]:
    return lambda: model.fit(x, y, size, shuffle=False, verbose=0)


def _update(model: keras.Model, x, y, size: int) -> Callable[[], object]:
    return lambda: model.train_on_batch(x[:size], y[:size])


def prediction_times(
    model: keras.Model, x: np.ndarray, sizes: Sequence[int] = (1, 32, 256), *, rounds: int = 3
) -> tuple[Timing, float]:
    """Measure `predict` in batches of several sizes, and compare what comes out.

    Args:
        model: The model.
        x: The inputs, of shape `(samples, ...)`.
        sizes: The batch sizes. Default: 1, 32, 256.
        rounds: How often each is measured. Default: 3.

    Returns:
        A `Timing` of whole predictions, and the largest difference between two of the outputs.

    Raises:
        TypeError: If a size isn't a whole number.
        ValueError: If a size is less than 1.

    Example:

    >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    >>> timing, difference = prediction_times(model, np.ones((8, 3)), sizes=[1, 8], rounds=2)
    >>> list(timing.seconds), difference < 1e-6
    (['batches of 1', 'batches of 8'], True)
    """
    found = {}

    def predict(size: int) -> None:
        found[size] = keras.tree.flatten(model.predict(x, batch_size=size, verbose=0))

    sizes = [check_count("A batch size", size) for size in sizes]
    ways = {f"batches of {size:,}": lambda size=size: predict(size) for size in sizes}
    timing = in_turns(ways, check_count("The number of rounds", rounds))
    first, *others = found.values()
    pairs = ((a, b) for other in others for a, b in zip(first, other, strict=True))
    difference = max((float(np.abs(a - b).max()) for a, b in pairs), default=0.0)
    samples = dict.fromkeys(ways, len(x))
    return Timing(timing.seconds, samples=samples, what="whole prediction"), difference
