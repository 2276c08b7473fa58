"""What is done to find out whether the sentences on stateful RNNs are so."""

import tempfile
import warnings
from pathlib import Path

import numpy as np

from faqlab.core.backend import keras, quiet_stderr
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED, Evidence
from faqlab.core.rnn_states import read_states, reset_states

from .networks import array
from .stateful_networks import (
    KINDS,
    ROWS,
    STEPS,
    UNITS,
    BeforeEpochs,
    begin,
    layer,
    network,
    outcome,
    parts,
    same,
    series,
    size,
    targets,
    yes,
)


def in_parts_as_in_one(kinds=KINDS):
    """Read series of twenty steps in four batches, and in one."""
    x, alike = series(), {}
    for name, kind in kinds.items():
        model = network(layer(kind))
        for part in parts(x):
            last = array(model(part))
        reset_states(model)
        alike[name] = same(last, model(x))
    numbers = {f"{name}, four batches as one": yes(flag) for name, flag in alike.items()}
    return Evidence(HOLDS if all(alike.values()) else FALSE, numbers)


def rows_must_stay_in_place(kind=keras.layers.LSTM):
    """Read two batches, once with the rows of the second one turned round."""
    model = network(layer(kind))
    first, second = parts(series(2))
    found = []
    for turn in (1, -1):
        reset_states(model)
        model(first)
        found.append(array(model(second[::turn]))[::turn])
    alike = same(*found)
    return Evidence(FALSE if alike else HOLDS, {"the same with other rows": yes(alike)})


def every_batch_has_as_many_rows(kind=keras.layers.LSTM):
    """Predict with batches of four rows, where the last one has fewer."""
    x = series(1, rows=8)
    tried = {}
    for rows in (3, 6, 5):
        model = network(layer(kind))
        with quiet_stderr():
            tried[rows] = outcome(
                lambda rows=rows, model=model: model.predict(x[:rows], batch_size=ROWS, verbose=0)
            )
    numbers = {
        "3 rows": tried[3],
        "4 + 2 rows": tried[6],
        "4 + 1 rows": tried[5],
        "rows given and got": f"5 and {tried[5][1:].split(',')[0]}" if "(" in tried[5] else "-",
    }
    refused = {rows: "Error" in what for rows, what in tried.items()}
    if all(refused.values()):
        return Evidence(HOLDS, numbers)
    if refused[3] and refused[6] and tried[5] != str((5, UNITS)):
        condition = "the odd batch has two rows or more: a single one gets through, silently wrong"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def the_layer_takes_the_batch_size(kind=keras.layers.LSTM):
    """Give the batch size to the layer, in each of the old spellings."""
    old = {
        "batch_size": {"batch_size": ROWS},
        "batch_input_shape": {"batch_input_shape": (ROWS, STEPS, 2)},
    }
    tried = {name: outcome(lambda given=given: layer(kind, **given)) for name, given in old.items()}
    tried["keras.Input(batch_size=)"] = "works" if size(network()) == 0 else "?"
    refused = all("Error" in tried[name] for name in old)
    return Evidence(RETIRED if refused else HOLDS, tried)


def the_batch_size_is_given_first(kind=keras.layers.LSTM):
    """Make a stateful network with an Input that doesn't say it, and one without an Input."""
    body = {"with Input((5, 2))": [keras.Input((STEPS, 2))], "without an Input": []}
    x = series(1)
    tried = {
        name: outcome(lambda first=first: keras.Sequential([*first, layer(kind)])(x))
        for name, first in body.items()
    }
    refused = ["Error" in what for what in tried.values()]
    if refused == [True, False]:
        return Evidence(HOLDS_IF, tried, "there is an Input; without one the first batch says it")
    return Evidence(HOLDS if all(refused) else FALSE, tried)


