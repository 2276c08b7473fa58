"""How `hdf5_input`'s exercises are checked: a measured share, and a file that counts its reads."""

import io

import h5py
import numpy as np

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe

ROWS = 200
# Increasing; not; one twice; one row; none twice but from the end of the file on.
CASES = [[1, 5, 9], [5, 1, 9], [7, 7, 3], [4], [199, 100, 0, 100]]


def what_fit_holds(share: object) -> tuple[str, str]:
    """Look how much memory a training took at most.

    Args:
        share: The most that NumPy's arrays took, as a share of the file's size.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it is no share.
    """
    if isinstance(share, bool) or not isinstance(share, int | float | np.number) or not share > 0:
        raise NotAttempted("This takes the share that the lesson measured: `share = peak / size`.")
    letter = "c" if share > 0.9 else "b" if share > 0.4 else "a"
    return letter, f"At most NumPy's arrays took {share:.0%} of what the file holds."


class _Watched(h5py.Dataset):
    """A dataset that notes how many rows were read of it."""

    rows_read = 0

    def __getitem__(self, key):
        found = super().__getitem__(key)
        self.rows_read += len(found) if np.ndim(found) > 1 else 1
        return found

    def __array__(self, dtype=None, copy=True):
        self.rows_read += len(self)
        return super().__array__(dtype)


def check_pick(pick: object) -> str:
    """Give a learner's `pick` a file, each row its own number, and lists of rows.

    Args:
        pick: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With what is wrong.
    """
    if not callable(pick):
        raise Incorrect(
            f"This is {describe(pick)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    numbers = np.repeat(np.arange(ROWS)[:, None], 3, axis=1)
    with h5py.File(io.BytesIO(), "w") as file:
        file.create_dataset("x", data=numbers, chunks=(10, 3))
        for rows in CASES:
            dataset = _Watched(file["x"].id)
            given = attempt(pick, dataset, list(rows), shown=f"a dataset and `{rows}`", name="pick")
            if given is None or given is ...:
                raise NotAttempted("`pick` returns nothing yet. Fill it in, and run it again.")
            _look(given, rows)
            if dataset.rows_read >= ROWS:
                raise Incorrect(
                    f"For `{rows}` all {ROWS} rows were read. Read only those that are asked for: "
                    "`dataset[numbers]` takes a list of increasing numbers."
                )
    return "Any order, any row twice, and no more is read than is asked for."


def _look(given: object, rows: list[int]) -> None:
    try:
        got = np.asarray(given)
    except ValueError:
        raise Incorrect(f"For `{rows}` it gives rows of different shapes.") from None
    if got.ndim != 2 or got.shape[1] != 3:
        raise Incorrect(
            f"For `{rows}` it gives the shape {got.shape}. Expected: ({len(rows)}, 3), a row for "
            "each number."
        )
    found = got[:, 0].tolist()
    if found == rows:
        return
    if len(found) < len(rows):
        raise Incorrect(
            f"For `{rows}` it gives {len(found)} rows instead of {len(rows)}: what is asked for "
            "twice must come twice."
        )
    if sorted(found) == sorted(rows):
        raise Incorrect(
            f"For `{rows}` it gives the rows {found}: the right ones, but not in the order asked "
            "for. Put them back."
        )
    raise Incorrect(f"For `{rows}` it gives the rows {found}.")
