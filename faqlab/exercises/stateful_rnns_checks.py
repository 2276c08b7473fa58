"""How `stateful_rnns`'s exercises are checked: a recorded run, and series that are counted."""

import numpy as np

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe
from faqlab.core.run import Run

# How many moments, rows and steps; the first fits exactly.
CASES = [(24, 2, 3), (25, 3, 4), (47, 4, 5), (10, 1, 10)]


def what_the_stateless_reaches(recorded: object) -> tuple[str, str]:
    """Look how often the stateless network was right in the end.

    Args:
        recorded: The `Run`, or the callback that recorded it.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it is no run, or has no accuracy.
    """
    run = recorded if isinstance(recorded, Run) else getattr(recorded, "run", None)
    if not isinstance(run, Run) or not run.history().get("accuracy"):
        raise NotAttempted(
            "This takes the run of the lesson's stateless network: `stateless = train(...)`."
        )
    accuracy = run.history()["accuracy"][-1]
    letter = "a" if accuracy > 0.8 else "b" if accuracy > 0.56 else "c"
    return letter, f"It was right in {accuracy:.0%} of its answers."


def check_continued(continued: object) -> str:
    """Give a learner's `continued` some series, each moment its own number.

    Args:
        continued: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With what doesn't go on.
    """
    if not callable(continued):
        raise Incorrect(
            f"This is {describe(continued)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    for moments, rows, steps in CASES:
        call = f"(np.arange({moments}), {rows}, {steps})"
        given = attempt(continued, np.arange(moments), rows, steps, shown=f"`{call}`")
        if given is None or given is ...:
            raise NotAttempted("`continued` returns nothing yet. Fill it in, and run it again.")
        _look(_as_array(given, call), moments, rows, steps, call)
    return "Each row goes on in the next batch, and only the end is left off."


def _as_array(given: object, call: str) -> np.ndarray:
    try:
        return np.asarray(given)
    except ValueError:
        raise Incorrect(f"`continued{call}` gives batches of different shape.") from None


def _look(got: np.ndarray, moments: int, rows: int, steps: int, call: str) -> None:
    batches = moments // rows // steps
    if got.shape[1:] != (rows, steps):
        raise Incorrect(
            f"`continued{call}` gives the shape {got.shape}. Expected: (batches, {rows}, {steps})."
        )
    if len(np.unique(got)) != got.size:
        raise Incorrect(f"In `continued{call}` a moment comes twice.")
    right = np.arange(batches * rows * steps).reshape(rows, batches, steps).swapaxes(0, 1)
    if got.shape == right.shape and np.array_equal(got, right):
        return
    if (np.diff(got, axis=2) != 1).any():
        raise Incorrect(f"In `continued{call}` a row doesn't go on from one moment to the next.")
    if len(got) > 1 and (got[1:, :, 0] - got[:-1, :, -1] != 1).any():
        if rows > 1 and got[0, 1, 0] == got[0, 0, -1] + 1:
            raise Incorrect(
                f"In `continued{call}` row 1 goes on where row 0 ends, in the same batch. They are "
                "read side by side: what goes on must be in the next batch, in the same row."
            )
        raise Incorrect(f"In `continued{call}` row 0 of batch 1 doesn't go on where it ended.")
    if len(got) < batches:
        raise Incorrect(
            f"`continued{call}` gives {len(got)} batches; there are enough moments for {batches}."
        )
    raise Incorrect(f"`continued{call}` leaves off something else than the end of the series.")
