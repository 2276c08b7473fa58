"""Long series as batches in which row i of the next batch goes on where row i of this one ends."""

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from .backend import keras, quiet_stderr
from .errors import three_beats
from .series import Series, called, paired


class StreamBatches(keras.utils.PyDataset):
    """Batches that continue each other, as `stream_batches` makes them.

    They can be given to `fit`, `evaluate` and `predict` (with `shuffle=False`), gone through with
    `for x, y in ...`, and asked for one by one, `[3]`.

    Args:
        rounds: For each round the series that run side by side: inputs of shape
            `(batch_size, time, features)` and targets of shape `(batch_size, time, ...)`, where
            `targets[:, t]` belongs to the moment `t`.
        steps: How many moments of them a batch holds.
        every_step: Whether a batch has a target for each of its moments, or for the last alone.
        left_off: What of the series isn't used, sentences.

    Attributes:
        batch_size: The rows of every batch.
        steps: The moments of every batch.
        starts: The indices of the batches that begin new series: before these the states are to be
            reset.
        left_off: What of the series isn't used, sentences; empty where all is.
        jump: None, or `(expected, asked)` where a batch was asked for that doesn't follow.
    """

    def __init__(
        self,
        rounds: Sequence[tuple[np.ndarray, np.ndarray]],
        steps: int,
        every_step: bool = False,
        left_off: Sequence[str] = (),
    ):
        super().__init__()
        quiet_first_generator()
        self.steps, self.left_off = steps, tuple(left_off)
        self.batch_size = len(rounds[0][0])
        self._every_step = every_step
        self._rounds = list(rounds)
        counts = [x.shape[1] // steps for x, _ in rounds]
        self._places = [(r, k) for r, count in enumerate(counts) for k in range(count)]
        self.starts = tuple(i for i, (_, k) in enumerate(self._places) if k == 0)
        self._asked, self.jump = -1, None

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        # An index that is too large ends a `for` loop.
        number, place = self._places[index]
        self._note(index % len(self))
        x, y = self._rounds[number]
        begin, end = place * self.steps, (place + 1) * self.steps
        return x[:, begin:end], y[:, begin:end] if self._every_step else y[:, end - 1]

    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        return (self[i] for i in range(len(self)))

    def on_epoch_begin(self) -> None:
        """Expect the first batch: Keras calls this."""
        self._asked, self.jump = -1, None

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Give all batches one below the other, for `fit(x, y, batch_size, shuffle=False)`.

        Returns:
            `x` of shape `(batches * batch_size, steps, features)`, and `y`.
        """
        x, y = zip(*self, strict=True)
        return np.concatenate(x), np.concatenate(y)

    def _note(self, index: int) -> None:
        # Keras looks at the first batches before it begins, so the first may always come again.
        expected = self._asked + 1
        if index not in (0, expected) and self.jump is None:
            self.jump = (expected, index)
        self._asked = index

    def __str__(self) -> str:
        size = f"{self.batch_size} rows x {self.steps} steps x {self._rounds[0][0].shape[2]}"
        fresh = f"New series begin at batch {', '.join(map(str, self.starts[:6]))}"
        fresh += ", …" if len(self.starts) > 6 else ""
        lines = [f"{len(self)} batches of {size} features. {fresh}.", *self.left_off]
        return "\n".join(lines if self.left_off else [*lines, "Nothing is left off."])

    __repr__ = __str__


def stream_batches(
    series: Series,
    batch_size: int,
    steps: int,
    targets: Series | None = None,
    ahead: int = 1,
    every_step: bool = False,
) -> StreamBatches:
    """Cut series into batches that continue each other: row i of a batch goes on in the next.

    One series is cut into `batch_size` pieces of equal length that run side by side: row i reads
    the i-th piece. Of several series each is read by one row, `batch_size` of them at a time, as
    far as the shortest of these goes; then come the next ones. What doesn't fit is left off, and
    `left_off` says it.

    Args:
        series: One series, an array of shape `(time,)` or `(time, features)`; or several: a list
            or a dict of such arrays, or an array of shape `(series, time, features)`.
        batch_size: How many rows a batch has.
        steps: How many moments a batch holds.
        targets: What is to be learned at each moment: as `series`, and of the same lengths.
            Default: the series itself, `ahead` moments later.
        ahead: How many moments ahead to look, where there are no `targets`. Default: 1.
        every_step: Whether there is a target for each moment, `y` of shape
            `(batch_size, steps, features)`, or for the last moment of the batch alone, of shape
            `(batch_size, features)`. Default: False.

    Returns:
        A `StreamBatches`: a `keras.utils.PyDataset` of `(x, y)`, `x` as float32 of shape
        `(batch_size, steps, features)`.

    Raises:
        ValueError: If a series is too short, if there are too few, or if they don't fit together
            or hold something else than finite numbers.

    Example:

    >>> stream = stream_batches(np.arange(21), batch_size=2, steps=3)
    >>> stream
    3 batches of 2 rows x 3 steps x 1 features. New series begin at batch 0.
    Left off: 2 of 20 moments, at the ends.
    >>> [x[0, :, 0].tolist() for x, y in stream]
    [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]
    >>> stream[0][1].tolist()
    [[3.0], [12.0]]
    """
    for name, value in (("batch_size", batch_size), ("steps", steps), ("ahead", ahead)):
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < 1:
            wrong = f"`{name}` is no number of things."
            raise ValueError(three_beats(wrong, "a whole number from 1 on", value))
    pairs = paired(series, targets, ahead)
    left_off: list[str] = []
    if len(pairs) == 1:
        rounds = [_side_by_side(*pairs.popitem(), batch_size, steps, left_off)]
    else:
        rounds = _in_turn(pairs, batch_size, steps, left_off)
    return StreamBatches(rounds, steps, every_step, left_off)


def _side_by_side(name, pair, batch_size: int, steps: int, left_off: list[str]):
    """Cut one series into pieces, one for each row."""
    moments = len(pair[0])
    length = moments // batch_size // steps * steps
    if not length:
        expected = f"{batch_size} rows x {steps} steps = {batch_size * steps} moments with a target"
        remedy = "Take fewer rows or fewer steps."
        wrong = f"{called(name, [name])} is too short."
        raise ValueError(three_beats(wrong, expected, moments, remedy))
    _note_rest(moments - batch_size * length, moments, left_off)
    used = [one[: batch_size * length] for one in pair]
    return tuple(one.reshape(batch_size, length, *one.shape[1:]) for one in used)


def _in_turn(pairs: dict, batch_size: int, steps: int, left_off: list[str]) -> list:
    """Give each row a series of its own, and when these end, the next ones."""
    names = list(pairs)
    if len(names) < batch_size:
        expected = f"{batch_size} series at least, or one long one to be cut into pieces"
        remedy = f"Take batch_size={len(names)}."
        wrong = "There are fewer series than rows."
        raise ValueError(three_beats(wrong, expected, len(names), remedy))
    for name, (x, _) in pairs.items():
        if len(x) < steps:
            expected = f"{steps} moments with a target at least"
            remedy = "Leave it out, or take fewer steps."
            wrong = f"{called(name, pairs)} is too short."
            raise ValueError(three_beats(wrong, expected, len(x), remedy))
    whole = len(names) // batch_size * batch_size
    rounds, rest, uneven = [], 0, False
    for first in range(0, whole, batch_size):
        group = [pairs[name] for name in names[first : first + batch_size]]
        lengths = [len(x) for x, _ in group]
        end = min(lengths) // steps * steps
        rest += sum(lengths) - batch_size * end
        uneven |= len(set(lengths)) > 1
        rounds.append(
            tuple(np.stack([one[:end] for one in part]) for part in zip(*group, strict=True))
        )
    if uneven:
        left_off.append("Series that run side by side end together, with the shortest.")
    _note_rest(rest, sum(len(pairs[name][0]) for name in names[:whole]), left_off)
    if whole < len(names):
        left_off.append(
            f"Left off: {len(names) - whole} of {len(names)} series, which don't fill "
            f"{batch_size} rows."
        )
    return rounds


def _note_rest(rest: int, moments: int, left_off: list[str]) -> None:
    if rest:
        left_off.append(f"Left off: {rest:,} of {moments:,} moments, at the ends.")


@cache
def quiet_first_generator() -> None:
    """Read from Python once: TensorFlow's C++ side writes a line to the screen the first time."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        with quiet_stderr():
            one = tf.data.Dataset.from_generator(lambda: iter([0]), tf.int32)
            next(iter(one))
