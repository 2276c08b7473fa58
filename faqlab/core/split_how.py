"""Split rows for training and validation: shuffled, stratified, grouped, or by time."""

from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral

import numpy as np

from .errors import one_of, three_beats
from .split_report import SplitXray
from .split_rows import count_rows, row_leaves, take_rows
from .split_targets import CLASSES, SplitTargets, number_them, read_targets
from .split_xray import cut_at, in_time, one_a_row, xray_of

HOW = ("shuffled", "stratified", "grouped", "by time")

# Groups differ in size: of so many drawings the one is taken that comes nearest to the fraction.
_DRAWINGS = 20


@dataclass(frozen=True, repr=False)
class Split:
    """Rows for training and rows for validation, as `fit` takes them.

    It unpacks into three: `x_train, y_train, validation_data = split(...)`.

    Args:
        x: The inputs for training, of the structure that they came in.
        y: The targets for training, or None.
        validation_data: What `fit` takes by that name: `(x, y)`, `(x, y, sample_weight)` where
            there are weights, `(x,)` where there are no targets.
        xray: The `SplitXray` of this split.
        sample_weight: The weights for training, or None.
    """

    x: object
    y: object
    validation_data: tuple
    xray: SplitXray
    sample_weight: object = None

    def __iter__(self) -> Iterator[object]:
        return iter((self.x, self.y, self.validation_data))

    def arguments(self) -> dict[str, object]:
        """Give all of it by the names of `fit`: `model.fit(**parts.arguments(), epochs=10)`."""
        given = {"x": self.x, "y": self.y, "validation_data": self.validation_data}
        if self.sample_weight is not None:
            given["sample_weight"] = self.sample_weight
        return given

    def __repr__(self) -> str:
        return repr(self.xray)

    def _ipython_display_(self) -> None:
        self.xray._ipython_display_()

    def _repr_html_(self) -> str:
        return self.xray._repr_html_()


def split(
    x: object,
    y: object = None,
    fraction: float = 0.2,
    how: str = "shuffled",
    *,
    groups: object = None,
    times: object = None,
    labels: object = None,
    sample_weight: object = None,
    seed: int | None = 0,
    leaks: bool = True,
) -> Split:
    """Split the rows, for `fit(x, y, validation_data=...)`.

    The drawing is scikit-learn's: `train_test_split`, `StratifiedShuffleSplit`,
    `GroupShuffleSplit`. By time the latest rows become the validation, and rows of one moment stay
    together.

    Args:
        x: The inputs as `fit` takes them, rows first: an array, a pandas frame, a tensor, an HDF5
            dataset, or a dict, list or tuple of them.
        y: The targets, of as many rows. Default: none.
        fraction: Which share of the rows validation gets, more than 0 and less than 1; it gets as
            many as with Keras's `validation_split`. Groups are kept whole, so with them it is the
            nearest of twenty drawings. Default: 0.2.
        how: `"shuffled"`; `"stratified"`: each class in its share; `"grouped"`: each group on one
            side; `"by time"`. Default: `"shuffled"`.
        groups: Each row's group, of shape `(rows,)`; needed for `"grouped"`.
        times: Each row's time, anything that can be sorted, of shape `(rows,)`; needed for
            `"by time"`.
        labels: Each row's class, where `y` isn't a single array of classes. Default: read from `y`.
        sample_weight: Weights, of as many rows. Default: none.
        seed: For the drawing; None draws anew each time. Default: 0.
        leaks: Whether to look for copies on both sides, which reads all of `x`. Default: True.

    Returns:
        A `Split`. `split(...).xray` shows it, and says what is wrong with it.

    Raises:
        TypeError: If something has no rows, or the fraction or the seed isn't a number.
        ValueError: If it can't be done: a fraction outside 0 to 1, an empty side, a class of one
            row (`"stratified"`), no groups, a single one, no times, a single moment.

    Example:

    >>> x, y = np.arange(20), np.repeat([0, 1], 10)
    >>> x_train, y_train, (x_val, y_val) = split(x, y, 0.2, "stratified")
    >>> np.bincount(y_train), np.bincount(y_val)
    (array([8, 8]), array([2, 2]))
    """
    leaves = {**row_leaves(x, "x"), **row_leaves(y, "y")}
    leaves |= row_leaves(sample_weight, "sample_weight")
    rows = count_rows(leaves)
    if how not in HOW:
        raise ValueError(three_beats(f"There is no split {how!r}.", one_of(str(how), HOW), how))
    cut = _cut(rows, fraction)
    _check_seed(seed)
    groups = None if groups is None else one_a_row(groups, "groups", rows)
    times = None if times is None else in_time(times, rows)
    targets = read_targets(y if labels is None else labels, None if labels is None else CLASSES)
    if how == "shuffled":
        train, validation = _shuffled(rows, cut, seed)
    elif how == "stratified":
        train, validation = _stratified(targets, rows, cut, seed)
    elif how == "grouped":
        train, validation = _grouped(groups, rows, cut, seed)
    else:
        train, validation = _by_time(times, cut)
    told = f"split {how}, {float(fraction):g}"
    given = {"groups": groups, "times": times, "leaks": leaks}
    seen = xray_of(told, x, targets, train, validation, **given)
    parts = [
        [take_rows(one, side) for one in (x, y, sample_weight)] for side in (train, validation)
    ]
    kept = parts[1][: 3 if sample_weight is not None else 2 if y is not None else 1]
    return Split(parts[0][0], parts[0][1], tuple(kept), seen, parts[0][2])


