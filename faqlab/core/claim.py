"""A sentence about Keras, and the experiment that says whether it is true today."""

import inspect
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from .errors import one_of, three_beats
from .quiet import no_advice

HOLDS = "holds"
HOLDS_IF = "holds if"
FALSE = "false today"
RETIRED = "retired"
UNTESTABLE = "untestable here"
VERDICTS = (HOLDS, HOLDS_IF, FALSE, RETIRED, UNTESTABLE)

# Where a sentence is stated.
FAQ = "the FAQ"
NOTES = "the learner's notes"
OFFICIAL = "today's official FAQ"
IMPLIED = "many a program, without saying so"


@dataclass(frozen=True)
class Evidence:
    """What an experiment found.

    Args:
        verdict: One of `VERDICTS`.
        numbers: What was measured, each number or short text with its name. They are shown in
            lessons, so let them be the same on every machine: counts rather than losses.
        condition: What "holds if" goes on with, such as `"it is called once"`.

    Raises:
        ValueError: If there is no such verdict, or "holds if" stands without its condition.

    Example:

    >>> str(Evidence(HOLDS_IF, {"keys": 4}, "you ask for it"))
    'holds if you ask for it'
    """

    verdict: str
    numbers: Mapping[str, object] = field(default_factory=dict)
    condition: str = ""

    def __post_init__(self):
        _check_verdict(self.verdict)
        if (self.verdict == HOLDS_IF) != bool(self.condition):
            expected = f"a condition with {HOLDS_IF!r}, and with no other verdict"
            received = f"{self.verdict} {self.condition}".strip()
            raise ValueError(three_beats("The verdict is incomplete.", expected, received))
        plain = {name: _plain(value) for name, value in self.numbers.items()}
        object.__setattr__(self, "numbers", plain)

    def __str__(self) -> str:
        return f"{self.verdict} {self.condition}".strip()


