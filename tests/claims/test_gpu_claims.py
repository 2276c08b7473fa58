"""Each sentence on the Keras installed, and on a Keras or a machine that behaves otherwise."""

from types import SimpleNamespace

import keras
import pytest
import tensorflow as tf

from faqlab.claims import gpu
from faqlab.claims import gpu_experiments as tried
from faqlab.core.claim import FALSE, HOLDS, RETIRED


@pytest.fixture(scope="module")
def findings():
    return {finding.claim.id: finding for finding in gpu.CLAIMS.run()}


@pytest.mark.parametrize("claim", gpu.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_the_setting_of_soft_placement_is_as_it_was(findings):
    assert tf.config.get_soft_device_placement()


def ran_on(device):
    return lambda: SimpleNamespace(device=f"/job:localhost/replica:0/task:0/device:{device}")


def raises():
    raise RuntimeError("no such device")


def no_learning(*arguments, **named):
    return SimpleNamespace(history={"loss": [1.0, float("nan")]})


def imported(backend):
    return ""


def half_precision(units, dtype):
    return keras.layers.Dense(units, dtype="bfloat16")


def careless(jit_compile):
    """A network that starts elsewhere when it is compiled with XLA."""
    model = tried._network(jit_compile=False)
    if jit_compile:
        model.set_weights([weight + 1 for weight in model.get_weights()])
    return model


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (
            tried.a_gpu_is_used_by_itself,
            {"gpus": lambda: ["GPU:0"], "product": ran_on("GPU:0")},
            HOLDS,
        ),
        (
            tried.a_gpu_is_used_by_itself,
            {"gpus": lambda: ["GPU:0"], "product": ran_on("CPU:0")},
            FALSE,
        ),
        (tried.it_runs_without_a_gpu, {"fit": no_learning}, FALSE),
        (tried.theano_and_cntk_are_backends, {"error": imported}, HOLDS),
        (
            tried.theano_and_cntk_are_backends,
            {"error": lambda name: "" if name == "cntk" else "ValueError"},
            FALSE,
        ),
        (
            tried.theano_can_be_set_up,
            {"find": lambda name: name, "error": imported},
            HOLDS,
        ),
        (
            tried.theano_can_be_set_up,
            {"find": lambda name: name, "error": lambda name: "ValueError"},
            RETIRED,
        ),
        (tried.a_scope_needs_its_device, {"on_nowhere": raises}, HOLDS),
        (tried.a_scope_needs_its_device, {"on_nowhere": lambda: None}, FALSE),
        (tried.devices_are_set_up_at_any_time, {"split": lambda: None}, HOLDS),
        (tried.mixed_precision_keeps_weights, {"dense": half_precision}, FALSE),
        (tried.xla_changes_the_result, {"network": careless}, HOLDS),
    ],
)
def test_what_behaves_otherwise_gets_another_verdict(experiment, planted, verdict):
    assert experiment(**planted).verdict == verdict
