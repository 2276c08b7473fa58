import numpy as np
import pytest

from faqlab.core.backend import keras

from .plans import (
    BINARY,
    CATEGORICAL,
    CLASSES,
    NUMBERS,
    ONE_HOT,
    RNG,
    SPARSE,
    YES_NO,
    X,
    codes,
    fit,
    layers,
    linear,
    network,
    report,
    sentence,
    sigmoid,
    softmax,
)

SERIES = RNG.normal(size=(64, 8, 4))


def along(units=1, loss="mse", ends=None):
    return network(layers.Dense(units, ends), loss=loss, shape=(8, 4))


def test_arrays_of_different_length():
    assert "x 64, y 63" in sentence("lengths differ", X, CLASSES[:-1], softmax())
    found = codes(X, CLASSES, softmax(), validation_data=(X[:5], CLASSES[:4]))
    assert found == ("lengths differ",)
    assert codes(X, CLASSES, softmax(), validation_data=(X[:5], CLASSES[:5])) == ()
    assert codes(X, CLASSES, softmax(), sample_weight=np.ones(60)) == ("lengths differ",)


@pytest.mark.parametrize("shape", [(64,), (64, 1)])
def test_an_output_for_each_step_is_silently_stretched(shape):
    y = NUMBERS.reshape(shape)
    assert np.isfinite(fit(along(), SERIES, y, batch_size=64)["loss"]).all()
    told = sentence("forgotten flatten", SERIES, y, along())
    assert "targets of shape (samples, 8, 1)" in told
    assert "Flatten()" in told


def test_a_target_for_each_step():
    assert codes(SERIES, RNG.normal(size=(64, 8, 1)), along()) == ()
    assert codes(SERIES, RNG.normal(size=(64, 8)), along()) == ()


def test_two_units_over_one_number_are_silently_stretched():
    y = NUMBERS[:, None]
    assert np.isfinite(fit(linear(2), X, y)["loss"]).all()
    told = sentence("shapes are stretched", X, y, linear(2))
    assert "targets of shape (samples, 2). Found: shape (64, 1)." in told
    assert sentence("shapes are stretched", X, X[:, :2], linear(1))


@pytest.mark.parametrize("y", [NUMBERS, NUMBERS[:, None]])
def test_one_unit_and_one_number(y):
    assert codes(X, y, linear()) == ()


def test_other_shapes_are_told_too():
    assert codes(X, X[:, :3], linear(2)) == ("shape of y",)
    assert codes(X, NUMBERS, linear(2)) == ("shape of y",)
    assert codes(X, X[:, :2], linear(2)) == ()
    assert codes(X, YES_NO, network(layers.Dense(2, "sigmoid"), loss=BINARY)) == ("shape of y",)


def test_one_hot_with_a_sparse_loss_is_a_riddle_in_keras():
    with pytest.raises(ValueError, match=r"must have rank \(ndim\) `target.ndim - 1`"):
        fit(softmax(), X, ONE_HOT)
    told = sentence("one-hot with a sparse loss", X, ONE_HOT, softmax())
    assert "y.argmax(axis=-1)" in told


def test_numbers_with_a_categorical_loss_are_a_riddle_in_keras():
    with pytest.raises(ValueError, match="must have the same rank"):
        fit(softmax(loss=CATEGORICAL), X, CLASSES)
    told = sentence("numbers with a categorical loss", X, CLASSES, softmax(loss=CATEGORICAL))
    assert "sparse_categorical_crossentropy" in told
    found = codes(X, CLASSES[:, None], softmax(loss=CATEGORICAL))
    assert found == ("numbers with a categorical loss",)


def test_targets_of_the_kind_that_the_loss_takes():
    assert codes(X, ONE_HOT, softmax(loss=CATEGORICAL)) == ()
    assert codes(X, CLASSES, softmax()) == ()
    assert codes(X, CLASSES[:, None], softmax()) == ()
    assert codes(X, CLASSES.astype("float32"), softmax()) == ()


