"""Each output of a model beside its target, its loss and its metrics."""

from dataclasses import dataclass, replace

from ..core.backend import keras
from .compiled import BINARY, CATEGORICAL, SPARSE, Scored, each_loss, each_metrics, scored
from .given import Part
from .graph_ends import ending


@dataclass(frozen=True, eq=False)
class Output:
    """An output, and what it is compared with.

    Args:
        name: Its name.
        shown: How a sentence calls it, `"The output"`.
        shape: Its shape, the samples first; None where it isn't known.
        ends: The activation function that it comes out of; None where it isn't known.
        target: The array that it is compared with, or None.
        loss: Its loss, or None.
        metrics: Its metrics.
    """

    name: str
    shown: str
    shape: tuple[int | None, ...] | None
    ends: str | None
    target: Part | None
    loss: Scored | None
    metrics: tuple[Scored, ...]

    @property
    def units(self) -> int | None:
        """The length of its last axis."""
        return self.shape[-1] if self.shape else None

    @property
    def probabilities(self) -> bool:
        """Whether its loss takes probabilities of classes, or their logits."""
        return self.loss is not None and self.loss.kind in (SPARSE, CATEGORICAL, BINARY)


def outputs(model: keras.Model, targets: list[Part], inputs: list[Part]) -> list[Output]:
    """Lay each output of a model beside its target, its loss and its metrics.

    Args:
        model: A compiled model.
        targets: The arrays given as y.
        inputs: Those given as x: a Sequential that isn't built learns its shapes from them.

    Returns:
        An `Output` for each; nothing where they can't be told apart.
    """
    symbolic = _symbolic(model)
    if symbolic is None:
        return _of_one(model, targets, inputs)
    graph = getattr(model, "_functional", model)
    names = [str(one) for one in getattr(graph, "output_names", ())]
    if len(names) != len(symbolic):
        return []
    losses, metrics = each_loss(model, names), each_metrics(model, names)
    by_name = _matched(names, targets)
    found = []
    for i, (name, tensor) in enumerate(zip(names, symbolic, strict=True)):
        many = len(names) > 1
        one = Output(
            name,
            f"The output {name!r}" if many else "The output",
            tuple(tensor.shape),
            ending(tensor),
            by_name[i] if by_name else None,
            scored(losses[i]) if losses and losses[i] is not None else None,
            tuple(scored(metric) for metric in (metrics or [[]] * len(names))[i]),
        )
        found.append(_settled(one))
    return found


def _symbolic(model: keras.Model) -> list[object] | None:
    graph = getattr(model, "_functional", model)
    structure = getattr(graph, "_outputs_struct", None)
    return None if structure is None else keras.tree.flatten(structure)


def _matched(names: list[str], targets: list[Part]) -> list[Part] | None:
    if len(targets) != len(names):
        return None
    keys = [one.key for one in targets]
    if all(isinstance(one, str) for one in keys):
        known = {one.key: one for one in targets}
        return [known[name] for name in names] if set(known) == set(names) else None
    return targets


def _of_one(model: keras.Model, targets: list[Part], inputs: list[Part]) -> list[Output]:
    """Of a model without a graph what can be known: its loss, and for a Sequential its shape."""
    if len(targets) != 1:
        return []
    loss, metrics = each_loss(model, ["output"]), each_metrics(model, ["output"])
    shape, ends = None, None
    if isinstance(model, keras.Sequential) and len(inputs) == 1 and inputs[0].numbers:
        shape = _flowing_through(model, inputs[0])
        if model.layers and shape is not None:
            ends = _last(model.layers)
    one = Output(
        "output",
        "The output",
        shape,
        ends,
        targets[0],
        scored(loss[0]) if loss and loss[0] is not None else None,
        tuple(scored(metric) for metric in (metrics or [[]])[0]),
    )
    return [_settled(one)]


# Whose output's shape follows from the input's without a weight being made.
_PLAIN = ("Activation", "BatchNormalization", "Dense", "Dropout", "Flatten", "ReLU", "Reshape")
_MORE = ("Conv1D", "Conv2D", "MaxPooling1D", "MaxPooling2D", "Rescaling", "Softmax")


def _flowing_through(model: keras.Sequential, given: Part) -> tuple[int | None, ...] | None:
    shape = (None, *given.shape[1:])
    for layer in model.layers:
        own = type(layer).__module__.startswith("keras.")
        if not own or type(layer).__name__ not in _PLAIN + _MORE:
            return None
        try:
            shape = tuple(layer.compute_output_shape(shape))
        except (ValueError, TypeError, IndexError):  # the shapes don't fit: Keras says so
            return None
    return shape


def _last(layers: list[object]) -> str | None:
    last = layers[-1]
    if type(last).__name__ in ("Dense", "Activation"):
        name = getattr(last.activation, "__name__", None)
        before = type(last).__name__ == "Activation" and name == "linear" and len(layers) > 1
        return _last(layers[:-1]) if before else name
    return "softmax" if type(last).__name__ == "Softmax" and last.axis == -1 else None


def _settled(one: Output) -> Output:
    """Say which loss `"crossentropy"` and which metric `"accuracy"` stands for, as Keras does."""
    loss, metrics = one.loss, one.metrics
    if loss and loss.kind in ("crossentropy", "ce"):
        loss = replace(loss, kind=_by_shape(one, BINARY, SPARSE, CATEGORICAL))
    kinds = "binaryaccuracy", "sparsecategoricalaccuracy", "categoricalaccuracy"
    metrics = tuple(
        replace(metric, kind=_by_shape(one, *kinds), up=True)
        if metric.text and metric.kind in ("accuracy", "acc")
        else metric
        for metric in metrics
    )
    return replace(one, loss=loss, metrics=metrics)


def _by_shape(one: Output, binary: str, sparse: str, categorical: str) -> str:
    if one.shape is None or one.units is None or one.target is None or not one.target.shape:
        return ""
    if one.units == 1:
        return binary
    target = one.target.shape
    fewer = len(target) < len(one.shape) or (target[-1] == 1 and one.units > 1)
    return sparse if fewer else categorical
