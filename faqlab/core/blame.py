"""Why two runs of a training differ: each source of chance is switched, and the guilty are named.

First the training runs as it is. If it differs from run to run, every source is seeded: now two
runs agree, or it is the order in which things are computed that differs, and deterministic
operations or one thread cure it. From there one source at a time gets another seed. A result that
follows it has its chance from there.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from .blame_report import DETERMINISM, EXPLAINED, THREADS, Blame, Source
from .chance import BACKEND, HASH, NUMPY, PYTHON, SOURCES
from .clean_run import LIMIT, CleanRun, clean_runs, refuse_errors
from .clean_settings import Settings, hash_seed_outside
from .sameness import same
from .work_bar import work_told

# Ways to compute that may make two runs agree, the mildest first.
_WAYS = ({"deterministic": True}, {"one_thread": True}, {"deterministic": True, "one_thread": True})
_COMMON = (HASH, PYTHON, NUMPY, BACKEND)
_NAMES = {"deterministic": DETERMINISM, "one_thread": THREADS}


def blame(
    training: Callable[[], object],
    *,
    costs: bool = True,
    limit: float = LIMIT,
    jobs: int | None = None,
    progress: bool | Callable[[int, int], None] = True,
) -> Blame:
    """Find out why a training comes to other results each time.

    It runs the training three times if all is well, else some six to twelve times, each in a
    Python of its own, two at a time. Within `with joblib.parallel_config(backend="dask"):` they run
    on a cluster.

    Args:
        training: A function without arguments that trains and returns what is to be compared, as
            for `score`. Keep it short: a few steps show as much as an hour.
        costs: Whether to measure also what deterministic operations and one thread cost where they
            are not to blame. Default: True.
        limit: The seconds that one run may take. Default: 300.
        jobs: How many run at a time. Default: as joblib is configured, two at least.
        progress: Whether to show a bar, or a function called with `(done, total)`. Default: True.

    Returns:
        A `Blame`: `guilty` names the sources; its text and its page are a table with the remedy,
        the page with the seconds that it takes too.

    Raises:
        TypeError: If it isn't a function, can't be sent, or returns nothing to compare.
        RuntimeError: If the training raises, hangs or dies.

    Example:

    >>> import random
    >>> blame(random.random, progress=False).guilty
    ('python',)
    """
    with work_told(progress, 10, "trainings") as tell:
        return _Inquiry(training, costs, limit, jobs, tell).verdict()


@dataclass
class _Inquiry:
    training: Callable
    costs: bool
    limit: float
    jobs: int | None
    tell: Callable[[int], None]
    runs: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def verdict(self) -> Blame:
        plain = self._as_it_is()
        if _equal(plain):
            return Blame((), False, self.runs, self.seconds)
        way, pinned = self._agreeing(plain)
        if way is None:
            return Blame(self._rows({}, set(), plain[0]), True, self.runs, self.seconds)
        cured = [_NAMES[name] for name in way]
        follows = self._followed(pinned, self._other_hash(plain))
        guilty = {*cured, *(name for name, moved in follows.items() if moved)}
        if self.costs:
            self._measure(pinned)
        rows = self._rows(follows, guilty, plain[0])
        return Blame(rows, not guilty, self.runs, self.seconds)

    def _run(self, settings: Iterable[Settings]) -> list[CleanRun]:
        done = self.runs
        found = clean_runs(
            self.training, list(settings), self.limit, self.jobs, lambda n: self.tell(done + n)
        )
        self.runs += len(found)
        return found

    def _as_it_is(self) -> list[CleanRun]:
        """Run it with nothing set but hash seeds that differ, unless one is set outside."""
        self.hash_seeds = [1, 2, 3] if hash_seed_outside() is None else [None] * 3
        found = self._run(Settings(hash_seed=seed) for seed in self.hash_seeds[:2])
        refuse_errors(found)
        if _equal(found):
            # Few words may come in the same order by chance.
            found += self._run([Settings(hash_seed=self.hash_seeds[2])])
            refuse_errors(found)
        loaded = found[0].loaded
        if "keras" not in loaded:  # it loads it itself as yet, which takes longer than all the rest
            self.seconds["as it is"] = min(run.seconds for run in found)
        self.modules = tuple(sorted(loaded & {"keras", "tensorflow"}))
        if os.environ.get("KERAS_BACKEND") == "torch" and "keras" in loaded:
            self.modules += ("torch",)
        return found

    def _other_hash(self, plain: Sequence[CleanRun]) -> int | None:
        differs = [not same(plain[0].returned, one.returned) for one in plain]
        return self.hash_seeds[differs.index(True)]

    def _agreeing(self, plain: Sequence[CleanRun]):
        """Seed everything, and find a way to compute in which two runs agree."""
        seeded = Settings(
            hash_seed=self.hash_seeds[0], seeds=dict.fromkeys(SOURCES, 1), modules=self.modules
        )
        ways = [{}, *(way for way in _WAYS if self._can(way))]
        for group in (ways[:1], ways[1:3], ways[3:]):
            settings = [replace(seeded, **way) for way in group]
            found = self._run(one for one in settings for _ in range(2))
            if not group or not group[0]:
                refuse_errors(found)
            pairs = [found[i : i + 2] for i in range(0, len(found), 2)]
            for way, pair in zip(group, pairs, strict=True):
                name = " and ".join(_NAMES[part] for part in way) or "all seeds set"
                self.seconds[name] = min(run.seconds for run in pair)
            for way, one, pair in zip(group, settings, pairs, strict=True):
                if _equal(pair):
                    return way, (one, pair[0])
        return None, None

    def _can(self, way: dict[str, bool]) -> bool:
        return "tensorflow" in self.modules or "deterministic" not in way

    def _followed(self, pinned, other_hash: int | None) -> dict[str, bool]:
        """Say which sources the result follows; those that nobody draws from are left out."""
        settings, reference = pinned
        suspects = reference.used if other_hash is None else reference.used | {HASH}
        # Libraries draw from these too, for names of files, say: mostly none of them matters, and
        # one run with all of them changed tells.
        mostly_harmless = [name for name in _COMMON if name in suspects]
        groups = [[name] for name in SOURCES if name in suspects and name not in _COMMON]
        groups += [mostly_harmless] if mostly_harmless else []
        moved = self._moved(settings, reference, groups, other_hash)
        follows = {name: one for group, one in zip(groups, moved, strict=True) for name in group}
        if len(mostly_harmless) > 1 and moved[-1]:
            each = [[name] for name in mostly_harmless]
            moved = self._moved(settings, reference, each, other_hash)
            follows |= dict(zip(mostly_harmless, moved, strict=True))
        return follows

    def _moved(self, settings, reference, groups, other_hash) -> list[bool]:
        tried = []
        for group in groups:
            seeds = settings.seeds | dict.fromkeys(group, 2)
            hash_seed = other_hash if HASH in group else settings.hash_seed
            tried.append(replace(settings, seeds=seeds, hash_seed=hash_seed))
        found = self._run(tried)
        refuse_errors(found)
        return [not same(reference.returned, one.returned) for one in found]

    def _measure(self, pinned) -> None:
        """Run what has not been tried yet once, for the time it takes."""
        ways = [way for way in _WAYS[:2] if self._can(way)]
        missing = [way for way in ways if " and ".join(_NAMES[n] for n in way) not in self.seconds]
        found = self._run(replace(pinned[0], **way) for way in missing)
        for way, run in zip(missing, found, strict=True):
            if not run.error:
                self.seconds[" and ".join(_NAMES[name] for name in way)] = run.seconds

    def _rows(self, follows: dict[str, bool], guilty: set[str], plain: CleanRun):
        names = [*SOURCES, DETERMINISM, THREADS] if follows or guilty else []
        tensorflow = "tensorflow" in plain.loaded
        found = []
        for name in names:
            if not tensorflow and name == DETERMINISM:
                continue
            drawn = name in follows or name in guilty
            known = drawn or name in (DETERMINISM, THREADS)
            found.append(Source(name, name in guilty, known, EXPLAINED[name]))
        return tuple(found)


def _equal(runs: Sequence[CleanRun]) -> bool:
    if any(run.error for run in runs):
        return False
    return all(same(runs[0].returned, run.returned) for run in runs[1:])
