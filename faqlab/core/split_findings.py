"""What is wrong with a split: found by looking at the rows, told in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .split_targets import CLASSES, NUMBERS, SplitTargets, number_them

# Farther from an even share than this many standard deviations chance alone hardly ever gets:
# once in 16,000 classes.
_FAR = 4.0
# Runs are told from mixed rows only where there would be so many changes.
_ENOUGH_CHANGES = 10
_LISTED = 4


@dataclass(frozen=True)
class SplitFinding:
    """One thing that is wrong with a split.

    Args:
        kind: `"refused"`, `"fraction"`, `"empty"`, `"lists"`, `"missing"`, `"sorted"`, `"shares"`,
            `"groups"`, `"times"` or `"copies"`.
        text: What is wrong, and what to do.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


def of_fraction(rows: int, fraction: float, cut: int) -> Iterator[SplitFinding]:
    """Look at where Keras cuts.

    Args:
        rows: How many rows there are.
        fraction: What is given as `validation_split`.
        cut: Where Keras cuts.

    Yields:
        What is wrong.
    """
    fraction = float(fraction)
    given = f"`validation_split={fraction:g}`"
    if fraction == 0:
        yield SplitFinding("empty", f"{given} makes no validation at all: all rows are trained on.")
        return
    if cut in (0, rows):
        side = "training" if cut == 0 else "validation"
        told = f"`fit` refuses {given} of {rows:,} rows: there would be none for {side}."
        yield SplitFinding("refused", f"{told} Give more rows, or another fraction.")
        return
    if not 0 < fraction < 1:
        percent = f" For {fraction:g} % give {fraction / 100:g}." if 1 < fraction <= 99 else ""
        told = f"{given} is no share between 0 and 1, and Keras takes it without a word: it cuts "
        where = f"at row {cut:,}" + (", counted from the end." if cut < 0 else ", behind the last.")
        yield SplitFinding("fraction", told + where + percent)


def of_sizes(train: np.ndarray, validation: np.ndarray) -> Iterator[SplitFinding]:
    """Look for a side without rows; the arguments are the numbers of the rows on each side."""
    if not len(train):
        told = "The training has no row: nothing is learned, and the history holds `val_` only."
        yield SplitFinding("empty", told)
    if not len(validation):
        yield SplitFinding("empty", "The validation has no row: there is nothing to judge by.")


def of_targets(
    targets: SplitTargets, train: np.ndarray, validation: np.ndarray, groups: object = None
) -> Iterator[SplitFinding]:
    """Look at the targets on both sides.

    Args:
        targets: Those of all rows.
        train: The numbers of the rows for training.
        validation: Those for validation.
        groups: Which rows belong together: shares may be the more uneven for it. Default: none do.

    Yields:
        What is wrong: classes missing on one side, rows in the order of their labels, uneven
        shares.
    """
    if not len(train) or not len(validation):
        return
    far = _FAR
    if groups is not None:
        # Where rows come in groups, chance moves whole groups: the spread is so much wider.
        sizes = np.bincount(number_them(groups)[0])
        far *= float(np.sqrt((sizes**2).sum() / sizes.sum()))
    if targets.kind == CLASSES:
        yield from _of_classes(targets, train, validation, far)
    if targets.kind == NUMBERS:
        yield from _of_numbers(targets.values, train, validation, far)


def of_groups(groups: object, train: np.ndarray, validation: np.ndarray) -> Iterator[SplitFinding]:
    """Look for groups that have rows on both sides.

    Args:
        groups: Each row's group, of shape `(rows,)`.
        train: The numbers of the rows for training.
        validation: Those for validation.

    Yields:
        What is wrong.
    """
    codes, names = number_them(groups)
    here = np.bincount(codes[train], minlength=len(names))
    there = np.bincount(codes[validation], minlength=len(names))
    torn = np.flatnonzero((here > 0) & (there > 0))
    if len(torn):
        told = [f"{names[i]} ({here[i]:,} + {there[i]:,} rows)" for i in torn]
        have = "has" if len(torn) == 1 else "have"
        yield SplitFinding(
            "groups",
            f"{len(torn):,} of {len(names):,} groups {have} rows on both sides (training + "
            f"validation): {_listed(told)}. Validation asks about what is known already. "
            "`split(..., how='grouped')` keeps groups whole.",
        )


def of_times(times: object, train: np.ndarray, validation: np.ndarray) -> Iterator[SplitFinding]:
    """Look for training rows that are later than validation rows.

    Args:
        times: Each row's time, anything that can be sorted, of shape `(rows,)`.
        train: The numbers of the rows for training.
        validation: Those for validation.

    Yields:
        What is wrong.
    """
    if not len(train) or not len(validation):
        return
    times = np.asarray(times)
    later = int((times[train] > times[validation].min()).sum())
    if later:
        yield SplitFinding(
            "times",
            f"{later:,} of {len(train):,} training rows are later than the first validation row: "
            "the past is judged by who knows the future. `split(..., how='by time')` cuts where "
            "time does.",
        )