def test_a_forgotten_flatten_is_a_riddle_in_keras():
    model = along(3, SPARSE, "softmax")
    with pytest.raises(ValueError, match=r"must have rank \(ndim\) `target.ndim - 1`"):
        fit(model, SERIES, CLASSES)
    told = sentence("forgotten flatten", SERIES, CLASSES, along(3, SPARSE, "softmax"))
    assert "targets of shape (samples, 8, 3)" in told
    assert codes(SERIES, ONE_HOT, along(3, CATEGORICAL, "softmax")) == ("forgotten flatten",)
    each = RNG.integers(0, 3, (64, 8))
    assert codes(SERIES, each, along(3, SPARSE, "softmax")) == ()
    assert codes(SERIES, np.eye(3)[each], along(3, CATEGORICAL, "softmax")) == ()
    assert codes(SERIES, RNG.integers(0, 3, (64, 7)), along(3, SPARSE, "softmax")) == (
        "shape of y",
    )


def test_an_rnn_that_gives_every_step():
    rnn = network(
        layers.LSTM(4, return_sequences=True), layers.Dense(1, "sigmoid"), loss=BINARY, shape=(8, 4)
    )
    assert codes(SERIES, YES_NO, rnn) == ("forgotten flatten",)
    right = network(layers.LSTM(4), layers.Dense(1, "sigmoid"), loss=BINARY, shape=(8, 4))
    assert codes(SERIES, YES_NO, right) == ()


def test_classes_on_another_axis_are_left_alone():
    model = network(layers.Softmax(axis=1), shape=(3, 4))
    model.compile("sgd", keras.losses.CategoricalCrossentropy(axis=1))
    assert codes(RNG.normal(size=(64, 3, 4)), RNG.random((64, 3, 4)), model) == ()


def test_the_shape_of_the_input():
    told = sentence("shape of x", X[:, :3], CLASSES, softmax())
    assert "shape (samples, 4). Found: shape (64, 3)." in told
    model = network(layers.Flatten(), 1, loss="mse", shape=(2, 2))
    told = report(np.ones((2, 2)), None, model).findings[0].sentence
    assert "x[None]" in told


@pytest.mark.parametrize(
    ("shape", "x"),
    [
        ((8, 8, 1), np.ones((64, 8, 8))),
        ((8, 8), np.ones((64, 8, 8, 1))),
        ((1,), np.ones(64)),
        ((None, 4), np.ones((64, 7, 4))),
        ((None,), np.ones((64, 7))),
    ],
)
def test_shapes_that_keras_takes(shape, x):
    assert not [
        one for one in codes(x, None, network(layers.Identity(), shape=shape)) if "x" in one
    ]


def words(inputs=10):
    return network(
        layers.Embedding(inputs, 2),
        layers.Flatten(),
        layers.Dense(1, "sigmoid"),
        loss=BINARY,
        shape=(5,),
    )


def test_words_that_the_embedding_has_no_row_for():
    x = RNG.integers(0, 11, (64, 5))
    x[0, 0] = 10
    told = sentence("embedding out of range", x, YES_NO, words())
    assert "whole numbers from 0 to 9. Found: from 0 to 10." in told
    assert codes(x, YES_NO, words(11)) == ()
    assert codes(x - 1, YES_NO, words(11)) == ("embedding out of range",)


def test_fractions_into_an_embedding():
    assert codes(RNG.random((64, 5)), YES_NO, words()) == ("embedding of fractions",)
    assert codes(RNG.integers(0, 10, (64, 5)).astype("float32"), YES_NO, words()) == ()


def test_an_embedding_among_several_inputs():
    text, number = keras.Input((5,), name="text"), keras.Input((4,), name="number")
    flat = layers.Flatten()(layers.Embedding(10, 2)(text))
    outputs = layers.Dense(1, "sigmoid")(layers.concatenate([flat, number]))
    model = keras.Model([text, number], outputs)
    model.compile("sgd", BINARY)
    x = RNG.integers(0, 10, (64, 5))
    assert codes([x, X], YES_NO, model) == ()
    assert codes({"number": X, "text": x}, YES_NO, model) == ()
    assert codes([x + 5, X], YES_NO, model) == ("embedding out of range",)
    assert codes({"number": X, "text": x + 5}, YES_NO, model) == ("embedding out of range",)


def test_a_single_sigmoid_takes_both_forms():
    assert codes(X, YES_NO, sigmoid()) == ()
    assert codes(X, YES_NO[:, None], sigmoid()) == ()