@dataclass(frozen=True)
class Claim:
    """One sentence, where it is stated, and what was found out about it.

    Args:
        id: The topic and a number, such as `"history.3"`.
        sentence: The sentence, in our words; `code` in backticks.
        stated: Where it is stated, such as `(FAQ, NOTES)`.
        experiment: A function without required arguments that returns `Evidence`. What it tries is
            the default of a keyword argument, so that a test can plant a counter-example.
        expected: The verdict on record; several where it depends on the machine.
        versions: The Keras versions that the record was taken with.
        ledger: The numbers of the ledger of claims, such as `("C93",)`. Default: none.
        source: The experiment's source. Default: read from the experiment.

    Raises:
        ValueError: If a recorded verdict is none.

    Example:

    >>> def two_and_two(add=int.__add__):
    ...     return Evidence(HOLDS if add(2, 2) == 4 else FALSE, {"sum": add(2, 2)})
    >>> claim = Claim("sums.1", "Two and two is four.", (FAQ,), two_and_two, HOLDS, ("3.15.1",))
    >>> claim.run().evidence
    Evidence(verdict='holds', numbers={'sum': 4}, condition='')
    """

    id: str
    sentence: str
    stated: tuple[str, ...]
    experiment: Callable[[], Evidence]
    expected: str | tuple[str, ...]
    versions: tuple[str, ...]
    ledger: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self):
        expected = (self.expected,) if isinstance(self.expected, str) else tuple(self.expected)
        for verdict in expected:
            _check_verdict(verdict)
        object.__setattr__(self, "expected", expected)
        for name in ("stated", "versions", "ledger"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @property
    def code(self) -> str:
        """The experiment's source."""
        if self.source:
            return self.source
        missing = "# The source of this experiment is not in a file."
        # Python 3.13 takes the program of `python -c` for the source of whatever was evaluated.
        program = getattr(self.experiment, "__code__", None)
        if program is not None and program.co_filename == "<string>":
            return missing
        try:
            return inspect.getsource(self.experiment).rstrip()
        except (OSError, TypeError):
            return missing

    def run(self) -> "Finding":
        """Do the experiment.

        Returns:
            The finding. An experiment that raises is a finding without evidence, no exception.
        """
        start = time.perf_counter()
        # Experiments make many small models, and TensorFlow advises against that.
        try:
            with no_advice("tensorflow"):
                evidence, error = self.experiment(), ""
            if not isinstance(evidence, Evidence):
                evidence, error = None, f"It returned {evidence!r:.100}, not Evidence."
        except Exception as raised:
            text = re.sub(r"\x1b\[[\d;]*m", "", str(raised))  # Keras writes in bold
            evidence, error = None, f"It raised {type(raised).__name__}: {text}"
        error = " ".join(error.split())
        error = error if len(error) <= 300 else error[:299] + "…"
        return Finding(self, evidence, error, time.perf_counter() - start)


def claims_on(topic: str, versions: tuple[str, ...]) -> Callable[..., Claim]:
    """Give a short way to write down the claims of one topic.

    Args:
        topic: The topic's name.
        versions: The Keras versions that the record was taken with.

    Returns:
        A function of `Claim`'s other arguments, in their order, but with the number for its id.

    Example:

    >>> claim = claims_on("sums", ("3.15.1",))
    >>> claim(1, "One is one.", (FAQ,), lambda: Evidence(HOLDS), HOLDS).id
    'sums.1'
    """

    def claim(number, sentence, stated, experiment, expected, ledger=()) -> Claim:
        return Claim(f"{topic}.{number}", sentence, stated, experiment, expected, versions, ledger)

    return claim


@dataclass(frozen=True)
class Finding:
    """What came of one claim in this run.

    Args:
        claim: The claim.
        evidence: What its experiment returned; None where it came to no answer.
        error: Why it came to none, a sentence.
        seconds: How long it took.
    """

    claim: Claim
    evidence: Evidence | None
    error: str = ""
    seconds: float = 0.0

    @property
    def as_recorded(self) -> bool:
        """Whether the verdict is the one on record."""
        return self.evidence is not None and self.evidence.verdict in self.claim.expected


class Claims(tuple):
    """The claims of one topic.

    Args:
        claims: The claims.

    Raises:
        ValueError: If two have the same id.

    Example:

    >>> claims = Claims([Claim("a.1", "One.", (FAQ,), lambda: Evidence(HOLDS), HOLDS, ())])
    >>> claims.run()
    1 sentence, put to the test: 1 holds.
    <BLANKLINE>
    ✓ a.1 holds
      One.
    """

    def __new__(cls, claims: Iterable[Claim] = ()):
        """Take the claims, and refuse two with one id."""
        self = super().__new__(cls, claims)
        ids = [claim.id for claim in self]
        for one in ids:
            if ids.count(one) > 1:
                raise ValueError(three_beats("Two claims have one id.", "an id for each", one))
        return self

    def run(self, *ids: str):
        """Do the experiments, in this process.

        Args:
            *ids: The ids of those to run. Default: all.

        Returns:
            A `ClaimTable`: a table in a notebook, lines in a terminal.

        Raises:
            ValueError: If there is no claim of such an id.
        """
        from .claim_table import ClaimTable

        return ClaimTable(claim.run() for claim in (map(self.find, ids) if ids else self))

    def find(self, id: str) -> Claim:
        """Find a claim.

        Args:
            id: Its id, such as `"history.3"`.

        Returns:
            The claim.

        Raises:
            ValueError: If there is none.
        """
        known = {claim.id: claim for claim in self}
        if id not in known:
            raise ValueError(three_beats(f"There is no claim {id!r}.", one_of(id, known), id))
        return known[id]

    def __repr__(self) -> str:
        return "\n".join(f"{claim.id} {claim.sentence}" for claim in self)


def _check_verdict(verdict: str) -> None:
    if verdict not in VERDICTS:
        expected = one_of(str(verdict), VERDICTS)
        raise ValueError(three_beats(f"There is no verdict {verdict!r}.", expected, verdict))


def _plain(value: object) -> object:
    """The value as JSON knows it, a number of numpy too."""
    value = value.item() if hasattr(value, "item") else value
    return value if isinstance(value, bool | int | float | str) else str(value)
