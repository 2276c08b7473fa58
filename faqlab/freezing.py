"""How can I freeze layers?

Set `layer.trainable = False`, then compile: `fit` no longer changes its weights. Keras 3 reads the
flags when it makes the train step, in the first `fit` after `compile`. `freeze` sets them and says
whether `compile` is needed, `status` tells the flags from what is in effect, and `watch` looks what
training really moves.
"""

import sys

from .claims.freezing import CLAIMS
from .core.backend import keras
from .core.freeze import Freeze, freeze, unfreeze
from .core.freeze_status import LayerStatus, Status, status
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
    "Watch",
    "freeze",
    "predict",
    "q1",
    "q2",
    "q3",
    "status",
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