def _cut(rows: int, fraction: float) -> int:
    cut = cut_at(rows, fraction)
    if not 0 < fraction < 1:
        expected = "a share of the rows, more than 0 and less than 1, such as 0.2 for 20 %"
        wrong = "The fraction is no share."
        raise ValueError(three_beats(wrong, expected, fraction))
    if cut in (0, rows):
        side = "training" if cut == 0 else "validation"
        wrong = f"Of {rows} rows there would be none for {side}."
        raise ValueError(three_beats(wrong, "one row at least on each side", fraction))
    return cut


def _check_seed(seed: object) -> None:
    if seed is None:
        return
    expected = "a whole number from 0 to 4294967295, or None"
    if isinstance(seed, bool) or not isinstance(seed, Integral):
        raise TypeError(three_beats("The seed isn't a whole number.", expected, seed))
    if not 0 <= seed < 2**32:
        raise ValueError(three_beats("The seed is out of range.", expected, seed))


def _shuffled(rows: int, cut: int, seed: int | None) -> list[np.ndarray]:
    from sklearn.model_selection import train_test_split

    return train_test_split(
        np.arange(rows), train_size=cut, test_size=rows - cut, random_state=seed
    )


def _stratified(targets: SplitTargets, rows: int, cut: int, seed: int | None):
    from sklearn.model_selection import StratifiedShuffleSplit

    if targets.kind != CLASSES:
        wrong = "There are no classes to share out."
        remedy = "Numbers can be put into classes first: `labels=np.digitize(y, borders)`."
        expected = "one label for each row in `y` or `labels`"
        raise ValueError(three_beats(wrong, expected, targets.kind, remedy))
    counts = targets.counts(np.arange(rows))
    there = np.flatnonzero(counts)
    alone = [targets.names[i] for i in there if counts[i] == 1]
    if alone:
        wrong = f"A class of one row can't be on both sides: {', '.join(alone[:4])}."
        remedy = "Leave these rows out, put rare classes together, or split 'shuffled'."
        raise ValueError(three_beats(wrong, "two rows of each class at least", alone[0], remedy))
    smaller = min(cut, rows - cut)
    if smaller < len(there):
        wrong = f"{smaller} rows can't hold {len(there)} classes."
        remedy = "Take another fraction, or more rows."
        raise ValueError(three_beats(wrong, "a row for each class on both sides", smaller, remedy))
    drawing = StratifiedShuffleSplit(1, train_size=cut, test_size=rows - cut, random_state=seed)
    return next(drawing.split(np.zeros(rows), targets.codes))


def _grouped(groups: np.ndarray | None, rows: int, cut: int, seed: int | None):
    from sklearn.model_selection import GroupShuffleSplit

    if groups is None:
        wrong = "There are no groups to keep whole."
        raise ValueError(three_beats(wrong, "`groups`, each row's group", groups))
    codes, names = number_them(groups)
    if len(names) < 2:
        wrong = "All rows are of one group, which can't be on both sides."
        raise ValueError(three_beats(wrong, "two groups at least", str(names[0])))
    kept = min(len(names) - 1, max(1, round(len(names) * (rows - cut) / rows)))
    drawings = GroupShuffleSplit(
        _DRAWINGS, train_size=len(names) - kept, test_size=kept, random_state=seed
    )
    found = drawings.split(codes, groups=codes)
    return min(found, key=lambda sides: abs(len(sides[1]) - (rows - cut)))


def _by_time(times: np.ndarray | None, cut: int) -> tuple[np.ndarray, np.ndarray]:
    if times is None:
        wrong = "There are no times to go by."
        remedy = "Where the rows are in order already: `times=np.arange(len(x))`."
        raise ValueError(three_beats(wrong, "`times`, each row's time", times, remedy))
    order = np.argsort(times, kind="stable")
    ordered = times[order]
    borders = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    if not len(borders):
        wrong = "All rows are of one moment, which can't be on both sides."
        raise ValueError(three_beats(wrong, "two moments at least", str(times[0])))
    cut = borders[np.argmin(np.abs(borders - cut))]
    return order[:cut], order[cut:]