def every_method_moves_the_state(kind=keras.layers.LSTM):
    """Call each method that runs a model, and look at the state before and after."""
    model, (x,) = network(layer(kind)), parts(series(1))
    y = targets(x)
    methods = {
        "fit": lambda: model.fit(x, y, batch_size=ROWS, verbose=0),
        "evaluate": lambda: model.evaluate(x, y, batch_size=ROWS, verbose=0),
        "predict": lambda: model.predict(x, batch_size=ROWS, verbose=0),
        "train_on_batch": lambda: model.train_on_batch(x, y),
        "test_on_batch": lambda: model.test_on_batch(x, y),
        "predict_on_batch": lambda: model.predict_on_batch(x),
        "model(x)": lambda: model(x),
    }
    moved = {}
    for name, call in methods.items():
        reset_states(model)
        call()
        moved[name] = size(model) > 0
    numbers = {name: "moves" if flag else "still" for name, flag in moved.items()}
    return Evidence(HOLDS if all(moved.values()) else FALSE, numbers)


def the_model_has_it(name, sequential=keras.Sequential):
    """Look whether a model has a method of a name, and what a layer has."""
    model = network(sequential=sequential)
    there = hasattr(model, name)
    called = outcome(getattr(model, name)) if there else "AttributeError"
    return Evidence(HOLDS if there else RETIRED, {f"model.{name}": called})


def the_model_resets(sequential=keras.Sequential):
    """Call `model.reset_states()`."""
    return the_model_has_it("reset_states", sequential)


def the_model_predicts_classes(sequential=keras.Sequential):
    """Call `model.predict_classes()`."""
    return the_model_has_it("predict_classes", sequential)


def the_layer_resets(rnn=keras.layers.RNN):
    """Call `layer.reset_states()` on layers of each kind, and of several cells in one layer."""
    cells = [keras.layers.LSTMCell(UNITS, **begin()), keras.layers.GRUCell(UNITS, **begin())]
    layers = {name: layer(kind) for name, kind in KINDS.items()}
    layers["RNN of two cells"] = rnn(cells, stateful=True, name="rnn")
    tried = {}
    for name, one in layers.items():
        model = network(one)
        model(series(1))
        what = outcome(one.reset_states)
        tried[name] = what if "Error" in what else "zeros" if size(model) == 0 else "not zero"
    if all(what == "zeros" for what in tried.values()):
        return Evidence(HOLDS, tried)
    if all(tried[name] == "zeros" for name in KINDS):
        return Evidence(HOLDS_IF, tried, "the layer has one cell, not a list of cells")
    return Evidence(FALSE, tried)


def _fit(notes, sequential, **more):
    model = network(sequential=sequential)
    x = np.concatenate(parts(series()))
    model.fit(
        x,
        targets(x),
        batch_size=ROWS,
        shuffle=False,
        verbose=0,
        callbacks=[notes],
        **more,
    )
    return model


def each_epoch_begins_with_zeros(sequential=keras.Sequential):
    """Train for three epochs, and look at the state when each begins."""
    notes = BeforeEpochs()
    _fit(notes, sequential, epochs=3)
    fresh = sum(one == 0 for one in notes.epochs)
    return Evidence(HOLDS if fresh == 3 else FALSE, {"epochs": 3, "begun with zeros": fresh})


def validation_leaves_the_state(sequential=keras.Sequential):
    """Train with validation data, and look at the state before and after the validation."""
    notes, x = BeforeEpochs(), series(1)
    _fit(notes, sequential, validation_data=(x, targets(x)), validation_batch_size=ROWS)
    before, after = notes.validation
    alike = all(same(before[place], after[place]) for place in before)
    return Evidence(HOLDS if alike else FALSE, {"the state after it is the same": yes(alike)})


