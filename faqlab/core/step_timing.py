"""How long one training step takes, one way and another, measured in turns."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .page_table import page_table, text_table


@dataclass(frozen=True)
class Timing:
    """What was measured; its text and its page are a table.

    Args:
        seconds: For each way what each round took, in seconds.
        note: What must be said of it, a sentence. Default: nothing.
        samples: For each way how many samples it worked on. Default: not told.
        what: What one round is. Default: a step.
    """

    seconds: Mapping[str, Sequence[float]]
    note: str = ""
    samples: Mapping[str, int] | None = None
    what: str = "step"

    def ratio(self, name: str) -> tuple[float, float, float]:
        """Compare a way with the first one, round by round.

        Args:
            name: The way.

        Returns:
            How many times as long it took: the lower quartile, the median, the upper quartile.
        """
        first = next(iter(self.seconds.values()))
        pairs = [one / base for one, base in zip(self.seconds[name], first, strict=True)]
        low, middle, high = statistics.quantiles(pairs, n=4, method="inclusive")
        return low, middle, high

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: the way, milliseconds a step, samples a second, against the first."""
        rows = []
        for name, times in self.seconds.items():
            middle = statistics.median(times)
            rate = f"{self.samples[name] / middle:,.0f}" if self.samples else "-"
            rows.append((name, f"{1000 * middle:.2f}", rate, self._against(name)))
        return rows

    def __str__(self) -> str:
        return "\n".join(filter(None, [text_table(self._head(), self.rows()), self.note]))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(self._head(), self.rows(), caption=self.note)

    def _head(self) -> tuple[str, ...]:
        against = "time against the first (middle half)"
        return "way", f"ms a {self.what}", "samples/s", against

    def _against(self, name: str) -> str:
        if name == next(iter(self.seconds)):
            return "1"
        low, middle, high = self.ratio(name)
        told = f"{middle:.2f} ({low:.2f} to {high:.2f})"
        return told if low > 1 or high < 1 else f"{told}: no difference that can be told"


def in_turns(ways: Mapping[str, Callable[[], object]], rounds: int = 15) -> Timing:
    """Call functions in turns, so that a machine that is busy for a while is so for all of them.

    Args:
        ways: The functions, by name. Each is called twice before, for what is done only once.
        rounds: How often each is measured. Default: 15.

    Returns:
        A `Timing`.

    Example:

    >>> list(in_turns({"one": lambda: 1, "two": lambda: 2}, rounds=3).seconds)
    ['one', 'two']
    """
    for call in (*ways.values(), *ways.values()):
        call()
    seconds = {name: [] for name in ways}
    for _ in range(rounds):
        for name, call in ways.items():
            start = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - start)
    return Timing(seconds)
