"""What a file of a model holds: the facts, as data, as text and as a table."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..core.byte_words import byte_words, percent
from ..core.page_table import page_table, text_table
from .compile_config import Compiled
from .config_layers import Layer
from .description_tree import tree_of
from .findings import printable

ARCHITECTURE, WEIGHTS, STATE, COMPILE, ASSETS, GRAPH, REST = (
    "architecture",
    "weights",
    "optimizer state",
    "compile configuration",
    "assets",
    "graph",
    "the rest",
)
_MOST_ROWS = 30
_LAYERS = ("layer", "kind", "settings", "weights", "bytes")


@dataclass(frozen=True)
class Part:
    """One part of a file.

    Args:
        name: `"weights"`, `"optimizer state"`, ...; `"the rest"` is what the file needs to be one.
        size: How many bytes of the file it takes.
        share: Which share of the file that is, 0 to 1.
    """

    name: str
    size: int
    share: float


@dataclass(frozen=True)
class Variable:
    """One array of numbers in a file.

    Args:
        layer: The address of its layer, `"encoder/conv2"`, as far as the file tells it.
        name: Its name where the file tells it, `"kernel"`; its index otherwise, `"0"`.
        shape: Its shape.
        dtype: The type of its numbers.
        size: How many bytes the numbers take.
    """

    layer: str
    name: str
    shape: tuple[int, ...]
    dtype: str
    size: int


@dataclass(frozen=True)
class Description:
    """What a file of a model holds. Its text and its page tell it; its fields are for programs.

    Args:
        path: Where the file is.
        format: What kind of file it is, `"Keras archive (.keras)"`.
        size: Its size, in bytes.
        keras_version: The Keras that wrote it; empty if the file doesn't say.
        saved: When it was saved, as the file says it; empty if it doesn't.
        kind: The class of the model, `"Sequential"`; empty if there is no architecture.
        name: The model's name.
        layers: Its layers, each before those that are nested in it.
        weights: Its weights, layer by layer.
        compiled_as: How it is compiled.
        state: The optimizer's variables.
        steps: How many steps it was trained, as the optimizer counts them; None if it isn't known.
        parts: The parts of the file; their sizes add up to its size.
        notes: Sentences on what couldn't be read, or is odd.
    """

    path: str
    format: str
    size: int
    keras_version: str = ""
    saved: str = ""
    kind: str = ""
    name: str = ""
    layers: tuple[Layer, ...] = ()
    weights: tuple[Variable, ...] = ()
    compiled_as: Compiled = field(default_factory=Compiled)
    state: tuple[Variable, ...] = ()
    steps: int | None = None
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def parameters(self) -> int:
        """How many numbers the weights are."""
        return sum(math.prod(one.shape) for one in self.weights)

    @property
    def compiled(self) -> bool | None:
        """Whether the model was compiled; None if the file holds no architecture."""
        return bool(self.compiled_as) if self.kind else None

    @property
    def trained(self) -> bool | None:
        """Whether its optimizer took any step; None if the file doesn't say."""
        return None if self.steps is None else self.steps > 0

    @property
    def answer(self) -> str:
        """Is the file much bigger than the weights, and by what? A sentence."""
        sizes = {one.name: one for one in self.parts}
        if WEIGHTS not in sizes:
            return "There are no weights in it."
        told = [(WEIGHTS, "The weights take"), (STATE, "the optimizer's state")]
        told += [(ASSETS, "the assets")]
        words, rest = [], self.size
        for name, words_for in told:
            if name in sizes:
                size, share = sizes[name].size, percent(sizes[name].share)
                words.append(f"{words_for} {byte_words(size)} ({share})")
                rest -= size
        return f"{', '.join(words)}, the rest {byte_words(rest)}."

    def by_layer(self) -> Iterator[tuple[str, Layer | None, tuple[Variable, ...]]]:
        """Go through the layers with their weights.

        Yields:
            The address, the `Layer` where the architecture has it, and its own weights.
        """
        weights: dict[str, list[Variable]] = {}
        for one in self.weights:
            weights.setdefault(one.layer, []).append(one)
        for layer in self.layers:
            yield layer.address, layer, tuple(weights.pop(layer.address, ()))
        for address, own in weights.items():
            yield address, None, tuple(own)

    def tree(self) -> dict:
        """Give it all as nested plain data, for a tree that can be opened and closed.

        Returns:
            Nodes of `name`, `kind`, `bytes` (None where there is no telling), `detail`, `children`.
        """
        return tree_of(self)

    def about(self) -> str:
        """Say in a few sentences what it is."""
        by = f", written by Keras {printable(self.keras_version, 20)}" if self.keras_version else ""
        lines = [f"{printable(Path(self.path).name)}: {self.format}, {byte_words(self.size)}{by}."]
        if self.kind:
            count = sum(one.depth == 0 for one in self.layers)
            nested = len(self.layers) - count
            more = f" and {nested} within them" if nested else ""
            name = f" {printable(self.name, 40)!r}" if self.name else ""
            layers = f"{count} layer{'' if count == 1 else 's'}{more}"
            lines.append(f"{printable(self.kind, 40)}{name}: {layers}. {self._compile_words()}")
        if self.weights:
            lines.append(f"{self.parameters:,} parameters. {self.answer}")
        else:
            lines.append(self.answer)
        return "\n".join([*lines, *(f"(!) {printable(one, 300)}" for one in self.notes)])

    def __str__(self) -> str:
        parts = text_table(("part", "bytes", "share"), self._part_rows())
        rows = self._layer_rows()
        layers = [text_table(_LAYERS, rows)] if rows else []
        return "\n\n".join([self.about(), parts, *layers]) + self._left_over()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shares = [one.share for one in self.parts]
        parts = page_table(("part", "bytes", "share"), self._part_rows(), (), self.about(), shares)
        rows = self._layer_rows()
        return parts + (page_table(_LAYERS, rows, (), self._left_over()) if rows else "")

    def _compile_words(self) -> str:
        if not self.compiled_as:
            return "Not compiled."
        words = f"Compiled with {printable(self.compiled_as, 160)}"
        if self.steps is None:
            return f"{words}."
        steps = f"{self.steps:,} step{'' if self.steps == 1 else 's'}"
        return f"{words}; trained for {steps}." if self.steps else f"{words}; never trained."

    def _part_rows(self) -> list[tuple[str, ...]]:
        return [(one.name, byte_words(one.size), percent(one.share)) for one in self.parts]

    def _layer_rows(self) -> list[tuple[str, ...]]:
        return [
            (
                printable(address, 40),
                printable(layer.kind, 30) if layer else "-",
                printable(layer.settings, 60) if layer else "",
                variable_words(own),
                byte_words(sum(one.size for one in own)) if own else "-",
            )
            for address, layer, own in list(self.by_layer())[:_MOST_ROWS]
        ]

    def _left_over(self) -> str:
        more = len(list(self.by_layer())) - _MOST_ROWS
        return f"\n... and {more} more: see .layers and .weights." if more > 0 else ""


