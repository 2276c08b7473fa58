import json

import pytest

from faqlab.core.backend import keras
from faqlab.model_files.compile_config import compiled_as


def config_of(*arguments, **more):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="out")])
    model.compile(*arguments, **more)
    return json.loads(model.to_json())["compile_config"]


def test_what_keras_writes_is_read():
    made = compiled_as(config_of(keras.optimizers.SGD(0.1, momentum=0.9), "mse", metrics=["mae"]))
    assert made.optimizer == "SGD"
    assert dict(made.settings)["momentum"] == 0.9
    assert str(made) == "SGD (learning_rate 0.1, momentum 0.9); loss mse; metrics mae"


def test_objects_are_named_by_their_class_and_lists_and_dicts_are_opened():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    made = compiled_as(config_of("adam", loss, metrics=[keras.metrics.MeanSquaredError()]))
    assert (made.loss, made.metrics) == ("SparseCategoricalCrossentropy", ("MeanSquaredError",))
    told = {"loss": {"a": "mse", "b": ["mae"]}, "metrics": [["acc"], None]}
    made = compiled_as(told)
    assert (made.loss, made.metrics) == ("a: mse, b: mae", ("acc",))


def test_a_schedule_is_named():
    schedule = keras.optimizers.schedules.CosineDecay(0.1, 10)
    made = compiled_as(config_of(keras.optimizers.Adam(schedule), "mse"))
    assert dict(made.settings)["learning_rate"] == "CosineDecay"


def test_keras_2_wrote_it_under_another_name():
    adam = {"class_name": "Adam", "config": {"lr": 0.001, "decay": 0.0}}
    assert (
        str(compiled_as({"optimizer_config": adam, "loss": "mse"})) == "Adam (lr 0.001); loss mse"
    )


@pytest.mark.parametrize("nothing", [None, {}, [], "adam", 3, {"loss": None, "optimizer": None}])
def test_what_says_nothing_is_nothing(nothing):
    assert not compiled_as(nothing)
    assert str(compiled_as(nothing)) == ""


@pytest.mark.parametrize("odd", [[[[[[["deep"]]]]]], {"class_name": 3}, 7, {"a": {"b": {"c": 1}}}])
def test_odd_values_do_no_harm(odd):
    str(compiled_as({"loss": odd, "metrics": odd, "optimizer": odd}))
