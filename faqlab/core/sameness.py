"""Whether several runs of one training came to the same numbers, and where they first differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from .clean_run import LIMIT, clean_runs, refuse_errors
from .clean_settings import Settings
from .errors import three_beats
from .outcome import EPOCH, STEP, Outcome
from .work_bar import work_told

BIT_EQUAL, WITHIN, DIFFERENT = "bit-equal", "within tolerance", "different"


@dataclass(frozen=True)
class Gap:
    """How far the runs are apart in one thing that they returned.

    Args:
        kind: "step", "epoch", "weight" or "value".
        name: The metric, the weight, the value.
        length: How many steps or epochs there are; of all else how many numbers.
        first: Where the first difference is, counted from 1; 0 if there is none.
        size: The largest difference from the first run, as a share of its largest number;
            infinite where a number stands beside none, or texts or shapes differ.
    """

    kind: str
    name: str
    length: int
    first: int
    size: float

    def __str__(self) -> str:
        if self.kind in (STEP, EPOCH):
            return f"{self.name} from {self.kind} {self.first} of {self.length} on"
        return self.name


@dataclass(frozen=True)
class Sameness:
    """How alike the runs of a training are; its text says it, its picture shows it.

    Args:
        outcomes: What each run came to.
        tolerance: Up to which share of the largest number a difference counts as none.
        seconds: How long each training took.
    """

    outcomes: tuple[Outcome, ...]
    tolerance: float
    seconds: tuple[float, ...] = ()
    gaps: tuple[Gap, ...] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "gaps", tuple(_gaps(self.outcomes)))

    @property
    def verdict(self) -> str:
        """One of "bit-equal", "within tolerance" and "different"."""
        largest = max((gap.size for gap in self.differing), default=None)
        if largest is None:
            return BIT_EQUAL
        return WITHIN if largest <= self.tolerance else DIFFERENT

    @property
    def differing(self) -> tuple[Gap, ...]:
        """What isn't the same to the last bit."""
        return tuple(gap for gap in self.gaps if gap.first)

    @property
    def first_step(self) -> int | None:
        """The first step in which a curve differs, from 1; None if none does, or none is known."""
        steps = [gap.first for gap in self.differing if gap.kind == STEP]
        return min(steps, default=None)

    def __str__(self) -> str:
        limit = f" ({self.tolerance:g} of the largest number)" if self.verdict == WITHIN else ""
        lines = [f"{len(self.outcomes)} runs: {self.verdict}{limit}."]
        for kind, one, many in (
            (STEP, "curve by step", "curves by step"),
            (EPOCH, "curve by epoch", "curves by epoch"),
            ("weight", "weight", "weights"),
            ("value", "value", "values"),
        ):
            there = [gap for gap in self.gaps if gap.kind == kind]
            if there:
                differ = [gap for gap in there if gap.first]
                lines.append(_told(len(there), differ, one if len(there) == 1 else many))
        return "\n".join(lines)

    __repr__ = __str__

    def draw(self):
        """Draw the runs on one another, and how far they are apart.

        Returns:
            A matplotlib `Figure`.
        """
        from .sameness_picture import draw

        return draw(self)

    def _repr_png_(self) -> bytes:
        from .told_picture import png

        return png(self.draw())


def _told(count: int, differ: Sequence[Gap], what: str) -> str:
    if not differ:
        return f"{count} {what}: the same to the last bit."
    names = "; ".join(str(gap) for gap in differ[:3])
    more = f", and {len(differ) - 3} more" if len(differ) > 3 else ""
    return f"{count} {what}: {len(differ)} differ{'s' * (len(differ) == 1)}: {names}{more}."


