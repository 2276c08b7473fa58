import json

import keras
import pytest

from faqlab.model_files.config_sizes import check_sizes, least_numbers
from faqlab.model_files.findings import Findings


def dense(units):
    return {"class_name": "Dense", "config": {"name": "d", "units": units}}


@pytest.mark.parametrize(
    ("layers", "stored", "alarm"),
    [
        ([dense(1000)] * 3, 4_000_000, False),
        ([dense(10**8)], 20_000, True),
        ([dense(10**12)], None, True),
        ([dense(1)] * 3000, 1_000_000, True),
    ],
)
def test_sizes_far_beyond_the_file_are_an_alarm(layers, stored, alarm):
    found = Findings()
    check_sizes({"config": {"layers": layers}}, "config.json", found, stored)
    assert bool(list(found)) == alarm


def test_the_least_a_layer_holds():
    lstm = {"class_name": "LSTM", "config": {"units": 5}}
    # Four gates, each with a matrix of the state on itself at least.
    assert least_numbers(lstm) >= 4 * 5 * 5


SHAPE = {"build_config": {"input_shape": [None, 10**9]}}


@pytest.mark.parametrize(
    "layer",
    [
        {"class_name": "EinsumDense", "config": {"output_shape": [None, 10**8]}},
        {"class_name": "MultiHeadAttention", "config": {"num_heads": 10**5, "key_dim": 10**5}},
        {
            "class_name": "RNN",
            "config": {"cell": {"class_name": "GRUCell", "config": {"units": 10**5}}},
        },
        {"class_name": "Conv2D", "config": {"filters": 10**6, "kernel_size": [100, 100]}},
        {"class_name": "Dense", "config": {"units": 1}} | SHAPE,
        {"class_name": "BatchNormalization", "config": {}} | SHAPE,
        {
            "class_name": "LSTM",
            "config": {"units": 1},
            "build_config": {"shapes_dict": {"a": [None, 3, 10**9]}},
        },
    ],
)
def test_other_layers_that_are_too_large(layer):
    found = Findings()
    check_sizes(layer, "config.json", found, 1000)
    assert ("size", "refuse") in {(one.code, one.severity) for one in found}


@pytest.mark.parametrize(
    "layer",
    [
        lambda: keras.layers.Dense(7),
        lambda: keras.layers.LSTM(7),
        lambda: keras.layers.GRU(7),
        lambda: keras.layers.SimpleRNN(7),
        lambda: keras.layers.Conv1D(7, 3),
        lambda: keras.layers.SeparableConv1D(7, 2),
        lambda: keras.layers.BatchNormalization(),
        lambda: keras.layers.PReLU(),
        lambda: keras.layers.EinsumDense("abc,cd->abd", (None, 7)),
    ],
)
def test_it_is_never_more_than_keras_makes(layer):
    model = keras.Sequential([keras.Input((6, 5)), layer()])
    told = json.loads(model.to_json())["config"]["layers"][-1]
    assert 0 < least_numbers(told) <= model.count_params()
