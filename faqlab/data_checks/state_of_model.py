"""Checks of the model as it stands: compiled, trainable, finite, and what a state asks for."""

from collections.abc import Iterator
from numbers import Integral

import numpy as np

from ..core.backend import keras
from ..core.freeze_status import status
from ..core.model_inputs import fixed_batch
from .graph_ends import learns_from_order
from .pipelines import ARRAYS, PYDATASET
from .plan import Plan
from .report import WRONG, Finding, finding, listed, note

_MOST_WEIGHTS = 50_000_000


def not_compiled(plan: Plan) -> Iterator[Finding]:
    """A model without loss and optimizer."""
    if plan.model is not None and not plan.compiled:
        yield finding(
            "not compiled",
            WRONG,
            "The model hasn't been compiled: fit doesn't know its loss. What depends on the loss "
            "isn't checked here.",
            "model.compile(optimizer, loss, ...) before",
            "no loss, no optimizer",
            "Compile it, and check again.",
        )


def stale_flags(plan: Plan) -> Iterator[Finding]:
    """Layers frozen or thawed since the train step was made."""
    # A train step of the learner's may leave the optimizer alone, or have several.
    own = plan.compiled and type(plan.model).train_step is not keras.Model.train_step
    if not plan.compiled or not plan.model.built or own:
        return
    changed = status(plan.model).disagreements
    for trains, word in ((False, "frozen"), (True, "made trainable")):
        names = [one.address for one in changed if one.trainable == trains]
        if names:
            yield finding(
                "compile again",
                WRONG,
                f"Layers were {word} after a fit, and without another compile Keras goes on as "
                "before, without a word.",
                "compile after each change of trainable",
                listed(names),
                "Call model.compile(...) again.",
            )


def nothing_trains(plan: Plan) -> Iterator[Finding]:
    """A model all of whose weights are frozen."""
    model = plan.model
    if plan.compiled and model.built and model.weights and not model.trainable_weights:
        # It may be meant: the FAQ's own frozen model is one.
        yield note(
            "all frozen",
            "No weight of the model is trainable, so fit changes nothing. If layers shall learn, "
            "set their trainable to True, and compile.",
        )


def broken_weights(plan: Plan) -> Iterator[Finding]:
    """Weights that an earlier training has made NaN."""
    model = plan.model
    if model is None or not model.built:
        return
    if sum(int(np.prod(one.shape)) for one in model.weights) > _MOST_WEIGHTS:
        return
    bad = ["/".join(one.path.split("/")[-2:]) for one in model.weights if _broken(one)]
    if bad:
        yield finding(
            "weights not finite",
            WRONG,
            "Weights of the model are NaN or infinite already, from an earlier training: they "
            "never recover.",
            "finite weights",
            listed(bad, 3),
            "Build the model anew, or load an earlier checkpoint.",
        )


def _broken(variable: object) -> bool:
    if "float" not in str(variable.dtype):
        return False
    values = keras.ops.convert_to_numpy(variable.value)
    with np.errstate(all="ignore"):
        return bool(values.size) and not np.isfinite(np.add.reduce(values, axis=None, dtype="f8"))


def stateful(plan: Plan) -> Iterator[Finding]:
    """A stateful model whose batches don't continue each other."""
    if plan.model is None or not learns_from_order(plan.model):
        return
    size, samples = plan["batch_size"], plan.samples
    fixed = fixed_batch(plan.model) if plan.model.built else None
    several = plan.source.kind == PYDATASET and (plan.source.batches or 2) > 1
    if plan.source.kind == ARRAYS and isinstance(size or 32, Integral) and samples:
        size = int(size or 32)
        several = samples > size > 0
        if fixed:
            yield from _sizes(plan, size, fixed, samples)
    if plan["shuffle"] and several:
        yield finding(
            "stateful and shuffled",
            WRONG,
            "The model is stateful: each row goes on where the same row of the batch before ended. "
            "Shuffled, which fit does unless it is told not to, no row does.",
            "shuffle=False",
            f"shuffle={plan['shuffle']!r}",
            "Write shuffle=False.",
        )
    if plan["validation_data"] is not None or plan["validation_split"]:
        yield note(
            "state and validation",
            "The model is stateful: the validation goes on with the training's states, and the "
            "next epoch with the validation's. Reset them in a callback, on_test_begin and "
            "on_epoch_begin, with layer.reset_state().",
        )


def _sizes(plan: Plan, size: int, fixed: int, samples: int) -> Iterator[Finding]:
    trains = plan.split_at or samples
    sides = [trains, samples - trains]
    if plan.validation and plan.validation.samples and plan.validation.source.kind == ARRAYS:
        sides.append(plan.validation.samples)
    if size == fixed and all(side % fixed == 0 for side in sides):
        return
    ragged = [side for side in sides if side % fixed]
    yield finding(
        "stateful batches",
        WRONG,
        "The model is stateful and keeps a state for each row of a batch: all batches must have "
        "the size that it was built for, the last one too.",
        f"batch_size={fixed}, and samples that it divides",
        f"batch_size={size}" + (f", {ragged[0]:,} samples" if ragged else ""),
        f"Write batch_size={fixed}, and cut the data: x[:{sides[0] // fixed * fixed}].",
    )


CHECKS = (not_compiled, stale_flags, nothing_trains, broken_weights, stateful)
