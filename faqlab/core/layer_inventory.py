"""A model as it stands: its layers, shapes, weights, and what Keras has compiled of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .backend import keras
from .errors import three_beats
from .graph_nodes import graph_nodes
from .model_part import named_calls
from .page_table import page_table, text_table
from .weight_holders import count

Shape = tuple[int | None, ...]

# The methods that run a function which Keras makes once, and where it keeps that function.
FUNCTIONS = {"fit": "train_function", "evaluate": "test_function", "predict": "predict_function"}


@dataclass(frozen=True, eq=False)
class LayerRow:
    """One call of a layer, as it stands when it is looked at.

    Args:
        address: Where it is, `"encoder/conv2"`; `"conv2:2"` is the second call of a shared layer.
        kind: The name of its class.
        depth: How many models it is in; 0 for the model's own.
        shape: The shape of its output, None for what varies; None in all where it isn't known yet.
        parameters: How many numbers it holds, those of the layers within it included.
        number: Which of its calls it is, from 1.
        layer: The layer itself.
        weights: Its weights themselves.
    """

    address: str
    kind: str
    depth: int
    shape: Shape | None
    parameters: int
    number: int = 1
    layer: object = field(default=None, repr=False)
    weights: tuple = field(default=(), repr=False)


@dataclass(frozen=True, eq=False)
class Inventory:
    """A model at one moment, to be compared with it later on. Made by `inventory`.

    It holds the layers and weights themselves, not copies of them: it costs no memory, and it can
    be told whether another model has the same ones. Its text and its page are a table.

    Args:
        model: The model.
        rows: A `LayerRow` for each call of each layer, inputs left out, nested ones after theirs.
        input_shapes: The shapes that it takes; empty if it doesn't know them.
        output_shapes: The shapes that it gives; empty if it doesn't know them.
        parameters: How many numbers it holds in all.
        compiled: Whether `compile` was called.
        functions: For `"fit"`, `"evaluate"` and `"predict"` the function that Keras has made for
            it, or None: then the next call makes one.
    """

    model: keras.Model = field(repr=False)
    rows: tuple[LayerRow, ...]
    input_shapes: tuple[Shape, ...]
    output_shapes: tuple[Shape, ...]
    parameters: int
    compiled: bool
    functions: dict[str, object] = field(repr=False)

    @property
    def own(self) -> tuple[LayerRow, ...]:
        """The rows of the model's own layers, without what is nested in them."""
        return tuple(row for row in self.rows if not row.depth)

    def table(self) -> list[tuple[str, ...]]:
        """Give the table: layer, kind, output shape, parameters."""
        return [
            (row.address, row.kind, shape_words(row.shape), f"{row.parameters:,}")
            for row in self.rows
        ]

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.table()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.table(), caption=self._sum_up())

    def _sum_up(self) -> str:
        made = [name for name, function in self.functions.items() if function is not None]
        functions = f" Functions made: {', '.join(made)}." if made else " No function made yet."
        compiled = "Compiled." if self.compiled else "Not compiled."
        return f"{self.parameters:,} parameters. {compiled}{functions}"


_HEAD = ("layer", "kind", "output shape", "parameters")


def inventory(model: keras.Model) -> Inventory:
    """Take down how a model stands: layers, shapes, weights, what is compiled.

    Nothing is run or traced, and the model stays as it is.

    Args:
        model: Any Keras model. Of a subclassed one, or of a Sequential that isn't built, the
            shapes aren't known.

    Returns:
        An `Inventory`, for `compare`.

    Raises:
        TypeError: If it isn't a model.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="head")])
    >>> print(inventory(model))
    layer  kind   output shape  parameters
    head   Dense  (None, 3)     15
    15 parameters. Not compiled. No function made yet.
    """
    if not isinstance(model, keras.Model):
        raise TypeError(three_beats("This is no model.", "a Keras model", model))
    return Inventory(
        model,
        tuple(_rows(model)),
        _shapes(model, "inputs"),
        _shapes(model, "outputs"),
        count(model.weights),
        bool(model.compiled),
        {name: getattr(model, kept, None) for name, kept in FUNCTIONS.items()},
    )


def shape_words(shape: Shape | None) -> str:
    """Write a shape; "?" where it isn't known.

    Args:
        shape: The shape.

    Returns:
        The text.

    Example:

    >>> shape_words((None, 3)), shape_words(None)
    ('(None, 3)', '?')
    """
    return "?" if shape is None else str(tuple(shape))


def _rows(model: keras.Model, before: str = "", depth: int = 0) -> Iterator[LayerRow]:
    if graph_nodes(model) is None:
        calls = [(layer.name, layer, None) for layer in model.layers]
    else:
        nodes = [(name, one) for name, one in named_calls(model).items() if not one.is_input]
        calls = [(name, one.operation, tuple(one.outputs[0].shape)) for name, one in nodes]
    for name, layer, shape in calls:
        number = int(name.removeprefix(layer.name).removeprefix(":") or 1)
        weights = tuple(getattr(layer, "weights", ()))
        address = f"{before}{name}"
        kind = type(layer).__name__
        yield LayerRow(address, kind, depth, shape, count(weights), number, layer, weights)
        if isinstance(layer, keras.Model) and number == 1:
            yield from _rows(layer, f"{address}/", depth + 1)


def _shapes(model: keras.Model, ends: str) -> tuple[Shape, ...]:
    return tuple(tuple(one.shape) for one in getattr(model, ends, None) or ())
