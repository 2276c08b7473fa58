import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.stream_batches import stream_batches

from .plans import (
    BINARY,
    CLASSES,
    NUMBERS,
    RNG,
    X,
    codes,
    fit,
    layers,
    linear,
    network,
    report,
    sentence,
    softmax,
)

SERIES, TARGETS = RNG.normal(size=(64, 5, 1)), RNG.normal(size=64)


def body_and_head(eager=True):
    body, head = layers.Dense(4, name="body"), layers.Dense(1, name="head")
    return network(body, head, loss="mse", eager=eager)


def test_a_model_that_was_not_compiled():
    assert "model.compile" in sentence("not compiled", X, CLASSES, network(3))
    assert codes(X, CLASSES) == ()


@pytest.mark.parametrize(("flag", "word"), [(False, "frozen"), (True, "made trainable")])
def test_a_flag_that_was_changed_after_a_fit_does_nothing(flag, word):
    model = body_and_head(eager=False)
    body = model.get_layer("body")
    body.trainable = not flag
    model.compile("sgd", "mse")
    fit(model, X, NUMBERS)
    body.trainable = flag
    before = body.get_weights()[0]
    fit(model, X, NUMBERS)
    assert np.array_equal(body.get_weights()[0], before) is flag
    assert f"Layers were {word}" in sentence("compile again", X, NUMBERS, model)
    model.compile("sgd", "mse")
    assert codes(X, NUMBERS, model) == ()


def test_a_flag_that_was_changed_before_the_first_fit_is_fine():
    model = body_and_head()
    model.get_layer("body").trainable = False
    assert codes(X, NUMBERS, model) == ()


def test_nothing_left_to_train():
    model = body_and_head()
    model.trainable = False
    model.compile("sgd", "mse")
    told = report(X, NUMBERS, model)
    assert told.ok
    assert [one.code for one in told.notes] == ["all frozen"]
    assert not report(X, None, network(layers.Flatten(), loss="mse")).notes


def test_weights_that_are_nan_already():
    model = linear()
    model.layers[-1].kernel.assign([[np.nan]] * 4)
    assert np.isnan(fit(model, X, NUMBERS)["loss"]).all()
    assert "kernel" in sentence("weights not finite", X, NUMBERS, model)
    model.set_weights([np.full((4, 1), 3e38), np.zeros(1)])
    assert codes(X, NUMBERS, model) == ()


def stateful(batch_size=16):
    rnn = layers.LSTM(2, stateful=True)
    return network(rnn, 1, loss="mse", shape=(5, 1), batch_size=batch_size, eager=False)


def test_a_stateful_model_that_is_shuffled():
    told = sentence("stateful and shuffled", SERIES, TARGETS, stateful(), batch_size=16)
    assert "Found: shuffle=True. Write shuffle=False." in told
    assert codes(SERIES, TARGETS, stateful(), batch_size=16, shuffle=False) == ()
    assert codes(SERIES[:16], TARGETS[:16], stateful(), batch_size=16) == ()


def test_a_stream_that_is_shuffled():
    series = np.sin(np.arange(321.0))[:, None]
    stream = stream_batches(series, 16, 5)
    asked = stream._asked
    assert codes(stream, None, stateful()) == ("stateful and shuffled",)
    assert codes(stream, None, stateful(), shuffle=False) == ()
    assert (stream._asked, stream.jump) == (asked, None)


@pytest.mark.parametrize(
    ("samples", "more", "words"),
    [
        (60, {}, "60 samples"),
        (64, {"validation_split": 0.2}, "51 samples"),
        (64, {"batch_size": 32}, "batch_size=32"),
        (64, {"batch_size": None}, "batch_size=32"),
        (64, {"validation_data": (SERIES[:10], TARGETS[:10])}, "10 samples"),
    ],
)
def test_batches_that_a_stateful_model_cannot_take(samples, more, words):
    x, y = SERIES[:samples], TARGETS[:samples]
    told = report(x, y, stateful(), **({"batch_size": 16, "shuffle": False} | more))
    assert told.codes == ("stateful batches",)
    assert words in told.findings[0].sentence
    assert "batch_size=16, and samples that it divides" in told.findings[0].sentence


def test_what_validation_does_to_a_state_is_told():
    told = report(SERIES, TARGETS, stateful(), batch_size=16, shuffle=False, validation_split=0.25)
    assert told.ok
    assert [one.code for one in told.notes] == ["state and validation"]


def test_other_rnns_may_be_shuffled_and_cut_anyhow():
    model = network(layers.LSTM(2), layers.Dense(1, "sigmoid"), loss=BINARY, shape=(5, 1))
    assert codes(SERIES[:61], CLASSES[:61] % 2, model, batch_size=7) == ()


def test_a_model_that_is_not_built_stays_so():
    model = keras.Sequential([layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert codes(X, CLASSES, model) == ()
    assert codes(X, CLASSES + 1, model) == ("labels out of range",)
    assert not model.built
    assert softmax().built
