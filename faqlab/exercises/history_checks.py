"""How `history`'s exercises are checked: scripted histories, a scripted training, a real run."""

import math

import numpy as np

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe
from faqlab.core.run import Run
from faqlab.core.summary import two

NAN = math.nan

# Each: the val_loss, and what is special about it.
HISTORIES = [
    ([0.9, 0.5, 0.6], "its lowest value is the second"),
    ([0.4, 0.5, 0.6], "its lowest value is the first"),
    ([0.9, 0.8, 0.7, 0.6], "its lowest value is the last"),
    ([0.9, 0.3, 0.5, 0.3], "its lowest value comes twice, and the earlier one counts"),
    ([0.9, NAN, 0.4, 0.6], "NaN is no value, and the lowest of the others is the third"),
    (
        [NAN, 0.8, 0.7],
        "NaN is no value, also where it comes first, and the lowest of the others is the last",
    ),
]

# The loss that Keras reports after each batch of two epochs.
BATCHES = [[2.5, 2.25, 2.0], [1.5, 1.25, 1.0]]


def first_epoch(recorded: object) -> tuple[str, str]:
    """Look which loss is lower after the first epoch of a run.

    Args:
        recorded: The `Run`, or the callback that recorded it.

    Returns:
        The letter of the option, and the sentence with both numbers.

    Raises:
        NotAttempted: If it is no run, or has no such epoch, or no validation after it.
    """
    run = recorded if isinstance(recorded, Run) else getattr(recorded, "run", None)
    if not isinstance(run, Run):
        raise NotAttempted(
            f"`history.predict.reveal(curves)` takes what recorded the run; this is "
            f"{describe(recorded)}."
        )
    first = {
        name: float(run.epochs[name][0])
        for name in ("loss", "val_loss")
        if name in run.epochs and len(run.epochs) and run.epochs.reported(name)[0]
    }
    if len(first) < 2:
        raise NotAttempted(
            "This run has no training and validation loss of a first epoch yet. Train with "
            "validation data, then ask again."
        )
    training, validation = first["loss"], first["val_loss"]
    measured = (
        f"After epoch 1 the training loss is {two(training)} and the validation loss "
        f"{two(validation)}."
    )
    if two(training) == two(validation):
        return "c", measured
    return ("a" if training < validation else "b"), measured


