"""What is done to find out whether the sentences on large data are so."""

import time
import warnings
from pathlib import Path

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED, UNTESTABLE, Evidence

from .large_data_networks import (
    BATCHES,
    ROWS,
    Asked,
    Lengths,
    arrays,
    batch,
    batches,
    endless,
    network,
)
from .networks import array, works

_QUIET = {"verbose": 0, "shuffle": False}


def _yes(flag):
    return "yes" if flag else "no"


def _listed(numbers):
    return ", ".join(map(str, numbers))


def _loss(model, x, y):
    return float(np.mean((array(model(x)) - y) ** 2))


def one_batch_is_trained_and_tested(sequential=keras.Sequential):
    """Compare a step with the gradient by hand, and the loss with numpy's."""
    model, (x, y) = network(sequential), batch(2)
    kernel, bias = map(array, model.weights)
    error = x @ kernel + bias - y
    stepped = kernel - 0.001 * 2 * x.T @ error / ROWS
    model.train_on_batch(x, y)
    trained = np.allclose(array(model.weights[0]), stepped, atol=1e-5)
    told = model.test_on_batch(x, y)
    tested = np.isclose(told, _loss(model, x, y), rtol=1e-4)
    still = np.allclose(array(model.weights[0]), stepped, atol=1e-5)
    numbers = {
        "train_on_batch made one step": _yes(trained),
        "test_on_batch gave the loss": _yes(tested),
        "and moved nothing": _yes(still),
    }
    return Evidence(HOLDS if trained and tested and still else FALSE, numbers)


def its_loss_is_that_batch_alone(sequential=keras.Sequential):
    """Train on a batch with a small loss and on one with a large one."""
    model, own, told = network(sequential), [], []
    for number in (1, 7):
        x, y = batch(number)
        own.append(_loss(model, x, y))
        told.append(float(model.train_on_batch(x, y)))
    alone, mean = np.isclose(told[1], own[1], rtol=1e-4), np.isclose(told[1], np.mean(own))
    numbers = {"its own loss": _yes(alone), "the mean so far": _yes(mean)}
    return Evidence(HOLDS if alone else FALSE, numbers)


def generators_have_their_own_fit(sequential=keras.Sequential):
    """Call the three methods of the FAQ's time."""
    model = network(sequential)
    tried = {}
    for name in ("fit_generator", "evaluate_generator", "predict_generator"):
        _, error = works(lambda name=name: getattr(model, name)(endless(), 2))
        tried[name] = error or "works"
    fitted = model.fit(endless(), steps_per_epoch=BATCHES, **_QUIET)
    tried["fit(generator)"] = f"{len(fitted.epoch)} epoch"
    gone = all("Error" in tried[name] for name in list(tried)[:3])
    return Evidence(RETIRED if gone else HOLDS, tried)


def _refused(sequential, names):
    model = network(sequential)
    tried = {}
    for name in names:
        given = {"steps_per_epoch": 2, name: 1}
        _, error = works(lambda given=given: model.fit(endless(), **given, **_QUIET))
        tried[f"fit({name}=)"] = error or "works"
    return tried, all("Error" in one for one in tried.values())


def epochs_are_counted_in_samples(sequential=keras.Sequential):
    """Give `fit` the old names."""
    tried, gone = _refused(sequential, ("samples_per_epoch", "nb_epoch"))
    return Evidence(RETIRED if gone else HOLDS, tried)


def fit_takes_workers(sequential=keras.Sequential):
    """Give them to `fit`, and to a `PyDataset`."""
    names = ("workers", "use_multiprocessing", "max_queue_size")
    tried, gone = _refused(sequential, names)
    data, error = works(lambda: Asked(workers=2, use_multiprocessing=False, max_queue_size=3))
    tried["PyDataset(...)"] = error or f"workers {data.workers}, queue {data.max_queue_size}"
    return Evidence(RETIRED if gone else HOLDS, tried)


def anything_that_yields_batches_will_do(sequential=keras.Sequential):
    """Give `fit` the same batches in several kinds of iterators."""
    ways = {
        "generator function": lambda: batches(),
        "generator expression": lambda: (batch(i) for i in range(BATCHES)),
        "iter(list)": lambda: iter([*batches()]),
        "zip": lambda: zip(*map(list, zip(*batches(), strict=True)), strict=True),
        "map": lambda: map(batch, range(BATCHES)),
    }
    tried = {}
    for name, way in ways.items():
        model = network(sequential)
        _, error = works(lambda way=way, m=model: m.fit(way(), steps_per_epoch=2, **_QUIET))
        tried[name] = error or "works"
    good = sum(one == "works" for one in tried.values())
    if good == len(ways):
        return Evidence(HOLDS, tried)
    if tried["generator function"] == tried["generator expression"] == "works":
        return Evidence(HOLDS_IF, tried, "it is a true generator: other iterators are refused")
    return Evidence(FALSE, tried)


def _fitted(model, data, most=100, **how):
    lengths = Lengths(most)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        history = model.fit(*data, callbacks=[lengths], **how, **_QUIET)
    ran_out = sum("ran out of data" in str(one.message) for one in told)
    return lengths.epochs, ran_out, history.history.get("loss", [])


def one_that_ends_serves_for_all_epochs(sequential=keras.Sequential):
    """Train three epochs on a generator that ends after eight batches."""
    plain, warned, _ = _fitted(network(sequential), [batches()], epochs=3)
    told, _, losses = _fitted(network(sequential), [batches()], epochs=3, steps_per_epoch=BATCHES)
    empty = [loss for loss, length in zip(losses, told, strict=False) if not length]
    numbers = {
        "batches of the epochs": _listed(plain),
        "with steps_per_epoch=8": _listed(told),
        "loss of an epoch without a batch": _listed(empty) or "-",
        "warnings": warned,
    }
    whole = plain == told == [BATCHES] * 3
    return Evidence(HOLDS if whole else FALSE, numbers)


