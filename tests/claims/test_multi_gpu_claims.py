"""Each sentence on the Keras installed, and on devices that are made to behave otherwise."""

import random
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from faqlab.claims import multi_gpu
from faqlab.claims import multi_gpu_experiments as tried
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = multi_gpu.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", multi_gpu.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


# What the devices told on the Keras of the record.
DEVICES = {
    "shares": ((32,) * 8,),
    "copies": 2,
    "even": 3e-8,
    "norm": 4e-3,
    "uneven": 1e-2,
    "uneven first batch": "InvalidArgumentError",
    "made before": "AssertionError",
    "stateful": "ValueError",
    "symbolic": 0,
    "inside": 2,
    "soft": "CPU:0",
    "hard": "InvalidArgumentError",
    "keras.distribution": 32,
}


class Two:
    """An LSTM that has weights of its own for each input."""

    def __init__(self, units, **more):
        self.layers = [keras.layers.LSTM(units) for _ in range(2)]

    def __call__(self, inputs):
        return self.layers.pop()(inputs)


class Noise(keras.layers.Layer):
    def call(self, inputs):
        return inputs + keras.random.uniform(())


class Forgetful:
    """An LSTM whose output isn't that of its input alone."""

    def __init__(self, units, **more):
        self.layer = keras.layers.LSTM(units)

    def __call__(self, inputs):
        return Noise()(self.layer(inputs))


@pytest.mark.parametrize(
    ("experiment", "otherwise", "verdict"),
    [
        (tried.tensorflow_is_the_backend_for_it, {}, HOLDS_IF),
        (tried.tensorflow_is_the_backend_for_it, {"keras.distribution": 16}, HOLDS),
        (tried.tensorflow_is_the_backend_for_it, {"shares": ((256,) + (0,) * 7,)}, FALSE),
        (tried.each_device_has_a_copy_and_a_part, {}, HOLDS),
        (tried.each_device_has_a_copy_and_a_part, {"copies": 1}, FALSE),
        (tried.each_device_has_a_copy_and_a_part, {"shares": ((256,) * 8,)}, FALSE),
        (tried.a_batch_of_256_is_32_for_each_of_8, {"shares": ((256,) * 8,)}, FALSE),
        (tried.the_result_is_that_of_one_device, {}, HOLDS_IF),
        (tried.the_result_is_that_of_one_device, {"norm": 0.0}, HOLDS),
        (tried.the_result_is_that_of_one_device, {"even": 1e-4}, FALSE),
        (tried.the_last_batch_may_be_smaller, {}, HOLDS_IF),
        (tried.the_last_batch_may_be_smaller, {"uneven": 0, "uneven first batch": "runs"}, HOLDS),
        (tried.the_last_batch_may_be_smaller, {"uneven": 0}, HOLDS_IF),
        (tried.the_last_batch_may_be_smaller, {"even": 1.0}, FALSE),
        (tried.a_model_that_is_there_becomes_parallel, {"made before": "runs"}, HOLDS),
        (tried.a_stateful_rnn_trains_too, {"stateful": "runs"}, HOLDS),
        (tried.a_scope_around_the_call_places_it, {"symbolic": 2}, HOLDS),
        (tried.a_scope_needs_its_gpu, {}, HOLDS_IF),
        (tried.a_scope_needs_its_gpu, {"hard": "CPU:0"}, FALSE),
        (tried.a_scope_needs_its_gpu, {"soft": "InvalidArgumentError"}, HOLDS),
    ],
)
def test_on_devices_that_behave_otherwise(experiment, otherwise, verdict):
    assert experiment(lambda: DEVICES | otherwise).verdict == verdict


def jax(own, whole, weights=("1.5", "1.5")):
    """Two workers on JAX and one, and what came of them."""
    two = {"own": [own] * 2, "all": [whole] * 2, "weights": list(weights)}
    return lambda: [two, {"weights": ["1.5"]}]


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.there_is_multi_gpu_model, SimpleNamespace(multi_gpu_model=1), HOLDS),
        (tried.there_is_multi_gpu_model, SimpleNamespace(), RETIRED),
        (tried.device_scope_is_the_name, SimpleNamespace(device_scope=1), HOLDS),
        (tried.a_shared_lstm_has_one_set_of_weights, Two, FALSE),
        (tried.a_shared_lstm_has_one_set_of_weights, Forgetful, FALSE),
        (tried.fit_trains_on_several_machines, lambda: {"fit": ["runs", "runs"]}, HOLDS),
        (tried.fit_trains_on_several_machines, lambda: {"fit": ["runs", "ValueError"]}, FALSE),
        (tried.a_loop_trains_on_several_machines, lambda: {"loop": ["1", "2"]}, FALSE),
        (tried.a_loop_trains_on_several_machines, lambda: {"loop": ["1"]}, FALSE),
        (tried.jax_trains_on_several_devices, lambda: (1e-8, 2), HOLDS),
        (tried.jax_trains_on_several_devices, lambda: (1e-8, 1), FALSE),
        (tried.jax_trains_on_several_devices, lambda: (1e-2, 2), FALSE),
        (tried.jax_trains_on_several_machines, jax("runs", "ValueError"), HOLDS_IF),
        (tried.jax_trains_on_several_machines, jax("runs", "runs"), HOLDS),
        (tried.jax_trains_on_several_machines, jax("ValueError", "runs"), FALSE),
        (tried.jax_trains_on_several_machines, jax("runs", "runs", ("1.5", "1.6")), FALSE),
        (tried.jax_trains_on_several_machines, jax("runs", "runs", ("1.6", "1.6")), FALSE),
    ],
)
def test_a_planted_counter_example_is_seen(experiment, planted, verdict):
    assert experiment(planted).verdict == verdict


def test_workers_that_die_are_no_evidence(monkeypatch):
    died = SimpleNamespace(finished=False, __str__=lambda self: "died")
    monkeypatch.setattr(tried, "launch_workers", lambda *arguments, **named: died)
    tried.two_workers.cache_clear()
    with pytest.raises(RuntimeError):
        tried.two_workers()
    tried.two_workers.cache_clear()