def variable_words(variables: tuple[Variable, ...], most: int = 4) -> str:
    """Say which variables these are: names and shapes.

    Args:
        variables: The variables of a layer.
        most: How many to name. Default 4.

    Returns:
        The words.

    Example:

    >>> variable_words((Variable("a", "kernel", (4, 3), "float32", 48),))
    'kernel 4×3'
    """
    told = [f"{printable(one.name, 24)} {shape_words(one.shape)}" for one in variables[:most]]
    more = len(variables) - most
    return ", ".join(told) + (f", {more} more" if more > 0 else "")


def shape_words(shape: tuple[int, ...]) -> str:
    """Write a shape: `4×3`.

    Args:
        shape: The shape.

    Returns:
        The words.
    """
    return "×".join(map(str, shape[:8])) or "()"


def parts_of(size: int, sizes: dict[str, int]) -> tuple[Part, ...]:
    """Divide a file into its parts, so that they add up.

    Args:
        size: The size of the file, in bytes.
        sizes: For each part its size; one of no bytes is left out.

    Returns:
        The parts, and `"the rest"`.

    Raises:
        ValueError: If they are larger than the file.

    Example:

    >>> [(one.name, one.size, one.share) for one in parts_of(100, {"weights": 75, "assets": 0})]
    [('weights', 75, 0.75), ('the rest', 25, 0.25)]
    """
    rest = size - sum(sizes.values())
    if rest < 0:
        raise ValueError("The parts are larger than the file.")
    told = [(name, part) for name, part in sizes.items() if part]
    if rest:
        told.append((REST, rest))
    return tuple(Part(name, part, part / size) for name, part in told)
