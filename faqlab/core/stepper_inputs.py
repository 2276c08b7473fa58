"""What a training by hand is given: a compiled model, targets, weights, labels; checked first."""

import numpy as np

from .backend import keras
from .errors import three_beats


def check_compiled(model: object) -> None:
    """Refuse what can't be trained.

    Args:
        model: What was given for the model.

    Raises:
        TypeError: If it is no Keras model.
        ValueError: If it isn't compiled.
    """
    if not isinstance(model, keras.Model):
        wrong = "There is nothing to train."
        raise TypeError(three_beats(wrong, "a Keras model", type(model).__name__))
    if not model.compiled or model.optimizer is None:
        raise ValueError(
            three_beats(
                f"The model {model.name!r} isn't compiled.",
                "a model with an optimizer and a loss",
                "a model without them",
                "Call `model.compile(optimizer, loss)` first.",
            )
        )


def as_targets(y: object, samples: int) -> object:
    """Make arrays of targets.

    Args:
        y: An array, a list of numbers, or a list or a dict of arrays.
        samples: How many samples there are.

    Returns:
        The array, or the list or dict of arrays.

    Raises:
        TypeError: If there are none.
        ValueError: If they are more or fewer than the samples.
    """
    if isinstance(y, list | tuple) and not any(hasattr(one, "shape") for one in y):
        y = np.asarray(y)
    if y is None:
        raise TypeError(three_beats("There are no targets.", "an array for y", None))
    y = keras.tree.map_structure(_array, y)
    for one in keras.tree.flatten(y):
        _check_length("targets", one, samples)
    return y


def as_rows(what: str, values: object, samples: int) -> np.ndarray | None:
    """Make an array of what each sample has one of.

    Args:
        what: What it is, for the message: `"weights"`.
        values: The values; None for none.
        samples: How many samples there are.

    Returns:
        The array, or None.

    Raises:
        ValueError: If they are more or fewer than the samples.
    """
    if values is None:
        return None
    values = _array(values)
    _check_length(what, values, samples)
    return values


def _array(values: object) -> np.ndarray:
    return keras.ops.convert_to_numpy(values) if keras.ops.is_tensor(values) else np.asarray(values)


def _check_length(what: str, values: np.ndarray, samples: int) -> None:
    length = len(values) if values.ndim else 0
    if length != samples:
        wrong = f"The inputs and the {what} are of different length."
        remedy = "Each sample needs one of its own, in the same order."
        raise ValueError(three_beats(wrong, f"{samples} {what}, one a sample", length, remedy))


def one_label_each(y: object) -> np.ndarray | None:
    """Give the targets as labels, where they are one whole number or one text a sample.

    Args:
        y: The targets.

    Returns:
        Labels of shape `(samples,)`, or None.

    Example:

    >>> one_label_each(np.array([[3], [1]])), one_label_each(np.array([0.5, 0.1]))
    (array([3, 1]), None)
    """
    if not isinstance(y, np.ndarray) or y.size != len(y) or y.dtype.kind not in "iubUS":
        return None
    return y.reshape(-1)
