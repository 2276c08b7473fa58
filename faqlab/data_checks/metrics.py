"""Checks of metrics that show a number, but not the one that is meant."""

from collections.abc import Iterator

from .compiled import BINARY, SPARSE
from .outputs import Output
from .plan import Plan
from .report import SUSPECT, WRONG, Finding, finding

_REGRESSIONS = (
    "meansquarederror",
    "meanabsoluteerror",
    "meanabsolutepercentageerror",
    "meansquaredlogarithmicerror",
    "huber",
    "logcosh",
    "poisson",
)


def exact(plan: Plan) -> Iterator[Finding]:
    """`Accuracy()` counts predictions that equal the target to the last bit."""
    for one, metric in _metrics(plan):
        if metric.kind == "accuracy" and one.ends is not None:
            yield finding(
                "accuracy of equal numbers",
                WRONG,
                "keras.metrics.Accuracy() counts outputs that equal the target exactly: of "
                "probabilities hardly any does, and it stays at 0.",
                "metrics=['accuracy'], the word",
                "an Accuracy object",
                "Write metrics=['accuracy']: Keras then takes the kind that fits the outputs.",
            )


def of_measurements(plan: Plan) -> Iterator[Finding]:
    """An accuracy of something that isn't a class."""
    for one, metric in _metrics(plan):
        part = one.target
        if part is None or not part.numbers or part.look.least is None:
            continue
        seen, found = part.look, f"targets from {part.look.least:g} to {part.look.most:g}"
        classes = seen.values is not None and set(seen.values) <= {0.0, 1.0}
        choice = one.ends == "softmax" and (one.units or 0) > 1  # told by another check
        if metric.kind == "binaryaccuracy" and not classes and not choice:
            certain = seen.least < 0 or seen.most > 1
            yield finding(
                "accuracy of measurements",
                WRONG if certain else SUSPECT,
                f"An accuracy counts outputs on the right side of 0.5, for targets of 0 and 1; "
                f"{part.name} holds others, which count as wrong whatever the network says.",
                "targets of 0 and 1, or another metric",
                found,
                "For measurements take metrics=['mae']; for -1 and 1 write (y + 1) / 2; for "
                "numbers of classes a unit for each.",
            )
        shape = one.shape is not None and part.shape[1:] == one.shape[1:]
        beyond = seen.least < 0 or seen.most > 1
        rows = metric.kind == "categoricalaccuracy" and one.loss.kind in _REGRESSIONS
        if rows and shape and beyond and (one.units or 0) > 1:
            yield finding(
                "accuracy of measurements",
                WRONG,
                f"An accuracy compares which number of a row is the largest; {part.name} holds "
                "measurements, of which that says nothing.",
                "one-hot rows, or another metric",
                found,
                "For measurements take metrics=['mae'].",
            )


def of_single_units(plan: Plan) -> Iterator[Finding]:
    """An accuracy of every unit by itself where the units are one choice."""
    for one, metric in _metrics(plan):
        if metric.kind == "binaryaccuracy" and one.ends == "softmax" and (one.units or 0) > 1:
            yield finding(
                "binary accuracy of one-hot",
                WRONG,
                f"{metric.shown} counts every unit by itself: with {one.units} classes a network "
                f"that is always wrong already has {(one.units - 2) / one.units:.2f}, or more.",
                "metrics=['accuracy'] for a softmax",
                f"softmax, {one.units} units",
                "Write metrics=['accuracy']: Keras then takes the kind that fits the outputs.",
            )


def of_logits(plan: Plan) -> Iterator[Finding]:
    """An accuracy that takes half a logit for the middle."""
    for one, metric in _metrics(plan):
        middle = 0.5 if metric.threshold is None else metric.threshold
        raw = one.ends == "linear" and one.loss.kind == BINARY and one.loss.from_logits
        if metric.kind == "binaryaccuracy" and raw and middle == 0.5:
            yield finding(
                "accuracy of logits",
                SUSPECT,
                "The accuracy counts an output above 0.5 as a yes, but the outputs are logits, "
                "whose middle is 0: the number that it shows is too low or too high.",
                "a threshold of 0",
                "from_logits=True, and a threshold of 0.5",
                "Write metrics=[keras.metrics.BinaryAccuracy(threshold=0)].",
            )


def other_targets(plan: Plan) -> Iterator[Finding]:
    """The accuracy for one-hot targets with numbers of classes, and the other way round."""
    for one, metric in _metrics(plan):
        part = one.target
        if part is None or one.shape is None or (one.units or 0) < 2 or not part.shape:
            continue
        same = len(part.shape) == len(one.shape) and part.shape[-1] == one.units
        fewer = len(part.shape) == len(one.shape) - 1 or part.shape[-1] == 1
        kinds = {"categoricalaccuracy": fewer, "sparsecategoricalaccuracy": same}
        if one.loss.kind == SPARSE and same:
            continue  # that is told by the loss
        if kinds.get(metric.kind, False):
            yield finding(
                "accuracy of another kind",
                WRONG,
                f"{metric.shown} is for targets of another kind: it compares what doesn't belong "
                "together.",
                "one-hot rows" if fewer else "numbers of classes",
                f"{part.name} of shape {part.shape}",
                "Write metrics=['accuracy']: Keras then takes the kind that fits the targets.",
            )


def _metrics(plan: Plan) -> Iterator[tuple[Output, object]]:
    for one in plan.outputs:
        if one.loss is not None:
            yield from ((one, metric) for metric in one.metrics)


CHECKS = (exact, of_measurements, of_single_units, of_logits, other_targets)
