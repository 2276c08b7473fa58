import keras
import numpy as np
import pytest

from faqlab.core.gradient_sum import gradient_sum

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]], "float32")
Y = np.array([[1.0], [0.0], [2.0], [1.0]], "float32")


def linear():
    dense = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((2,)), dense])
    model.compile("sgd", "mse")
    return model


def with_norm():
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.BatchNormalization(), *linear().layers]
    )
    model.compile("sgd", "mse")
    return model


def by_hand(x, y, devices):
    """The gradient of the mean of (x.sum() - y) ** 2, divided by the number of devices."""
    error = x.sum(axis=1, keepdims=True) - y
    return np.linalg.norm((2 * error * x).mean(axis=0) / devices)


def test_each_device_and_the_sum_by_hand():
    found = gradient_sum(linear, X, Y, 2)
    assert found.rows == (2, 2)
    halves = [by_hand(X[half], Y[half], 2) for half in (slice(2), slice(2, 4))]
    np.testing.assert_allclose(found.lengths, halves, rtol=1e-5)
    np.testing.assert_allclose(found.length, by_hand(X, Y, 1), rtol=1e-5)
    assert found.equal
    assert "are equal" in str(found)


def test_batch_normalization_breaks_the_sum():
    found = gradient_sum(with_norm, X, Y, 2)
    assert not found.equal
    assert "differ by up to" in found._repr_html_()


@pytest.mark.parametrize(("rows", "devices"), [(3, 2), (0, 2), (4, 0)])
def test_a_batch_that_cannot_be_shared_out(rows, devices):
    with pytest.raises(ValueError, match=r"shared out equally\. Expected: a number of rows that"):
        gradient_sum(linear, X[:rows], Y[:rows], devices)


def test_what_is_no_function():
    with pytest.raises(TypeError, match="a function that makes the compiled model"):
        gradient_sum(linear(), X, Y)
