"""What is to be predicted, as a split looks at it: classes, or numbers."""

from dataclasses import dataclass

import numpy as np

from .errors import three_beats
from .split_rows import count_rows, row_leaves

CLASSES, NUMBERS, NEITHER = "classes", "numbers", "neither"

_FEW = 20


@dataclass(frozen=True)
class SplitTargets:
    """The targets of all rows.

    Args:
        kind: `"classes"`, `"numbers"` or `"neither"`.
        name: What they are called, such as `"y"` or `"y['digit']"`.
        codes: Of classes: each row's class as a place in `names`, int64 of shape `(rows,)`.
        names: Of classes: what each is called.
        values: Of numbers: each row's number, float64 of shape `(rows,)`.
    """

    kind: str
    name: str = "y"
    codes: np.ndarray | None = None
    names: tuple[str, ...] = ()
    values: np.ndarray | None = None

    def counts(self, rows: np.ndarray) -> np.ndarray:
        """Count the classes in some rows.

        Args:
            rows: The numbers of the rows.

        Returns:
            How many rows of each class there are, of shape `(classes,)`.
        """
        return np.bincount(self.codes[rows], minlength=len(self.names))


def read_targets(y: object, targets: str | None = None) -> SplitTargets:
    """Read targets as classes or as numbers.

    Classes are: texts, truth values, one-hot rows, and whole numbers of which there are few
    different ones (at most ten, or a third of the rows; 20 where they are written as floats).
    Other numbers, one a row, are numbers to predict. Of several outputs the first that has classes
    is taken, or else the first that has numbers.

    Args:
        y: The targets as `fit` takes them, or None.
        targets: `"classes"` or `"numbers"`, to say it yourself. Default: found out.

    Returns:
        The targets.

    Raises:
        TypeError: If there is no such array.
        ValueError: If there is no such kind, or the targets can't be read as that.

    Example:

    >>> read_targets(np.eye(3)[[2, 0, 2]]).codes
    array([2, 0, 2])
    >>> read_targets([0.5, 1.5, 2.5]).kind
    'numbers'
    """
    if targets not in (None, CLASSES, NUMBERS):
        expected = f"{CLASSES!r} or {NUMBERS!r}"
        raise ValueError(three_beats("There are no such targets.", expected, targets))
    leaves = row_leaves(y, "y")
    if not leaves:
        return SplitTargets(NEITHER)
    count_rows(leaves)
    found = [_read(name, one, targets) for name, one in leaves.items()]
    for kind in (CLASSES, NUMBERS):
        for one in found:
            if one.kind == kind:
                return one
    if targets:
        shapes = {name: tuple(one.shape) for name, one in leaves.items()}
        wrong = f"The targets can't be read as {targets}."
        raise ValueError(three_beats(wrong, "one label or number for each row", shapes))
    return found[0]


def number_them(values: object) -> tuple[np.ndarray, np.ndarray]:
    """Give equal values equal numbers, also where they can't be sorted.

    Args:
        values: The values, of shape `(rows,)`.

    Returns:
        For each row its number, and the different values in the order of their numbers.

    Example:

    >>> number_them(["b", "a", "b"])
    (array([1, 0, 1]), array(['a', 'b'], dtype='<U1'))
    """
    values = np.asarray(values)
    try:
        names, codes = np.unique(values, return_inverse=True)
    except TypeError:
        names, codes = np.unique([str(one) for one in values], return_inverse=True)
    return codes.reshape(-1), names


def _read(name: str, leaf: object, targets: str | None) -> SplitTargets:
    columns = getattr(leaf, "columns", None)
    values = np.asarray(leaf.toarray() if hasattr(leaf, "toarray") else leaf)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 2 and targets != NUMBERS and _one_hot(values):
        names = range(values.shape[1]) if columns is None else columns
        return SplitTargets(CLASSES, name, values.argmax(axis=1), tuple(map(str, names)))
    if values.ndim != 1:
        return SplitTargets(NEITHER, name)
    if targets == CLASSES or (targets is None and _classes(values)):
        codes, names = number_them(values)
        return SplitTargets(CLASSES, name, codes, tuple(map(_called, names)))
    if values.dtype.kind in "biuf":
        return SplitTargets(NUMBERS, name, values=values.astype(float))
    return SplitTargets(NEITHER, name)


def _one_hot(values: np.ndarray) -> bool:
    if values.dtype.kind not in "biuf":
        return False
    return bool(np.isin(values, (0, 1)).all() and (values.sum(axis=1) == 1).all())


def _classes(values: np.ndarray) -> bool:
    if values.dtype.kind in "bUSO":
        return True
    if values.dtype.kind not in "iuf":
        return False
    if values.dtype.kind == "f" and not np.array_equal(values, np.floor(values)):
        return False
    most = max(10, len(values) // 3)
    most = min(most, _FEW) if values.dtype.kind == "f" else most
    return len(np.unique(values)) <= most


def _called(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)