def shuffling_must_be_off(sequential=keras.Sequential):
    """Train on thirty-two batches in order and shuffled, and listen."""
    x = np.concatenate(parts(series(32)))
    left, said = {}, 0
    for shuffle in (False, True):
        model = network(sequential=sequential)
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            model.fit(x, targets(x), batch_size=ROWS, shuffle=shuffle, verbose=0)
        said += sum("stateful" in str(one.message) for one in heard)
        left[shuffle] = read_states(model)
    alike = all(same(left[True][place], left[False][place]) for place in left[True])
    numbers = {"the same state shuffled": yes(alike), "warnings": said}
    return Evidence(FALSE if alike else HOLDS, numbers)


def gradients_reach_the_batch_before(kind=keras.layers.LSTM):
    """Train on a second batch, after the first; then where its state is given as plain numbers."""
    first, second = parts(series(2))
    y = targets(first)
    carried = network(layer(kind))
    carried(first)
    state = list(read_states(carried).values())
    carried.train_on_batch(second, y)

    x = keras.Input((None, 2), batch_size=ROWS)
    given = [keras.Input((UNITS,), batch_size=ROWS) for _ in state]
    told = keras.Model([x, *given], layer(kind, False)(x, initial_state=given))
    told.compile(keras.optimizers.SGD(0.5), "mse")
    told.train_on_batch([second, *state], y)

    whole = network(layer(kind))
    whole.train_on_batch(np.concatenate([first, second], axis=1), y)
    alike = {
        "the state as plain numbers": told,
        "both batches in one": whole,
    }
    found = {name: _same_weights(carried, model) for name, model in alike.items()}
    numbers = {f"the same step as with {name}": yes(flag) for name, flag in found.items()}
    return Evidence(HOLDS if found["both batches in one"] else FALSE, numbers)


def _same_weights(one, two):
    pairs = zip(one.get_weights(), two.get_weights(), strict=True)
    return all(same(*pair) for pair in pairs)


def a_file_keeps_the_state(save=keras.Model.save, load=keras.saving.load_model):
    """Save a model that has read something, load it, and look."""
    model = network()
    model(series(1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.keras")
        save(model, path)
        loaded = load(path)
    numbers = {
        "arrays in get_weights": len(model.get_weights()),
        "state before": "not zero" if size(model) else "zeros",
        "state loaded": "not zero" if size(loaded) else "zeros",
    }
    return Evidence(HOLDS if size(loaded) else FALSE, numbers)


def weights_fit_both(kind=keras.layers.LSTM):
    """Give a stateful network's weights to a stateless one."""
    carries, forgets = network(layer(kind)), network(layer(kind, False))
    carries.set_weights([one + 0.1 for one in carries.get_weights()])
    x = series(1)
    try:
        forgets.set_weights(carries.get_weights())
    except ValueError as error:
        return Evidence(FALSE, {"set_weights": type(error).__name__})
    alike = same(carries(x), forgets(x))
    return Evidence(HOLDS if alike else FALSE, {"the same output from zeros": yes(alike)})


def batches_have_as_many_steps(kind=keras.layers.LSTM):
    """Read series in batches of five, ten and five steps."""
    model, x = network(layer(kind)), series()
    try:
        for part in np.split(x, [5, 15], axis=1):
            last = array(model(part))
    except ValueError as error:
        return Evidence(HOLDS, {"5 + 10 + 5 steps": type(error).__name__})
    reset_states(model)
    alike = same(last, model(x))
    numbers = {"5 + 10 + 5 steps as 20": yes(alike)}
    return Evidence(FALSE if alike else HOLDS, numbers)


def both_directions_are_carried(both=keras.layers.Bidirectional):
    """Read series in four batches and in one, in both directions."""
    model, x = network(both(layer(keras.layers.GRU, return_sequences=True))), series()
    halves = np.concatenate([array(model(part)) for part in parts(x)], axis=1)
    reset_states(model)
    whole = array(model(x))
    forward = same(halves[..., :UNITS], whole[..., :UNITS])
    backward = same(halves[..., UNITS:], whole[..., UNITS:])
    numbers = {"forward, four batches as one": yes(forward), "backward": yes(backward)}
    return Evidence(HOLDS if forward and backward else FALSE, numbers)
