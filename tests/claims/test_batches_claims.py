"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import random

import keras
import numpy as np
import pytest

from faqlab.claims import batches, batches_networks
from faqlab.claims import batches_experiments as tried
from faqlab.claims.networks import ready, some
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF
from faqlab.core.gradient_noise import GradientNoise

FIT = keras.Model.fit


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = batches.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", batches.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in batches.CLAIMS for row in claim.ledger}
    assert rows == {f"C{number}" for number in range(24, 36)}


class Mixing(keras.layers.Dense):
    """A layer whose samples all see their mean."""

    def call(self, inputs, training=False):
        return super().call(inputs + keras.ops.mean(inputs, axis=0, keepdims=True))


class Still(keras.layers.BatchNormalization):
    """A normalisation that always uses what it has learned."""

    def call(self, inputs, training=None):
        return super().call(inputs, training=False)


class Frozen(keras.optimizers.SGD):
    """An optimizer that moves nothing."""

    def update_step(self, gradient, variable, learning_rate):
        pass


class Patient(keras.optimizers.SGD):
    """An optimizer whose schedule sees the updates."""

    def _get_current_learning_rate(self):
        return self._learning_rate(self.iterations)


def impatient(rate, gradient_accumulation_steps=None):
    """An optimizer that collects nothing."""
    return keras.optimizers.SGD(rate)


def as_noisy(network, x, y, sizes, draws):
    """A world in which large batches are no nearer."""
    return GradientNoise(sizes, np.ones((len(sizes), draws)))


def no_difference(one, other, rounds=7):
    """A clock on which everything takes as long."""
    one(), other()
    return 1.0


def twice_as_long(one, other, rounds=7):
    """A clock on which the smaller batches take twice as long."""
    return 2.0


class Batchwise(keras.Model):
    """A model whose answers depend on how large the batch is."""

    def __init__(self):
        super().__init__()
        self.compile("sgd", "mse")

    def call(self, inputs):
        rows = keras.ops.cast(keras.ops.shape(inputs)[0], "float32")
        return inputs * rows


def without_the_last(model, x, y, batch_size=32, **named):
    whole = len(x) // batch_size * batch_size
    return FIT(model, x[:whole], y[:whole], batch_size, **named)


def mean_of_batches(model, x, y, batch_size=32, **named):
    cuts = range(batch_size, len(x), batch_size)
    pairs = zip(np.split(x, cuts), np.split(y, cuts), strict=True)
    return np.mean([model.test_on_batch(*pair) for pair in pairs])


def endless_arrays(model, *data, steps_per_epoch=None, batch_size=None, **named):
    if len(data) == 2:
        data = (tried._endless(*data),)
    return FIT(model, *data, steps_per_epoch=steps_per_epoch, **named)


def one_pass(model, *data, steps_per_epoch=None, **named):
    """A `fit` that knows no steps_per_epoch."""
    data = data if len(data) == 2 else some(16)
    return FIT(model, *data, **{"batch_size": 8, **named})


def without_callbacks(model, *data, callbacks=(), **named):
    return FIT(model, *data, **named)


def without_frequency(model, *data, validation_freq=1, **named):
    return FIT(model, *data, **named)


def flushing(model, x, y, **named):
    """A `fit` that uses what is left."""
    history = FIT(model, x, y, **named)
    if len(x) == 40:
        model.layers[-1].bias.assign_add(keras.ops.ones(10))
    return history


PLANTED = {
    "independent in training too": (tried.samples_are_independent, {"norm": Still}, HOLDS),
    "Dense mixes": (tried.samples_are_independent, {"dense": Mixing}, FALSE),
    "no update": (
        tried.a_batch_is_an_update,
        {"sgd": lambda rate, **more: Frozen(rate)},
        FALSE,
    ),
    "no collecting": (tried.a_batch_is_an_update, {"sgd": impatient}, HOLDS),
    "large batches are as noisy": (tried.larger_batches_are_nearer, {"measure": as_noisy}, FALSE),
    "as long in any size": (
        tried.larger_batches_predict_faster,
        {"compare": no_difference},
        FALSE,
    ),
    "faster and faster": (
        tried.larger_batches_predict_faster,
        {"compare": twice_as_long},
        HOLDS,
    ),
    "a step is as long in any size": (
        tried.larger_batches_take_longer,
        {"compare": no_difference},
        FALSE,
    ),
    "answers depend on the batch": (tried.predictions_are_the_same, {"network": Batchwise}, FALSE),
    "small batches learn less": (
        tried.larger_batches_learn_less_an_epoch,
        {"sizes": (256, 8)},
        FALSE,
    ),
    "the last batch is left out": (tried.an_epoch_is_one_pass, {"fit": without_the_last}, FALSE),
    "a mean of batches": (
        tried.the_last_batch_counts_by_its_samples,
        {"evaluate": mean_of_batches},
        FALSE,
    ),
    "arrays without end": (tried.the_number_of_updates_is_free, {"fit": endless_arrays}, HOLDS),
    "always one pass": (tried.the_number_of_updates_is_free, {"fit": one_pass}, FALSE),
    "no validation": (tried.validation_ends_an_epoch, {"fit": without_callbacks}, FALSE),
    "validation_freq does nothing": (
        tried.validation_ends_an_epoch,
        {"fit": without_frequency},
        HOLDS,
    ),
    "no callbacks": (tried.callbacks_end_an_epoch, {"fit": without_callbacks}, FALSE),
    "BatchNormalization is equal too": (
        tried.collected_batches_are_one_large,
        {"networks": (ready, ready)},
        HOLDS,
    ),
    "nothing is equal": (
        tried.collected_batches_are_one_large,
        {"networks": (batches_networks.normalised, batches_networks.normalised)},
        FALSE,
    ),
    "the rest is used": (tried.what_is_left_is_used, {"fit": flushing}, HOLDS),
    "a schedule that counts updates": (tried.schedules_count_updates, {"sgd": Patient}, HOLDS),
    "half the weights": (tried.mixed_precision_halves_the_weights, {"policy": "float16"}, HOLDS),
}


@pytest.mark.parametrize(("experiment", "planted", "verdict"), PLANTED.values(), ids=PLANTED)
def test_a_planted_counter_example_changes_the_verdict(experiment, planted, verdict):
    found = experiment(**planted)
    assert found.verdict == verdict
    assert verdict != HOLDS_IF or found.condition
