"""Arrays in an order that is another one in each epoch, and the same again for the same seed."""

import numpy as np

from .backend import keras
from .errors import three_beats
from .stream_batches import quiet_first_generator
from .whole_number import whole_number


class FreshOrder(keras.utils.PyDataset):
    """Shuffle arrays anew for each epoch, so that the same seed gives the same orders again.

    Give it to `fit` in place of the arrays, with `shuffle=False`: else Keras puts the batches in
    an order of its own on top, drawn from Python's `random`. It is made of NumPy alone, and takes
    any number of workers. It reads no global seed and leaves them all alone.

    Args:
        x: An array of shape `(samples, ...)`, or a list, tuple or dict of such arrays.
        y: The targets, the same. Default: none.
        sample_weight: The weights of the samples, of shape `(samples,)`. Default: none.
        batch_size: How many samples a batch has; the last may have fewer. Default: 32.
        seed: A whole number from 0 on. Default: 0.
        epoch: How many epochs are done already, where a training goes on that was broken off.
            Default: 0.
        **more: `workers`, `use_multiprocessing`, `max_queue_size`, as every `PyDataset` has them.

    Attributes:
        epoch: Which epoch the present order is for, counted from 1 in a `fit`.
        order: The present order: sample numbers, int64 of shape `(samples,)`.

    Raises:
        ValueError: If there are no samples, the arrays have different numbers of them, or the
            batch size or the seed is no whole number, or too small.

    Example:

    >>> data = FreshOrder(np.arange(6), batch_size=4, seed=1)
    >>> data
    6 samples in 2 batches of up to 4, shuffled anew for each epoch, seed 1
    >>> data.on_epoch_end()
    >>> first = data.order.tolist()
    >>> data.on_epoch_end()
    >>> sorted(first) == sorted(data.order.tolist()), first == data.order.tolist()
    (True, False)
    """

    def __init__(
        self,
        x,
        y=None,
        sample_weight=None,
        batch_size: int = 32,
        seed: int = 0,
        epoch: int = 0,
        **more,
    ):
        super().__init__(**more)
        quiet_first_generator()
        data = keras.tree.lists_to_tuples(_without_none(x, y, sample_weight))
        self._data = keras.tree.map_structure(np.asarray, data)
        self.samples = _samples(self._data)
        self.batch_size = whole_number("batch size", batch_size, 1)
        self.seed = whole_number("seed", seed, 0)
        self.epoch = whole_number("number of epochs done", epoch, 0)
        self._draw()

    def __len__(self) -> int:
        return -(-self.samples // self.batch_size)

    def __getitem__(self, index: int) -> tuple:
        if not 0 <= index < len(self):
            raise IndexError(index)  # which ends a `for` loop
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        return keras.tree.map_structure(lambda array: array[rows], self._data)

    def on_epoch_end(self) -> None:
        """Go on to the next epoch's order: Keras calls this after each, and before the first.

        At its begin would be too late: workers have fetched batches by then.
        """
        self.epoch += 1
        self._draw()

    def _draw(self) -> None:
        self.order = np.random.default_rng([self.seed, self.epoch]).permutation(self.samples)

    def __repr__(self) -> str:
        batches = "1 batch" if len(self) == 1 else f"{len(self)} batches"
        size = f"{self.samples:,} samples in {batches} of up to {self.batch_size}"
        return f"{size}, shuffled anew for each epoch, seed {self.seed}"


def _without_none(x, y, sample_weight) -> tuple:
    if y is None and sample_weight is not None:
        wrong = "There are weights for samples without targets."
        raise ValueError(three_beats(wrong, "`y` too", y))
    return tuple(one for one in (x, y, sample_weight) if one is not None)


def _samples(data: tuple) -> int:
    lengths = [np.shape(array)[:1] for array in keras.tree.flatten(data)]
    counts = sorted({length[0] if length else 0 for length in lengths})
    if len(counts) != 1 or counts == [0]:
        expected = "arrays with as many samples each, one at least"
        received = ", ".join(map(str, counts)) or "nothing"
        raise ValueError(three_beats("The arrays don't fit together.", expected, received))
    return counts[0]
