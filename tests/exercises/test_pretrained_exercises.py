import keras
import numpy as np
import pytest

from faqlab.core.application_catalogue import catalogue
from faqlab.core.imagenet_network import features_of, kept_network
from faqlab.exercises.pretrained import predict, q1, q2, q3


def shares(first, second):
    return np.eye(1000)[[first, second]]


@pytest.mark.parametrize(
    ("measured", "letter"),
    [
        (shares(698, 985), "a"),
        (shares(111, 111), "b"),
        (ValueError("a shape"), "c"),
    ],
)
def test_the_prediction_is_compared_with_the_shares(measured, letter):
    assert predict.options[letter].why in str(predict.reveal(measured))


def test_other_things_can_not_be_compared():
    assert predict.reveal(3).state == predict.reveal(np.zeros(5)).state == "untouched"


def test_what_really_happens_is_b():
    from sklearn.datasets import load_sample_images

    from faqlab.core.photograph import centre_square

    x = np.stack([centre_square(one) for one in load_sample_images().images]) / 255.0
    found = np.asarray(kept_network()(x.astype("float32"), training=False))
    assert found[0].argmax() == found[1].argmax()
    assert predict.options["b"].why in str(predict.reveal(found))


def test_q1_is_what_keras_counts():
    body = features_of(kept_network())
    head = keras.layers.Dense(3, activation="softmax")
    whole = keras.Sequential([keras.Input((None, None, 3)), body, head])
    assert head.count_params() == 3843
    assert q1.judged(sum(int(np.prod(one.shape)) for one in head.weights)).state == "right"
    assert f"{body.count_params():,} stay" in q1._right
    assert "the frozen ones too" in str(q1.judged(whole.count_params()))


@pytest.mark.parametrize(("answer", "message"), [(3840, "a bias too"), (3, "how many"), (1281, "")])
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def test_q2_is_the_best_of_the_catalogue():
    best = max(catalogue(30).rows, key=lambda one: one.top1)
    assert q2.judged(best.name).state == "right"
    assert "528 MB" in str(q2.judged("VGG16"))
    assert "30 MB buy" in str(q2.judged("b"))
    assert q2.judged("ConvNeXtXLarge").state == "wrong"


def solution(body, classes):
    body.trainable = False
    head = keras.layers.Dense(classes, activation="softmax")
    return keras.Sequential([keras.Input(body.input_shape[1:]), body, head])


def functional(body, classes):
    for layer in body.layers:
        layer.trainable = False
    x = keras.layers.Dropout(0.1)(body.output)
    return keras.Model(body.input, keras.layers.Dense(classes, activation="softmax")(x))


def with_hidden_layer(body, classes):
    body.trainable = False
    inputs = keras.Input((12, 12, 3))
    x = keras.layers.Dense(8, activation="tanh")(body(inputs, training=False))
    return keras.Model(inputs, keras.layers.Softmax()(keras.layers.Dense(classes)(x)))


def not_frozen(body, classes):
    model = solution(body, classes)
    body.trainable = True
    return model


def norm_left_out(body, classes):
    model = functional(body, classes)
    body.get_layer("norm").trainable = True
    return model


def means_only(body, classes):
    """All weights are frozen, and yet batch normalization goes on measuring."""

    class Wrapped(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = body

        def call(self, x):
            for one in self.inner.weights:
                if "moving_mean" in one.path:
                    one.assign(one + 0.1)
            return self.inner(x, training=False)

    body.trainable = False
    head = keras.layers.Dense(classes, activation="softmax")
    return keras.Sequential([keras.Input((12, 12, 3)), Wrapped(), head])


def no_shares(body, classes):
    body.trainable = False
    return keras.Sequential([keras.Input((12, 12, 3)), body, keras.layers.Dense(classes)])


def another_body(body, classes):
    return solution(keras.models.clone_model(body), classes)


def all_frozen(body, classes):
    model = solution(body, classes)
    model.trainable = False
    return model


@pytest.mark.parametrize("answer", [solution, functional, with_hidden_layer])
def test_q3_takes_any_model_that_does_it(answer):
    assert q3.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (not_frozen, "changed the body's weights"),
        (norm_left_out, "changed the body's weights"),
        (no_shares, "no shares"),
        (another_body, "doesn't use the body"),
        (all_frozen, "Nothing in the model trains"),
        (lambda body, classes: solution(body, 5), "not (16, 4)"),
        (lambda body, classes: body, "not (16, 4)"),
        (lambda body, classes: "a head", "not a model"),
        (lambda body, classes: body.no_such_thing, "AttributeError"),
        (lambda body: body, "TypeError"),
        (keras.layers.Dense(3), "not a function"),
        (3, "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def test_q3_tells_moving_means_from_moving_weights():
    if keras.backend.backend() == "tensorflow":
        assert "means and variances" in str(q3.judged(means_only))


def test_q3_that_returns_nothing_is_untouched():
    assert q3.judged(lambda *given: None).state == "untouched"
    assert q3.judged(...).state == "untouched"
