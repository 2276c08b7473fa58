"""Samples that are recognised by their content, where no number can travel with them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from .errors import three_beats


def fingerprints(leaves: Sequence):
    """Give each sample of a batch a number that only its own content has.

    Args:
        leaves: The arrays or tensors of the batch, each of shape `(samples, ...)`: one for each
            input. Within a graph too.

    Returns:
        An int64 tensor of shape `(samples,)`, TensorFlow's 64-bit fingerprint: equal bytes have
        equal numbers.

    Raises:
        ValueError: If the arrays have no samples, or not the same number of them.

    Example:

    >>> one, two, three = fingerprints([np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]])])
    >>> bool(one == three), bool(one == two)
    (True, False)
    """
    import tensorflow as tf

    leaves = [tf.convert_to_tensor(leaf) for leaf in leaves]
    shapes = [tuple(leaf.shape) for leaf in leaves]
    if len({shape[:1] for shape in shapes}) != 1 or shapes[0] == ():
        expected = "arrays of shape (samples, ...), each with as many samples"
        raise ValueError(three_beats("These are no samples.", expected, shapes))
    each = [tf.fingerprint(leaf) for leaf in leaves]
    whole = each[0] if len(each) == 1 else tf.fingerprint(tf.concat(each, axis=1))
    return tf.bitcast(whole, tf.int64)


def numbers_of(passes: Sequence[Sequence[np.ndarray]], known: np.ndarray | None = None) -> list:
    """Turn fingerprints into sample numbers.

    Equal samples can't be told apart: with `known` the first in a pass gets the first of their
    numbers, the next the next; without, all are one sample.

    Args:
        passes: For each epoch its batches, each an array of fingerprints.
        known: The fingerprints of the samples in their own order, of shape `(samples,)`. Default:
            samples are numbered as they first appear.

    Returns:
        The same, with sample numbers in place of fingerprints, -1 for those that are not known.

    Example:

    >>> numbers_of([[np.array([70, 50])], [np.array([50, 90])]])
    [(array([0, 1]),), (array([1, 2]),)]
    >>> numbers_of([[np.array([70, 50, 3])]], known=np.array([50, 60, 70]))
    [(array([ 2,  0, -1]),)]
    """
    places: dict[int, list[int]] = {}
    for number, print_ in enumerate([] if known is None else known.tolist()):
        places.setdefault(print_, []).append(number)
    numbered = []
    for batches in passes:
        met: Counter[int] = Counter()
        numbered.append(tuple(_numbers(one, places, met, known is None) for one in batches))
    return numbered


def _numbers(batch: np.ndarray, places: dict, met: Counter, new: bool) -> np.ndarray:
    found = []
    for print_ in batch.tolist():
        if new and print_ not in places:
            places[print_] = [len(places)]
        copies = places.get(print_, [-1])
        found.append(copies[met[print_] % len(copies)])
        met[print_] += 1
    return np.array(found, "int64")
