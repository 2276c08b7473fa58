"""How `early_stopping`'s exercises are checked: callbacks are driven with scripted trainings."""

import math
import warnings

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe
from faqlab.core.run import Run
from faqlab.core.stopping_rule import replay

# Each: the val_accuracy, and what is special about it.
ACCURACIES = [
    ((0.5, 0.6, 0.7, 0.7, 0.69, 0.68, 0.9, 0.9), "it gets no better after epoch 3"),
    ((0.5, 0.7, 0.704, 0.709, 0.708, 0.9, 0.9), "it rises by less than 0.01 after epoch 2"),
    ((0.5, 0.6, 0.59, 0.58, 0.7, 0.69, 0.68, 0.8), "a rise comes after two misses each time"),
    ((0.5, 0.8, 0.7, 0.6), "the record ends two epochs after the best"),
]
# The training accuracy is high from the start, so that who looks at it is found out.
_TRAINING = {"loss": 1.0, "accuracy": 0.97}


def whose_weights(measured: object) -> tuple[str, str]:
    """Look which epoch of a run a validation loss belongs to.

    Args:
        measured: What recorded the run, and the loss that the model has after it.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it isn't that.
    """
    try:
        recorded, now = measured
        now = float(now[0] if isinstance(now, (list, tuple)) else now)
        run = recorded if isinstance(recorded, Run) else recorded.run
        losses = run.history()["val_loss"]
    except (TypeError, ValueError, AttributeError, KeyError, IndexError):
        raise NotAttempted(
            "This takes the run and the loss that the model has now: `(curves, loss_now)`."
        ) from None
    if len(losses) < 3:
        raise NotAttempted("The run has too few epochs to tell. Train it to its end first.")
    distances = [abs(one - now) for one in losses]
    epoch = distances.index(min(distances)) + 1
    best = losses.index(min(losses)) + 1
    if not math.isclose(losses[epoch - 1], now, rel_tol=1e-3):
        raise NotAttempted("This loss is that of no epoch: evaluate on the same validation data.")
    letter = "a" if epoch == best else "b" if epoch == len(losses) else "c"
    return letter, (
        f"The model has the validation loss of epoch {epoch}; the last epoch was {len(losses)}, "
        f"the best {best}."
    )


def check_stopping(stopping: object) -> str:
    """Drive a learner's callback through trainings of which the accuracy is written down.

    Args:
        stopping: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If it is a callback that does nothing.
        Incorrect: With the first training that it gets wrong.
    """
    _check_callback(stopping)
    found = [_drive(stopping, values) for values, _ in ACCURACIES]
    if not any(one.stopped for one in found) and all(one.kept == one.ran for one in found):
        raise NotAttempted("This callback never ends a training, and keeps no weights.")
    for (values, special), one in zip(ACCURACIES, found, strict=True):
        rule = {"min_delta": 0.01, "patience": 3, "restore_best_weights": True}
        right = replay({"val_accuracy": values}, "val_accuracy", **rule)
        case = f"With `val_accuracy = {_listed(values)}`, where {special},"
        if (one.stopped, one.ran) != (right.stopped, right.ran):
            ended = f"end after epoch {right.ran}" if right.stopped else "go on to the last epoch"
            did = f"ends after epoch {one.ran}" if one.stopped else "never ends"
            raise Incorrect(f"{case} training should {ended}; with yours it {did}.")
        if one.kept != right.kept_epoch:
            raise Incorrect(
                f"{case} the model should end with the weights of epoch {right.kept_epoch}; with "
                f"yours it has those of epoch {one.kept}."
            )
    return "It waits for a real rise, ends after three misses, and brings the best weights back."


def check_good_enough(good_enough: object) -> str:
    """Make callbacks of a learner's class, with several targets, and drive them.

    Args:
        good_enough: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the callbacks end nothing.
        Incorrect: With the first training that one gets wrong.
    """
    if not callable(good_enough):
        raise Incorrect(
            f"This is {describe(good_enough)}. Give the class itself, without parentheses."
        )
    cases = [
        (0.9, (0.5, 0.8, 0.95, 0.97), 3),
        (0.75, (0.5, 0.75, 0.8, 0.9), 2),
        (0.6, (0.5, None, 0.55, 0.7), 4),
        (0.99, (0.5, 0.8, 0.9, 0.95), None),
    ]
    found = []
    for target, values, _ in cases:
        callback = attempt(good_enough, target, shown=f"`{target}`")
        _check_callback(callback)
        found.append(_drive(callback, values))
    if not any(one.stopped for one in found):
        raise NotAttempted("These callbacks never end a training yet. Fill in `on_epoch_end`.")
    for (target, values, right), one in zip(cases, found, strict=True):
        if (one.ran if one.stopped else None) == right:
            continue
        case = f"With the target {target} and `val_accuracy = {_listed(values)}`"
        ended = f"end after epoch {right}" if right else "go on to the last epoch"
        did = f"ends after epoch {one.ran}" if one.stopped else "never ends"
        hint = " A target that is just reached is reached." if right and target in values else ""
        raise Incorrect(f"{case} training should {ended}; with yours it {did}.{hint}")
    return "That is all a callback is: a class with hooks, and a model to act on."


def _check_callback(callback: object) -> None:
    from faqlab.core.backend import keras

    if isinstance(callback, type):
        raise Incorrect(
            f"This is the class `{callback.__name__}`. Give a callback: an object made of it, with "
            "parentheses and its settings."
        )
    if not isinstance(callback, keras.callbacks.Callback):
        raise Incorrect(
            f"This is {describe(callback)}. Give a callback, such as one of `keras.callbacks`."
        )


def _drive(callback: object, values: tuple):
    from faqlab.core.scripted_training import drive, scripted_model

    script = []
    for value in values:
        logs = dict(_TRAINING)
        if value is not None:
            logs |= {"val_loss": 1.0, "val_accuracy": value}
        script.append(logs)
    model = scripted_model(["accuracy"])
    with warnings.catch_warnings():
        # Keras says that a name isn't reported; the learner is told what comes of it.
        warnings.simplefilter("ignore")
        return attempt(
            drive,
            callback,
            script,
            model,
            shown=f"a training with `val_accuracy = {_listed(values)}`",
            name=type(callback).__name__,
        )


def _listed(values: tuple) -> str:
    return "[" + ", ".join("-" if one is None else f"{one:g}" for one in values) + "]"
