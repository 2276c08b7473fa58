"""Series as learners have them, one or many, checked and brought into one form."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from .errors import three_beats

Series = np.ndarray | Sequence[np.ndarray] | Mapping[str, np.ndarray]


def listed(series: Series, several: bool | None = None) -> dict[str, np.ndarray]:
    """Give one or several series as a dict of arrays.

    Args:
        series: One series, an array of shape `(time,)` or `(time, features)`; or several: a list
            or a dict of such arrays, or an array of shape `(series, time, features)`.
        several: Whether an array holds several series, one after another on its first axis.
            Default: if it has three axes.

    Returns:
        The arrays by name; those without a name are numbered, `"0"`.

    Raises:
        ValueError: If there is none, or one holds something else than finite numbers.

    Example:

    >>> {name: one.shape for name, one in listed([np.ones(5), np.ones((3, 2))]).items()}
    {'0': (5,), '1': (3, 2)}
    """
    if isinstance(series, Mapping):
        named = {str(name): np.asarray(one) for name, one in series.items()}
    elif isinstance(series, list | tuple) and any(np.ndim(one) for one in series):
        named = {str(i): np.asarray(one) for i, one in enumerate(series)}
    else:
        array = np.asarray(series)
        several = array.ndim == 3 if several is None else several
        named = {str(i): one for i, one in enumerate(array if several else [array])}
    if not named:
        raise ValueError(three_beats("There is no series.", "one at least", series))
    for name, one in named.items():
        _check(called(name, named), one)
    return named


def called(name: str, among: Collection[str]) -> str:
    """Say which series is meant.

    Args:
        name: Its name.
        among: The names of all of them.

    Returns:
        The beginning of a sentence.

    Example:

    >>> called("IBM", ["IBM", "AAPL"]), called("0", ["0"])
    ("Series 'IBM'", 'The series')
    """
    return f"Series {name!r}" if len(among) > 1 or not name.isdigit() else "The series"


def _check(name: str, one: np.ndarray) -> None:
    if one.ndim not in (1, 2) or one.dtype.kind not in "biuf":
        raise ValueError(
            three_beats(
                f"{name} is no series of numbers.",
                "numbers of shape (time,) or (time, features)",
                f"{one.dtype} of shape {one.shape}",
                "Words and dates have to become numbers.",
            )
        )
    if not np.isfinite(one).all():
        at = int(np.argwhere(~np.isfinite(one))[0][0])
        raise ValueError(
            three_beats(
                f"{name} has a gap at moment {at}: a state can't be carried over it.",
                "finite numbers",
                float(np.ravel(one[at])[~np.isfinite(np.ravel(one[at]))][0]),
                "Fill it, or cut the series there into two.",
            )
        )


def paired(
    series: Series, targets: Series | None, ahead: int
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Give each series its targets, moment by moment.

    Args:
        series: As `listed` takes it.
        targets: The same for what is to be learned, of the same lengths; None for the series
            itself, `ahead` moments later.
        ahead: How many moments later.

    Returns:
        By name the inputs as float32 of shape `(time, features)`, and as many targets. The last
        `ahead` moments of a series that is its own target are targets only.

    Raises:
        ValueError: If series and targets don't fit together, or series among themselves.

    Example:

    >>> x, y = paired(np.arange(5), None, 2)["0"]
    >>> x[:, 0].tolist(), y[:, 0].tolist()
    ([0.0, 1.0, 2.0], [2.0, 3.0, 4.0])
    """
    inputs = {name: _two_axes(one) for name, one in listed(series).items()}
    widths = {name: one.shape[1] for name, one in inputs.items()}
    if len(set(widths.values())) > 1:
        wrong = "The series have different numbers of features."
        raise ValueError(three_beats(wrong, "the same number for all", widths))
    if targets is None:
        return {name: (one[:-ahead], one[ahead:]) for name, one in inputs.items()}
    wanted = listed(targets, several=len(inputs) > 1)
    lengths = {name: len(one) for name, one in inputs.items()}
    if {name: len(one) for name, one in wanted.items()} != lengths:
        raise ValueError(
            three_beats(
                "The targets don't fit the series.",
                f"a target for each moment, lengths {lengths}",
                {name: len(one) for name, one in wanted.items()},
            )
        )
    return {name: (one, wanted[name]) for name, one in inputs.items()}


def _two_axes(one: np.ndarray) -> np.ndarray:
    return (one if one.ndim == 2 else one[:, None]).astype("float32")
