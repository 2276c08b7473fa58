"""Checks of targets: whether their values are such as the loss takes."""

from collections.abc import Iterator

import numpy as np

from .compiled import CATEGORICAL, SPARSE
from .given import Part
from .look import Look
from .outputs import Output
from .plan import Plan
from .report import SUSPECT, WRONG, Finding, finding, listed

_CROSSENTROPIES = ("binarycrossentropy", "binaryfocalcrossentropy")
_RANGES = {"sigmoid": (0, 1), "softmax": (0, 1), "tanh": (-1, 1), "relu": (0, np.inf)}
_REGRESSIONS = ("meansquarederror", "meanabsoluteerror", "huber", "logcosh")


def pairs(plan: Plan) -> Iterator[tuple[Output, Part, Look]]:
    """Go through the outputs whose targets are numbers, those of the validation data too.

    Args:
        plan: The plan.

    Yields:
        The output, its target, and what is seen of it.
    """
    for each in plan.both:
        for one in each.outputs:
            part = one.target
            if part is None or one.loss is None or not part.numbers or part.look.least is None:
                continue
            yield one, part, part.look


def class_numbers(plan: Plan) -> Iterator[Finding]:
    """Numbers of classes that don't exist, or that are no whole numbers."""
    for one, part, seen in pairs(plan):
        if one.loss.kind != SPARSE or _one_hot(one, part):
            continue
        if not seen.whole:
            yield finding(
                "fractions for classes",
                WRONG,
                f"{part.name} holds fractions, but {one.loss.shown} takes numbers of classes, and "
                "cuts fractions off without a word.",
                "whole numbers from 0 on",
                f"numbers from {seen.least:g} to {seen.most:g}",
                "Take a loss for measurements, 'mse' say, with one linear unit; or number the "
                "classes.",
            )
        units, left_out = one.units, one.loss.ignored
        if units is None or not one.loss.last or not seen.whole:
            continue
        values = seen.values
        if left_out is not None:
            if values is None or not (values != left_out).any():
                continue
            values = values[values != left_out]
        least, most = (seen.least, seen.most) if values is None else (values.min(), values.max())
        if least < 0 or most >= units:
            yield _out_of_range(one, part, float(least), float(most))


def _one_hot(one: Output, part: Part) -> bool:
    return one.shape is not None and len(part.shape) == len(one.shape) and part.shape[-1] > 1


def _out_of_range(one: Output, part: Part, least: float, most: float) -> Finding:
    units = one.units
    remedy = f"Give the last layer {int(most) + 1} units."
    if least == 1 and most == units:
        remedy = "They start at 1: write y - 1."
    elif units == 1:
        remedy = (
            f"Give the last layer {int(most) + 1} units and a softmax; for two classes one unit "
            "with a sigmoid and loss='binary_crossentropy' will do."
        )
    elif least < 0:
        remedy = (
            "Number the classes 0, 1, 2, ...: names, y = np.unique(y, return_inverse=True) does it."
        )
    return finding(
        "labels out of range",
        WRONG,
        f"{part.name} holds numbers of classes that the last layer has no unit for: under XLA the "
        "loss becomes NaN, else Keras ends with an error of pages.",
        f"whole numbers from 0 to {units - 1}, for {units} unit{'s' * (units != 1)}",
        f"from {least:g} to {most:g}",
        remedy,
    )