def score(
    training: Callable[[], object],
    runs: int = 3,
    *,
    tolerance: float = 1e-5,
    limit: float = LIMIT,
    jobs: int | None = None,
    progress: bool | Callable[[int, int], None] = True,
) -> Sameness:
    """Run a training several times, each in a Python of its own, and compare the results.

    Nothing is seeded or switched: what the function itself doesn't fix is left to chance.

    Args:
        training: A function without arguments that trains and returns what is to be compared: a
            model, the `History` of `fit`, a `faqlab.Recorder` (then the first step that differs is
            known too), numbers, or a dict or list of these.
        runs: How often. Default: 3.
        tolerance: Up to which share of the largest number a difference counts as none. Default:
            1e-5.
        limit: The seconds that one run may take. Default: 300.
        jobs: How many run at a time. Default: as joblib is configured, two at least.
        progress: Whether to show a bar, or a function called with `(done, total)`. Default: True.

    Returns:
        A `Sameness`.

    Raises:
        TypeError: If it isn't a function, can't be sent, or returns nothing to compare.
        ValueError: If there are fewer than two runs.
        RuntimeError: If the training raises, hangs or dies.

    Example:

    >>> score(lambda: {"answer": 42}, progress=False)
    3 runs: bit-equal.
    1 value: the same to the last bit.
    """
    if not isinstance(runs, int) or runs < 2:
        raise ValueError(three_beats("There is nothing to compare.", "two runs or more", runs))
    with work_told(progress, runs, "trainings") as tell:
        done = clean_runs(training, [Settings()] * runs, limit, jobs, tell)
    refuse_errors(done)
    outcomes = tuple(run.returned for run in done)
    return Sameness(outcomes, tolerance, tuple(run.seconds for run in done))


def run_twice(training: Callable[[], object], **named) -> Sameness:
    """Run a training twice, each time in a Python of its own, and compare the results.

    Args:
        training: The function.
        **named: As for `score`.

    Returns:
        A `Sameness`.

    Example:

    >>> import random
    >>> print(run_twice(random.random, progress=False))
    2 runs: different.
    1 value: 1 differs: result.
    """
    return score(training, 2, **named)


def same(one: Outcome, other: Outcome) -> bool:
    """Say whether two outcomes are the same to the last bit.

    Args:
        one: An outcome.
        other: Another.

    Returns:
        Whether they are.

    Example:

    >>> zero = [Outcome(values={"x": np.array(number)}) for number in (0.0, 0.0, -0.0)]
    >>> same(*zero[:2]), same(*zero[1:])
    (True, False)
    """
    return not any(gap.first for gap in _gaps((one, other)))


def _gaps(outcomes: Sequence[Outcome]):
    named = [{(kind, name): numbers for kind, name, numbers in one.parts()} for one in outcomes]
    for kind, name in dict.fromkeys(key for one in named for key in one):
        arrays = [one.get((kind, name)) for one in named]
        length = max(array.size for array in arrays if array is not None)
        apart = [_apart(arrays[0], other) for other in arrays[1:]]
        first = min((place for place, _ in apart if place), default=0)
        yield Gap(kind, name, length, first, max(size for _, size in apart))


def _apart(one: np.ndarray | None, other: np.ndarray | None) -> tuple[int, float]:
    """Where two arrays first differ, from 1 (0: nowhere), and by how much."""
    if one is None or other is None or one.dtype != other.dtype:
        return 1, np.inf
    if one.shape != other.shape:
        shorter = min(one.size, other.size)
        place, _ = _apart(one.ravel()[:shorter], other.ravel()[:shorter])
        return place or shorter + 1, np.inf
    differ = _bits(one) != _bits(other)
    if not differ.any():
        return 0, 0.0
    return int(np.argmax(differ)) + 1, _size(one, other)


def _bits(array: np.ndarray) -> np.ndarray:
    """Each element as its bytes: a NaN equals itself, and 0.0 isn't -0.0."""
    flat = np.ascontiguousarray(array).ravel()
    return flat.view(np.dtype((np.void, flat.dtype.itemsize))) if flat.dtype.itemsize else flat


def _size(one: np.ndarray, other: np.ndarray) -> float:
    if one.dtype.kind not in "fciub":
        return np.inf
    kind = complex if one.dtype.kind == "c" else float
    one, other = one.astype(kind), other.astype(kind)
    if not np.array_equal(np.isfinite(one), np.isfinite(other)):
        return np.inf
    there = np.isfinite(one)
    largest = np.abs(one[there]).max(initial=0)
    apart = np.abs(one[there] - other[there]).max(initial=0)
    return float(apart / largest) if largest else float(np.inf if apart else 0)
