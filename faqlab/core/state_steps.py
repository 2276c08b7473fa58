"""What recurrent layers go through in one batch: their states after every single time step."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .backend import keras
from .errors import three_beats
from .rnn_states import recurrent_layers, state_names


@dataclass(frozen=True)
class StateSteps:
    """One state of one layer in one batch.

    Args:
        before: What the batch begins with, of shape `(rows, units)`.
        steps: The state after each step, of shape `(rows, steps, units)`, in the order of time.
        after: What is left at the end, of shape `(rows, units)`.
    """

    before: np.ndarray
    steps: np.ndarray
    after: np.ndarray


def state_steps(model: keras.Model, x: object) -> dict[tuple[str, str], StateSteps]:
    """Run a model on one batch, as in inference, and tell what its recurrent layers go through.

    As any call does, this moves the states of stateful layers.

    Args:
        model: The model.
        x: The batch, as `model(x)` takes it.

    Returns:
        For each recurrent layer, stateful or not, and each of its states, `("lstm", "cell")`, a
        `StateSteps`.

    Raises:
        ValueError: If a layer is called more than once, or its states are no rows of units.

    Example:

    >>> model = keras.Sequential([keras.Input((5, 1)), keras.layers.GRU(3, name="gru")])
    >>> state_steps(model, np.ones((2, 5, 1)))[("gru", "hidden")].steps.shape
    (2, 5, 3)
    """
    layers = recurrent_layers(model)
    before = {address: _arrays(layer.states) for address, layer in layers if layer.stateful}
    with _listening(model, layers) as heard:
        model(x, training=False)
    found = {}
    for address, layer in layers:
        calls = heard[id(layer)]
        if len(calls) > 1:
            wrong = f"{address!r} is called {len(calls)} times in one batch."
            raise ValueError(three_beats(wrong, "a layer that is called once", address))
        if calls:
            parts = _steps(address, layer, before.get(address), *calls[0])
            found |= {
                (address, name): part for name, part in zip(state_names(layer), parts, strict=True)
            }
    return found


class _AllStates(keras.layers.Layer):
    """A cell that puts out its states, all of them side by side."""

    def __init__(self, cell: keras.layers.Layer):
        super().__init__()
        self.cell, self.state_size = cell, cell.state_size

    def build(self, *shapes):
        """Do nothing: the cell is built."""

    def call(self, inputs, states):
        """Do what the cell does."""
        _, states = self.cell(inputs, states)
        return keras.ops.concatenate(keras.tree.flatten(states), axis=-1), states


def _steps(address, layer, before, sequences, initial, mask) -> Iterator[StateSteps]:
    if initial is None:
        initial = layer.get_initial_state(len(sequences))
        if before:
            initial = keras.tree.pack_sequence_as(initial, before)
    begin = _arrays(initial)
    if any(one.ndim != 2 for one in begin):
        raise ValueError(
            three_beats(
                f"The states of {address!r} are pictures.",
                "a layer whose states are rows of units: LSTM, GRU, SimpleRNN, RNN",
                type(layer).__name__,
                "`read_states` reads any.",
            )
        )
    again = keras.layers.RNN(
        _AllStates(layer.cell), return_sequences=True, go_backwards=layer.go_backwards
    )
    told = keras.ops.convert_to_numpy(again(sequences, initial_state=initial, mask=mask))
    last = np.split(told[:, -1], np.cumsum([one.shape[1] for one in begin])[:-1], axis=-1)
    after = _arrays(layer.states) if layer.stateful else last
    # What is read backwards is put out backwards: here time goes forward.
    told = told[:, ::-1] if layer.go_backwards else told
    parts = np.split(told, np.cumsum([one.shape[1] for one in begin])[:-1], axis=-1)
    return (StateSteps(*three) for three in zip(begin, parts, after, strict=True))


def _arrays(states: object) -> list[np.ndarray]:
    if states is None:
        return []
    flat = keras.tree.flatten(list(states) if isinstance(states, list | tuple) else [states])
    return [np.array(keras.ops.convert_to_numpy(one)) for one in flat]


@contextlib.contextmanager
def _listening(model: keras.Model, layers: list) -> Iterator[dict[int, list]]:
    """Note what each recurrent layer is called with."""
    heard = {id(layer): [] for _, layer in layers}
    both = [one for one in model._flatten_layers() if isinstance(one, keras.layers.Bidirectional)]
    for one in both:
        _listen(one, [heard[id(one.forward_layer)], heard[id(one.backward_layer)]])
    within = {id(half) for one in both for half in (one.forward_layer, one.backward_layer)}
    alone = [layer for _, layer in layers if id(layer) not in within]
    for layer in alone:
        _listen(layer, [heard[id(layer)]])
    try:
        yield heard
    finally:
        for layer in (*both, *alone):
            object.__delattr__(layer, "call")


def _listen(layer: keras.layers.Layer, notes: list[list]) -> None:
    call = layer.call

    def listening(sequences, initial_state=None, mask=None, **named):
        given = initial_state
        for i, note in enumerate(notes):
            if initial_state is not None and len(notes) == 2:
                half = len(initial_state) // 2
                given = initial_state[half * i : half * (i + 1)]
            note.append((sequences, given, mask))
        return call(sequences, initial_state=initial_state, mask=mask, **named)

    # Past Keras, which would take note of a new attribute.
    object.__setattr__(layer, "call", listening)
