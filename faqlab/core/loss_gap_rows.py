"""The rows that a loss is taken over: inputs, targets and weights, checked and cut into batches."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .backend import keras
from .errors import three_beats
from .model_inputs import ModelInputs


@dataclass(frozen=True)
class Batch:
    """Some rows, as a model takes them.

    Args:
        x: The inputs: an array of shape `(rows, ...)`, or several in a list or a dict.
        y: The targets in the same way, or None.
        weights: The sample weights in the same way, or None.
        rows: How many rows there are.
    """

    x: object
    y: object
    weights: object
    rows: int


class LossRows:
    """All rows of one side, training or validation.

    Args:
        model: The model.
        x: The inputs, arrays of shape `(rows, ...)`: one, or a list or a dict of them.
        y: The targets, in the same way. Default: none, for a model that adds its loss itself.
        weights: The sample weights, in the same way. Default: none.
        suffix: What the arguments are called behind `x`, `y` and `sample_weight`, for the
            messages. Default: nothing.

    Attributes:
        rows: How many rows there are.

    Raises:
        TypeError: If something isn't an array.
        ValueError: If there is no row, if lengths differ, if a shape isn't the model's, or if a
            number is NaN or infinite.

    Example:

    >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    >>> rows = LossRows(model, np.ones((5, 3)), np.ones(5))
    >>> [batch.rows for batch in rows.batches(2)]
    [2, 2, 1]
    """

    def __init__(
        self,
        model: keras.Model,
        x: object,
        y: object = None,
        weights: object = None,
        suffix: str = "",
    ):
        self.x = _arrays(f"x{suffix}", x)
        self.y = _arrays(f"y{suffix}", y)
        self.weights = _arrays(f"sample_weight{suffix}", weights)
        if self.x is None:
            raise ValueError(three_beats(f"`x{suffix}` isn't there.", "arrays of inputs", x))
        # It also says which input has the wrong shape.
        self.rows = ModelInputs(model, self.x).samples
        for name, one in (("y", self.y), ("sample_weight", self.weights)):
            lengths = {len(leaf) for leaf in _leaves(one)}
            if lengths - {self.rows}:
                wrong = f"`x{suffix}` and `{name}{suffix}` hold different numbers of rows."
                got = [len(leaf) for leaf in _leaves(one)]
                raise ValueError(three_beats(wrong, f"{self.rows} in each", got))

    def batches(self, size: int, order: np.ndarray | None = None) -> Iterator[Batch]:
        """Cut the rows into batches, as `fit` does: the last one may be smaller.

        Args:
            size: Rows in a batch.
            order: The rows in the order in which they come, of shape `(rows,)`. Default: as they
                are.

        Yields:
            The batches.
        """
        order = np.arange(self.rows) if order is None else order
        for begin in range(0, self.rows, size):
            some = order[begin : begin + size]
            x, y, weights = (_map(lambda a, i=some: a[i], one) for one in self._all)
            yield Batch(x, y, weights, len(some))

    @property
    def _all(self) -> tuple:
        return self.x, self.y, self.weights


def class_weights(y: object, class_weight: Mapping[int, float]) -> np.ndarray:
    """Give each row the weight of its class, as `fit(class_weight=...)` does.

    Args:
        y: The labels, integers of shape `(rows,)` or `(rows, 1)`, or one-hot of `(rows, classes)`.
        class_weight: The weight of each class; one that isn't there has 1.

    Returns:
        The weights, of shape `(rows,)`.

    Raises:
        ValueError: If there are several targets; Keras takes class weights for one only.

    Example:

    >>> class_weights(np.array([0, 1, 1, 2]), {1: 3.0}).tolist()
    [1.0, 3.0, 3.0, 1.0]
    """
    if not hasattr(y, "shape"):
        wrong = "Class weights are for a model with one output."
        raise ValueError(three_beats(wrong, "one array of labels", type(y).__name__))
    labels = y.argmax(axis=-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y))
    found = [class_weight.get(int(label), 1.0) for label in np.round(labels)]
    return np.array(found, keras.config.floatx())


def _arrays(name: str, data: object) -> object:
    """Make arrays of whatever is given, floats in Keras's precision as `fit` does."""
    if data is None:
        return None
    if isinstance(data, Mapping):
        return {key: _arrays(f"{name}[{key!r}]", one) for key, one in data.items()}
    if isinstance(data, list | tuple) and any(one is None or hasattr(one, "shape") for one in data):
        return [_arrays(f"{name}[{i}]", one) for i, one in enumerate(data)]
    array = keras.ops.convert_to_numpy(data) if keras.ops.is_tensor(data) else np.asarray(data)
    if array.dtype == object or array.ndim == 0:
        wrong = f"`{name}` isn't an array of rows."
        remedy = "Of a data set or a generator, give some thousand rows as arrays."
        expected = "numbers of shape (rows, ...)"
        raise TypeError(three_beats(wrong, expected, type(data).__name__, remedy))
    if array.dtype.kind != "f":
        return array
    bad = int(np.count_nonzero(~np.isfinite(array)))
    if bad:
        wrong = f"`{name}` holds numbers that are none: the loss would be none either."
        got = f"{bad} NaN or infinite of {array.size}"
        raise ValueError(three_beats(wrong, "ordinary numbers", got))
    return array.astype(keras.config.floatx(), copy=False)


def _map(change: Callable, data: object) -> object:
    if data is None:
        return None
    if isinstance(data, dict):
        return {key: _map(change, one) for key, one in data.items()}
    return [_map(change, one) for one in data] if isinstance(data, list) else change(data)


def _leaves(data: object) -> list[np.ndarray]:
    if data is None:
        return []
    if isinstance(data, dict | list):
        within = data.values() if isinstance(data, dict) else data
        return [leaf for one in within for leaf in _leaves(one)]
    return [data]
