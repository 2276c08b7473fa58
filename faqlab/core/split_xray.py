"""Which rows `validation_split` trains on and which it keeps for validation, and what of it."""

import math
from collections.abc import Iterable
from numbers import Real

import numpy as np

from . import split_findings as look
from .errors import three_beats
from .split_copies import first_like_it
from .split_findings import SplitFinding
from .split_report import SplitXray
from .split_rows import count_rows, is_plain_list, row_leaves
from .split_targets import CLASSES, NUMBERS, SplitTargets, number_them, read_targets


def cut_at(rows: int, fraction: float) -> int:
    """Tell where `fit` cuts: the rows before go into training, the others into validation.

    Args:
        rows: How many rows there are.
        fraction: What is given as `validation_split`.

    Returns:
        `floor(rows * (1 - fraction))`, computed with floats as Keras does
        (`train_validation_split` in `keras/src/trainers/data_adapters/array_slicing.py`).

    Raises:
        TypeError: If the fraction isn't a number.
        ValueError: If it is NaN or infinite.

    Example:

    >>> cut_at(101, 0.1), cut_at(100, 0.9)
    (90, 9)
    """
    if isinstance(fraction, (bool, np.bool_)) or not isinstance(fraction, Real):
        expected = "a number between 0 and 1, such as 0.2 for the last 20 %"
        raise TypeError(three_beats("The fraction isn't a number.", expected, fraction))
    if not math.isfinite(fraction):
        wrong = "The fraction isn't finite."
        raise ValueError(three_beats(wrong, "a number between 0 and 1", float(fraction)))
    return math.floor(rows * (1.0 - fraction))


def xray(
    x: object,
    y: object = None,
    fraction: float = 0.2,
    *,
    groups: object = None,
    times: object = None,
    targets: str | None = None,
    leaks: bool = True,
) -> SplitXray:
    """Look at what `fit(x, y, validation_split=fraction)` trains on, before it does.

    Args:
        x: The inputs as `fit` takes them, rows first: an array, a pandas frame, a tensor, an HDF5
            dataset, or a dict, list or tuple of them. A plain list is read too, though `fit`
            refuses it.
        y: The targets, of as many rows: labels, one-hot rows, numbers, or a dict, list or tuple of
            several outputs. Default: none.
        fraction: What is given as `validation_split`. Default: 0.2. What Keras makes of a fraction
            outside 0 to 1 is shown too.
        groups: Which rows belong together (one patient, one speaker), of shape `(rows,)`. Default:
            not looked at.
        times: When each row was, anything that can be sorted, of shape `(rows,)`. Default: not
            looked at.
        targets: `"classes"` or `"numbers"`, where they are taken for the other. Default: found out.
        leaks: Whether to look for validation rows that stand in the training too, to the last bit.
            Default: True.

    Returns:
        A `SplitXray`.

    Raises:
        TypeError: If something has no rows, such as a generator, or the fraction isn't a number.
        ValueError: If there are no rows, not as many in each, or a group or a time is missing.

    Example:

    >>> xray(np.arange(10), np.repeat([0, 1], 5), 0.3)
    validation_split=0.3 of 10 rows:
      training    7 rows: 0 to 6
      validation  3 rows: 7 to 9
    <BLANKLINE>
    class  training  validation
    0      5 (71 %)  0
    1      2 (29 %)  3 (100 %)
    <BLANKLINE>
    (!) The validation has no row of class 0 (5 rows). Of these nothing is tested.
    (!) The rows are sorted by their labels, one class after another. `split(..., \
how='stratified')` mixes them and gives each side its share.
    """
    leaves = {**row_leaves(x, "x"), **row_leaves(y, "y")}
    rows = count_rows(leaves)
    cut = cut_at(rows, fraction)
    every = np.arange(rows)
    # As Keras slices, so that a cut below zero counts from the end.
    train, validation = (every, every[:0]) if fraction == 0 else (every[0:cut], every[cut:rows])
    found = list(look.of_fraction(rows, fraction, cut))
    if fraction != 0 and cut not in (0, rows):
        found += look.of_sizes(train, validation)
    for name, one in (("x", x), ("y", y)):
        if is_plain_list(one):
            told = f"{name} is or holds a plain list, and `fit` refuses `validation_split` for it."
            found.append(SplitFinding("lists", f"{told} `np.array(...)` makes an array of it."))
    return xray_of(
        f"validation_split={float(fraction):g}",
        x,
        read_targets(y, targets),
        train,
        validation,
        groups=groups,
        times=times,
        leaks=leaks,
        found=found,
    )


