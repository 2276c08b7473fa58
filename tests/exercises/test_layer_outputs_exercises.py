import keras
import numpy as np
import pytest

from faqlab.exercises.layer_outputs import predict, q1, q2, q3


def feature_maps(model, x, name):
    return keras.Model(model.inputs, model.get_layer(name).output).predict(x, verbose=0)


def by_tensor(model, x, name):
    return keras.Model(model.inputs, model.get_layer(name).output)([x])


def in_training(model, x, name):
    return keras.Model(model.inputs, model.get_layer(name).output)([x], training=True)


def raises(model, x, name):
    return model.input_that_is_not_there


def test_q1_takes_its_own_solution():
    assert q1.judged(1152).state == "right"
    # The oracle is Keras: the shape of the model in the task.
    model = keras.Sequential(
        [keras.Input((28, 28, 1)), keras.layers.Conv2D(8, 5), keras.layers.MaxPooling2D(2)]
    )
    assert int(np.prod(model.output_shape[1:])) == 1152


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (144, "one map of 12 x 12"),
        (4608, "what the convolution puts out"),
        (6272, "neither layer would have made the picture smaller"),
    ],
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


@pytest.mark.parametrize("answer", ["many", [1], None])
def test_q1_takes_anything_without_raising(answer):
    assert q1.judged(answer).state in ("wrong", "untouched")


@pytest.mark.parametrize("answer", [feature_maps, by_tensor])
def test_q2_takes_any_right_function(answer):
    assert q2.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda model, x, name: model.predict(x, verbose=0), "the output of the layer `last`"),
        (lambda model, x, name: feature_maps(model, x, "first"), "the output of the layer `first`"),
        (in_training, "Is dropout on"),
        (lambda model, x, name: x, r"an array of shape (6, 8, 8, 1); `middle` puts out"),
        (lambda model, x, name: "maps", "Return the numbers"),
        (raises, "AttributeError"),
        (np.zeros(3), "not a function"),
    ],
)
def test_q2_says_what_is_wrong(answer, message):
    reply = q2.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def test_q2_that_returns_nothing_is_untouched():
    assert q2.judged(lambda model, x, name: None).state == "untouched"
    assert q2.judged(...).state == "untouched"


def test_q3():
    assert q3.judged("c").state == "right"
    assert "there is no loss" in str(q3.judged("b"))
    assert "The mode belongs to the call" in str(q3.judged("d"))
    assert q3.judged(7).state in ("wrong", "untouched")


def test_the_prediction_is_compared_with_outputs():
    flat = np.random.default_rng(0).normal(size=(50, 20))
    noisy = flat * np.random.default_rng(1).integers(0, 2, flat.shape)
    for after, letter in [(flat, "b"), (noisy, "a"), (flat * 0.7, "c")]:
        reply = predict.reveal({"flat": flat, "dropout": after})
        assert predict.options[letter].why in str(reply)
    assert predict.reveal({}).state == "untouched"
    assert predict.reveal(3).state == "untouched"
