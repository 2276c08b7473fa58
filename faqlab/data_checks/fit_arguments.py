"""Checks of the plain arguments of fit: epochs, batch size, steps, the form of validation data."""

import math
from collections.abc import Iterator
from numbers import Integral, Real

from .pipelines import ARRAYS, DATASET, GENERATOR, PYDATASET
from .plan import Plan
from .report import SUSPECT, WRONG, Finding, finding, note


def batch_size(plan: Plan) -> Iterator[Finding]:
    """A batch size that is none."""
    for name in ("batch_size", "validation_batch_size"):
        size = plan[name]
        if size is None or plan.source.kind != ARRAYS:
            continue
        if not isinstance(size, Integral) or isinstance(size, bool) or size <= 0:
            comes = "Keras takes 32 in its place, without a word."
            yield finding(
                "batch size",
                WRONG,
                f"{name} is no number of samples. {comes if size == 0 else ''}".strip(),
                "a whole number from 1 on, or None for 32",
                size,
                f"Write {name}=32, say; len(x) for one batch of all.",
            )


def epochs(plan: Plan) -> Iterator[Finding]:
    """Nothing is trained: no epoch is left."""
    last, first = plan["epochs"], plan["initial_epoch"]
    if not (isinstance(last, Real) and isinstance(first, Real)):
        return
    if last <= 0:
        yield finding(
            "no epoch",
            WRONG,
            "With these epochs fit trains nothing, and says nothing.",
            "a whole number from 1 on",
            f"epochs={last}",
            "Write epochs=10, say.",
        )
    elif first >= last:
        yield finding(
            "initial epoch",
            WRONG,
            "fit trains nothing: epochs is the number of the last epoch, not how many more there "
            "are, and the first is beyond it.",
            f"initial_epoch below {last}",
            f"initial_epoch={first}, epochs={last}",
            f"For {last} more epochs write epochs={first + last}.",
        )


def validation_share(plan: Plan) -> Iterator[Finding]:
    """A share of validation data that is none."""
    share = plan["validation_split"]
    if not isinstance(share, Real) or not share or plan["validation_data"] is not None:
        return
    if not 0 < share < 1:
        percent = f"For {share:g} % write validation_split={share / 100:g}."
        yield finding(
            "validation split",
            WRONG,
            "validation_split is no share of the samples: Keras cuts the data all the same, and "
            "may train on nothing.",
            "a number between 0 and 1",
            f"validation_split={share:g}",
            percent if 1 < share < 100 else "Write validation_split=0.2, say.",
        )
    elif plan.samples and plan.split_at in (0, plan.samples):
        yield finding(
            "validation split",
            WRONG,
            "validation_split leaves one side without a sample.",
            "at least one sample on each side",
            f"validation_split={share:g} of {plan.samples} samples",
            "Take another share, or give more samples.",
        )


def validation_form(plan: Plan) -> Iterator[Finding]:
    """Validation data without targets."""
    other = plan.validation
    if other is None or not plan.y or other.y or other.odd or other.source.kind != ARRAYS:
        return
    yield finding(
        "validation data",
        WRONG,
        "validation_data holds no targets: Keras can't measure anything on it.",
        "validation_data=(x_val, y_val)",
        f"{len(other.x)} array{'s' * (len(other.x) != 1)}, taken for inputs",
        "Give both, in a tuple.",
    )


def endless(plan: Plan) -> Iterator[Finding]:
    """Data that never ends, and nobody says when an epoch does."""
    for each, steps in zip(plan.both, ("steps_per_epoch", "validation_steps"), strict=False):
        if each.source.endless and not plan[steps]:
            what = "repeat()" if each.source.kind == DATASET else "num_batches=None"
            yield finding(
                "endless data",
                WRONG,
                f"The {each.where}data never ends ({what}), so the first epoch doesn't either.",
                f"{steps}, how many batches an epoch has",
                f"{steps}=None",
                f"Give {steps}=..., or leave repeat() out: fit begins anew in every epoch.",
            )


def runs_out(plan: Plan) -> Iterator[Finding]:
    """More steps than there are batches."""
    steps, batches = plan["steps_per_epoch"], plan.source.batches
    if not isinstance(steps, Integral) or steps <= 0:
        return
    if plan.source.kind == ARRAYS and plan.samples:
        size = plan["batch_size"] or 32
        batches = math.ceil(plan.samples / size) if isinstance(size, Integral) and size > 0 else 0
    if batches and steps > batches:
        yield finding(
            "data runs out",
            WRONG,
            "An epoch is to have more steps than there are batches: it ends early, with a warning.",
            f"steps_per_epoch of at most {batches:,}",
            f"steps_per_epoch={steps:,}",
            "Leave steps_per_epoch out, or let the data begin anew: dataset.repeat().",
        )


def not_looked_at(plan: Plan) -> Iterator[Finding]:
    """What couldn't be looked at."""
    for each in plan.both:
        if each.source.hidden:
            yield note("not looked at", each.source.hidden)
    if plan.source.kind == GENERATOR:
        yield note(
            "a generator",
            "A generator gives each batch once: for several epochs it must yield steps_per_epoch * "
            "epochs batches, or training ends early with a warning. A PyDataset begins anew.",
        )
    elif plan.source.kind == PYDATASET and plan.source.batch is not None:
        yield note("first batch", "x is a PyDataset: of its batches the first was looked at.")


def learning_rate(plan: Plan) -> Iterator[Finding]:
    """A learning rate that trains nothing, or blows up."""
    optimizer = getattr(plan.model, "optimizer", None)
    # Half precision puts another optimizer around it, whose own rate means nothing.
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    rate = getattr(optimizer, "_learning_rate", None)
    if rate is None or not plan.compiled or callable(getattr(rate, "get_config", None)):
        return  # a schedule knows its rates itself
    rate = float(rate)
    changed = any(hasattr(one, "on_epoch_begin") for one in _callbacks_that_set_it(plan))
    if math.isfinite(rate) and 0 < rate < 10:
        return
    if rate == 0 and changed:
        return
    certain = not (math.isfinite(rate) and rate >= 10)
    yield finding(
        "learning rate",
        WRONG if certain else SUSPECT,
        f"With this learning rate {_comes_of(rate)}.",
        "about 0.001 for Adam, 0.01 for SGD",
        f"{rate:g}",
        "Compile with keras.optimizers.Adam(learning_rate=0.001), say.",
    )


def _comes_of(rate: float) -> str:
    if not math.isfinite(rate):
        return "all weights become NaN or infinite"
    if rate <= 0:
        return "no weight changes" if rate == 0 else "the weights walk away from what is sought"
    return "the weights jump far beyond what is sought, as a rule"


def _callbacks_that_set_it(plan: Plan) -> list[object]:
    from .callbacks import given_callbacks, plain

    every = given_callbacks(plan)
    return [one for one in every if type(one).__name__ == "LearningRateScheduler" or not plain(one)]


CHECKS = (
    batch_size,
    epochs,
    validation_share,
    validation_form,
    endless,
    runs_out,
    not_looked_at,
    learning_rate,
)
