"""What `blame` found, as a table: each source, whether it is guilty, and the remedy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .chance import BACKEND, DROPOUT, HASH, NUMPY, ORDER, PIPELINE, PYTHON, WEIGHTS
from .page_table import page_table, text_table

DETERMINISM, THREADS = "determinism", "threads"

# Each source in words, and what to do against it.
EXPLAINED = {
    HASH: ("the order of sets of texts", "sorted(...), or PYTHONHASHSEED=0 before the start"),
    PYTHON: ("Python's random", "random.seed(1)"),
    NUMPY: ("NumPy's random numbers", "np.random.seed(1), or default_rng(1)"),
    WEIGHTS: ("Keras's initial weights", "keras.utils.set_random_seed(1)"),
    DROPOUT: ("dropout and noise", "keras.utils.set_random_seed(1)"),
    BACKEND: ("the backend's random numbers", "keras.utils.set_random_seed(1)"),
    ORDER: ("the order of the data in fit", "keras.utils.set_random_seed(1), or shuffle=False"),
    PIPELINE: ("tf.data's shuffle", "shuffle(..., seed=1)"),
    DETERMINISM: ("operations that run in any order", "enable_op_determinism()"),
    THREADS: ("threads that race", "one thread, or gather results in a fixed order"),
}

_HEAD = ("source", "guilty", "remedy")


@dataclass(frozen=True)
class Source:
    """One source of differences.

    Args:
        name: Its name, such as "python" or "threads".
        guilty: Whether the result follows it.
        used: Whether the training draws from it without seeding it.
        explained: The source in words, and the remedy.
    """

    name: str
    guilty: bool
    used: bool
    explained: tuple[str, str]

    def row(self) -> tuple[str, str, str]:
        """Give the cells of its row."""
        what, remedy = self.explained
        told = "yes" if self.guilty else "no" if self.used else "seeded, or not used"
        return what, told, remedy if self.guilty else ""


@dataclass(frozen=True)
class Blame:
    """Why a training differs from run to run.

    Args:
        sources: A `Source` for each; empty if all runs were bit-equal.
        unexplained: Whether the runs differ and none of the sources explains it.
        runs: How many trainings that took.
        seconds: How long the training takes: "as it is", with "all seeds set", and with each way
            to compute that was tried.
    """

    sources: tuple[Source, ...]
    unexplained: bool
    runs: int
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def guilty(self) -> tuple[str, ...]:
        """The names of the guilty sources."""
        return tuple(one.name for one in self.sources if one.guilty)

    def __str__(self) -> str:
        rows = [one.row() for one in self.sources]
        return "\n".join([*([text_table(_HEAD, rows)] if rows else []), self.sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        marked = [i for i, one in enumerate(self.sources) if one.guilty]
        rows = [one.row() for one in self.sources]
        times = "; ".join(f"{name}: {time:.2f} s" for name, time in self.seconds.items())
        caption = f"{self.sum_up()} It takes, without the start of its process, {times}."
        return page_table(_HEAD, rows, marked, caption)

    def sum_up(self) -> str:
        """Say it in a sentence."""
        if self.unexplained:
            return (
                "The runs differ, and none of these sources explains it. Look for the clock, "
                "os.urandom, random.Random() without a seed, files, the network, and threads and "
                "processes of your own."
            )
        if not self.sources:
            return "Nobody is guilty: all runs are bit-equal."
        return f"Guilty: {', '.join(one.explained[0] for one in self.sources if one.guilty)}."
