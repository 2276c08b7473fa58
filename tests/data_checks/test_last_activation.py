import numpy as np
import pytest

from faqlab.core.backend import keras

from .plans import (
    BINARY,
    CATEGORICAL,
    CLASSES,
    ONE_HOT,
    SPARSE,
    YES_NO,
    X,
    codes,
    fit,
    layers,
    loudly,
    network,
    sentence,
    sigmoid,
    softmax,
)

TARGETS = {SPARSE: (CLASSES, 3), CATEGORICAL: (ONE_HOT, 3), BINARY: (YES_NO, 1)}
FROM_LOGITS = {
    SPARSE: keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    CATEGORICAL: keras.losses.CategoricalCrossentropy(from_logits=True),
    BINARY: keras.losses.BinaryCrossentropy(from_logits=True),
}


@pytest.mark.parametrize("loss", TARGETS)
def test_logits_taken_for_probabilities_are_silent(loss):
    y, units = TARGETS[loss]
    assert np.isfinite(fit(network(units, loss=loss), X, y)["loss"]).all()
    told = sentence("logits without from_logits", X, y, network(units, loss=loss))
    assert "linear, and from_logits=False" in told
    assert codes(X, y, network(units, loss=FROM_LOGITS[loss])) == ()


@pytest.mark.parametrize("loss", TARGETS)
def test_probabilities_taken_for_logits(loss):
    y, units = TARGETS[loss]
    right = "sigmoid" if loss == BINARY else "softmax"
    wrong = network(layers.Dense(units, right), loss=FROM_LOGITS[loss])
    told = sentence("from_logits with probabilities", X, y, wrong)
    assert f"{right}, and from_logits=True" in told
    assert codes(X, y, network(layers.Dense(units, right), loss=loss)) == ()


@pytest.mark.parametrize("loss", TARGETS)
def test_a_relu_at_the_end(loss):
    y, units = TARGETS[loss]
    losses = fit(network(layers.Dense(units, "relu"), loss=loss), X, y)["loss"]
    # Of one-hot rows Keras divides by what the units add up to, which a ReLU may make 0.
    assert np.isfinite(losses).all() or loss == CATEGORICAL
    assert codes(X, y, network(layers.Dense(units, "relu"), loss=loss)) == ("relu at the end",)
    model = network(units, layers.ReLU(), loss=FROM_LOGITS[loss])
    assert codes(X, y, model) == ("relu at the end",)


@pytest.mark.parametrize("ends", ["tanh", "gelu", "softplus"])
def test_other_activations_that_are_no_probabilities(ends):
    model = network(layers.Dense(1, ends), loss=BINARY)
    assert codes(X, YES_NO, model) == ("logits without from_logits",)


def test_an_activation_of_the_learners_is_left_alone():
    def own(x):
        return keras.ops.sigmoid(x)

    assert codes(X, YES_NO, network(layers.Dense(1, own), loss=BINARY)) == ()


def test_a_softmax_of_one_unit_gives_one_answer():
    model = network(layers.Dense(1, "softmax"), loss=BINARY)
    loudly(fit, model, X, YES_NO)
    predicted, heard = loudly(model.predict, X, verbose=0)
    assert (predicted == 1).all()
    assert any("softmax over axis -1" in one for one in heard)
    assert "activation='sigmoid'" in sentence("softmax of one unit", X, YES_NO, model)


def test_a_binary_loss_on_a_softmax():
    told = sentence("binary loss on softmax", X, ONE_HOT, softmax(loss=BINARY))
    assert "softmax, 3 units" in told
    assert codes(X, ONE_HOT, network(layers.Dense(3, "sigmoid"), loss=BINARY)) == ()


def test_of_two_units_the_two_losses_are_the_same_by_what_they_say():
    two = np.eye(2)[YES_NO.astype(int)]
    probabilities = np.array([[0.2, 0.8]] * 64)
    binary = keras.losses.binary_crossentropy(two, probabilities)
    categorical = keras.losses.categorical_crossentropy(two, probabilities)
    assert np.allclose(binary, categorical)
    assert codes(X, two, softmax(2, loss=BINARY)) == ()


@pytest.mark.parametrize("loss", [SPARSE, CATEGORICAL])
def test_a_categorical_loss_on_sigmoids(loss):
    y, units = TARGETS[loss]
    model = network(layers.Dense(units, "sigmoid"), loss=loss)
    assert codes(X, y, model) == ("categorical loss on sigmoid",)


def test_a_categorical_loss_on_one_unit_is_zero():
    model = sigmoid(loss=CATEGORICAL)
    with pytest.warns(SyntaxWarning, match="Consider using 'binary_crossentropy'"):
        losses = fit(model, X, YES_NO[:, None])["loss"]
    assert np.allclose(losses, 0, atol=1e-5)
    assert codes(X, YES_NO[:, None], model) == ("categorical loss on one unit",)
