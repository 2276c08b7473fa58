"""Arrays as a `tf.data.Dataset`, sample by sample."""

from typing import TYPE_CHECKING

import numpy as np

from .backend import keras
from .errors import three_beats

if TYPE_CHECKING:
    import tensorflow as tf


def sample_dataset(*arrays) -> "tf.data.Dataset":
    """Make a `tf.data.Dataset` whose elements are the samples, in the order of the arrays.

    It is `tf.data.Dataset.from_tensor_slices` in short; `.shuffle(...)` and `.batch(...)` go on.

    Args:
        *arrays: `x`, or `x, y`, or `x, y, sample_weight`: each an array of shape `(samples, ...)`,
            or a list, tuple or dict of such arrays.

    Returns:
        The dataset.

    Raises:
        ValueError: If there are no arrays, or they have different numbers of samples.

    Example:

    >>> [x.tolist() for x in sample_dataset(np.arange(5)).batch(2).as_numpy_iterator()]
    [[0, 1], [2, 3], [4]]
    """
    import tensorflow as tf

    lengths = sorted({np.shape(one)[:1] for one in keras.tree.flatten(arrays)})
    if len(lengths) != 1 or lengths == [()]:
        expected = "arrays with as many samples each, one array at least"
        received = ", ".join(str(*length) for length in lengths) or "nothing"
        raise ValueError(three_beats("The arrays don't fit together.", expected, received))
    data = keras.tree.lists_to_tuples(arrays)
    return tf.data.Dataset.from_tensor_slices(data if len(data) > 1 else data[0])