def of_copies(
    first: np.ndarray, train: np.ndarray, validation: np.ndarray, targets: SplitTargets
) -> Iterator[SplitFinding]:
    """Look for validation rows that stand in the training too.

    Args:
        first: For each row the number of the first row that is like it, as `copies` gives it.
        train: The numbers of the rows for training.
        validation: Those for validation.
        targets: Those of all rows.

    Yields:
        What is wrong.
    """
    known = np.full(len(first), -1)
    known[first[train[::-1]]] = train[::-1]
    twin = known[first[validation]]
    leaked = np.flatnonzero(twin >= 0)
    if not len(leaked):
        return
    told = [f"row {validation[i]} is row {twin[i]}" for i in leaked]
    other = ""
    if targets.kind == CLASSES:
        differ = int((targets.codes[validation[leaked]] != targets.codes[twin[leaked]]).sum())
        other = f" {differ:,} of them with another label." if differ else ""
    yield SplitFinding(
        "copies",
        f"{len(leaked):,} of {len(validation):,} validation rows stand in the training too, to the "
        f"last bit: {_listed(told)}.{other} They ask only what was learned by heart. "
        "`split(..., how='grouped', groups=copies(x))` keeps copies together.",
    )


def _of_classes(targets, train, validation, far: float) -> Iterator[SplitFinding]:
    here, there = targets.counts(train), targets.counts(validation)
    names = targets.names
    missing = False
    for side, counts, others, why in (
        ("training", here, there, "What it never sees it can't learn."),
        ("validation", there, here, "Of these nothing is tested."),
    ):
        gone = np.flatnonzero((counts == 0) & (others > 0))
        if len(gone):
            missing = True
            told = _listed([f"{names[i]} ({others[i]:,} {_rows(others[i])})" for i in gone])
            classes = "class" if len(gone) == 1 else f"{len(gone):,} classes:"
            text = f"The {side} has no row of {classes} {told}. {why}"
            yield SplitFinding("missing", text)
    changes, mixed = _changes(targets.codes)
    blocks = len(np.unique(targets.codes)) - 1
    if not _one_cut(train, validation):
        pass  # rows that were drawn may have lain in any order
    elif changes == blocks and blocks and len(targets.codes) > blocks + 1:
        yield SplitFinding(
            "sorted",
            "The rows are sorted by their labels, one class after another. "
            "`split(..., how='stratified')` mixes them and gives each side its share.",
        )
    elif mixed >= _ENOUGH_CHANGES and changes < mixed / 2:
        yield SplitFinding(
            "sorted",
            f"The labels come in long runs: they change {changes:,} times from row to row, and "
            f"mixed rows would about {mixed:,.0f} times.",
        )
    if not missing:
        yield from _uneven(names, here, there, far)


def _one_cut(train: np.ndarray, validation: np.ndarray) -> bool:
    """Whether the rows are cut in two as they lie, so that their order matters."""
    return all((np.diff(rows) == 1).all() for rows in (train, validation))


def _changes(codes: np.ndarray) -> tuple[int, float]:
    """How often the label changes from row to row, and how often it would if rows were mixed."""
    counts = np.bincount(codes).astype(float)
    n = len(codes)
    pairs = 1 - (counts * (counts - 1)).sum() / max(1, n * (n - 1))
    return int((codes[1:] != codes[:-1]).sum()), (n - 1) * pairs


def _uneven(names, here: np.ndarray, there: np.ndarray, far: float) -> Iterator[SplitFinding]:
    both, n, m = here + there, int(here.sum() + there.sum()), int(there.sum())
    share = both / n
    # Of the hypergeometric distribution: m rows drawn from n, none put back.
    spread = np.sqrt(m * share * (1 - share) * (n - m) / max(1, n - 1))
    off = np.abs(there - m * share)
    odd = np.flatnonzero(off > far * np.maximum(spread, 1e-9))
    if len(odd):
        odd = odd[np.argsort(-off[odd], kind="stable")]
        told = [f"{names[i]} ({_percent(here, i)} + {_percent(there, i)})" for i in odd]
        yield SplitFinding(
            "shares",
            f"Classes make other shares of training + validation: {_listed(told)}. "
            "Chance alone doesn't do that. `split(..., how='stratified')` gives equal shares.",
        )


def _percent(counts: np.ndarray, i: int) -> str:
    return f"{100 * counts[i] / max(1, counts.sum()):.0f} %"


def _of_numbers(values, train, validation, far: float) -> Iterator[SplitFinding]:
    steps = np.diff(values) if _one_cut(train, validation) else np.zeros(1)
    if len(values) > 2 and steps.any() and ((steps >= 0).all() or (steps <= 0).all()):
        ranges = " and ".join(
            f"{values[rows].min():.3g} to {values[rows].max():.3g} in {side}"
            for side, rows in (("training", train), ("validation", validation))
        )
        text = f"The rows are sorted by their targets: {ranges}. `split` mixes them."
        yield SplitFinding("sorted", text)
        return
    known = [values[rows][np.isfinite(values[rows])] for rows in (train, validation)]
    if min(map(len, known)) < 2:
        return
    means = [float(one.mean()) for one in known]
    error = np.sqrt(sum(one.var(ddof=1) / len(one) for one in known))
    if abs(means[0] - means[1]) > far * max(error, 1e-12):
        yield SplitFinding(
            "shares",
            f"The targets differ: {means[0]:.3g} on average in training, {means[1]:.3g} in "
            "validation. Chance alone doesn't do that.",
        )


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"


def _listed(told: list[str]) -> str:
    more = len(told) - _LISTED
    return ", ".join(told[:_LISTED]) + (f" and {more:,} more" if more > 0 else "")