def check_best_epoch(best_epoch: object) -> str:
    """Call a learner's `best_epoch` with scripted histories.

    Args:
        best_epoch: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing for any history.
        Incorrect: With the first history that it gets wrong.
    """
    if not callable(best_epoch):
        raise Incorrect(
            f"This is {describe(best_epoch)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    answers = []
    for values, _ in HISTORIES:
        loss = [1 / (1 + epoch) for epoch in range(len(values))]
        shown = f"`val_loss = {_listed(values)}`"
        history = {"loss": loss, "val_loss": list(values)}
        try:
            answers.append(attempt(best_epoch, history, shown=shown))
        except Incorrect as wrong:
            if "no attribute 'history'" not in str(wrong):
                raise
            raise Incorrect(f"{wrong} It is given the dictionary itself: `hist.history`.") from None
    if all(answer is None or answer is ... for answer in answers):
        raise NotAttempted("`best_epoch` returns nothing yet. Fill it in, then run the cell again.")
    rights = [int(np.nanargmin(values)) + 1 for values, _ in HISTORIES]
    if all(
        _is_number(one) and one == right - 1 for one, right in zip(answers, rights, strict=True)
    ):
        raise Incorrect(
            "Your function finds the right place and counts it from 0, as Python does. A reader "
            "counts epochs from 1."
        )
    for (values, why), answer, right in zip(HISTORIES, answers, rights, strict=True):
        _compare_best(values, why, answer, right)
    return "The earliest epoch with the lowest value, whatever stands around it."


def _is_number(answer: object) -> bool:
    one = isinstance(answer, (int, float, np.number, np.ndarray)) and np.size(answer) == 1
    return one and not isinstance(answer, bool)


def _compare_best(values: list[float], why: str, answer: object, right: int) -> None:
    case = f"For `val_loss = {_listed(values)}` your function gives {describe(answer)}"
    if not _is_number(answer):
        raise Incorrect(f"{case}; an epoch is a number.")
    if answer == right:
        return
    if any(answer == value for value in values):
        raise Incorrect(f"{case}: that is the loss itself, not the epoch it belongs to.")
    raise Incorrect(f"{case}; but {why}. That is epoch {right}.")


def _listed(values: list[float]) -> str:
    return f"[{', '.join('nan' if math.isnan(one) else f'{one:g}' for one in values)}]"


def check_batch_losses(callback: object) -> str:
    """Drive a learner's callback through two epochs of three batches, with validation.

    Args:
        callback: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the callback keeps nothing yet.
        Incorrect: If it keeps something else than the losses of the batches.
    """
    from faqlab.core.backend import keras

    if isinstance(callback, type):
        callback = attempt(callback)
    if not isinstance(callback, keras.callbacks.Callback):
        raise Incorrect(
            f"This is {describe(callback)}. Give a callback: an object of a class that is derived "
            "from `keras.callbacks.Callback`."
        )
    before = _kept(callback)
    name = type(callback).__name__
    attempt(_drive, callback, shown="two epochs of three batches", name=name)
    kept = _kept(callback)
    if kept is None:
        raise NotAttempted(
            "After training the callback has no list `losses` yet. Make it in `on_train_begin`, "
            "and fill it."
        )
    # A list that was made in `__init__` may still hold an earlier training.
    if before and len(kept) > len(before) and kept[: len(before)] == before:
        kept = kept[len(before) :]
    _compare_losses(kept)
    return (
        "Mind what these numbers are: each is the mean over the epoch so far. "
        "`run.batch_values` works out what each batch had."
    )


def _kept(callback: object) -> list | None:
    kept = getattr(callback, "losses", None)
    if kept is None:
        return None
    try:
        return list(kept)
    except TypeError:
        raise Incorrect(f"`losses` is {describe(kept)}, not a list of numbers.") from None


def _drive(callback: object) -> None:
    """Call the hooks as `fit` does, by way of Keras's own list of callbacks."""
    from faqlab.core.backend import keras

    hooks = keras.callbacks.CallbackList([callback], epochs=2, steps=3, verbose=0)
    hooks.on_train_begin()
    for epoch, losses in enumerate(BATCHES):
        hooks.on_epoch_begin(epoch)
        for batch, loss in enumerate(losses):
            hooks.on_train_batch_begin(batch)
            hooks.on_train_batch_end(batch, {"loss": loss, "accuracy": 0.5})
        hooks.on_test_begin()
        hooks.on_test_batch_begin(0)
        hooks.on_test_batch_end(0, {"loss": 9.0, "accuracy": 0.25})
        hooks.on_test_end({"loss": 9.0, "accuracy": 0.25})
        hooks.on_epoch_end(epoch, {"loss": losses[-1], "accuracy": 0.5, "val_loss": 9.0})
    hooks.on_train_end({"loss": 1.0, "accuracy": 0.5, "val_loss": 9.0})


def _compare_losses(kept: list) -> None:
    expected = [loss for epoch in BATCHES for loss in epoch]
    given = "Driven through two epochs of three batches, `losses` holds"
    if not kept:
        raise NotAttempted(f"{given} nothing yet. Append the loss in `on_train_batch_end`.")
    if isinstance(kept[0], dict):
        raise Incorrect(f'{given} dictionaries. Take the number out: `logs["loss"]`.')
    try:
        numbers = [float(one) for one in kept]
    except (TypeError, ValueError):
        raise Incorrect(f"{given} {describe(kept[0])}, which is not a number.") from None
    if len(numbers) == len(expected) and np.allclose(numbers, expected):
        return
    if 9.0 in numbers:
        what = "a loss of the validation. `on_train_batch_end` is called by training alone"
    elif numbers == BATCHES[-1]:
        what = "the last epoch alone. Something empties the list at the start of each epoch"
    elif len(numbers) == len(BATCHES):
        what = "one number an epoch. `history` has those already; keep one after each batch"
    elif len(numbers) != len(expected):
        what = f"{len(numbers)} numbers; there were {len(expected)} batches"
    else:
        what = f"`{kept}`, but Keras reported `{expected}`"
    raise Incorrect(f"{given} {what}.")
