"""The states that recurrent layers carry: where they are, to read, to reset, to put back."""

import contextlib
from collections.abc import Iterator

import numpy as np

from .backend import keras
from .errors import three_beats

States = dict[tuple[str, str], np.ndarray]


def recurrent_layers(model: keras.Model) -> list[tuple[str, keras.layers.RNN]]:
    """List the recurrent layers of a model, those within other layers too.

    Args:
        model: The model.

    Returns:
        For each, its address, `"encoder/lstm"`, and the layer. A `Bidirectional` has two of them.

    Raises:
        TypeError: If it isn't a model.

    Example:

    >>> gru = keras.layers.GRU(2, name="gru")
    >>> model = keras.Sequential([keras.layers.Bidirectional(gru, name="both")])
    >>> [address for address, _ in recurrent_layers(model)]
    ['both/forward_gru', 'both/backward_gru']
    """
    if not isinstance(model, keras.Model):
        raise TypeError(three_beats("There are no layers to look at.", "a Keras model", model))
    found, seen = [], set()

    def walk(layer: keras.layers.Layer, before: str) -> None:
        # `_layers` knows the layers within any layer; `layers` only those of a model. It names
        # what `Bidirectional` holds backward first.
        within = sorted(layer._layers, key=lambda one: one.name.startswith("backward_"))
        for one in within:
            if id(one) in seen:
                continue
            seen.add(id(one))
            if isinstance(one, keras.layers.RNN):
                found.append((before + one.name, one))
            else:
                walk(one, f"{before}{one.name}/")

    walk(model, "")
    return found


def state_names(layer: keras.layers.RNN) -> list[str]:
    """Name the states of a recurrent layer.

    Args:
        layer: The layer.

    Returns:
        `["hidden", "cell"]` for an LSTM, `["hidden"]` for a GRU or a SimpleRNN; for several cells
        in one layer each with the cell's number, `"2 hidden"`.

    Example:

    >>> state_names(keras.layers.LSTM(3)), state_names(keras.layers.GRU(3))
    (['hidden', 'cell'], ['hidden'])
    >>> state_names(keras.layers.RNN([keras.layers.GRUCell(3), keras.layers.LSTMCell(2)]))
    ['1 hidden', '2 hidden', '2 cell']
    """
    cells = getattr(layer.cell, "cells", [layer.cell])
    named = [_of_cell(one) for one in cells]
    if len(cells) == 1:
        return named[0]
    return [f"{i} {name}" for i, names in enumerate(named, 1) for name in names]


def _of_cell(cell: object) -> list[str]:
    sizes = cell.state_size
    count = len(sizes) if isinstance(sizes, list | tuple) else 1
    # A convolutional LSTM says -1, and has two.
    count = 2 if sizes == -1 else count
    known = ["hidden", "cell"]
    return known[:count] if count <= 2 else [f"state {i}" for i in range(1, count + 1)]


def read_states(model: keras.Model) -> States:
    """Read every state that a model carries from batch to batch.

    Args:
        model: The model.

    Returns:
        For each stateful layer and each of its states, `("lstm", "cell")`, a copy of its numbers,
        of shape `(batch_size, units)`. Layers that aren't stateful, or not built yet, have none.

    Raises:
        TypeError: If it isn't a model.

    Example:

    >>> lstm = keras.layers.LSTM(3, stateful=True, name="lstm")
    >>> model = keras.Sequential([keras.Input((5, 1), batch_size=2), lstm])
    >>> {place: state.tolist() for place, state in read_states(model).items()}[("lstm", "cell")]
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    return {
        place: np.array(keras.ops.convert_to_numpy(variable))
        for place, variable in _variables(model).items()
    }


def write_states(model: keras.Model, states: States) -> None:
    """Give a model's layers the states that were read before.

    Args:
        model: The model.
        states: What `read_states` gave; a state that isn't among them becomes zero.

    Example:

    >>> lstm = keras.layers.LSTM(3, stateful=True, name="lstm")
    >>> model = keras.Sequential([keras.Input((5, 1), batch_size=2), lstm])
    >>> write_states(model, {("lstm", "hidden"): np.ones((2, 3))})
    >>> [float(state.sum()) for state in read_states(model).values()]
    [6.0, 0.0]
    """
    for place, variable in _variables(model).items():
        numbers = states.get(place)
        variable.assign(keras.ops.zeros_like(variable) if numbers is None else numbers)


def reset_states(model: keras.Model) -> int:
    """Set every state that a model carries to zero: what `model.reset_states()` did.

    It also does where Keras 3.15's own `layer.reset_state()` raises, in `keras.layers.RNN` with a
    list of cells.

    Args:
        model: The model.

    Returns:
        How many layers carry a state.

    Raises:
        TypeError: If it isn't a model.

    Example:

    >>> gru = keras.layers.GRU(2, stateful=True)
    >>> model = keras.Sequential([keras.Input((5, 1), batch_size=3), gru])
    >>> output = model(np.ones((3, 5, 1)))
    >>> reset_states(model), float(abs(keras.ops.convert_to_numpy(gru.states[0])).max())
    (1, 0.0)
    """
    write_states(model, {})
    return sum(layer.stateful for _, layer in recurrent_layers(model))


@contextlib.contextmanager
def kept_states(model: keras.Model, reset: bool = True) -> Iterator[None]:
    """Let something else use the model, and put its states back afterwards.

    Put it around an `evaluate` or a `predict` in the midst of training, or of a long prediction:
    both move the states that the next batch begins with.

    Args:
        model: The model.
        reset: Whether the block begins with zeros. Default: True; with False it goes on from the
            states as they are.

    Yields:
        Nothing; when the block ends, the states are as they were.

    Example:

    >>> lstm = keras.layers.LSTM(3, stateful=True)
    >>> model = keras.Sequential([keras.Input((5, 1), batch_size=2), lstm])
    >>> with kept_states(model):
    ...     output = model(np.ones((2, 5, 1)))
    >>> max(float(abs(state).max()) for state in read_states(model).values())
    0.0
    """
    before = read_states(model)
    if reset:
        reset_states(model)
    try:
        yield
    finally:
        write_states(model, before)


def _variables(model: keras.Model) -> dict[tuple[str, str], object]:
    return {
        (address, name): variable
        for address, layer in recurrent_layers(model)
        if layer.stateful and layer.states is not None
        for name, variable in zip(state_names(layer), _flat(layer.states), strict=True)
    }


def _flat(states: object) -> list:
    # Several cells in one layer keep a list of states each. `keras.tree` takes them apart too.
    return list(keras.tree.flatten(list(states)))
