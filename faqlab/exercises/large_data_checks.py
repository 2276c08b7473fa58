"""How `large_data`'s exercises are checked: what the lab measured, and a file whose rows count."""

import inspect
import tempfile
import tracemalloc
from pathlib import Path

import h5py
import numpy as np

from faqlab.core.byte_words import byte_words
from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.memory_lab_table import MemoryLab
from faqlab.core.reply import describe

_ROWS, _WIDTH, _SIZE = 100, 10_000, 8
_CALL = f'endless("rows.h5", {_SIZE})'


def what_the_array_takes(lab: object) -> tuple[str, str]:
    """Look how much the array way took.

    Args:
        lab: The `MemoryLab`.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it is none, has no array way, or its memory couldn't be measured.
    """
    if not isinstance(lab, MemoryLab) or "array" not in lab.ways:
        raise NotAttempted("This takes the lab of the lesson: `lab = large_data.memory_lab(path)`.")
    taken = lab["array"].bytes
    if taken is None:
        raise NotAttempted("On this system the memory of a process can't be measured here.")
    times = taken / lab.file
    letter = "a" if times < 1.5 else "b" if times < 2.5 else "c"
    return letter, f"It took {byte_words(taken)} for {byte_words(lab.file)} of data."


def check_endless(endless: object) -> str:
    """Read a file of numbered rows with a learner's `endless`, twice and a little more.

    Args:
        endless: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With what is wrong.
    """
    if inspect.isgenerator(endless):
        raise Incorrect("This is a generator. Give the function itself: `endless`, without (...).")
    if not callable(endless):
        raise Incorrect(
            f"This is {describe(endless)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    with tempfile.TemporaryDirectory(prefix="faqlab-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, "rows.h5")
        x = np.arange(_ROWS, dtype="float32")[:, None] * np.ones(_WIDTH, "float32")
        with h5py.File(path, "w") as file:
            file.create_dataset("x", data=x, chunks=(_SIZE, _WIDTH))
            file["y"] = np.arange(_ROWS)
        size = x.nbytes
        del x
        given = attempt(endless, str(path), _SIZE, shown=f"`{_CALL}`", name="endless")
        if given is None or given is ...:
            raise NotAttempted("`endless` returns nothing yet. Fill it in, and run it again.")
        if not inspect.isgenerator(given):
            raise Incorrect(
                f"`{_CALL}` gives {describe(given)}, not a generator. `fit` takes no other "
                "iterator; a function with `yield` in it gives one."
            )
        try:
            _look(given, size)
        finally:
            given.close()
    return "Row by row as in the file, one batch at a time, and after the last batch the first."


def _look(batches, size: int) -> None:
    steps = -(-_ROWS // _SIZE)
    ours = not tracemalloc.is_tracing()
    if ours:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        for step in range(2 * steps + 2):
            _look_at_one(batches, step, steps)
        taken = tracemalloc.get_traced_memory()[1] - before
    finally:
        if ours:
            tracemalloc.stop()
    if taken > size / 2:
        raise Incorrect(
            f"It holds {byte_words(taken)} at once, and the file has {byte_words(size)}: that is "
            "no way to read a file larger than the memory. Read the rows of one batch at a time, "
            '`file["x"][begin:end]`.'
        )


def _look_at_one(batches, step: int, steps: int) -> None:
    try:
        made = attempt(lambda: next(batches, "end"), shown=f"`{_CALL}`", name="endless")
    except RecursionError:
        raise Incorrect("It calls itself without end.") from None
    if isinstance(made, str) and made == "end":
        told = f"It ends after {step} batches, and the file has {steps}."
        if step == steps:
            told = (
                f"It ends after {step} batches, the file once. `fit` needs it to go on: put "
                "`while True:` around it."
            )
        raise Incorrect(told)
    if not isinstance(made, tuple) or len(made) != 2:
        raise Incorrect(f"Batch {step} is {describe(made)}. Expected: a tuple `(x, y)`.")
    begin = step % steps * _SIZE
    right = np.arange(begin, min(begin + _SIZE, _ROWS))
    x, y = (np.asarray(one) for one in made)
    if x.shape != (len(right), _WIDTH) or y.shape != (len(right),):
        expected = f"{(len(right), _WIDTH)} and {(len(right),)}"
        raise Incorrect(
            f"Batch {step} has the shapes {x.shape} and {y.shape}. Expected: {expected}."
        )
    if not np.array_equal(x[:, 0], right):
        raise Incorrect(
            f"Batch {step} begins with row {x[0, 0]:.0f} of the file. Expected: row {begin}, "
            "and the rows after it."
        )
    if not np.array_equal(y, right):
        raise Incorrect(f"In batch {step} the targets are those of other rows than the inputs.")
