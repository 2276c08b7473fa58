"""What one batch of a training did: its samples, its loss, the weights, the counters."""

from dataclasses import dataclass

import numpy as np

from .summary import two


@dataclass(frozen=True)
class Update:
    """What one batch did.

    Args:
        epoch: The epoch it belongs to, from 1.
        batch: Its place in the epoch, from 1.
        of: How many batches the epoch has.
        samples: The numbers of its samples, in the order in which the model got them.
        shapes: The shapes of the batch, in words.
        logs: What Keras reports of this batch alone: the loss before the update, and the metrics.
        change: By how much the trainable weights moved: the length of the difference. None where
            this batch made the weights.
        length: The length of all trainable weights afterwards.
        updates: How many updates the optimizer has made since the stepper began, this one included.
        updated: Whether this batch made one; with gradient accumulation only every so manieth does.
    """

    epoch: int
    batch: int
    of: int
    samples: np.ndarray
    shapes: str
    logs: dict[str, float]
    change: float | None
    length: float
    updates: int
    updated: bool

    def lines(self) -> list[str]:
        """Tell it in sentences: the shapes, what Keras reports, the weights, the counters."""
        told = ", ".join(f"{name} {two(value)}" for name, value in self.logs.items())
        done = self.epoch - (self.batch < self.of)
        counted = f"{_count(self.updates, 'update')} and {_count(done, 'whole epoch')} so far"
        return [self.shapes, told, self.weights(), counted]

    def weights(self) -> str:
        """Say what the weights did."""
        if self.change is None:
            return f"this batch made the weights; their length is {two(self.length)}"
        if not np.isfinite(self.length):
            return "the weights are no numbers any more (NaN or infinite)"
        if self.change == 0:
            waits = "" if self.updated else "no update: "
            return f"{waits}the weights stayed where they are"
        return f"the weights moved by {two(self.change)}, to a length of {two(self.length)}"

    def __str__(self) -> str:
        first = f"epoch {self.epoch}, batch {self.batch} of {self.of}: samples {some(self.samples)}"
        return "\n".join([first, *(f"  {line}" for line in self.lines() if line)])

    __repr__ = __str__


def some(samples: np.ndarray) -> str:
    """Write sample numbers in few words.

    Args:
        samples: The numbers.

    Returns:
        The text.

    Example:

    >>> some(np.arange(32)), some(np.array([5, 2])), some(np.array([5, 2, 9, 1, 4, 7, 3, 0, 8]))
    ('0 to 31', '5, 2', '5, 2, 9, 1, 4, 7 and 3 more')
    """
    if len(samples) > 2 and np.array_equal(samples, samples[0] + np.arange(len(samples))):
        return f"{samples[0]} to {samples[-1]}"
    if len(samples) <= 8:
        return ", ".join(map(str, samples))
    return f"{', '.join(map(str, samples[:6]))} and {len(samples) - 6} more"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