def each_epoch_has_so_many_steps(sequential=keras.Sequential):
    """Say five steps where there are eight batches: as arrays, and as a generator without end."""
    given = {"epochs": 4, "steps_per_epoch": 5}
    found, warned, _ = _fitted(network(sequential), arrays(), batch_size=ROWS, **given)
    without_end, *_ = _fitted(network(sequential), [endless()], **given)
    numbers = {
        "arrays": _listed(found),
        "a generator without end": _listed(without_end),
        "warnings": warned,
    }
    if without_end != [5] * 4:
        return Evidence(FALSE, numbers)
    if found == [5] * 4:
        return Evidence(HOLDS, numbers)
    return Evidence(HOLDS_IF, numbers, "the data never end: else every second epoch is short")


def an_epoch_of_an_endless_one_ends(sequential=keras.Sequential, most=40):
    """Don't say how many steps there are, and stop by force after 40."""
    lengths, *_ = _fitted(network(sequential), [endless()], most)
    numbers = {"batches of the first epoch": lengths[0], "stopped by force": most}
    return Evidence(FALSE if lengths[0] >= most else HOLDS, numbers)


def only_what_is_trained_on_is_read(sequential=keras.Sequential):
    """Train three steps, and count the batches that were taken from the generator."""
    read = []
    network(sequential).fit(endless(read), steps_per_epoch=3, **_QUIET)
    more = len(read) > 3
    numbers = {"batches trained on": 3, "more were read": _yes(more)}
    return Evidence(FALSE if more else HOLDS, numbers)


def datasets_can_be_handed_over(sequential=keras.Sequential):
    """Train on the same batches as arrays, generator, PyDataset and tf.data."""
    import tensorflow as tf

    x, y = arrays()
    ways = {
        "arrays": lambda model: model.fit(x, y, batch_size=ROWS, **_QUIET),
        "generator": lambda model: model.fit(endless(), steps_per_epoch=BATCHES, **_QUIET),
        "PyDataset": lambda model: model.fit(Asked(), **_QUIET),
        "tf.data": lambda model: model.fit(
            tf.data.Dataset.from_tensor_slices((x, y)).batch(ROWS), **_QUIET
        ),
    }
    orders = {}
    for name, way in ways.items():
        model = network(sequential, noting=True)
        way(model)
        orders[name] = model.layers[0].seen
    same = {name: _yes(seen == [*range(BATCHES)]) for name, seen in orders.items()}
    numbers = {f"{name}: all batches in order": flag for name, flag in same.items()}
    return Evidence(HOLDS if set(same.values()) == {"yes"} else FALSE, numbers)


def workers_keep_the_order(sequential=keras.Sequential, dataset=Asked):
    """Let four workers fetch 24 batches, the even ones slower than the odd ones."""

    class Uneven(dataset):
        def __getitem__(self, index):
            time.sleep(0.004 * (index % 2 == 0))
            return super().__getitem__(index)

    model = network(sequential, noting=True)
    model.fit(Uneven(24, workers=4), **_QUIET)
    kept = model.layers[0].seen == [*range(24)]
    return Evidence(HOLDS if kept else FALSE, {"workers": 4, "batches in order": _yes(kept)})


def the_queue_bounds_what_is_ahead(sequential=keras.Sequential, dataset=Asked):
    """Stop in the midst of an epoch until nobody reads any more, and count what is ahead."""
    ahead = {}

    class Wait(keras.callbacks.Callback):
        def on_train_batch_begin(self, step, logs=None):
            if step == 3:
                ahead[size] = _settled(data.asked) - step

    for size in (4, 20):
        data = dataset(32, workers=2, max_queue_size=size)
        network(sequential).fit(data, callbacks=[Wait()], **_QUIET)
    numbers = {f"queue of {size}: {size} ahead, at most 6 more": "yes" for size in ahead}
    for size, found in ahead.items():
        if not size <= found <= size + 6:
            numbers[f"queue of {size}: {size} ahead, at most 6 more"] = "no"
    bounded = "no" not in numbers.values()
    return Evidence(HOLDS if bounded else FALSE, numbers)


def _settled(asked, still=0.3, most=10.0):
    """Wait until nothing more is asked for; give how much was."""
    begin = since = time.monotonic()
    before = len(asked)
    while time.monotonic() - since < still and time.monotonic() - begin < most:
        time.sleep(0.01)
        if len(asked) != before:
            before, since = len(asked), time.monotonic()
    return before


def arrays_are_not_copied(sequential=keras.Sequential):
    """Change the array after the first batch, and see whether the network sees it."""
    x, y = arrays(60)

    class Change(keras.callbacks.Callback):
        def on_train_batch_end(self, step, logs=None):
            x[:] = 999

    model = network(sequential, noting=True)
    model.fit(x, y, batch_size=ROWS, callbacks=[Change()], **_QUIET)
    copied = model.layers[0].seen == [*range(60)]
    return Evidence(FALSE if copied else HOLDS, {"the network saw the change": _yes(not copied)})


def the_example_is_at_hand(folder=None):
    """Look for it in the Keras that is installed; the data that it needs are a download."""
    folder = Path(keras.__file__).parent if folder is None else Path(folder)
    found = len([*folder.rglob("cifar10_cnn*.py")])
    numbers = {"examples of that name in the installed Keras": found}
    return Evidence(HOLDS if found else UNTESTABLE, numbers)
