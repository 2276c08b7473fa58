"""The arithmetic of training: how many batches an epoch has, how many updates a training makes."""

import operator
from dataclasses import dataclass

from .errors import three_beats


@dataclass(frozen=True)
class Steps:
    """How a training goes through its data; its text says so.

    Args:
        samples: How many samples an epoch goes through.
        batch_size: How many of them are in a batch.
        epochs: How often the data are gone through.
        accumulation: How many batches make one update of the weights.

    Attributes:
        per_epoch: The batches of an epoch: `ceil(samples / batch_size)`.
        last: The samples of an epoch's last batch.
        batches: All batches of the training.
        updates: The updates of the weights.
        waiting: The batches at the end whose gradients are never used: too few for an update.
    """

    samples: int
    batch_size: int
    epochs: int = 1
    accumulation: int = 1

    @property
    def per_epoch(self) -> int:
        """The batches of an epoch."""
        return -(-self.samples // self.batch_size)

    @property
    def last(self) -> int:
        """The samples of an epoch's last batch."""
        return self.samples - (self.per_epoch - 1) * self.batch_size

    @property
    def batches(self) -> int:
        """All batches of the training."""
        return self.per_epoch * self.epochs

    @property
    def updates(self) -> int:
        """The updates of the weights."""
        return self.batches // self.accumulation

    @property
    def waiting(self) -> int:
        """The batches at the end whose gradients are never used."""
        return self.batches % self.accumulation

    def __str__(self) -> str:
        whole = self.per_epoch - (self.last < self.batch_size)
        parts = []
        if whole:
            parts.append(f"{_count(whole, 'batch', 'batches')} of {self.batch_size:,}")
        if self.last < self.batch_size:
            parts.append(f"a {'last ' if whole else 'single '}batch of {self.last:,}")
        lines = [
            f"{_count(self.samples, 'sample')} in batches of {self.batch_size:,}:",
            f"  an epoch: {_count(self.per_epoch, 'step')}, {' and '.join(parts)}",
            f"  {_count(self.epochs, 'epoch')}: {_count(self.batches, 'batch', 'batches')}, "
            f"{_count(self.updates, 'update')} of the weights",
        ]
        if self.accumulation > 1:
            lines[-1] += f", one after every {self.accumulation} batches"
        if self.waiting:
            used = "gradient is" if self.waiting == 1 else "gradients are"
            left = _count(self.waiting, "batch", "batches")
            lines.append(f"  {left} at the end, whose {used} never used")
        return "\n".join(lines)

    __repr__ = __str__


def steps(samples: int, batch_size: int = 32, epochs: int = 1, accumulation: int = 1) -> Steps:
    """Count the batches and the updates of a training.

    An epoch has `ceil(samples / batch_size)` batches: what is left over makes a last, smaller one,
    which updates the weights like any other. With a `validation_split` count the training samples
    alone.

    Args:
        samples: How many samples an epoch goes through.
        batch_size: How many of them are in a batch. Default: 32, as in Keras.
        epochs: How often the data are gone through. Default: 1.
        accumulation: The optimizer's `gradient_accumulation_steps`: how many batches make one
            update. Default: 1.

    Returns:
        The `Steps`.

    Raises:
        TypeError: If one of them isn't a whole number.
        ValueError: If one of them is less than 1.

    Example:

    >>> steps(1000, batch_size=32, epochs=3)
    1,000 samples in batches of 32:
      an epoch: 32 steps, 31 batches of 32 and a last batch of 8
      3 epochs: 96 batches, 96 updates of the weights
    >>> steps(1000, batch_size=32, epochs=3, accumulation=10).updates
    9
    """
    return Steps(
        check_count("The number of samples", samples),
        check_count("The batch size", batch_size),
        check_count("The number of epochs", epochs),
        check_count("The number of batches for an update", accumulation),
    )


def check_count(what: str, value: object, remedy: str = "") -> int:
    """Read a number of things: a whole number from 1 on.

    Args:
        what: What it is, for the message: `"The batch size"`.
        value: What was given; numpy's whole numbers are taken too.
        remedy: What to do, a sentence. Default: nothing.

    Returns:
        The number.

    Raises:
        TypeError: If it isn't a whole number.
        ValueError: If it is less than 1.

    Example:

    >>> check_count("The batch size", 0)
    Traceback (most recent call last):
    ...
    ValueError: The batch size is wrong. Expected: a whole number from 1 on. Received: 0.
    """
    wrong, expected = f"{what} is wrong.", "a whole number from 1 on"
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(three_beats(wrong, expected, value, remedy)) from None
    if isinstance(value, bool):
        raise TypeError(three_beats(wrong, expected, value, remedy))
    if number < 1:
        raise ValueError(three_beats(wrong, expected, number, remedy))
    return number


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
