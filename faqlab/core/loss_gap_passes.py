"""What the loss of some rows is made of: what the predictions cost, and what the penalties add."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .backend import keras
from .loss_gap_rows import Batch


@dataclass(frozen=True)
class LossParts:
    """The parts of a loss over some rows.

    Args:
        data: What the predictions cost: the compiled loss, with sample weights.
        plain: The same without sample weights.
        penalty: What `model.losses` adds: L1 and L2, activity penalties, `add_loss`.
        rows: Over how many rows it is taken.

    Example:

    >>> LossParts(0.5, 0.5, 0.25, 32).total
    0.75
    """

    data: float
    plain: float
    penalty: float
    rows: int

    @property
    def total(self) -> float:
        """What Keras calls the loss."""
        return self.data + self.penalty


def loss_parts(model: keras.Model, batch: Batch, training: bool) -> LossParts:
    """Take the loss of one batch apart, with the weights as they are.

    The model is called as Keras's own `train_step` and `test_step` call it. In training mode that
    moves random states and the statistics of batch norm.

    Args:
        model: A compiled model.
        batch: The rows.
        training: Whether dropout, batch norm and the like are in training mode.

    Returns:
        The parts.

    Example:

    >>> dense = keras.layers.Dense(1, kernel_initializer="ones", kernel_regularizer="l2")
    >>> model = keras.Sequential([keras.Input((2,)), dense])
    >>> model.compile("sgd", "mse")
    >>> parts = loss_parts(model, Batch(np.ones((4, 2)), np.zeros(4), None, 4), training=False)
    >>> round(parts.data, 4), round(parts.penalty, 4)
    (4.0, 0.02)
    """
    mode = {"training": training} if model._call_has_training_arg else {}
    predicted = model(batch.x, **mode)
    penalty = sum(_number(one) for one in model.losses)
    data = plain = _data(model, batch, predicted, batch.weights, training, penalty)
    if batch.weights is not None:
        plain = _data(model, batch, predicted, None, training, penalty)
    return LossParts(data, plain, penalty, batch.rows)


def mean_parts(parts: Iterable[LossParts]) -> LossParts:
    """Take the mean over batches as Keras does: a batch counts as much as it has rows.

    Args:
        parts: Those of the batches.

    Returns:
        The parts of all rows together.

    Example:

    >>> mean_parts([LossParts(1.0, 1.0, 0.0, 30), LossParts(5.0, 5.0, 0.0, 10)]).data
    2.0
    """
    parts = list(parts)
    rows = [one.rows for one in parts]
    data, plain, penalty = (
        float(np.average([getattr(one, name) for one in parts], weights=rows))
        for name in ("data", "plain", "penalty")
    )
    return LossParts(data, plain, penalty, sum(rows))


def _data(model, batch: Batch, predicted, weights, training: bool, penalty: float) -> float:
    if type(model).compute_loss is not keras.Model.compute_loss:
        # A model that computes its loss in its own way adds the penalties there too.
        total = model._compute_loss(
            x=batch.x, y=batch.y, y_pred=predicted, sample_weight=weights, training=training
        )
        return _number(total) - penalty
    if model._compile_loss is None:
        return 0.0
    loss = model._compile_loss(batch.y, predicted, weights)
    return 0.0 if loss is None else _number(loss)


def _number(tensor: object) -> float:
    return float(keras.ops.convert_to_numpy(keras.ops.sum(tensor)))
