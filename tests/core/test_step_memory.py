"""The memory of a step, against what must be kept by the arithmetic of the layers."""

import keras
import numpy as np
import pytest

from faqlab.core.step_memory import StepMemory, step_memory

X = np.zeros((512, 64), "float32")
Y = np.zeros((512, 1), "float32")
WIDTH, LAYERS = 1024, 4


def network(policy="float32"):
    def make():
        import keras

        body = [keras.layers.Dense(WIDTH, "tanh", dtype=policy) for _ in range(LAYERS)]
        model = keras.Sequential([keras.Input((64,)), *body, keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    return make


@pytest.fixture(scope="module")
def found():
    return step_memory({"64": (network(), 64), "512": (network(), 512)}, X, Y)


def test_a_larger_batch_keeps_more_and_by_as_much_as_its_layers_put_out(found):
    more = found.bytes["512"] - found.bytes["64"]
    kept = (512 - 64) * WIDTH * LAYERS * 4  # what the layers put out, in float32
    assert kept <= more < 3 * kept


def test_the_gradients_are_in_it(found):
    gradients = 4 * (64 * WIDTH + (LAYERS - 1) * WIDTH**2)
    assert found.bytes["64"] > gradients / 2  # some are used up before the others are there


def test_the_table(found):
    told = StepMemory("CPU", {"a": 32, "b": 1024}, {"a": 10_000_000, "b": 25_000_000})
    assert str(told).splitlines() == [
        "step  batch size  memory for the step  of the first",
        "a     32          10 MB                1.00",
        "b     1,024       25 MB                2.50",
        "The peak of one step on the CPU, as TensorFlow's allocator counts it.",
    ]
    assert "<table" in told._repr_html_()
    assert found.device in ("CPU", "GPU")


def failing():
    raise KeyError("no network")


@pytest.mark.parametrize(
    ("ways", "error", "message"),
    [
        ({}, ValueError, "There is nothing to measure"),
        ({"a": (None, 4)}, TypeError, "a function that makes the compiled model"),
        ({"a": (network(), 0)}, ValueError, "A batch size is wrong"),
        ({"a": (network(), 513)}, ValueError, r"too few samples.*513 or more.*Received: 512"),
        ({"a": (failing, 4)}, RuntimeError, "no network"),
    ],
)
def test_what_cannot_be_measured_is_refused(ways, error, message):
    with pytest.raises(error, match=message):
        step_memory(ways, X, Y)


def test_other_backends_are_told_so(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(RuntimeError, match=r"Only TensorFlow's memory.*Received: 'jax'"):
        step_memory({"a": (network(), 4)}, X, Y)
