"""Scripted curves for early stopping, and settings; seeded, so that they are the same each time."""

import math

import numpy as np

NAN, INF = math.nan, math.inf
COUNT = 800
SEED = 11


def cases() -> list[tuple[list, dict]]:
    """Give curves, None where an epoch reports nothing, and settings of `EarlyStopping`."""
    rng = np.random.default_rng(SEED)
    found = [*_by_hand()]
    while len(found) < COUNT:
        values = KINDS[len(found) % len(KINDS)](rng)
        found.append((_holes(rng, values), _settings(rng, values)))
    return found


def _by_hand():
    falls_and_rises = [5, 4, 3, 3.5, 3.4, 3.3, 2, 1, 1, 1, 1, 1]
    for patience in range(6):
        for restore in (False, True):
            yield falls_and_rises, {"patience": patience, "restore_best_weights": restore}
    for first in (NAN, INF, -INF, None):
        for patience in (0, 2, 20):
            for mode in ("min", "max"):
                rest = [3.0, 2.0, 4.0, NAN, 1.0, 5.0, 5.0, 5.0]
                settings = {"patience": patience, "mode": mode, "restore_best_weights": True}
                yield [first, *rest], settings
    for values in ([None] * 4, [1.0], [None], [NAN], [NAN] * 5, [1.0, None, None, None]):
        for start in (0, 1, 3, 9):
            yield values, {"start_from_epoch": start, "restore_best_weights": True, "patience": 1}
    # Better by just min_delta, a little more, a little less; in decimals and in what single
    # precision makes of them.
    for delta in (0.1, 0.25, 1e-3, 1e-7, -0.1, 1e-9):
        for step in (delta, delta * 1.0001, delta * 0.9999, np.nextafter(delta, 1)):
            for mode in ("min", "max"):
                sign = -1 if mode == "min" else 1
                values = [1.0 + sign * i * abs(float(step)) for i in range(8)]
                yield values, {"min_delta": delta, "patience": 2, "mode": mode}
    for baseline in (0.5, 0.3, 0.1):
        for patience in (0, 1, 3):
            for delta in (0, 0.1):
                settings = {"baseline": baseline, "patience": patience, "min_delta": delta}
                yield [0.9, 0.5, 0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.3], settings
                yield [0.5] * 6, settings
                yield [0.9, 0.8, 0.7, 0.6, 0.55, 0.54, 0.56], settings


def _walk(rng):
    return np.cumsum(rng.normal(size=_length(rng)))


def _falling(rng):
    length = _length(rng)
    return 3 * np.exp(-np.arange(length) / 5) + rng.normal(0, 0.1, length)


def _plateaus(rng):
    """Few values, so that many epochs are equal."""
    return np.round(_walk(rng) * 2) / 4


def _tenths(rng):
    """Sums of tenths: equal in decimals, not always in doubles."""
    return np.cumsum(rng.integers(-2, 3, size=_length(rng)) * 0.1) + 1


def _not_finite(rng):
    values = _walk(rng)
    for strange in (NAN, INF, -INF, NAN):
        values[rng.integers(len(values))] = strange
    return values


def _nearly_equal(rng):
    """Differences that single precision can't see, or only just."""
    return 1 + rng.integers(-3, 4, size=_length(rng)) * rng.choice([1e-9, 3e-8, 6e-8, 1.2e-7])


def _shares(rng):
    return np.clip(np.linspace(0.2, 0.9, _length(rng)) + rng.normal(0, 0.05), 0, 1).round(2)


KINDS = (_walk, _falling, _plateaus, _tenths, _not_finite, _nearly_equal, _shares)


def _length(rng) -> int:
    return int(rng.choice([1, 2, 5, 12, 25]))


def _holes(rng, values) -> list:
    """Take values out, as `validation_freq` does, in one of four."""
    listed = [float(one) for one in values]
    if rng.random() < 0.25:
        return [None if rng.random() < 0.4 else one for one in listed]
    return listed


def _settings(rng, values) -> dict:
    settings = {
        "patience": int(rng.integers(0, 6)),
        "mode": str(rng.choice(["auto", "min", "max"])),
    }
    if rng.random() < 0.5:
        settings["min_delta"] = float(rng.choice([0.1, 0.05, 1e-3, 1e-7, 6e-8, -0.1, 0.25, 2.0]))
    if rng.random() < 0.4:
        finite = [one for one in values if math.isfinite(one)] or [0.0]
        settings["baseline"] = float(rng.choice(finite)) + float(rng.choice([0, 0.1, -0.1, -1]))
    if rng.random() < 0.4:
        settings["start_from_epoch"] = int(rng.integers(0, 8))
    settings["restore_best_weights"] = bool(rng.random() < 0.6)
    return settings
