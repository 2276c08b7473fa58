"""Go through the configuration of a model, whatever its shape, without recursion."""

from collections.abc import Iterator
from dataclasses import dataclass

# Keys that hold the name of a function or of a class, or several of them in lists and dicts.
_NAMING = ("loss", "metrics", "weighted_metrics", "optimizer", "function", "fn")
_NAMING_ENDS = ("activation", "initializer", "regularizer", "constraint")


@dataclass(frozen=True, slots=True)
class Spot:
    """One value of a configuration, and where it stands.

    Args:
        value: What JSON made of it.
        key: Under which key of a dict it is, or of which list; lists hand theirs on.
        names: Whether a text here names a function or a class.
        above: The spot that it is in; None for the root.
        label: What it is called in a path.
    """

    value: object
    key: str = ""
    names: bool = False
    above: "Spot | None" = None
    label: str = ""

    @property
    def path(self) -> str:
        """Where it is: `"layers/dense/config/units"`, by names rather than by numbers."""
        labels, spot = [], self
        while spot is not None:
            if spot.label and spot.label != "config":
                labels.append(spot.label)
            spot = spot.above
        return "/".join(reversed(labels))


def spots(root: object, label: str = "") -> Iterator[Spot]:
    """Go through all values, outer ones first, but for plain ones within lists of plain ones.

    Args:
        root: The configuration.
        label: What the path begins with. Default: nothing.

    Yields:
        A `Spot` for each.

    Example:

    >>> [one.path for one in spots({"layers": [{"config": {"name": "a", "units": 3}}]})]
    ['', 'layers', 'layers/a', 'layers/a', 'layers/a/name', 'layers/a/units']
    """
    waiting = [Spot(root, label=label)]
    while waiting:
        spot = waiting.pop()
        yield spot
        waiting.extend(reversed(list(_within(spot))))


def _within(spot: Spot) -> Iterator[Spot]:
    if isinstance(spot.value, dict):
        is_object = "class_name" in spot.value
        for key, value in spot.value.items():
            names = _is_naming(key) or (spot.names and not is_object)
            yield Spot(value, key, names, spot, key)
    elif isinstance(spot.value, list):
        plain = all(type(one) in (int, float, bool, type(None)) for one in spot.value)
        # A vocabulary has a million words; those that name functions are few.
        words = not spot.names and all(type(one) is str for one in spot.value)
        if not plain and not words:
            for index, value in enumerate(spot.value):
                yield Spot(value, spot.key, spot.names, spot, _name(value) or str(index))


def _is_naming(key: str) -> bool:
    return key in _NAMING or key.endswith(_NAMING_ENDS)


def _name(value: object) -> str:
    inner = value.get("config") if isinstance(value, dict) else None
    for one in (inner, value):
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            return one["name"]
    return ""
