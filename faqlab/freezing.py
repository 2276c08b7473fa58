"""How can I freeze layers?

Set `layer.trainable = False`, then compile: `fit` no longer changes its weights. Keras 3 reads the
flags when it makes the train step, in the first `fit` after `compile`. `freeze` sets them and says
whether `compile` is needed, `status` tells the flags from what is in effect, and `watch` looks what
training really moves.
"""

import sys
from dataclasses import dataclass

from .claims.freezing import CLAIMS
from .core.backend import keras
from .core.backends import on_each_backend
from .core.freeze import Freeze, freeze, unfreeze
from .core.freeze_status import LayerStatus, Status, status
from .core.page_table import page_table, text_table
from .core.weight_watch import Movement, WeightWatch
from .exercises.freezing import predict, q1, q2, q3
from .widgets.notebook_shell import notebook_shell
from .widgets.weight_page import WeightPage

__all__ = [
    "CLAIMS",
    "Freeze",
    "LayerStatus",
    "Movement",
    "Status",
    "TwoModels",
    "Watch",
    "freeze",
    "predict",
    "q1",
    "q2",
    "q3",
    "status",
    "two_models",
    "unfreeze",
    "watch",
]


class Watch(WeightWatch):
    """Watch the weights, and show them: live in a notebook, as text in a terminal. See `watch`."""

    _live: WeightPage | None = None

    def shown(self, ended: bool = False) -> None:
        """Show how the weights stand.

        Args:
            ended: Whether this is the last time: then the table that stays is shown.
        """
        if notebook_shell() is None:
            if ended:
                sys.stdout.write(f"{self}\n")
        elif ended:
            self._show_still()
        else:
            self._show_live()

    def _show_live(self) -> None:
        from IPython.display import display

        if self._live is None:
            self._live = WeightPage(self._repr_html_())
            display(self._live)
        else:
            self._live.value = self._repr_html_()

    def _show_still(self) -> None:
        from IPython.display import display

        if self._live is not None:
            self._live.value, self._live = "", None
        display({"text/html": self._repr_html_(), "text/plain": str(self)}, raw=True)


def watch(model: keras.Model) -> Watch:
    """Watch which layers training moves, and by how much, against what their flags promise.

    Put it around anything that trains, `with watch(model): ...`, or give it to `fit` as a callback:
    in a notebook its table then grows live. The model that is watched may be another than the one
    that is fitted: the discriminator within a GAN, say. Watching changes nothing, and takes a
    fiftieth of the time at most.

    Args:
        model: The model to watch; it must be built when the watch begins.

    Returns:
        A `Watch`: its `layers` are a `Movement` for each layer that holds weights, its `surprises`
        those that did other than promised; its text and its page show them.

    Raises:
        TypeError: If it isn't a model.
        ValueError: If it has no weights yet when the watch begins.

    Example:

    >>> import numpy as np
    >>> layers = [keras.layers.Dense(3, name="body"), keras.layers.Dense(2, name="head")]
    >>> model = keras.Sequential([keras.Input((4,)), *layers])
    >>> report = freeze(model, "body")
    >>> model.compile("sgd", "mse")
    >>> watching = watch(model)
    >>> history = model.fit(np.ones((8, 4)), np.ones((8, 2)), verbose=0)
    >>> [(one.address, one.moved, one.as_promised) for one in watching.layers]
    [('body', False, True), ('head', True, True)]
    """
    return Watch(model)


@dataclass(frozen=True)
class TwoModels:
    """What the FAQ's `frozen_model` does on each backend; its text and its page are a table.

    Args:
        rows: For each backend its name; what `frozen_model.fit` does to the layer that was frozen
            when the model was compiled and is thawed now, `"moves"` or `"still"`; and what it does
            if the model was fitted once before the layer was thawed. An error stands in its place.
    """

    rows: tuple[tuple[str, str, str], ...]

    def __str__(self) -> str:
        return text_table(_TWO_MODELS, self.rows)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_TWO_MODELS, self.rows)


_TWO_MODELS = ("backend", "frozen_model, fitted first after the turn", "fitted before it too")


def two_models() -> TwoModels:
    """Run the FAQ's example with two models on each backend that is installed.

    Each runs in a Python of its own, since Keras takes one backend for good.

    Returns:
        A `TwoModels`.

    Example:

    >>> two_models().rows[0]
    ('tensorflow', 'moves', 'still')
    """
    told = on_each_backend("faqlab.claims.freezing_experiments:what_frozen_model_does")
    return TwoModels(tuple((backend, *_in_words(answer)) for backend, answer in told.items()))


def _in_words(answer: object) -> tuple[str, str]:
    return (str(answer), "") if isinstance(answer, Exception) else tuple(answer)
