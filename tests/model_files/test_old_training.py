import keras
import numpy as np
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


def test_keras_on_its_own_clipped_all_gradients_together():
    clipped = {"class_name": "SGD", "config": {"lr": 0.1, "clipnorm": 2.0}}
    for tf_keras, expected in ((False, (None, 2.0)), (True, (2.0, None))):
        one = model()
        assert compile_as_before(one, told(optimizer_config=clipped), tf_keras=tf_keras) == ""
        assert (one.optimizer.clipnorm, one.optimizer.global_clipnorm) == expected


# Every name that losses and metrics have in Keras 2.2.4's own modules.
LOSSES = [
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "squared_hinge",
    "hinge",
    "categorical_hinge",
    "logcosh",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "binary_crossentropy",
    "kullback_leibler_divergence",
    "poisson",
    "cosine_proximity",
    "mse",
    "MSE",
    "mae",
    "MAE",
    "mape",
    "MAPE",
    "msle",
    "MSLE",
    "kld",
    "KLD",
    "cosine",
]


@pytest.mark.parametrize("name", LOSSES)
def test_every_old_loss_is_known_as_a_loss_and_as_a_metric(name):
    one = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation="softmax")])
    assert compile_as_before(one, told(loss=name, metrics=[name])) == ""
    one.run_eagerly = True
    y = np.zeros((2, 1)) if name.startswith("sparse") else np.eye(2)
    assert np.isfinite(one.train_on_batch(np.ones((2, 2)), y)).all()


def test_metrics_are_measured_of_every_output():
    x = keras.Input((2,))
    one = keras.Model(x, [keras.layers.Dense(1)(x), keras.layers.Dense(1)(x)])
    assert compile_as_before(one, told(loss="mse", metrics=["mae"])) == ""
    one.run_eagerly = True
    found = one.train_on_batch(np.ones((2, 2)), [np.ones((2, 1))] * 2, return_dict=True)
    assert sum(name.endswith("mae") for name in found) == 2


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
