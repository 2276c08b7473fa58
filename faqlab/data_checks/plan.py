"""A fit as it is planned: the data, the model and the arguments, ready to be checked."""

import inspect
import math
from dataclasses import dataclass, field

from ..core.backend import keras
from ..core.errors import one_of, three_beats
from ..core.model_inputs import input_name
from .given import Odd, Part, parts, unpacked
from .outputs import Output, outputs
from .pipelines import ARRAYS, Pipeline, pipeline

_FIT = inspect.signature(keras.Model.fit).parameters
_DEFAULTS = {name: one.default for name, one in _FIT.items() if name not in ("self", "x", "y")}


@dataclass(frozen=True, eq=False)
class Plan:
    """What a `fit` would be given.

    Args:
        x: The inputs.
        y: The targets.
        weights: The samples' weights.
        odd: What is given, but is no array.
        source: What x is: arrays, or batches from somewhere.
        validation: The plan of the validation data, or None where none is given apart.
        model: The model, or None.
        arguments: The other arguments of `fit`, Keras's defaults where none is given.
        outputs: The model's outputs, each with its target.
        where: How a sentence calls the data; `"validation "` for validation data.
    """

    x: list[Part]
    y: list[Part]
    weights: list[Part]
    odd: list[Odd]
    source: Pipeline
    validation: "Plan | None"
    model: keras.Model | None
    arguments: dict[str, object]
    outputs: list[Output] = field(default_factory=list)
    where: str = ""

    def __getitem__(self, name: str) -> object:
        return self.arguments[name]

    @property
    def every(self) -> list[Part]:
        """All arrays, those of the validation data left out."""
        return [*self.x, *self.y, *self.weights]

    @property
    def both(self) -> list["Plan"]:
        """The plan itself, and that of its validation data."""
        return [self, self.validation] if self.validation else [self]

    @property
    def samples(self) -> int | None:
        """How many samples there are, or None if nobody knows."""
        whole = [one for one in self.x if one.whole]
        return whole[0].rows if whole else None

    @property
    def fraction(self) -> float:
        """The share that `validation_split` takes off the end; 0 where it takes nothing."""
        share = self["validation_split"]
        fits = isinstance(share, int | float) and 0 < share < 1
        return float(share) if fits and self["validation_data"] is None else 0.0

    @property
    def split_at(self) -> int | None:
        """The first row that validates, as Keras counts; None where no split is made."""
        if not self.fraction or not self.samples:
            return None
        return math.floor(self.samples * (1.0 - self.fraction))

    def in_order(self) -> list[Part]:
        """Give the inputs in the order of the model's; nothing where they can't be told apart."""
        graph = getattr(self.model, "_functional", self.model)
        expected = getattr(graph, "_inputs", None) or []
        if len(expected) != len(self.x):
            return []
        if not any(isinstance(one.key, str) for one in self.x):
            return self.x
        structure = getattr(graph, "_inputs_struct", None)
        own = structure if isinstance(structure, dict) else {}
        names = {id(tensor): name for name, tensor in own.items()}
        known = {one.key: one for one in self.x}
        found = [known.get(names.get(id(one), input_name(one))) for one in expected]
        return [] if any(one is None for one in found) else found

    @property
    def compiled(self) -> bool:
        """Whether there is a model that has been compiled."""
        return bool(getattr(self.model, "compiled", False))


def make_plan(
    x: object, y: object, model: keras.Model | None, arguments: dict[str, object]
) -> Plan:
    """Take apart what would be given to `fit`.

    Args:
        x: As `fit` takes it.
        y: As `fit` takes it.
        model: The model, or None.
        arguments: Other arguments of `fit`, by name.

    Returns:
        The `Plan`.

    Raises:
        TypeError: If the model is none, or stands in another's place, or an argument is none of
            `fit`.
    """
    if isinstance(x, keras.Model) or not isinstance(model, keras.Model | None):
        wrong = "The model is not where it belongs, or is no Keras model."
        got = [type(one).__name__ for one in (x, y, model)]
        raise TypeError(three_beats(wrong, "check_data(x, y, model)", ", ".join(got)))
    for name in arguments:
        if name not in _DEFAULTS:
            wrong = f"fit has no argument {name!r}."
            raise TypeError(three_beats(wrong, one_of(name, _DEFAULTS), name))
    settled = _DEFAULTS | arguments
    validation = None
    if settled["validation_data"] is not None:
        val_x, val_y, val_weights = unpacked(settled["validation_data"])
        validation = _plan(val_x, val_y, val_weights, model, settled, None, "validation ")
    return _plan(x, y, settled["sample_weight"], model, settled, validation, "")


def _plan(
    x: object,
    y: object,
    weights: object,
    model: keras.Model | None,
    arguments: dict[str, object],
    validation: Plan | None,
    where: str,
) -> Plan:
    source = pipeline(x, f"The {where}data" if where else "x")
    whole = source.kind == ARRAYS or source.whole
    if source.kind != ARRAYS:
        x, y, weights = unpacked(source.batch) if source.batch is not None else (None,) * 3
    found, odd = [], []
    for given, name in ((x, "x"), (y, "y"), (weights, "sample_weight")):
        arrays, others = parts(given, f"{where}{name}")
        found.append([Part(one.name, one.key, one.array, whole) for one in arrays])
        odd += others
    compiled = bool(getattr(model, "compiled", False))
    laid = outputs(model, found[1], found[0]) if compiled else []
    return Plan(*found, odd, source, validation, model, arguments, laid, where)
