import numpy as np
import pytest

from faqlab.core import device_timing
from faqlab.core.backend import keras
from faqlab.core.device_timing import (
    NOTHING_TO_COMPARE,
    compare_batch_sizes,
    compare_devices,
    compare_precisions,
    compare_xla,
)

X, Y = np.ones((16, 4), "float32"), np.ones((16, 2), "float32")
made = []


def make(jit=False):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.compile("sgd", "mse", jit_compile=jit)
    made.append((model, keras.config.dtype_policy().name))
    return model


@pytest.fixture(autouse=True)
def forget():
    made.clear()


def test_without_a_gpu_it_says_that_there_is_nothing_to_compare(monkeypatch):
    monkeypatch.setattr(device_timing, "_gpus", list)
    timing = compare_devices(make, X, Y, rounds=2)
    assert (list(timing.seconds), timing.note) == (["cpu"], NOTHING_TO_COMPARE)


def test_with_a_gpu_there_is_a_row_for_each(monkeypatch):
    monkeypatch.setattr(device_timing, "_gpus", lambda: ["gpu:0"])
    timing = compare_devices(make, X, Y, rounds=2)
    assert (list(timing.seconds), timing.note) == (["cpu", "gpu:0"], "")


def test_batches_have_the_size_that_their_row_says(monkeypatch):
    sizes = []
    monkeypatch.setattr(device_timing, "_step", lambda make, x, y: lambda: sizes.append(len(x)))
    timing = compare_batch_sizes(make, X, Y, [2, 16], rounds=1)
    assert sizes == [2, 16] * 3
    assert timing.samples == {"batch of 2": 2, "batch of 16": 16}


def test_each_precision_has_its_model_and_the_setting_is_kept():
    before = keras.config.dtype_policy()
    timing = compare_precisions(make, X, Y, rounds=2)
    assert [policy for _, policy in made] == list(timing.seconds)
    assert keras.config.dtype_policy() == before
    assert [one.layers[0].compute_dtype for one, _ in made] == ["float32", "bfloat16", "float16"]


def test_the_setting_is_kept_also_if_a_model_cannot_be_made():
    before = keras.config.dtype_policy()
    with pytest.raises(ZeroDivisionError):
        compare_precisions(lambda: 1 / 0, X, Y)
    assert keras.config.dtype_policy() == before


def test_one_model_is_compiled_with_xla_and_trained():
    compare_xla(make, X, Y, rounds=2)
    assert [model.jit_compile for model, _ in made] == [False, True]
    assert [int(model.optimizer.iterations) for model, _ in made] == [4, 4]


def test_the_gpus_are_those_that_keras_lists():
    assert device_timing._gpus() == keras.distribution.list_devices("gpu")
