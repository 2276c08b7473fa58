"""Watch the weights: which layers training moves, against what was promised."""

import math
import time
from dataclasses import dataclass

import numpy as np

from .backend import keras
from .errors import three_beats
from .page_table import page_table, text_table
from .summary import two
from .weight_holders import count, holders

# Looking again while training goes on: not more often than this, in seconds, ...
_PERIOD = 0.5
# ... and not for more than this share of the time.
_SHARE = 0.02

_HEAD = ("layer", "kind", "parameters", "promised", "did", "change")


@dataclass(frozen=True)
class Movement:
    """What training did to one layer.

    Args:
        address: Where the layer is, `"encoder/conv2"`.
        kind: The name of its class.
        parameters: How many numbers it holds.
        trainable: Whether it was to train, by the flags when the watch began.
        change: The norm of the change of its weights, as a share of the norm that they had; the
            norm itself where they were all zero.
        share: Which share of its numbers is another than before, 0 to 1.
    """

    address: str
    kind: str
    parameters: int
    trainable: bool
    change: float
    share: float

    @property
    def moved(self) -> bool:
        """Whether any number changed."""
        return self.share > 0

    @property
    def as_promised(self) -> bool:
        """Whether it did what its flag says."""
        return self.moved == self.trainable


class WeightWatch(keras.callbacks.Callback):
    """Take the weights of a model down, and tell later which layers moved, and by how much.

    A context manager and a callback. It begins with the context or with `fit`, whichever is first,
    and where the model is built, when it is made. While `fit` runs it looks again now and then: not
    more than twice a second, and for a fiftieth of the time at most. It changes nothing.

    Args:
        model: The model to watch; it may be another than the one that is fitted.

    Raises:
        TypeError: If it isn't a model.
        ValueError: If it has no weights yet when the watch begins.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="head")])
    >>> with WeightWatch(model) as watching:
    ...     new = model.layers[0].bias.assign([1.0, 1.0])
    >>> [(one.address, one.moved, one.share) for one in watching.layers]
    [('head', True, 0.2)]
    """

    def __init__(self, model: keras.Model):
        super().__init__()
        if not isinstance(model, keras.Model):
            raise TypeError(three_beats("There is nothing to watch.", "a Keras model", model))
        self._watched = model
        self._due = math.inf
        self._begun = False
        if model.weights:
            self._begin()

    def __enter__(self) -> "WeightWatch":
        self._begin()
        return self

    def __exit__(self, *error) -> None:
        self.shown(ended=True)

    def on_train_begin(self, logs=None):
        """Take down the weights, if that wasn't done before; show the picture."""
        if not self._begun:
            self._begin()
        self._look()

    def on_train_batch_end(self, batch, logs=None):
        """Look again, now and then."""
        if time.perf_counter() >= self._due:
            self._look()

    def on_train_end(self, logs=None):
        """Look a last time."""
        self.shown(ended=True)

    def shown(self, ended: bool = False) -> None:
        """Show how the weights stand; here nobody looks.

        Args:
            ended: Whether this is the last time. Default: False.
        """

    @property
    def layers(self) -> tuple[Movement, ...]:
        """What was done so far to each layer that holds weights, as the weights are now."""
        return tuple(
            Movement(
                address, type(layer).__name__, count(weights), promised, *_moved(before, weights)
            )
            for address, layer, weights, before, promised in self._before
        )

    @property
    def surprises(self) -> tuple[Movement, ...]:
        """The layers that did other than their flags promised."""
        return tuple(one for one in self.layers if not one.as_promised)

    def __str__(self) -> str:
        layers = self.layers
        return "\n".join([text_table(_HEAD, _rows(layers)), _sum_up(layers)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return _page(self.layers)

    def _begin(self) -> None:
        if not self._watched.weights:
            raise ValueError(
                three_beats(
                    "The model has no weights to watch yet.",
                    "a model that is built",
                    self._watched.name,
                    "Give it an Input, or call it once.",
                )
            )
        trainable = {id(one) for one in self._watched.trainable_weights}
        self._before = [
            (address, layer, weights, [_numbers(one) for one in weights], _any(weights, trainable))
            for address, layer, weights in holders(self._watched)
        ]
        self._begun = True

    def _look(self) -> None:
        begin = time.perf_counter()
        self.shown()
        took = time.perf_counter() - begin
        self._due = time.perf_counter() + max(_PERIOD, took / _SHARE)


def _numbers(weight: object) -> np.ndarray:
    # A copy: what the backend gives may be the memory that training writes into.
    return np.array(keras.ops.convert_to_numpy(weight))


def _any(weights: list, among: set[int]) -> bool:
    return any(id(one) in among for one in weights)


def _moved(before: list[np.ndarray], weights: list) -> tuple[float, float]:
    """Give the norm of the change over the norm before, and the share of numbers that changed."""
    square = length = different = numbers = 0
    for old, weight in zip(before, weights, strict=True):
        new = _numbers(weight)
        square += float(np.sum(np.square(new.astype(float) - old)))
        length += float(np.sum(np.square(old.astype(float))))
        different += int(np.count_nonzero(new != old))
        numbers += old.size
    return math.sqrt(square / length if length else square), different / max(1, numbers)


def _rows(layers: tuple[Movement, ...]) -> list[tuple[str, ...]]:
    return [
        (
            one.address,
            one.kind,
            f"{one.parameters:,}",
            "to train" if one.trainable else "to stay",
            ("moved" if one.moved else "still") + ("" if one.as_promised else " (!)"),
            f"{two(100 * one.change)} %" if one.moved else "-",
        )
        for one in layers
    ]


def _page(layers: tuple[Movement, ...]) -> str:
    marked = [i for i, one in enumerate(layers) if not one.as_promised]
    most = max((one.change for one in layers if math.isfinite(one.change)), default=0)
    bars = [_full(one.change, most) for one in layers]
    return page_table(_HEAD, _rows(layers), marked, _sum_up(layers), bars)


def _full(change: float, most: float) -> float:
    """Fill a bar: the square root lets small changes be seen beside large ones."""
    if not math.isfinite(change):
        return 1
    return math.sqrt(change / most) if most else 0


def _sum_up(layers: tuple[Movement, ...]) -> str:
    if not any(one.moved for one in layers):
        return "(!) Nothing moved at all."
    moved = [one for one in layers if one.moved and not one.trainable]
    dead = [one for one in layers if one.trainable and not one.moved]
    parts = []
    if moved:
        parts.append(f"(!) Frozen, but moved: {_names(moved)}.")
    if dead:
        parts.append(f"(!) To train, but still: {_names(dead)}.")
    return " ".join(parts) or "Each layer did as its flag promises."


def _names(layers: list[Movement]) -> str:
    return ", ".join(one.address for one in layers)
