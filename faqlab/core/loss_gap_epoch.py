"""Train one epoch on trial, and measure where its training loss comes from."""

from collections.abc import Callable, Mapping

import numpy as np

from .backend import keras
from .errors import three_beats
from .loss_gap_parts import LossGap
from .loss_gap_passes import LossParts, loss_parts, mean_parts
from .loss_gap_rows import LossRows, class_weights
from .model_snapshot import Snapshot, dice_of, left_as_it_was, moved_by_a_call
from .rnn_states import recurrent_layers
from .work_bar import Tell, work_told


def explain(
    model: keras.Model,
    x: object,
    y: object = None,
    x_val: object = None,
    y_val: object = None,
    *,
    sample_weight: object = None,
    sample_weight_val: object = None,
    class_weight: Mapping[int, float] | None = None,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int = 0,
    progress: bool | Callable[[int, int], None] = False,
) -> LossGap:
    """Say why the training loss of the next epoch is another than the validation loss after it.

    The model trains that epoch here, on trial: afterwards weights, optimizer, metrics and random
    states are as they were, bit for bit. Each batch is looked at when the epoch meets it, and once
    more with the weights of the end and the same random numbers, in training mode and as in
    testing: every training row goes through the model four times.

    Args:
        model: A compiled model: fresh, to see its first epoch, or trained, to see the next one.
        x: The inputs to train on, arrays of shape `(rows, ...)`: one, or a list or a dict of them.
        y: Their targets, in the same way. Default: none, for a model that adds its loss itself.
        x_val: The inputs for validation.
        y_val: Their targets.
        sample_weight: The weight of each row of `x`, of shape `(rows,)`; for several outputs a
            list or a dict, as `fit` takes it. Default: none.
        sample_weight_val: The same for validation. Default: none.
        class_weight: The weight of each class in training, as `fit` takes it. Default: none.
        batch_size: Rows in a batch, in training and in validation. Default 32.
        shuffle: Whether to train on the rows in a random order. Default: True.
        seed: Which random order. Default 0.
        progress: True for a bar, or a function `progress(done, total)`. Default: nothing.

    Returns:
        A `LossGap`: the two losses, the parts, the picture.

    Raises:
        TypeError: If it isn't a model, or the rows aren't arrays.
        ValueError: If the model isn't compiled or is stateful, if validation rows or targets are
            missing, if lengths or shapes don't fit, or if a number or the loss is NaN.

    Example:

    >>> keras.utils.set_random_seed(0)
    >>> dense = keras.layers.Dense(1, kernel_regularizer="l2")
    >>> model = keras.Sequential([keras.Input((3,)), dense])
    >>> model.compile(keras.optimizers.SGD(0.0), "mse")
    >>> x = np.random.default_rng(0).normal(size=(64, 3))
    >>> gap = explain(model, x, x.sum(1), x[:32], x[:32].sum(1))
    >>> [name for name, size in gap.parts.items() if abs(size) > 1e-6], gap.adds_up
    (['generalisation'], True)
    """
    _check(model, y, x_val, y_val, batch_size)
    if class_weight is not None and sample_weight is not None:
        wrong = "`sample_weight` and `class_weight` can't be combined: Keras takes one of them."
        remedy = "Multiply them: sample_weight * the weight of each row's class."
        raise ValueError(three_beats(wrong, "one of the two", "both", remedy))
    training = LossRows(model, x, y, sample_weight)
    if class_weight is not None:
        training.weights = class_weights(training.y, class_weight)
    validation = LossRows(model, x_val, y_val, sample_weight_val, suffix="_val")
    order = np.random.default_rng(seed).permutation(training.rows) if shuffle else None
    if not model.built:
        model(next(training.batches(batch_size, order)).x)
    count, tests = (-(-side.rows // batch_size) for side in (training, validation))
    work = work_told(progress, 2 * count + tests, "batches of the loss gap")
    with work as tell, left_as_it_was(model):
        reported, *looks = _measure(model, training, validation, batch_size, order, tell)
        # Keras itself says what the loss of the validation rows is.
        there = (validation.x, validation.y, batch_size, 0, validation.weights)
        validated = model.evaluate(*there, return_dict=True)["loss"]
    weighted = any(side.weights is not None for side in (training, validation))
    gap = LossGap(reported, validated, *looks, count, weighted)
    if not np.isfinite([gap.reported, gap.validation]).all():
        wrong = "The loss is no number, so it has no parts."
        got = f"training {gap.reported}, validation {gap.validation}"
        remedy = "Look for NaN in the weights, or lower the learning rate."
        raise ValueError(three_beats(wrong, "finite losses", got, remedy))
    return gap


def _measure(
    model: keras.Model,
    training: LossRows,
    validation: LossRows,
    size: int,
    order: np.ndarray | None,
    tell: Tell,
) -> tuple[float, LossParts, LossParts, LossParts, LossParts]:
    reported, moving, dice = [], [], []
    for batch in training.batches(size, order):
        before = Snapshot(moved_by_a_call(model))
        dice.append(Snapshot(dice_of(model)))
        moving.append(loss_parts(model, batch, training=True))
        before.put_back()
        logs = model.train_on_batch(batch.x, batch.y, batch.weights, return_dict=True)
        reported.append(float(logs["loss"]))
        tell(len(moving))
    end = Snapshot(moved_by_a_call(model))
    trained, tested, unseen = [], [], []
    for batch, thrown in zip(training.batches(size, order), dice, strict=True):
        # The random numbers that this batch met: its dropout, its augmentation.
        thrown.put_back()
        trained.append(loss_parts(model, batch, training=True))
        end.put_back()
        tested.append(loss_parts(model, batch, training=False))
        tell(len(moving) + len(tested))
    for batch in validation.batches(size):
        unseen.append(loss_parts(model, batch, training=False))
        tell(2 * len(moving) + len(unseen))
    mean = float(np.average(reported, weights=[one.rows for one in moving]))
    return mean, *map(mean_parts, (moving, trained, tested, unseen))


def _check(model: object, y: object, x_val: object, y_val: object, batch_size: object) -> None:
    if not isinstance(model, keras.Model):
        raise TypeError(three_beats("This is no model.", "a compiled Keras model", model))
    if not model.compiled:
        wrong = "The model isn't compiled, so it has no loss."
        remedy = "Call `model.compile(optimizer, loss)` first."
        raise ValueError(three_beats(wrong, "a compiled model", model.name, remedy))
    if any(layer.stateful for _, layer in recurrent_layers(model)):
        wrong = "The model is stateful: the loss of its rows depends on what it read before."
        raise ValueError(three_beats(wrong, "a model without stateful layers", model.name))
    if x_val is None:
        wrong = "There are no rows for validation."
        remedy = "Keep some back: `explain(model, x[:-200], y[:-200], x[-200:], y[-200:])`."
        raise ValueError(three_beats(wrong, "`x_val` and `y_val`", None, remedy))
    if (y is None) != (y_val is None):
        wrong = "There are targets on one side only."
        got = "y_val alone" if y is None else "y alone"
        raise ValueError(three_beats(wrong, "`y` and `y_val`, or neither", got))
    whole = isinstance(batch_size, int | np.integer) and not isinstance(batch_size, bool)
    if not whole or batch_size < 1:
        raise ValueError(three_beats("The batch size is wrong.", "1 or more", batch_size))
