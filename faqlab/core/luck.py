"""How much of a score is luck: the same training with many seeds, and with a change beside it."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from numbers import Real

import joblib
import numpy as np

from .clean_run import LIMIT, clean_runs, refuse_errors
from .clean_settings import Settings
from .errors import three_beats
from .work_bar import work_told

# With so many pairs or fewer every way to swap them is tried: 2 ** 16 of them.
_MOST_EXACT = 16


@dataclass(frozen=True)
class Luck:
    """The scores of one or more trainings over seeds; its text and its picture show the spread.

    Args:
        scores: For each training its scores of shape `(seeds,)`, in the order of `seeds`.
        seeds: The seeds.
    """

    scores: Mapping[str, np.ndarray]
    seeds: tuple[int, ...]

    def chance(self, one: str, other: str) -> float:
        """Say how often luck alone moves the mean as far as `other` moved it from `one`.

        If the change does nothing, then for each seed either score could as well be the other's.

        Args:
            one: The name of a training.
            other: That of another.

        Returns:
            The share, 0 to 1, of all ways to swap the scores of some seeds that move the mean as
            far (of 10,000 of them where there are more than 16 seeds).

        Example:

        >>> scores = {"old": np.arange(5.0), "new": np.arange(5.0) + 1}
        >>> Luck(scores, tuple(range(5))).chance("old", "new")
        0.0625
        """
        apart = np.asarray(self.scores[other]) - np.asarray(self.scores[one])
        count = len(apart)
        if count <= _MOST_EXACT:
            swaps = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
        else:
            swaps = np.random.default_rng(0).integers(0, 2, (10_000, count))
        means = ((1 - 2 * swaps) * apart).mean(axis=1)
        return float(np.mean(np.abs(means) >= abs(apart.mean()) * (1 - 1e-9)))

    def __str__(self) -> str:
        lines = [
            f"{name}: {mean:.{digits}f} on average, {low:.{digits}f} to {high:.{digits}f} over "
            f"{len(self.seeds)} seeds."
            for name, (mean, low, high) in self._spread().items()
            for digits in [_digits(high - low, mean)]
        ]
        names = list(self.scores)
        lines += [self._compared(names[0], other) for other in names[1:]]
        if any(len(set(map(float, scores))) == 1 for scores in self.scores.values()):
            lines.append("All seeds give one score: does the function use the seed it is given?")
        return "\n".join(lines)

    __repr__ = __str__

    def _spread(self) -> dict[str, tuple[float, float, float]]:
        return {
            name: (float(np.mean(scores)), float(np.min(scores)), float(np.max(scores)))
            for name, scores in self.scores.items()
        }

    def _compared(self, one: str, other: str) -> str:
        apart = np.asarray(self.scores[other]) - np.asarray(self.scores[one])
        higher = int((apart > 0).sum())
        chance = self.chance(one, other)
        told = f"{other} is higher with {higher} of {len(apart)} seeds. "
        if chance < 0.05:
            return told + "Luck alone hardly ever does that: the change moved the score."
        return told + "Luck alone does as much often enough: the change may have done nothing."

    def draw(self):
        """Draw a dot for each seed, a line of its own for each training.

        Returns:
            A matplotlib `Figure`.
        """
        from .luck_picture import draw

        return draw(self)

    def _repr_png_(self) -> bytes:
        from .told_picture import png

        return png(self.draw())


def luck(
    training: Callable[[int], float] | Mapping[str, Callable[[int], float]],
    seeds: int | Iterable[int] = 10,
    *,
    limit: float = LIMIT,
    jobs: int | None = None,
    progress: bool | Callable[[int, int], None] = True,
) -> Luck:
    """Train with many seeds, to see how far the score moves by luck alone.

    A few processes share the seeds; what a training sets there it must set for each seed, as
    `keras.utils.set_random_seed(seed)` at its beginning does.

    Args:
        training: A function that takes a seed, trains, and returns the score, a number. Or a dict
            of them, for a comparison: the first is the one that the others are compared with.
        seeds: How many seeds, from 0, or the seeds themselves. Default: 10.
        limit: The seconds that one process may take. Default: 300.
        jobs: How many processes run at a time. Default: as joblib is configured, two at least.
        progress: Whether to show a bar, or a function called with `(done, total)`. Default: True.

    Returns:
        A `Luck`.

    Raises:
        TypeError: If it isn't a function, can't be sent, or returns no number.
        ValueError: If there are fewer than two seeds.
        RuntimeError: If the training raises, hangs or dies.

    Example:

    >>> luck(lambda seed: seed / 10, seeds=3, progress=False)
    training: 0.10 on average, 0.00 to 0.20 over 3 seeds.
    """
    chosen = tuple(range(seeds)) if isinstance(seeds, int) else tuple(seeds)
    if len(chosen) < 2:
        raise ValueError(three_beats("One score has no spread.", "two seeds or more", seeds))
    trainings = training if isinstance(training, Mapping) else {"training": training}
    jobs = max(2, joblib.effective_n_jobs()) if jobs is None else jobs
    shares = np.array_split(np.arange(len(chosen)), min(jobs, len(chosen)))
    settings = [Settings(arguments=([chosen[i] for i in share],), raw=True) for share in shares]
    for one in trainings.values():
        if not callable(one):
            what = "a function that takes a seed and returns a score"
            raise TypeError(three_beats("There is no training to run.", what, one))
    with work_told(progress, len(shares), "processes") as tell:
        found = clean_runs(_with_each_seed(dict(trainings)), settings, limit, jobs, tell)
    refuse_errors(found)
    parts = {name: [run.returned[name] for run in found] for name in trainings}
    return Luck({name: _numbers(lists) for name, lists in parts.items()}, chosen)


def _numbers(lists: list[list[object]]) -> np.ndarray:
    scores = [score for one in lists for score in one]
    for score in scores:
        if not isinstance(score, Real):
            wrong = "The training returns no score."
            raise TypeError(three_beats(wrong, "a number, such as an accuracy", score))
    return np.array(scores, float)


def _with_each_seed(trainings: dict[str, Callable]) -> Callable[[list[int]], dict[str, list]]:
    def plain(score):
        # Numbers of NumPy and tensors become plain; what is none is told by the caller.
        return float(score) if hasattr(score, "__float__") else repr(score)

    def scores(seeds):
        return {name: [plain(one(seed)) for seed in seeds] for name, one in trainings.items()}

    return scores


def _digits(spread: float, mean: float) -> int:
    """How many digits tell the scores apart."""
    scale = spread or abs(mean) or 1
    return max(0, 1 - math.floor(math.log10(scale)))
