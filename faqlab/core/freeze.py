"""Freeze layers, thaw them, and say what that did."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .backend import keras
from .errors import one_of, three_beats
from .freeze_status import status
from .weight_holders import addressed, count

Choice = str | int | Sequence[str | int]


@dataclass(frozen=True)
class Freeze:
    """What freezing or thawing did.

    Args:
        layers: The addresses of the layers whose flag was set, `"encoder/conv2"`.
        trainable: Whether they train now.
        before: How many numbers of the model training could change before.
        after: How many it can change now.
        parameters: How many there are.
        compile_needed: Whether the train step that Keras has already made still goes by the old
            flags, so that `compile` is needed for the new ones.
    """

    layers: tuple[str, ...]
    trainable: bool
    before: int
    after: int
    parameters: int
    compile_needed: bool

    def __str__(self) -> str:
        done = "trainable" if self.trainable else "frozen"
        count = f"{len(self.layers)} layer" + ("" if len(self.layers) == 1 else "s")
        moved = f"Parameters that train: {self.before:,} -> {self.after:,} of {self.parameters:,}."
        need = (
            "Call compile before the next fit: the model has trained already, and its train step "
            "goes by the old flags."
            if self.compile_needed
            else "No compile is needed: no train step has been made that goes by other flags."
        )
        return f"{count} {done}: {', '.join(self.layers)}. {moved} {need}"

    __repr__ = __str__


def freeze(
    model: keras.Model,
    layers: Choice | None = None,
    *,
    until: str | int | None = None,
    share: float | None = None,
) -> Freeze:
    """Freeze layers: training no longer changes them.

    A frozen BatchNormalization runs as in inference too: Keras then neither uses the batch's mean
    and variance nor updates its moving ones. A frozen Dropout still drops.

    Args:
        model: The model; it must be built.
        layers: Which: a name, an address (`"encoder/conv2"`), a pattern (`"block1_*"`), an index
            into `model.layers`, or a list of them. Default: all.
        until: Freeze the model's own layers before this one, a name or an index; the layer itself
            and those after it stay as they are.
        share: Freeze the first of the model's own layers that have weights, this share of them
            (0 to 1, rounded down).

    Returns:
        A `Freeze`, which says what it did and whether `compile` is needed.

    Raises:
        ValueError: If there is no such layer, or more than one way of choosing is given.

    Example:

    >>> layers = [keras.layers.Dense(3, name="body"), keras.layers.Dense(2, name="head")]
    >>> model = keras.Sequential([keras.Input((4,)), *layers])
    >>> print(freeze(model, until="head"))
    1 layer frozen: body. Parameters that train: 23 -> 8 of 23. No compile is needed: no train \
step has been made that goes by other flags.
    """
    return _set(model, False, layers, until, share)


def unfreeze(
    model: keras.Model,
    layers: Choice | None = None,
    *,
    until: str | int | None = None,
    share: float | None = None,
) -> Freeze:
    """Thaw layers: training changes them again. A frozen model around them thaws with them.

    Args:
        model: The model; it must be built.
        layers: Which, as for `freeze`. Default: all.
        until: As for `freeze`: the layers before this one.
        share: As for `freeze`: the first ones.

    Returns:
        A `Freeze`.

    Raises:
        ValueError: As `freeze` does.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="body")])
    >>> freeze(model).after, unfreeze(model, "body").after
    (0, 15)
    """
    return _set(model, True, layers, until, share)


def _set(model, trainable: bool, layers, until, share) -> Freeze:
    found = dict(addressed(model))
    if sum(way is not None for way in (layers, until, share)) > 1:
        raise ValueError(
            three_beats(
                "The layers can be chosen in one way only.",
                "layers, or until, or share",
                {"layers": layers, "until": until, "share": share},
            )
        )
    chosen = _chosen(model, found, layers, until, share)
    before = count(model.trainable_weights)
    for address in chosen:
        if trainable:
            _thaw_around(found, model, address)
        found[address].trainable = trainable
    if layers is None and until is None and share is None:
        model.trainable = trainable
    report = status(model)
    return Freeze(
        tuple(chosen),
        trainable,
        before,
        count(model.trainable_weights),
        model.count_params(),
        bool(report.disagreements),
    )


def _chosen(model, found: dict, layers, until, share) -> list[str]:
    own = [address for address in found if "/" not in address]
    if until is not None:
        return own[: own.index(_one(model, found, until))]
    if share is not None:
        if not 0 <= share <= 1:
            raise ValueError(three_beats("No such share.", "a number from 0 to 1", share))
        heavy = [address for address in own if found[address].weights]
        return heavy[: int(share * len(heavy) + 1e-9)]
    if layers is None:
        return own
    several = [layers] if isinstance(layers, (str, int)) else list(layers)
    chosen = dict.fromkeys(address for one in several for address in _some(model, found, one))
    return list(chosen)


def _some(model, found: dict, one: str | int) -> list[str]:
    matching = [address for address in found if isinstance(one, str) and fnmatchcase(address, one)]
    return matching or [_one(model, found, one)]


def _one(model, found: dict, one: str | int) -> str:
    if isinstance(one, int):
        indexed = dict(enumerate(model.layers))
        layer = indexed.get(one if one >= 0 else len(indexed) + one)
        names = [address for address in found if found[address] is layer]
        if names:
            return names[0]
        expected = f"an index from {-len(indexed)} to {len(indexed) - 1}, of a layer with a name"
        raise ValueError(three_beats("The model has no such layer.", expected, one))
    if one in found:
        return one
    named = [address for address in found if address.rpartition("/")[2] == one]
    if len(named) == 1:
        return named[0]
    wrong = f"The model has {'several layers' if named else 'no layer'} {one!r}."
    raise ValueError(three_beats(wrong, one_of(one, named or found), one))


def _thaw_around(found: dict, model, address: str) -> None:
    """Thaw the models around a layer; what else is in them stays as it is."""
    parts = address.split("/")[:-1]
    around = [model, *(found["/".join(parts[: i + 1])] for i in range(len(parts)))]
    for one in around:
        if not one.trainable:
            flags = [(layer, layer.trainable) for layer in found.values() if layer is not one]
            one.trainable = True
            for layer, flag in flags:
                if layer not in around:
                    layer.trainable = flag
