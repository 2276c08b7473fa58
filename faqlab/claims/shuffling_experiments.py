"""What is done to find out whether the sentences on shuffling are so."""

import warnings

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence
from faqlab.core.order_recorder import record_order

from .shuffling_networks import (
    BATCH,
    EPOCHS,
    SAMPLES,
    Batches,
    dataset,
    generator,
    hdf5,
    network,
    samples,
    seeded,
)


def _arrays(record, seed=None, **more):
    """Train on arrays for four epochs, with a seed of TensorFlow's or none."""
    with seeded(seed):
        return record(network(), samples(), samples(), batch_size=BATCH, epochs=EPOCHS, **more)


def _kind(order):
    """Say in a word what kind of order the epochs have, if it is one."""
    kinds = {kind for kind in order.kinds if not kind.startswith("the same order as")}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def shuffled_by_default(record=record_order):
    """Train without a word about shuffling, and look at the order."""
    order = _arrays(record)
    moved = sum(kind != "in order" for kind in order.kinds)
    numbers = {"epochs": EPOCHS, "shuffled": moved}
    return Evidence(HOLDS if moved == EPOCHS else FALSE, numbers)


def shuffled_anew(record=record_order):
    """Count the different orders in four epochs, without a seed and with one."""
    free, fixed = (_arrays(record, seed).distinct for seed in (None, 1))
    numbers = {"orders in 4 epochs, no seed": free, "with a seed": fixed}
    if free == fixed == EPOCHS:
        return Evidence(HOLDS, numbers)
    if free == EPOCHS:
        return Evidence(HOLDS_IF, numbers, "no seed is set; with one every epoch has one order")
    return Evidence(FALSE, numbers)


def a_second_fit_goes_on(record=record_order):
    """Seed, then fit twice, and look for orders that come again."""
    with seeded(1):
        both = [
            record(network(), samples(), samples(), batch_size=BATCH, epochs=2) for _ in range(2)
        ]
    first, second = ({tuple(one.tolist()) for one in order.epochs} for order in both)
    again = len(first & second)
    numbers = {"orders of the second fit": len(second), "known from the first": again}
    return Evidence(FALSE if again else HOLDS, numbers)


def a_seeded_dataset_is_fresh(record=record_order, make=dataset):
    """Train twice on a `tf.data` set that is shuffled with a seed."""
    with seeded(None):
        both = [_quietly(record, make(seed=1), epochs=EPOCHS) for _ in range(2)]
    numbers = {
        "orders in 4 epochs": both[0].distinct,
        "the same in the next run": "yes" if both[0] == both[1] else "no",
    }
    good = both[0].distinct == EPOCHS and both[0] == both[1]
    return Evidence(HOLDS if good else FALSE, numbers)


def _quietly(record, *data, **more):
    """Train on other data than arrays, which `fit` says it doesn't shuffle."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return record(network(), *data, samples=samples(), **more)


def validation_is_never_shuffled(record=record_order):
    """Train with validation data, and look at their order after each epoch."""
    order = _arrays(record, validation_data=(samples(), samples()))
    kept = sum(kind == "in order" for kind in order.validation_kinds)
    numbers = {"times": len(order.validation), "in order": kept}
    return Evidence(HOLDS if kept == EPOCHS else FALSE, numbers)


def validation_sets_are_kept_in_order(record=record_order, make=dataset):
    """Give a validation set of `tf.data` that shuffles itself."""
    held = make(seed=1)
    order = _arrays(record, validation_data=held, validation_samples=samples())
    kept = sum(kind == "in order" for kind in order.validation_kinds)
    numbers = {"times": len(order.validation), "in order": kept}
    return Evidence(HOLDS if kept == EPOCHS else FALSE, numbers)


def everything_is_shuffled(record=record_order):
    """Train with `shuffle=True` on the same samples in five forms, and listen."""
    with seeded(None), hdf5() as x, warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        found = {
            "NumPy": record(network(), samples(), samples(), batch_size=BATCH),
            "HDF5": record(network(), x, x, batch_size=BATCH),
            "PyDataset": record(network(), Batches(), samples=samples()),
            "tf.data": record(network(), dataset(), samples=samples()),
            "generator": record(network(), generator(), samples=samples()),
        }
    numbers = {name: order.kinds[0].split(",")[0] for name, order in found.items()}
    numbers["warnings"] = sum("will be ignored" in str(one.message) for one in heard)
    moved = {name for name, kind in numbers.items() if kind == "shuffled"}
    if moved == set(found):
        return Evidence(HOLDS, numbers)
    if {"NumPy", "HDF5"} <= moved:
        condition = "it is arrays or HDF5; of a `PyDataset` batches move, of `tf.data` nothing"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def whole_batches_are_moved(record=record_order):
    """Train with `shuffle="batch"`."""
    kind = _kind(_arrays(record, shuffle="batch"))
    return Evidence(HOLDS if kind.startswith("whole batches") else FALSE, {"order": kind})


def other_words_are_refused(record=record_order):
    """Train with a word for no."""
    try:
        kind = _kind(_arrays(record, shuffle="no"))
    except (TypeError, ValueError) as error:
        return Evidence(HOLDS, {'shuffle="no"': type(error).__name__})
    return Evidence(FALSE, {'shuffle="no"': kind})


def off_keeps_the_order(record=record_order):
    """Train with `shuffle=False`."""
    order = _arrays(record, shuffle=False)
    kept = sum(kind == "in order" for kind in order.kinds)
    return Evidence(HOLDS if kept == EPOCHS else FALSE, {"epochs": EPOCHS, "in order": kept})


class Noting(keras.Sequential):
    """A network that notes what it is given by `evaluate`."""

    def test_step(self, data):
        """Note the samples."""
        self.seen = [*getattr(self, "seen", []), *np.ravel(data[0]).tolist()]
        return super().test_step(data)


def the_others_keep_the_order(kind=Noting):
    """Evaluate and predict with a network that gives back what it gets."""
    model = network(kind, run_eagerly=True)
    with seeded(None):
        model.evaluate(samples(), samples(), batch_size=BATCH, verbose=0)
        given = np.ravel(model.predict(samples(), batch_size=BATCH, verbose=0)).tolist()
    kept = {"evaluate": list(model.seen), "predict": given}
    numbers = {
        name: "in order" if found == list(range(SAMPLES)) else "not in order"
        for name, found in kept.items()
    }
    good = set(numbers.values()) == {"in order"}
    return Evidence(HOLDS if good else FALSE, numbers)
