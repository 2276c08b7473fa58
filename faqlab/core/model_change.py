"""Two models, or one before and after a change, side by side: what is kept, gone, new, stale."""

from dataclasses import dataclass

import numpy as np

from .backend import keras
from .errors import three_beats
from .layer_inventory import Inventory, LayerRow, inventory, shape_words
from .page_table import page_table, text_table

SAME = "the same objects"
COPIED = "equal copies"
OTHER = "other values"
NONE = "-"
REMOVED = "removed"
NEW = "new"


@dataclass(frozen=True)
class ChangedLayer:
    """One layer before and after.

    Args:
        before: How it stood; None if it wasn't there.
        after: How it stands; None if it is gone.
        weights: What became of its weights: `"the same objects"`, `"equal copies"`, `"other
            values"`, `"-"` for a layer that has none, `"removed"` or `"new"`.
    """

    before: LayerRow | None
    after: LayerRow | None
    weights: str

    @property
    def row(self) -> LayerRow:
        """How it stands, or stood if it is gone."""
        return self.after or self.before

    @property
    def status(self) -> str:
        """In a word: `"kept"`, `"removed"` or `"new"`."""
        return "kept" if self.before and self.after else REMOVED if self.before else NEW


@dataclass(frozen=True)
class Change:
    """Before and after, side by side. Made by `compare`; its text and its page are a table.

    Args:
        before: The model before.
        after: The model after.
        layers: A `ChangedLayer` for each layer of either, in the order of before, then what is
            new.
    """

    before: Inventory
    after: Inventory
    layers: tuple[ChangedLayer, ...]

    @property
    def stale(self) -> tuple[str, ...]:
        """The methods that still run the layers of before: `"predict"`, say."""
        if not self._changed():
            return ()
        kept = self.after.functions.items()
        return tuple(
            name
            for name, made in kept
            if made is not None and made is self.before.functions[name] and self._traced()
        )

    def named(self, status: str) -> list[str]:
        """List the addresses of the layers that are `"kept"`, `"removed"` or `"new"`."""
        return [one.row.address for one in self.layers if one.status == status]

    def table(self) -> list[tuple[str, ...]]:
        """Give the table: layer, kind, output shape before and after, parameters, weights."""
        return [
            (
                one.row.address,
                one.row.kind,
                shape_words(one.before.shape) if one.before else NONE,
                shape_words(one.after.shape) if one.after else NONE,
                _both(one.before, one.after),
                one.weights,
            )
            for one in self.layers
        ]

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.table()), *self.sentences()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        marked = [i for i, one in enumerate(self.layers) if one.status != "kept"]
        return page_table(_HEAD, self.table(), marked, " ".join(self.sentences()))

    def sentences(self) -> list[str]:
        """Say what changed in all, whether it is compiled, and what its methods run."""
        before, after = self.before, self.after
        return [
            f"Layers: {_arrow(len(before.own), len(after.own))}. "
            f"Parameters: {_arrow(f'{before.parameters:,}', f'{after.parameters:,}')}. "
            f"Output: {_arrow(_ends(before.output_shapes), _ends(after.output_shapes))}.",
            f"Compiled: {_arrow(_yes(before.compiled), _yes(after.compiled))}. {self._runs()}",
        ]

    def draw(self):
        """Draw before and after, side by side, as a still picture.

        Returns:
            A matplotlib `Figure`.
        """
        from .model_change_picture import draw_change

        return draw_change(self)

    def _runs(self) -> str:
        if self.stale:
            methods = _listed(self.stale)
            verb = "goes" if len(self.stale) == 1 else "go"
            return (
                f"(!) {methods} still {verb} through the layers of before, by a function that "
                "was made then. Call compile."
            )
        return "fit, evaluate and predict go through the layers of after."

    def _changed(self) -> bool:
        before, after = (
            [(id(row.layer), row.number) for row in one.rows] for one in (self.before, self.after)
        )
        return before != after

    def _traced(self) -> bool:
        """Whether a function of before goes by the layers of then, rather than look each time."""
        model, backend = self.after.model, keras.backend.backend()
        if model.run_eagerly:
            return False
        if backend == "jax":
            # JAX is given the weights, and traces anew if their number or shapes are others.
            return _weight_shapes(self.before) == _weight_shapes(self.after)
        return backend != "torch" or bool(model.jit_compile)


