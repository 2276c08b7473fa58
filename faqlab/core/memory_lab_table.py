"""What came of the memory lab: a table for the text and the page, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .byte_words import byte_words
from .page_table import page_table, text_table
from .summary import two

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEAD = ("way", "within the limit", "samples/s", "memory taken")


@dataclass(frozen=True)
class WayMeasured:
    """What came of one way.

    Args:
        fits: Whether it trained within the limit.
        trouble: Why it didn't, the error's type or a sentence; "" if it did.
        bytes: The most memory that it took beyond what was there before. Of a way that didn't get
            through it is what it takes without a limit. None where it can't be measured.
        seconds: How long its epoch took.
        outputs: What the trained network gives for some inputs, of shape `(samples, ...)`.
    """

    fits: bool
    trouble: str
    bytes: int | None
    seconds: float
    outputs: np.ndarray


@dataclass(frozen=True, repr=False)
class MemoryLab:
    """What came of the ways to train from one file; the text and the page are a table.

    Args:
        ways: For each way by name its `WayMeasured`.
        file: The bytes that the data in the file take in memory.
        limit: The bytes that a way may take.
        enforced: Whether the system refused what went beyond the limit.
        samples: How many samples the file has.
    """

    ways: Mapping[str, WayMeasured]
    file: int
    limit: int
    enforced: bool
    samples: int

    def __getitem__(self, name: str) -> WayMeasured:
        return self.ways[name]

    @property
    def same(self) -> bool:
        """Whether all ways made the same network: its outputs differ by less than 0.001."""
        first, *others = (one.outputs for one in self.ways.values())
        return all(np.allclose(first, other, atol=1e-3) for other in others)

    def rate(self, name: str) -> float:
        """Give the samples per second of a way.

        Args:
            name: The way.

        Returns:
            The samples of the file, divided by the seconds of the epoch.
        """
        return self.samples / self.ways[name].seconds

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: way, whether it fits, samples per second, memory taken."""
        return [
            (
                name,
                "yes" if one.fits else f"no: {one.trouble}",
                f"{float(two(self.rate(name))):,.0f}",
                "not measured here" if one.bytes is None else byte_words(one.bytes),
            )
            for name, one in self.ways.items()
        ]

    def draw(self) -> Figure:
        """Draw the memory and the speed of each way, with the file and the limit.

        Returns:
            A matplotlib `Figure`.
        """
        from .memory_lab_picture import draw

        return draw(self)

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.rows()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        taken = [one.bytes for one in self.ways.values()]
        most = max([one for one in taken if one is not None], default=1) or 1
        bars = [None if one is None else one / most for one in taken]
        marked = [i for i, one in enumerate(self.ways.values()) if not one.fits]
        return page_table(_HEAD, self.rows(), marked, self._sum_up(), bars)

    def _sum_up(self) -> str:
        how = "The system refuses more." if self.enforced else "Nothing refuses more here."
        return (
            f"The data take {byte_words(self.file)}, the limit is {byte_words(self.limit)}. {how} "
            "Memory is the peak beyond what Keras itself had taken."
        )
