"""Checks of the last activation function beside the loss: probabilities, logits, or neither."""

from collections.abc import Iterator

from .compiled import BINARY, CATEGORICAL, SPARSE
from .outputs import Output
from .plan import Plan
from .report import SUSPECT, WRONG, Finding, finding

# What puts out numbers that are no probabilities. An activation that isn't named here may do so.
_NO_PROBABILITIES = (
    "celu",
    "elu",
    "exponential",
    "gelu",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "silu",
    "softplus",
    "softsign",
    "tanh",
)
_RIGHT = {SPARSE: "softmax", CATEGORICAL: "softmax", BINARY: "sigmoid"}


def logits(plan: Plan) -> Iterator[Finding]:
    """Logits that are taken for probabilities, or the other way round."""
    for one in plan.outputs:
        if not one.probabilities or one.ends is None:
            continue
        right = _RIGHT[one.loss.kind]
        if not one.loss.from_logits and one.ends in _NO_PROBABILITIES:
            yield _no_probabilities(one, right)
        elif one.loss.from_logits and one.ends in ("softmax", "sigmoid"):
            yield finding(
                "from_logits with probabilities",
                WRONG,
                f"The loss was told from_logits=True, but the last layer has a {one.ends} already: "
                "where Keras doesn't notice it, it is applied twice, and learning is slow.",
                f"a last layer without activation, or from_logits=False with {right}",
                f"{one.ends}, and from_logits=True",
                "Leave out one of the two.",
            )
        elif one.loss.from_logits and one.ends == "relu":
            yield finding(
                "relu at the end",
                WRONG,
                "The last layer has a ReLU: what it cuts off doesn't learn, and logits can't be "
                "negative.",
                "a last layer without activation, for from_logits=True",
                "relu",
                "Leave the activation of the last layer out.",
            )


def _no_probabilities(one: Output, right: str) -> Finding:
    code = "relu at the end" if one.ends == "relu" else "logits without from_logits"
    return finding(
        code,
        WRONG,
        f"{one.shown} is no probability: the last layer ends with {one.ends}, and "
        f"{one.loss.shown} takes probabilities. Keras cuts all below 0 and above 1 off without a "
        "word, and what is cut off doesn't learn.",
        f"{right} at the end, or from_logits=True in the loss with a linear last layer",
        f"{one.ends}, and from_logits=False",
        f"Give the last layer activation='{right}'.",
    )


def one_unit(plan: Plan) -> Iterator[Finding]:
    """A softmax over one unit, which is always 1."""
    for one in plan.outputs:
        if one.ends == "softmax" and one.units == 1:
            yield finding(
                "softmax of one unit",
                WRONG,
                f"{one.shown} is a softmax over one unit: it is 1 for every sample, whatever the "
                "weights are: all samples get the same answer.",
                "a sigmoid for one unit, or a unit for each class",
                "softmax, 1 unit",
                "Give the last layer activation='sigmoid'.",
            )


def other_pairs(plan: Plan) -> Iterator[Finding]:
    """A softmax with a loss for yes and no, a sigmoid with a loss for one of many."""
    for one in plan.outputs:
        kind = one.loss.kind if one.loss is not None else ""
        # Of two units both losses make the same choice.
        if kind == BINARY and one.ends == "softmax" and (one.units or 0) > 2:
            yield finding(
                "binary loss on softmax",
                SUSPECT,
                f"{one.loss.shown} judges each of the {one.units} units by itself, but a softmax "
                "makes them one choice; and accuracies of single units look far too good.",
                "softmax with a categorical loss, or sigmoid with this one",
                f"softmax, {one.units} units",
                "For one class of many compile with loss='categorical_crossentropy', or the sparse "
                "one; for several at once take a sigmoid.",
            )
        if kind in (SPARSE, CATEGORICAL) and one.ends == "sigmoid" and (one.units or 0) > 1:
            yield finding(
                "categorical loss on sigmoid",
                SUSPECT,
                f"{one.loss.shown} takes probabilities that add up to 1; sigmoids don't, each "
                "unit stands for itself.",
                "softmax with this loss, or sigmoid with 'binary_crossentropy'",
                f"sigmoid, {one.units} units",
                "Give the last layer activation='softmax'.",
            )
        if kind == CATEGORICAL and one.units == 1:
            yield finding(
                "categorical loss on one unit",
                WRONG,
                f"{one.loss.shown} over one unit is 0 whatever the network says: nothing is "
                "learnt.",
                "a unit for each class, or 'binary_crossentropy' with one sigmoid",
                "1 unit",
                "For two classes compile with loss='binary_crossentropy' and take a sigmoid.",
            )


CHECKS = (logits, one_unit, other_pairs)
