"""A replay of early stopping in sentences. The widget's page has the same ones; a test compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .stopping_rule import Replay


def why_it_ends(replay: Replay) -> str:
    """Say why training ends where it does.

    Args:
        replay: The replay.

    Returns:
        A sentence or two.
    """
    name, rule = replay.curve.name, replay.rule
    last = replay.curve.first + replay.ran
    wait = int(replay.waited[-1])
    if replay.best_epoch is None:
        if not replay.curve.there.any():
            return f"Training is never stopped: no epoch reports {name}."
        return (
            f"Training is never stopped: with start_from_epoch={rule.start_from_epoch}, none of "
            f"{count(replay.ran)} is looked at."
        )
    if np.isnan(replay.value(replay.best_epoch)):
        held = "The first value looked at is NaN, and nothing is better than NaN"
        end = f"training stops after epoch {last}" if replay.stopped else "the record ends first"
        return f"{held}: {end}."
    after = f"after the best {name}, in epoch {replay.best_epoch}, "
    # What is counted beyond the epochs since the best: those that the baseline kept waiting.
    since = replay.curve.there[replay.best_epoch - replay.curve.first : replay.ran]
    vain = wait > int(np.count_nonzero(since))
    if replay.stopped:
        if vain:
            return (
                f"Training stops after epoch {last}: {count(wait)} in a row didn't better the "
                "baseline, and this one isn't the best so far."
            )
        return (
            f"Training stops after epoch {last}: {after}{count(wait)} in a row brought nothing "
            "better."
        )
    patience = max(1, rule.patience)
    if not wait:
        return (
            f"Training is never stopped: the best {name}, in epoch {replay.best_epoch}, is the "
            "last one looked at."
        )
    if vain and wait >= patience:
        return (
            f"Training is never stopped: {count(wait)} in a row didn't better the baseline, but "
            f"an epoch with the best {name} so far never ends it."
        )
    return (
        f"Training is never stopped: {'' if vain else after}the record ends with {wait} of "
        f"{count(patience)} of patience used up."
    )


def which_weights(replay: Replay) -> str:
    """Say which epoch's weights the model has in the end.

    Args:
        replay: The replay.

    Returns:
        A sentence.
    """
    last, best = replay.curve.first + replay.ran, replay.best_epoch
    if best is None:
        return f"You keep the weights of epoch {last}, the last one."
    if best == last:
        return f"You keep the weights of epoch {last}, the last one and the best."
    if replay.kept_epoch == best:
        taken = "which count as the best" if np.isnan(replay.value(best)) else "the best"
        return f"You keep the weights of epoch {best}, {taken}; epoch {last} was the last one."
    return (
        f"You keep the weights of epoch {last}, the last one trained; those of epoch {best} are "
        "gone."
    )


def what_it_costs(replay: Replay) -> str:
    """Say what is saved, and what is missed.

    Args:
        replay: The replay.

    Returns:
        A sentence or two; "" where all epochs are trained and nothing is missed.
    """
    name, best = replay.curve.name, replay.lowest_epoch
    parts = []
    if replay.saved:
        verb = "is" if replay.saved == 1 else "are"
        parts.append(f"{replay.saved} of {count(len(replay.curve))} {verb} saved.")
    if best is not None and best > replay.curve.first + replay.ran:
        parts.append(f"The best recorded {name} would have come later, in epoch {best}.")
    elif best is not None and best != replay.kept_epoch:
        parts.append(f"The best recorded {name} is that of epoch {best}.")
    return " ".join(parts)


def count(epochs: int) -> str:
    """Count epochs in words.

    Args:
        epochs: How many.

    Returns:
        The text.

    Example:

    >>> count(1), count(3)
    ('1 epoch', '3 epochs')
    """
    return f"{epochs} epoch" + ("" if epochs == 1 else "s")