def xray_of(
    how: str,
    x: object,
    targets: SplitTargets,
    train: np.ndarray,
    validation: np.ndarray,
    *,
    groups: object = None,
    times: object = None,
    leaks: bool = True,
    found: Iterable[SplitFinding] = (),
) -> SplitXray:
    """Look at a split that is made already.

    Args:
        how: How it was made, in a few words.
        x: The inputs of all rows.
        targets: The targets of all rows, as `read_targets` gives them.
        train: The numbers of the rows for training.
        validation: Those for validation.
        groups: Which rows belong together. Default: not looked at.
        times: When each row was. Default: not looked at.
        leaks: Whether to look for copies. Default: True.
        found: What was found before. Default: nothing.

    Returns:
        A `SplitXray`.

    Raises:
        ValueError: If there are not as many groups or times as rows, or one is missing.
    """
    leaves = row_leaves(x, "x")
    rows = count_rows(leaves)
    found, looked, strips = list(found), ["rows"], {}
    groups = None if groups is None else one_a_row(groups, "groups", rows)
    times = None if times is None else in_time(times, rows)
    if targets.kind in (CLASSES, NUMBERS):
        looked.append("targets")
        found += look.of_targets(targets, train, validation, groups)
    if groups is not None:
        looked.append("groups")
        found += look.of_groups(groups, train, validation)
        strips["group"] = number_them(groups)[0]
    if times is not None:
        looked.append("times")
        found += look.of_times(times, train, validation)
        strips["time"] = number_them(times)[0]
    if leaks:
        looked.append("copies")
        first = first_like_it(list(leaves.values()), rows)
        found += look.of_copies(first, train, validation, targets)
    return SplitXray(how, rows, train, validation, targets, tuple(found), tuple(looked), strips)


def one_a_row(values: object, name: str, rows: int) -> np.ndarray:
    """Check that there is a group or a time for each row.

    Args:
        values: The values.
        name: What they are, `"groups"` or `"times"`.
        rows: How many rows there are.

    Returns:
        The values as an array of shape `(rows,)`.

    Raises:
        ValueError: If there are not as many, or one is missing (None, NaN, NaT).
    """
    array = np.asarray(values)
    if array.shape != (rows,):
        expected = f"the shape ({rows},)"
        wrong = f"There must be one of `{name}` for each row."
        raise ValueError(three_beats(wrong, expected, array.shape))
    # What is missing isn't equal to itself; None and pandas' NA are told by their names.
    odd = array != array if array.dtype.kind in "fcmM" else np.zeros(rows, bool)
    if array.dtype == object:
        gone = ("nan", "None", "NaT", "<NA>")
        odd = np.array([not isinstance(one, str) and str(one) in gone for one in array])
    if odd.any():
        at = int(np.flatnonzero(odd)[0])
        wrong = f"`{name}` has {int(odd.sum()):,} rows without a value, the first is row {at}."
        remedy = "Leave these rows out, or give them a value of their own."
        raise ValueError(three_beats(wrong, "a value for each row", str(array[at]), remedy))
    return array


def in_time(times: object, rows: int) -> np.ndarray:
    """Check that there is a time for each row, and that they can be sorted.

    Args:
        times: The times: numbers, dates, or texts in ISO 8601, such as `"2024-02-29"`.
        rows: How many rows there are.

    Returns:
        The times, of shape `(rows,)`; texts have become dates.

    Raises:
        ValueError: If there are not as many, one is missing, or they can't be sorted.

    Example:

    >>> in_time(["2024-10-01", "2024-09-01"], 2)
    array(['2024-10-01', '2024-09-01'], dtype='datetime64[D]')
    """
    array = one_a_row(times, "times", rows)
    try:
        # Texts sort by their letters, "10" before "9", so they have to be dates.
        if all(isinstance(one, str) for one in array):
            array = array.astype("datetime64")
        np.sort(array)
    except (TypeError, ValueError):
        wrong = "`times` can't be sorted."
        expected = "numbers, dates, or texts such as '2024-02-29'"
        raise ValueError(three_beats(wrong, expected, str(array[0]))) from None
    return array
