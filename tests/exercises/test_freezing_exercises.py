from types import SimpleNamespace

import keras
import numpy as np
import pytest

from faqlab.exercises.freezing import predict, q1, q2, q3
from faqlab.freezing import freeze, watch


def test_q1_is_what_keras_counts():
    layers = [keras.layers.Dense(32), keras.layers.BatchNormalization(), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((64,)), *layers])
    count = {2474: model.trainable_weights, 2538: model.weights, 2080: layers[0].weights}
    for number, weights in count.items():
        assert sum(int(np.prod(one.shape)) for one in weights) == number
        assert str(number) in str(q1.judged(number))
    layers[0].trainable = False
    answer = sum(int(np.prod(one.shape)) for one in model.trainable_weights)
    assert q1.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"), [(458, "moving mean"), (330, "the head alone"), (1, "")]
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def by_hand(model):
    for layer in model.layers[:-1]:
        layer.trainable = False
    model.compile("sgd", "mse")


def with_faqlab(model):
    freeze(model, until=-1)
    model.compile("sgd", "mse")


def without_compile(model):
    for layer in model.layers[:-1]:
        layer.trainable = False


def compiled_too_early(model):
    model.compile("sgd", "mse")
    without_compile(model)


def everything(model):
    model.trainable = False
    model.compile("sgd", "mse")


def the_first_only(model):
    model.layers[0].trainable = False
    model.compile("sgd", "mse")


@pytest.mark.parametrize("answer", [by_hand, with_faqlab, compiled_too_early])
def test_q2_takes_any_function_that_does_it(answer):
    """To compile before the flags are set does it too: Keras reads them in the next fit."""
    assert q2.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (without_compile, "In a fitted model `fit` still changes `first`"),
        (the_first_only, "In a new model `fit` still changes `norm`, `second`."),
        (everything, "nothing is left to train"),
        (lambda model: model.no_such_thing, "AttributeError"),
        (3, "not a function"),
    ],
)
@pytest.mark.filterwarnings("ignore:The model does not have any trainable weights")
def test_q2_says_what_moves(answer, message):
    reply = q2.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def test_q2_that_does_nothing_is_untouched():
    assert q2.judged(lambda model: None).state == "untouched"
    assert q2.judged(...).state == "untouched"


def test_q3():
    assert q3.judged("c").state == "right"
    assert "still computes its output" in str(q3.judged("d"))


def test_the_prediction_is_compared_with_a_watch():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    watching = watch(model)
    assert predict.options["a"].why in str(predict.reveal(watching))
    model.layers[0].bias.assign([1.0])
    assert predict.options["b"].why in str(predict.reveal(watching))
    assert predict.reveal(SimpleNamespace()).state == "untouched"
    assert predict.reveal(3).state == "untouched"
