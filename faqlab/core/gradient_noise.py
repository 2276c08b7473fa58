"""How far the gradient of a batch is from that of all samples, for batches of several sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .backend import keras
from .data_parallel import check_network
from .epoch_steps import check_count
from .errors import three_beats
from .page_table import page_table, text_table
from .run_picture import BEST, TRAIN
from .stepper_inputs import as_targets, check_compiled
from .summary import two
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEAD = ("batch size", "error of the gradient", "error x root of the size")


@dataclass(frozen=True)
class GradientNoise:
    """The errors of the gradients of batches; the text and the page are a table.

    Args:
        sizes: The batch sizes.
        errors: For each size the errors of the batches that were drawn, of shape `(sizes, draws)`:
            the length of the difference to the gradient of all samples, as a share of its length.
    """

    sizes: tuple[int, ...]
    errors: np.ndarray

    @property
    def typical(self) -> np.ndarray:
        """For each size the typical error: the root of the mean of the squares."""
        return np.sqrt(np.mean(np.square(self.errors), axis=1))

    @property
    def slope(self) -> float:
        """The slope of the line through the typical errors on logarithmic axes; -0.5 by theory."""
        return float(np.polyfit(np.log(self.sizes), np.log(self.typical), 1)[0])

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: batch size, typical error, error times the root of the size."""
        pairs = zip(self.sizes, self.typical, strict=True)
        return [(f"{size:,}", two(error), two(error * size**0.5)) for size, error in pairs]

    def draw(self) -> Figure:
        """Draw the errors over the batch size, with the line of theory.

        Returns:
            A matplotlib figure that a notebook shows.
        """
        told = f"The error of the gradient for batches of {self.sizes[0]} to {self.sizes[-1]}"
        figure = told_picture(told, figsize=(5.6, 3.4))
        axes = figure.subplots()
        every = np.repeat(self.sizes, self.errors.shape[1])
        axes.plot(every, self.errors.ravel(), "o", color=TRAIN, alpha=0.25, ms=4, label="a batch")
        axes.plot(self.sizes, self.typical, "-o", color=TRAIN, label="typical")
        theory = self.typical[0] * np.sqrt(self.sizes[0] / np.array(self.sizes))
        axes.plot(self.sizes, theory, ":", color=BEST, label="1 / root of the batch size")
        axes.set_xscale("log", base=2)
        axes.set_yscale("log")
        axes.set_xticks(self.sizes, [str(size) for size in self.sizes])
        axes.set_yticks(self.typical, [two(error) for error in self.typical])
        axes.minorticks_off()
        axes.set_xlabel("batch size")
        axes.set_ylabel("error of the gradient, as a share")
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(fontsize="small", frameon=False)
        return figure

    def __str__(self) -> str:
        return text_table(_HEAD, self.rows())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows())


def gradient_noise(
    network: Callable[[], keras.Model],
    x: np.ndarray,
    y: np.ndarray,
    sizes: Sequence[int] = (1, 4, 16, 64, 256),
    *,
    draws: int = 20,
    seed: int = 0,
) -> GradientNoise:
    """Compare the gradients of batches drawn at random with the gradient of all samples.

    Each gradient is what training really does with the batch: one step of plain gradient descent of
    rate 1, from the same weights each time. So a network with dropout has the noise of that too.

    Args:
        network: A function that makes the compiled model; its optimizer isn't used.
        x: The inputs, of shape `(samples, ...)`; all of them make one batch.
        y: The targets, of shape `(samples, ...)`.
        sizes: The batch sizes. Default: 1, 4, 16, 64, 256.
        draws: How many batches of each size are drawn, without putting back. Default: 20.
        seed: Draws them. Default: 0.

    Returns:
        A `GradientNoise`.

    Raises:
        TypeError: If `network` is no function, or a size isn't a whole number.
        ValueError: If a size is less than 1 or leaves nothing to compare with, or the gradient of
            all samples is zero.

    Example:

    >>> def network():
    ...     model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    ...     model.set_weights([np.zeros((1, 1))])
    ...     model.compile("sgd", "mse")
    ...     return model
    >>> noise = gradient_noise(network, np.ones((4, 1)), np.array([1.0, 1, 3, 3]), sizes=[1])
    >>> noise.errors[0, :5].round(3)  # each sample's gradient is 1/2 or 3/2 of the mean
    array([0.5, 0.5, 0.5, 0.5, 0.5])
    """
    check_network(network)
    y = as_targets(y, len(x))
    sizes = tuple(check_count("A batch size", size) for size in sizes)
    if not sizes or max(sizes) >= len(x):
        wrong = "A batch of this size leaves nothing to compare with."
        raise ValueError(three_beats(wrong, f"sizes from 1 to {len(x) - 1}", sizes))
    gradient = _gradients(network, x, y)
    whole = gradient(x, y)
    length = np.linalg.norm(whole)
    if not length or not np.isfinite(length):
        wrong = "The gradient of all samples has no length to compare with."
        raise ValueError(three_beats(wrong, "a number above zero", float(length)))
    draw = np.random.default_rng(seed)
    errors = np.empty((len(sizes), check_count("The number of draws", draws)))
    for row, size in enumerate(sizes):
        for column in range(errors.shape[1]):
            places = draw.choice(len(x), size, replace=False)
            part = gradient(x[places], _rows(y, places))
            errors[row, column] = np.linalg.norm(part - whole) / length
    return GradientNoise(sizes, errors)


def _rows(y, places: np.ndarray):
    return keras.tree.map_structure(lambda one: one[places], y)


def _gradients(network: Callable[[], keras.Model], x, y) -> Callable[..., np.ndarray]:
    """Give a function that computes the gradient of a batch, as one long row."""
    model = network()
    check_compiled(model)
    model.optimizer = keras.optimizers.SGD(1.0)
    model.make_train_function(force=True)
    if not model.built:
        model.test_on_batch(x, y)
    begin = model.get_weights()
    before = _row(model)

    def gradient(x, y):
        model.train_on_batch(x, y)
        found = before - _row(model)
        model.set_weights(begin)
        return found

    return gradient


def _row(model: keras.Model) -> np.ndarray:
    arrays = [keras.ops.convert_to_numpy(one) for one in model.trainable_variables]
    return np.concatenate([np.ravel(one).astype("float64") for one in arrays])
