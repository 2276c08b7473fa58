"""Record the state tape: run a model over batches, and note what its layers remember."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from .backend import keras
from .errors import three_beats
from .rnn_states import kept_states, recurrent_layers, reset_states
from .state_steps import state_steps
from .tape import Strip, Tape


def tape(
    model: keras.Model,
    batches: Iterable[object],
    resets: Collection[int] | None = None,
    order: Sequence[int] | None = None,
) -> Tape:
    """Record what the recurrent layers of a model remember while it reads some batches.

    The model runs as in inference, and the states that it carries are put back afterwards. Layers
    that aren't stateful are on the tape too: they begin each batch with zeros.

    Args:
        model: The model.
        batches: The batches, as `model(x)` takes them, or as `(x, y)`; `stream_batches` gives such.
        resets: Before which batches to set the states to zero. Default: where the stream begins
            new series, and before the one that is run first of other batches. `()` goes on from
            the state that the model has.
        order: The order in which to run them, to see what a wrong one does. The tape stays in the
            order of `batches`. Default: that order.

    Returns:
        A `Tape`.

    Raises:
        TypeError: If it isn't a model.
        ValueError: If the model has no recurrent layer, if there is no batch, or if `resets` or
            `order` name other batches.

    Example:

    >>> lstm = keras.layers.LSTM(3, stateful=True, name="lstm")
    >>> model = keras.Sequential([keras.Input((None, 1), batch_size=2), lstm])
    >>> x = np.linspace(-1, 1, 40).reshape(2, 20, 1)
    >>> parts = tape(model, np.split(x, 4, axis=1))
    >>> parts.strip("lstm", "cell").steps.shape, [parts.begins_with(k) for k in (0, 1)]
    ((2, 20, 3), ['zeros: reset', 'the state of batch 0'])
    >>> bool(parts.difference(tape(model, [x])).max() < 1e-5)
    True
    """
    if not recurrent_layers(model):
        wrong = "The model has nothing that remembers."
        raise ValueError(three_beats(wrong, "an LSTM, a GRU, a SimpleRNN or an RNN", model.name))
    given = [one[0] if isinstance(one, tuple) else one for one in batches]
    order = tuple(range(len(given)) if order is None else order)
    starts = getattr(batches, "starts", order[:1]) if resets is None else resets
    if not given:
        raise ValueError(three_beats("There is no batch.", "one at least", given))
    if sorted(order) != list(range(len(given))):
        expected = f"each of 0 to {len(given) - 1} once"
        raise ValueError(three_beats("The order isn't one of the batches.", expected, order))
    if not set(starts) <= set(order):
        expected = f"some of 0 to {len(given) - 1}"
        raise ValueError(three_beats("A reset is before no batch.", expected, starts))
    found = {}
    with kept_states(model, reset=False):
        for batch in order:
            if batch in starts:
                reset_states(model)
            found[batch] = state_steps(model, given[batch])
    return Tape(
        tuple(_strips(model, [found[i] for i in range(len(given))])),
        tuple(next(iter(one.values())).steps.shape[1] for _, one in sorted(found.items())),
        tuple(sorted(starts)),
        order,
    )


def _strips(model: keras.Model, found: list[dict]) -> Iterable[Strip]:
    layers = dict(recurrent_layers(model))
    for address, name in found[0]:
        parts = [one[address, name] for one in found]
        yield Strip(
            address,
            name,
            layers[address].stateful,
            layers[address].go_backwards,
            np.stack([one.before for one in parts]),
            np.concatenate([one.steps for one in parts], axis=1),
            np.stack([one.after for one in parts]),
        )
