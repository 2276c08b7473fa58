"""How can I use stateful RNNs?

`stateful=True` makes an RNN layer begin each batch with the state that the last one left, row by
row. It needs a fixed batch size, series cut so that row i goes on in row i (`stream_batches`), and
`shuffle=False`. Keras never resets a state: `StatefulTraining` does, where series begin, and keeps
validation from moving it. `tape` shows what the layers remember.
"""

from .claims.stateful_rnns import CLAIMS
from .core.datasets import eeg, stocks
from .core.rnn_states import kept_states, read_states, reset_states, write_states
from .core.state_tape import tape
from .core.stateful_training import StatefulTraining
from .core.stream_batches import StreamBatches, stream_batches
from .core.tape import Strip, Tape
from .core.tape_picture import draw_tapes
from .core.told_picture import png
from .exercises.stateful_rnns import predict, q1, q2, q3
from .widgets.state_tape_view import StateTapeView
from .widgets.still_display import display_with_still

__all__ = [
    "CLAIMS",
    "StatefulTraining",
    "StreamBatches",
    "Strip",
    "Tape",
    "TapeView",
    "eeg",
    "kept_states",
    "predict",
    "q1",
    "q2",
    "q3",
    "read_states",
    "reset_states",
    "stocks",
    "stream_batches",
    "tape",
    "write_states",
]


class TapeView(StateTapeView):
    """Look at state tapes in the notebook: time across, units downwards, batch by batch.

    The arrow keys and the buttons go one batch on or back. A still picture of all batches is stored
    with the notebook.

    Args:
        tapes: A `Tape`, or several over the same time by name, which are shown below one another.

    Raises:
        ValueError: If there is no tape, or they are over different times.

    Example:

    >>> import keras
    >>> import numpy as np
    >>> x = np.ones((2, 6, 1))
    >>> both = {}
    >>> for stateful in (True, False):
    ...     gru = keras.layers.GRU(3, stateful=stateful, name="gru")
    ...     model = keras.Sequential([keras.Input((None, 1), batch_size=2), gru])
    ...     both["stateful" if stateful else "stateless"] = tape(model, np.split(x, 3, axis=1))
    >>> TapeView(both)
    State tape over 6 time steps:
      stateful: 3 batches, 1 of them begin with zeros
      stateless: 3 batches, 3 of them begin with zeros
      states: gru hidden
    """

    def __init__(self, tapes: Tape | dict[str, Tape]):
        super().__init__({"states": tapes} if isinstance(tapes, Tape) else tapes)

    def draw(self, address: str | None = None, name: str = "hidden", row: int = 0):
        """Draw one state on all tapes, all batches, as a still picture.

        Args:
            address: The layer's address. Default: the first layer.
            name: Which of its states. Default: `"hidden"`.
            row: Which row of the batches. Default: the first.

        Returns:
            A matplotlib `Figure`.
        """
        first = next(iter(self._tapes.values())).strips[0]
        if address is None:
            address, name = first.address, first.name
        shared = {title: one for title, one in self._tapes.items() if _has(one, address, name)}
        return draw_tapes(shared, address, name, row)

    def _ipython_display_(self) -> None:
        display_with_still(self, png(self.draw()), "The state tapes.")


def _has(tape: Tape, address: str, name: str) -> bool:
    return any((one.address, one.name) == (address, name) for one in tape.strips)