def yes_or_no(plan: Plan) -> Iterator[Finding]:
    """Targets of a binary cross-entropy that are no probabilities."""
    for one, part, seen in pairs(plan):
        if one.loss.kind not in _CROSSENTROPIES or (seen.least >= 0 and seen.most <= 1):
            continue
        found = f"from {seen.least:g} to {seen.most:g}"
        remedy = "Scale the targets to 0 to 1, or take another loss, 'mse' say."
        if seen.values is not None and len(seen.values) <= 20 and seen.whole:
            found = listed(f"{value:g}" for value in seen.values)
            remedy = "Number the two classes 0 and 1."
            if set(seen.values) <= {-1.0, 1.0}:
                remedy = "Write (y + 1) / 2, or compile with loss='hinge' and a tanh."
            elif set(seen.values) == {1.0, 2.0}:
                remedy = "Write y - 1."
            elif len(seen.values) > 2 and seen.least >= 0:
                many = int(seen.most) + 1
                remedy = (
                    f"For {many} classes: {many} units, softmax, "
                    "loss='sparse_categorical_crossentropy'."
                )
        elif seen.least >= 0 and seen.most <= 255:
            remedy = "Scale pixels: y.astype('float32') / 255; or take another loss, 'mse' say."
        yield finding(
            "labels not 0 or 1",
            WRONG,
            f"{part.name} holds values that {one.loss.shown} has no meaning for; it computes with "
            "them all the same, and the loss may fall below zero.",
            "0 and 1, or probabilities between",
            found,
            remedy,
        )


def shares(plan: Plan) -> Iterator[Finding]:
    """Targets of a categorical cross-entropy that aren't one-hot, nor shares of one."""
    for one, part, seen in pairs(plan):
        fits = one.shape is not None and part.shape[1:] == one.shape[1:]
        if one.loss.kind != CATEGORICAL or not fits or not one.loss.last:
            continue
        if seen.least < 0:
            yield finding(
                "targets below zero",
                WRONG,
                f"{part.name} holds negative values, but {one.loss.shown} takes one-hot rows.",
                "0 and 1, or probabilities that add up to 1",
                f"from {seen.least:g} to {seen.most:g}",
                "keras.utils.to_categorical(classes) makes one-hot rows of the classes' numbers.",
            )
        elif seen.values is not None and set(seen.values) <= {0.0, 1.0} and one.units > 1:
            sums = np.asarray(part.array[:10_000]).sum(axis=-1)
            if (sums > 1).any():
                yield finding(
                    "several ones in a row",
                    SUSPECT,
                    f"{part.name} has rows with several ones, but a softmax with {one.loss.shown} "
                    "takes one class for each sample.",
                    "one 1 in each row",
                    f"up to {int(sums.max())}",
                    "For several answers at once: sigmoid, and loss='binary_crossentropy'.",
                )


def out_of_reach(plan: Plan) -> Iterator[Finding]:
    """Targets that the last activation function can't come near."""
    for one, part, seen in pairs(plan):
        low, high = _RANGES.get(one.ends or "", (-np.inf, np.inf))
        if one.loss.kind not in _REGRESSIONS or part.rows < 2:
            continue
        width = max(seen.most - seen.least, 1e-9)
        beyond = max(low - seen.least, seen.most - high)
        if beyond > 0.1 * width:
            yield finding(
                "targets out of reach",
                SUSPECT,
                f"{part.name} holds values that {one.ends} never puts out, so that the network "
                "can't learn them.",
                f"values from {low:g} to {high:g}" if np.isfinite(high) else "values from 0 on",
                f"from {seen.least:g} to {seen.most:g}",
                "Leave the last activation out, or scale the targets.",
            )


def signs(plan: Plan) -> Iterator[Finding]:
    """Targets of the sign or size that a loss can't take."""
    for one, part, seen in pairs(plan):
        kind, found = one.loss.kind, f"from {seen.least:g} to {seen.most:g}"
        if kind in ("poisson", "meansquaredlogarithmicerror") and seen.least < 0:
            yield finding(
                "targets below zero",
                WRONG,
                f"{part.name} holds negative values, but {one.loss.shown} is for counts and sizes.",
                "values from 0 on",
                found,
                "Take 'mse' or 'huber', or predict something that isn't negative.",
            )
        if kind in ("hinge", "squaredhinge"):
            values = seen.values
            if values is None or not set(values) <= {-1.0, 0.0, 1.0}:
                yield finding(
                    "labels not -1 or 1",
                    WRONG,
                    f"{part.name} holds values that {one.loss.shown} has no meaning for.",
                    "-1 and 1; 0 and 1 are taken for them",
                    found,
                    "Number the two classes -1 and 1.",
                )


CHECKS = (class_numbers, yes_or_no, shares, out_of_reach, signs)
