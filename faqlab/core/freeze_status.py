"""Which layers train: by their flags now, and in the train step that Keras has made."""

from dataclasses import dataclass

from .backend import keras
from .page_table import page_table, text_table
from .weight_holders import count, holders


@dataclass(frozen=True)
class LayerStatus:
    """How one layer stands.

    Args:
        address: Where it is, `"encoder/conv2"`.
        kind: The name of its class.
        parameters: How many numbers it holds.
        trainable: Whether training shall change it, by the flags as they are now.
        in_effect: Whether the train step that Keras has made changes it; None where none has been
            made yet, so that the next `fit` goes by the flags.
    """

    address: str
    kind: str
    parameters: int
    trainable: bool
    in_effect: bool | None

    @property
    def disagrees(self) -> bool:
        """Whether the train step goes by another flag than the layer has now."""
        return self.in_effect is not None and self.in_effect != self.trainable


@dataclass(frozen=True)
class Status:
    """How the layers of a model stand; its text and its page are a table.

    Args:
        layers: A `LayerStatus` for each layer that has weights of its own.
    """

    layers: tuple[LayerStatus, ...]

    @property
    def disagreements(self) -> tuple[LayerStatus, ...]:
        """The layers whose flag isn't what the train step goes by."""
        return tuple(one for one in self.layers if one.disagrees)

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: layer, kind, parameters, flag now, in the train step."""
        return [
            (
                one.address,
                one.kind,
                f"{one.parameters:,}",
                _word(one.trainable),
                _word(one.in_effect) + (" (!)" if one.disagrees else ""),
            )
            for one in self.layers
        ]

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.rows()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        marked = [i for i, one in enumerate(self.layers) if one.disagrees]
        return page_table(_HEAD, self.rows(), marked, self._sum_up())

    def _sum_up(self) -> str:
        if not any(one.in_effect is not None for one in self.layers):
            return "No train step has been made yet: the next fit goes by the flags."
        if not self.disagreements:
            return "The train step goes by the flags as they are."
        names = ", ".join(one.address for one in self.disagreements)
        return f"(!) The train step goes by older flags: {names}. Call compile."


_HEAD = ("layer", "kind", "parameters", "flag now", "in the train step")


def status(model: keras.Model) -> Status:
    """Say for every layer whether it trains: by its flag now, and in the train step.

    Keras reads the flags when it first traces the train step, in the first `fit` after `compile`.
    A flag that is changed later does nothing until something makes Keras trace again: another
    `compile`, or a batch of another size.

    Args:
        model: The model; it must be built.

    Returns:
        A `Status`.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="body")])
    >>> print(status(model))
    layer  kind   parameters  flag now   in the train step
    body   Dense  15          trainable  -
    No train step has been made yet: the next fit goes by the flags.
    """
    now, traced = {id(one) for one in model.trainable_weights}, _traced(model)
    rows = []
    for address, layer, weights in holders(model):
        ids = {id(one) for one in weights}
        in_effect = None if traced is None else bool(ids & traced)
        # What never trains by its nature, a mean that is measured say, disagrees with nobody.
        rows.append(
            LayerStatus(address, type(layer).__name__, count(weights), bool(ids & now), in_effect)
        )
    return Status(tuple(rows))


def _traced(model: keras.Model) -> set[int] | None:
    """The weights that the optimizer took on when the train step was made; None if none was."""
    if getattr(model, "train_function", None) is None or not getattr(model, "optimizer", None):
        return None
    return {id(one) for one in getattr(model.optimizer, "_trainable_variables", ())}


def _word(trains: bool | None) -> str:
    return "-" if trains is None else "trainable" if trains else "frozen"