_HEAD = ("layer", "kind", "before", "after", "parameters", "weights")


def compare(before: keras.Model | Inventory, after: keras.Model | Inventory) -> Change:
    """Compare a model before and after a change, or two models, layer by layer.

    Layers are matched if they are the same objects, then by their addresses.

    Args:
        before: A model; or, if the model itself is changed, the `inventory(model)` that was taken
            before.
        after: The other model, or the same one after the change.

    Returns:
        A `Change`: shapes, parameters, which weights are the same objects, what is compiled, and
        its `stale`: the methods that would still run the old layers.

    Raises:
        TypeError: If one of them isn't a model or an `Inventory`.
        ValueError: If both are the same model as it is now.

    Example:

    >>> layers = [keras.layers.Dense(3, name="body"), keras.layers.Dense(2, name="head")]
    >>> model = keras.Sequential([keras.Input((4,)), *layers])
    >>> before = inventory(model)
    >>> head = model.pop()
    >>> print(compare(before, model))
    layer  kind   before     after      parameters  weights
    body   Dense  (None, 3)  (None, 3)  15          the same objects
    head   Dense  (None, 2)  -          8 -> 0      removed
    Layers: 2 -> 1. Parameters: 23 -> 15. Output: (None, 2) -> (None, 3).
    Compiled: no. fit, evaluate and predict go through the layers of after.
    """
    if before is after:
        wrong = "Before and after are the same model, as it is now."
        remedy = "Take `before = inventory(model)` before the change."
        raise ValueError(three_beats(wrong, "how it stood, and the model", before.name, remedy))
    first, second = (
        one if isinstance(one, Inventory) else inventory(one) for one in (before, after)
    )
    return Change(first, second, tuple(_matched(first, second)))


def _matched(before: Inventory, after: Inventory) -> list[ChangedLayer]:
    left = list(after.rows)
    partners = {}
    for key in (lambda row: (id(row.layer), row.number), lambda row: row.address):
        for row in before.rows:
            if id(row) in partners:
                continue
            found = next((one for one in left if key(one) == key(row)), None)
            if found is not None:
                partners[id(row)] = found
                left.remove(found)
    rows = [
        ChangedLayer(row, partners[id(row)], _weights(row, partners[id(row)]))
        if id(row) in partners
        else ChangedLayer(row, None, REMOVED)
        for row in before.rows
    ]
    return rows + [ChangedLayer(None, row, NEW) for row in left]


def _weights(before: LayerRow, after: LayerRow) -> str:
    if not before.weights and not after.weights:
        return NONE
    # A nested model that was cut holds some of the weights that it held.
    if {id(one) for one in after.weights} <= {id(one) for one in before.weights}:
        return SAME
    pairs = list(zip(before.weights, after.weights, strict=False))
    alike = len(before.weights) == len(after.weights) and all(
        one.shape == other.shape for one, other in pairs
    )
    if alike and all(np.array_equal(*map(keras.ops.convert_to_numpy, pair)) for pair in pairs):
        return COPIED
    return OTHER


def _weight_shapes(one: Inventory) -> list:
    return [tuple(weight.shape) for row in one.own if row.number == 1 for weight in row.weights]


def _both(before: LayerRow | None, after: LayerRow | None) -> str:
    return _arrow(*(f"{one.parameters:,}" if one else "0" for one in (before, after)))


def _arrow(before: object, after: object) -> str:
    return str(before) if before == after else f"{before} -> {after}"


def _ends(shapes: tuple) -> str:
    return " and ".join(map(shape_words, shapes)) or "?"


def _yes(compiled: bool) -> str:
    return "yes" if compiled else "no"


def _listed(names: tuple[str, ...]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
