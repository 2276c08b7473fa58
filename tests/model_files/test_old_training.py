import keras
import pytest

from faqlab.model_files.old_training import compile_as_before

ADAM = {"class_name": "Adam", "config": {"lr": 0.25, "beta_1": 0.8, "decay": 0.0}}


def model():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])


def told(**more):
    return {"optimizer_config": ADAM, "loss": "mse", "metrics": ["acc"]} | more


def test_it_is_compiled_in_todays_words():
    one = model()
    assert compile_as_before(one, told()) == ""
    config = one.optimizer.get_config()
    assert (config["learning_rate"], config["beta_1"]) == (0.25, 0.8)
    assert one.loss == "mse"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"loss": "my_own_loss"}, "my_own_loss"),
        ({"metrics": ["my_own_metric"]}, "my_own_metric"),
        ({"optimizer_config": {"class_name": "TFOptimizer", "config": {}}}, "TFOptimizer is not"),
    ],
)
def test_what_keras_does_not_know_leaves_it_uncompiled_and_says_so(more, why):
    one = model()
    message = compile_as_before(one, told(**more))
    assert message.startswith("It isn't compiled: ")
    assert why in message
    assert not one.compiled


def test_a_loss_of_ones_own_is_taken():
    def my_own_loss(true, found):
        return keras.ops.mean(true - found)

    one = model()
    own = {"my_own_loss": my_own_loss}
    assert compile_as_before(one, told(loss="my_own_loss"), own) == ""
    assert one.loss is my_own_loss
