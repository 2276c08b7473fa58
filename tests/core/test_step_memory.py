"""The memory of a step, against what must be kept by the arithmetic of the layers."""

import keras
import numpy as np
import pytest

from faqlab.core.step_memory import StepMemory, step_memory

X = np.zeros((2048, 64), "float32")
Y = np.zeros((2048, 1), "float32")
WIDTH, HEAVY, LAYERS = 128, 1024, 4


def network(width=WIDTH):
    def make():
        body = [keras.layers.Dense(width, "tanh") for _ in range(LAYERS)]
        model = keras.Sequential([keras.Input((64,)), *body, keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    return make


@pytest.fixture(scope="module")
def found():
    sizes = {"small": (network(), 256), "large": (network(), 2048)}
    return step_memory(sizes | {"heavy": (network(HEAVY), 8)}, X, Y)


def test_a_larger_batch_keeps_more_and_by_as_much_as_its_layers_put_out(found):
    more = found.bytes["large"] - found.bytes["small"]
    kept = (2048 - 256) * WIDTH * LAYERS * 4  # what the layers put out, in float32
    assert kept <= more < 3 * kept


def test_the_gradients_are_in_it(found):
    gradients = 4 * (64 * HEAVY + (LAYERS - 1) * HEAVY**2)
    assert found.bytes["heavy"] > gradients / 2  # some are used up before the others are there


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
        ({"a": (network(), 2049)}, ValueError, r"too few samples.*2049 or more.*2048"),
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
