"""Checks of the weights of classes and samples."""

from collections.abc import Iterator, Mapping
from numbers import Real

import numpy as np

from .plan import Plan
from .report import SUSPECT, WRONG, Finding, finding, listed


def classes(plan: Plan) -> np.ndarray | None:
    """Give the class of every sample, as Keras reads it out of the targets.

    Args:
        plan: The plan.

    Returns:
        Whole numbers of shape `(samples,)`; None where the targets aren't classes.
    """
    if len(plan.y) != 1 or not plan.y[0].whole or not plan.y[0].numbers:
        return None
    part = plan.y[0]
    if part.look.first_bad is not None or not part.look.whole or part.rows == 0:
        return None
    if len(part.shape) == 1 or (len(part.shape) == 2 and part.shape[1] == 1):
        return np.asarray(part.array[:]).reshape(-1).astype("int64")
    one_hot = len(part.shape) == 2 and part.look.values is not None
    if one_hot and set(part.look.values) <= {0.0, 1.0}:
        rows = np.asarray(part.array[:])
        if (rows.sum(axis=1) == 1).all():
            return rows.argmax(axis=1)
    return None


def class_weight(plan: Plan) -> Iterator[Finding]:
    """Weights of classes that reach no class, or not all."""
    given = plan["class_weight"]
    if given is None:
        return
    if not isinstance(given, Mapping):
        yield finding(
            "class weights",
            WRONG,
            "class_weight is no dict.",
            "a dict from the class's number to its weight, {0: 1.0, 1: 5.0}",
            given,
            "Write dict(enumerate(weights)).",
        )
        return
    odd = [key for key in given if not isinstance(key, Real | np.number)]
    if odd:
        yield finding(
            "keys of class weights",
            WRONG,
            "class_weight has keys that aren't numbers of classes: Keras finds no class by them, "
            "and weighs all the same, without a word.",
            "whole numbers, {0: 1.0, 1: 5.0}",
            listed(map(repr, odd)),
            "Take the numbers that stand for the classes in y.",
        )
        return
    weights = np.array([float(one) for one in given.values()])
    found = classes(plan)
    known = None if found is None else sorted(set(found.tolist()))
    used = known is None or any(key in given for key in known)
    if not np.isfinite(weights).all() or (weights < 0).any():
        yield _of_values("class_weight", "holds weights that are negative or not finite", given)
    elif known is not None and not used:
        yield finding(
            "keys of class weights",
            WRONG,
            "None of the classes in class_weight is in y: all are weighed the same.",
            f"keys among {listed(known)}",
            listed(given),
            "Take the numbers that stand for the classes in y.",
        )
    elif (weights == 0).all() and len(weights):
        yield _of_values("class_weight", "holds nothing but zeros, so nothing is learnt", given)
    else:
        without = [key for key in given if given[key] == 0 and (known is None or key in known)]
        if without:
            yield finding(
                "class weight of zero",
                SUSPECT,
                f"class_weight leaves whole classes out: {listed(without)}. The network never "
                "learns them.",
                "weights above 0",
                "0",
                "For balance take len(y) / (classes * np.bincount(y)).",
            )
    missing = [one for one in known or [] if one not in given]
    if missing and used:
        yield finding(
            "class without a weight",
            SUSPECT,
            "class_weight doesn't name all classes; those that it doesn't name weigh 1, without a "
            "word.",
            f"a weight for each of {listed(known)}",
            f"none for {listed(missing)}",
            "Name them all, also those that weigh 1.",
        )


def sample_weight(plan: Plan) -> Iterator[Finding]:
    """Weights of samples that are negative, or all zero."""
    for part in (one for each in plan.both for one in each.weights if one.numbers):
        seen = part.look
        if seen.least is None or seen.first_bad is not None:
            continue
        found = f"from {seen.least:g} to {seen.most:g}"
        if seen.least < 0:
            yield _of_values(part.name, "holds negative weights: they teach the opposite", found)
        elif seen.most == 0:
            yield _of_values(part.name, "holds nothing but zeros, so nothing is learnt", found)


def _of_values(name: str, wrong: str, found: object) -> Finding:
    return finding(
        "weights",
        WRONG,
        f"{name} {wrong}.",
        "weights above 0, about 1 on average",
        found,
        "Take 1 for a usual one, and more for what shall count more.",
    )


CHECKS = (class_weight, sample_weight)
