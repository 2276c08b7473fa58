"""What there is to see in a layer's output: maps, bars or a heat map, and its numbers."""

from dataclasses import dataclass

import numpy as np

# What a page shows at once. More would be too small to read, and slow to send.
MOST_MAPS = 64
MOST_PIXELS = 128
_BINS = 30


@dataclass(frozen=True)
class Look:
    """One sample's output of one layer, arranged for the eye.

    Args:
        kind: "image" (red, green and blue), "maps" (a picture for each channel), "heat" (time
            downwards, units across), "bars" (a value for each unit) or "number".
        planes: float32 of shape `(planes, height, width)`.
        total: How many planes there are in all; more than are shown where there are many.
        stride: Every how many pixels are shown; 1 shows them all.
        low: The lowest value of the whole output, shown or not.
        high: The highest.
    """

    kind: str
    planes: np.ndarray
    total: int
    stride: int
    low: float
    high: float


def look(values: np.ndarray, picture: bool = False) -> Look:
    """Arrange one sample's output for the eye.

    Args:
        values: The output without its batch axis: `(height, width, channels)`, `(steps, units)`,
            `(units,)`, `()`, or more axes, of which all but the last two are laid side by side.
        picture: Whether three channels are the red, green and blue of a picture. Default: False.

    Returns:
        The `Look`.

    Example:

    >>> look(np.zeros((26, 26, 4))).planes.shape, look(np.zeros(10)).kind
    ((4, 26, 26), 'bars')
    """
    values = np.asarray(values, dtype=np.float32)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    kind, planes = _arrange(values, picture)
    stride = -(-max(planes.shape[1:], default=1) // MOST_PIXELS) if kind != "bars" else 1
    shown = np.ascontiguousarray(planes[:MOST_MAPS, ::stride, ::stride])
    return Look(kind, shown, len(planes), stride, low, high)


def _arrange(values: np.ndarray, picture: bool) -> tuple[str, np.ndarray]:
    if values.ndim >= 3:
        # Three-dimensional convolutions: their slices one below another.
        values = values.reshape(-1, *values.shape[-2:])
        if picture and values.shape[-1] in (1, 3):
            return "image" if values.shape[-1] == 3 else "maps", np.moveaxis(values, -1, 0)
        return "maps", np.moveaxis(values, -1, 0)
    if values.ndim == 2:
        return "heat", values[None]
    if values.ndim == 1:
        return "bars", values[None, None]
    return "number", values.reshape(1, 1, 1)


@dataclass(frozen=True)
class Numbers:
    """The numbers of a layer's output over all samples.

    Args:
        mean: The mean.
        deviation: The standard deviation.
        zeros: Which share of the values is exactly zero, from 0 to 1.
        low: The lowest value.
        high: The highest value.
        units: How many units, or channels, there are: the last axis.
        dead: Which of them are zero in every sample, by index.
        counts: How many values lie in each of 30 equal parts between `low` and `high`.
        not_finite: How many values are NaN or infinite; they are left out of all the others.
    """

    mean: float
    deviation: float
    zeros: float
    low: float
    high: float
    units: int
    dead: tuple[int, ...]
    counts: tuple[int, ...]
    not_finite: int

    def __str__(self) -> str:
        text = f"mean {self.mean:.2g}, deviation {self.deviation:.2g}, zeros {self.zeros:.0%}"
        if self.dead:
            text += f", {len(self.dead)} of {self.units} units zero in every sample"
        if self.not_finite:
            text += f", {self.not_finite} values that are not finite"
        return text


def numbers(values: np.ndarray) -> Numbers:
    """Count what a layer's output holds.

    Args:
        values: The output of all samples, of shape `(samples, ..., units)`.

    Returns:
        The `Numbers`.

    Example:

    >>> str(numbers(np.array([[0.0, 1.0], [0.0, 3.0]])))
    'mean 1, deviation 1.2, zeros 50%, 1 of 2 units zero in every sample'
    """
    values = np.asarray(values, dtype=np.float64)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return Numbers(np.nan, np.nan, 0.0, 0.0, 0.0, 0, (), (0,) * _BINS, values.size)
    by_unit = values.reshape(-1, values.shape[-1]) if values.ndim > 1 else values[:, None]
    low, high = float(finite.min()), float(finite.max())
    counts, _ = np.histogram(finite, _BINS, (low, high) if low < high else (low - 0.5, low + 0.5))
    return Numbers(
        mean=float(finite.mean()),
        deviation=float(finite.std()),
        zeros=float(np.mean(finite == 0)),
        low=low,
        high=high,
        units=by_unit.shape[1],
        dead=tuple(np.flatnonzero(~by_unit.any(axis=0)).tolist()),
        counts=tuple(counts.tolist()),
        not_finite=int(values.size - finite.size),
    )
