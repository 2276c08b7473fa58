"""Check of a validation split that takes other classes than are left to train on."""

import math
from collections.abc import Iterator

import numpy as np

from .class_weights import classes
from .plan import Plan
from .report import WRONG, Finding, finding, listed

# How unlikely chance must be before it is called sorted.
_CHANCE = 1e-6
_MOST_CLASSES = 1000


def split_of_sorted(plan: Plan) -> Iterator[Finding]:
    """Classes that are on one side of the split only, as no chance would have it."""
    at = plan.split_at
    # The targets decide by their loss whether they are classes: years that rise aren't.
    kinds = [one.loss.kind for one in plan.outputs if one.loss is not None]
    if not at or at >= plan.samples or not any("crossentropy" in one for one in kinds):
        return
    found = classes(plan)
    if found is None or len(found) != plan.samples:
        return
    names, numbers = np.unique(found, return_inverse=True)
    if not 2 <= len(names) <= _MOST_CLASSES:
        return
    counts = np.bincount(numbers, minlength=len(names))
    trains = np.bincount(numbers[:at], minlength=len(names))
    validates = counts - trains
    total = len(found)
    unseen = [_never(total, count, at) for count in counts[trains == 0]]
    untested = [_never(total, count, total - at) for count in counts[validates == 0]]
    chance = min([*unseen, *untested, 1.0])
    runs = 1 + int((numbers[1:] != numbers[:-1]).sum())
    in_order = runs == len(names) and _sorted_by_chance(counts) < _CHANCE * 100
    if chance < _CHANCE / len(names) or (in_order and (unseen or untested)):
        yield finding(
            "split of sorted labels",
            WRONG,
            "validation_split takes the last rows as they are, before any shuffling, and the "
            "targets are sorted: the two sides hold different classes.",
            f"all {len(names)} classes on both sides",
            _told(names, trains, validates),
            "Mix first: order = np.random.permutation(len(x)); x, y = x[order], y[order].",
        )


def _told(names: np.ndarray, trains: np.ndarray, validates: np.ndarray) -> str:
    parts = []
    if (trains == 0).any():
        parts.append(f"none of {listed(names[trains == 0].tolist())} to train on")
    if (validates == 0).any():
        parts.append(f"none of {listed(names[validates == 0].tolist())} to validate")
    return ", ".join(parts)


def _never(total: int, count: int, drawn: int) -> float:
    """How likely it is that of `total` mixed rows `drawn` hold none of a class of `count`."""
    left = total - count
    if drawn > left:
        return 0.0
    log = math.lgamma(left + 1) - math.lgamma(left - drawn + 1)
    return math.exp(log - math.lgamma(total + 1) + math.lgamma(total - drawn + 1))


def _sorted_by_chance(counts: np.ndarray) -> float:
    """How likely it is that mixed rows come with the classes in one run each."""
    log = sum(math.lgamma(one + 1) for one in counts) - math.lgamma(counts.sum() + 1)
    return math.exp(min(0.0, log + math.lgamma(len(counts) + 1)))


CHECKS = (split_of_sorted,)
