"""Gradient accumulation beside one large batch: when the weights move, and where they end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .backend import keras
from .data_parallel import check_network
from .epoch_steps import check_count
from .errors import three_beats
from .page_table import page_table, text_table
from .ribbon import Note, Ribbon
from .stepper import Stepper
from .summary import two

EQUAL = 1e-5

_HEAD = ("training", "batch size", "batches", "updates", "weights moved after batch")


@dataclass(frozen=True)
class Accumulation:
    """Small batches whose gradients are collected, and large ones; text and page are a table.

    Args:
        batch_size: The samples of a small batch.
        times: How many of them make an update.
        small: The `Stepper` that went through the small batches.
        large: The one that went through batches `times` as large.
        difference: The largest difference between the weights that they left.
    """

    batch_size: int
    times: int
    small: Stepper
    large: Stepper
    difference: float

    @property
    def equal(self) -> bool:
        """Whether both left the same weights, to 1e-5."""
        return self.difference <= EQUAL

    @property
    def moved(self) -> tuple[int, ...]:
        """After which of the small batches the weights had moved, counted from 1."""
        return _moved(self.small)

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: what, batch size, batches, updates, when the weights moved."""
        return [
            _row("accumulated", self.small),
            _row("one large batch", self.large),
        ]

    def ribbon(self) -> tuple[Ribbon, list[Note]]:
        """Give the small batches and what the weights did after each, as plain data."""
        return self.small.ribbon(), self.small.notes()

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.rows()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows(), caption=self._sum_up())

    def _sum_up(self) -> str:
        if self.equal:
            return f"The weights are equal, to {EQUAL:g}."
        return f"The weights differ by up to {two(self.difference)}."


def accumulation(
    network: Callable[[], keras.Model],
    x: np.ndarray,
    y: np.ndarray,
    batch_size: int = 32,
    times: int = 4,
) -> Accumulation:
    """Train with small batches whose gradients are collected, and with large ones; compare.

    Both go once through the data in order, from the same weights, with the same optimizer; the one
    for the small batches is made again with `gradient_accumulation_steps=times`. They end equal
    where each sample's gradient is its own and all small batches are of the same size.
    BatchNormalization and Dropout, a smaller last batch, and a learning rate schedule, which counts
    batches and not updates, make a difference.

    Args:
        network: A function that makes the compiled model.
        x: The inputs, of shape `(samples, ...)`.
        y: The targets, of shape `(samples, ...)`.
        batch_size: The samples of a small batch. Default: 32.
        times: How many small batches make a large one, 2 or more. Default: 4.

    Returns:
        An `Accumulation`.

    Raises:
        TypeError: If `network` is no function, or a number isn't whole.
        ValueError: If `times` is less than 2, or there are too few samples for one large batch.

    Example:

    >>> def network():
    ...     model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    ...     model.compile("adam", "mse")
    ...     return model
    >>> x = np.random.default_rng(0).normal(size=(16, 3))
    >>> accumulation(network, x, x.sum(axis=1), batch_size=4, times=2)
    training         batch size  batches  updates  weights moved after batch
    accumulated      4           4        2        2, 4
    one large batch  8           2        2        1, 2
    The weights are equal, to 1e-05.
    """
    check_network(network)
    batch_size = check_count("The batch size", batch_size)
    if check_count("The number of batches for an update", times) < 2:
        wrong = "One batch has nothing to collect."
        raise ValueError(three_beats(wrong, "2 or more batches for an update", times))
    if len(x) < batch_size * times:
        wrong = "There are too few samples for one large batch."
        raise ValueError(three_beats(wrong, f"{batch_size * times} or more", len(x)))
    models = network(), network()
    large = Stepper(models[0], x, y, batch_size * times)
    small = Stepper(accumulating(models[1], times), x, y, batch_size)
    for model in models:
        if not model.built:
            model.test_on_batch(x[:batch_size], y[:batch_size])
    models[1].set_weights(models[0].get_weights())
    for one in (large, small):
        one.epoch()
    pairs = zip(*(model.get_weights() for model in models), strict=True)
    difference = max((float(np.abs(a - b).max()) for a, b in pairs if a.size), default=0.0)
    return Accumulation(batch_size, times, small, large, difference)


def accumulating(model: keras.Model, times: int) -> keras.Model:
    """Make a model's optimizer collect the gradients of several batches before it updates.

    It is made again from its settings, so what it has learned of the gradients so far is lost.

    Args:
        model: A compiled model that wasn't trained yet.
        times: How many batches make an update.

    Returns:
        The model itself.

    Example:

    >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    >>> model.compile("adam", "mse")
    >>> accumulating(model, 4).optimizer.gradient_accumulation_steps
    4
    """
    optimizer = model.optimizer
    config = optimizer.get_config()
    # Mixed precision puts an optimizer around the optimizer.
    inner = config.get("inner_optimizer", {}).get("config", config)
    inner["gradient_accumulation_steps"] = times
    model.optimizer = type(optimizer).from_config(config)
    model.make_train_function(force=True)
    return model


def _moved(stepper: Stepper) -> tuple[int, ...]:
    return tuple(i + 1 for i, one in enumerate(stepper.log) if one.change)


def _row(name: str, stepper: Stepper) -> tuple[str, ...]:
    moved = list(map(str, _moved(stepper)))
    listed = ", ".join(moved if len(moved) <= 6 else [*moved[:6], "…"])
    return name, str(stepper.batch_size), str(len(stepper.log)), str(stepper.updates), listed
