"""How `validation_split`'s exercises are checked: a recorded run, and rows that are numbered."""

from numbers import Integral

import numpy as np

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe
from faqlab.core.run import Run


def what_the_sorted_rows_reach(recorded: object) -> tuple[str, str]:
    """Look how many of the validation digits were right in the end.

    Args:
        recorded: The `Run`, or the callback that recorded it.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it is no run, or has no accuracy of a validation.
    """
    run = recorded if isinstance(recorded, Run) else getattr(recorded, "run", None)
    if not isinstance(run, Run) or not run.history().get("val_accuracy"):
        raise NotAttempted(
            "This takes the run of the lesson's sorted digits: `sorted_run = train(...)`."
        )
    history = run.history()
    train, validation = history["accuracy"][-1], history["val_accuracy"][-1]
    letter = "c" if validation < 0.05 else "b" if validation < 0.3 else "a"
    return letter, f"{train:.0%} right in training, {validation:.0%} in validation."


def _is_function(given: object) -> None:
    if not callable(given):
        raise Incorrect(
            f"This is {describe(given)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )


def check_mixed(mixed: object) -> str:
    """Give a learner's `mixed` rows that are numbered, sorted by their labels.

    Args:
        mixed: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With what is wrong with the order.
    """
    _is_function(mixed)
    for classes, each in ((3, 20), (2, 50)):
        rows = classes * each
        x = np.stack([np.arange(rows), np.arange(rows) ** 2 % 97], axis=1)
        y = np.repeat(np.arange(classes), each)
        call = f"`mixed(x, y)` of {rows} rows"
        given = attempt(mixed, x.copy(), y.copy(), shown=f"{rows} rows of {classes} classes")
        if given is None or given is ...:
            raise NotAttempted("`mixed` returns nothing yet. Fill it in, and run it again.")
        _look(given, x, y, call)
    return "Every row is still there with its label, and the last 20 % are a fair sample."


def _look(given: object, x: np.ndarray, y: np.ndarray, call: str) -> None:
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise Incorrect(f"{call} gives {describe(given)}. Expected: two arrays, the rows and y.")
    try:
        rows, labels = (np.asarray(one) for one in given)
    except ValueError:
        raise Incorrect(f"{call} gives something that is no array.") from None
    if rows.shape != x.shape or labels.shape != y.shape:
        raise Incorrect(
            f"{call} gives the shapes {rows.shape} and {labels.shape}. Expected: {x.shape} and "
            f"{y.shape}, as they came."
        )
    if len(np.unique(rows[:, 0])) < len(x):
        raise Incorrect(f"{call} has a row twice, and another one is lost.")
    if not np.isin(rows[:, 0], x[:, 0]).all() or not np.array_equal(x[rows[:, 0]], rows):
        raise Incorrect(f"{call} changes the rows themselves.")
    if not np.array_equal(y[rows[:, 0]], labels):
        raise Incorrect(f"In {call} rows have got the labels of others. Draw one order for both.")
    if np.array_equal(rows, x):
        raise Incorrect(f"{call} leaves the rows in their order.")
    if len(np.unique(labels[-(len(y) // 5) :])) < 2:
        raise Incorrect(
            f"In {call} the last 20 % are still of one class. The order must be random."
        )


def _case(train: list, validation: list) -> tuple[np.ndarray, np.ndarray, int]:
    known = {tuple(row) for row in train}
    count = sum(tuple(row) in known for row in validation)
    return np.array(train, float), np.array(validation, float), count


CASES = [
    _case([[1, 2], [3, 4], [5, 6]], [[3, 4], [7, 8]]),
    _case([[1, 2], [3, 4]], [[1, 4], [3, 2], [1, 2]]),
    _case([[1, 2], [1, 2], [3, 4]], [[1, 2], [5, 6]]),
    _case([[1, 2, 3]], [[1, 2, 3], [1, 2, 3], [3, 2, 1]]),
    _case([[0, 0]], [[1, 1], [2, 2]]),
]
_MEANT = {
    1: "A row counts if all of its columns are the same, in one row of the training.",
    2: "A row that stands in the training twice is still one row of the validation.",
    3: "Each row of the validation counts, also where two of them are the same.",
}


def check_leaked(leaked: object) -> str:
    """Give a learner's `leaked` some rows of which it is known how many leak.

    Args:
        leaked: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With the rows that are counted wrong.
    """
    _is_function(leaked)
    for number, (train, validation, right) in enumerate(CASES):
        told = f"{train.astype(int).tolist()}, {validation.astype(int).tolist()}"
        given = attempt(leaked, train.copy(), validation.copy(), shown=f"`{told}`")
        if given is None or given is ...:
            raise NotAttempted("`leaked` returns nothing yet. Fill it in, and run it again.")
        if isinstance(given, np.ndarray) and given.ndim == 0:
            given = given.item()
        if isinstance(given, (bool, np.bool_)) or not isinstance(given, (Integral, np.integer)):
            raise Incorrect(f"`leaked({told})` gives {describe(given)}. Expected: a count.")
        if given != right:
            meant = _MEANT.get(number, "")
            raise Incorrect(f"`leaked({told})` gives {given}. Expected: {right}. {meant}".rstrip())
    return "Copies are counted, and rows that only look alike are not."
