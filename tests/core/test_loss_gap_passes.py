import keras
import numpy as np
import pytest

from faqlab.core.loss_gap_passes import LossParts, loss_parts, mean_parts
from faqlab.core.loss_gap_rows import Batch

X, Y = np.arange(12.0, dtype="float32").reshape(4, 3), np.array([1.0, 2.0, 3.0, 4.0], "float32")
WEIGHTS = np.array([1.0, 0.0, 2.0, 1.0], "float32")


def network(*layers, loss="mse", **more):
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile("sgd", loss, **more)
    return model


def ones(**more):
    return keras.layers.Dense(1, kernel_initializer="ones", **more)


def test_the_parts_of_a_linear_model_by_hand():
    model = network(ones(kernel_regularizer=keras.regularizers.L1L2(0.1, 0.01)))
    parts = loss_parts(model, Batch(X, Y, WEIGHTS, 4), training=False)
    squares = (X.sum(1) - Y) ** 2
    assert parts.plain == pytest.approx(squares.mean(), rel=1e-6)
    assert parts.data == pytest.approx((WEIGHTS * squares).mean(), rel=1e-6)
    assert parts.penalty == pytest.approx(3 * 0.1 + 3 * 0.01, rel=1e-6)
    assert (parts.rows, parts.total) == (4, parts.data + parts.penalty)


def test_they_are_what_test_on_batch_gives():
    model = network(ones(activity_regularizer="l2"))
    parts = loss_parts(model, Batch(X, Y, WEIGHTS, 4), training=False)
    theirs = model.test_on_batch(X, Y, WEIGHTS, return_dict=True)["loss"]
    assert parts.total == pytest.approx(theirs, rel=1e-5)


@pytest.mark.parametrize("training", [True, False])
def test_the_mode_reaches_the_layers(training):
    model = network(keras.layers.Dropout(0.5, seed=1), ones())
    found = {loss_parts(model, Batch(X, Y, None, 4), training).data for _ in range(3)}
    assert len(found) == (3 if training else 1)


def test_a_model_whose_call_takes_no_mode_is_called_as_keras_calls_it():
    """Keras then doesn't switch its dropout on in training either."""

    class Silent(keras.Model):
        def __init__(self):
            super().__init__()
            self.drop, self.out = keras.layers.Dropout(0.5), ones()

        def call(self, x):
            return self.out(self.drop(x))

    model = Silent()
    model.compile(keras.optimizers.SGD(0.0), "mse")
    theirs = model.fit(X, Y, verbose=0).history["loss"][0]
    assert loss_parts(model, Batch(X, Y, None, 4), True).total == pytest.approx(theirs, rel=1e-6)


def test_a_model_without_a_compiled_loss_has_penalties_alone():
    class Adds(keras.layers.Layer):
        def call(self, x):
            self.add_loss(keras.ops.mean(x))
            return x

    model = network(Adds(), loss=None)
    parts = loss_parts(model, Batch(X, None, None, 4), training=True)
    assert (parts.data, parts.plain) == (0.0, 0.0)
    assert parts.penalty == pytest.approx(X.mean())


def test_a_batch_counts_as_much_as_it_has_rows():
    parts = [LossParts(4.0, 1.0, 0.5, 32), LossParts(2.0, 1.0, 0.5, 32), LossParts(1.0, 4, 2, 16)]
    assert mean_parts(parts) == LossParts(2.6, 1.6, 0.8, 80)
