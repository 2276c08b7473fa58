"""Equality with one device is judged by Keras alone: a plain fit in the same Python."""

import keras
import numpy as np
import pytest

import faqlab
from faqlab.core.data_parallel import DataParallel, data_parallel
from faqlab.core.logical_devices import on_devices


def network(norm=False):
    layers = [keras.layers.Flatten(), keras.layers.Dense(16, activation="relu")]
    layers += [keras.layers.BatchNormalization()] if norm else []
    softmax = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((8, 8, 1)), *layers, softmax])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def with_norm():
    return network(norm=True)


def some(samples):
    (x, y), _ = faqlab.digits()
    return x[:samples], y[:samples]


def plain_fit(x, y, batch_size):
    keras.utils.set_random_seed(0)
    model = network()
    model.fit(x, y, batch_size, verbose=0, shuffle=False)
    return model.get_weights()


def test_after_twenty_steps_the_weights_are_those_of_one_device():
    x, y = some(640)
    found = data_parallel(network, x, y, 2, batch_size=32)
    assert found.shares == ((16, 16),) * 20
    expected = on_devices(plain_fit, 1, x, y, 32)
    trained = [one for one in found.weights if one.dtype == "float32"][: len(expected)]
    for ours, theirs in zip(trained, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
    assert found.equal
    assert found.losses == pytest.approx(found.losses_of_one, abs=1e-5)
    assert str(found).splitlines()[1].split() == ["1", "to", "20", "32", "16", "16"]


def test_batch_normalization_looks_at_each_share_by_itself():
    found = data_parallel(with_norm, *some(128), 2, batch_size=64)
    assert not found.equal
    assert "differ from those of one device" in str(found)


def test_a_last_batch_with_unequal_shares_counts_otherwise():
    found = data_parallel(network, *some(67), 2, batch_size=64)
    assert found.shares == ((32, 32), (2, 1))
    assert not found.equal
    marked = found._repr_html_().split("<tbody>")[1].split("</tr>")
    assert ["marked" in row for row in marked[:2]] == [False, True]


@pytest.mark.parametrize("wrong", [None, 3, "network"])
def test_what_is_no_function(wrong):
    with pytest.raises(TypeError, match=r"Expected: a function that makes .* `def network"):
        data_parallel(wrong, *some(4))


def test_a_model_that_is_made_already():
    with pytest.raises(TypeError, match="made within their scope"):
        data_parallel(network(), *some(4))


def test_one_device_shares_nothing():
    with pytest.raises(ValueError, match=r"nothing to share\. Expected: 2 or more\. Received: 1"):
        data_parallel(network, *some(4), 1)


def test_equal_steps_make_one_line():
    weights = (np.zeros(1),)
    report = DataParallel(2, ((2, 2), (2, 2), (1, 0), (2, 2)), (1.0,), (1.0,), weights, 0.0)
    assert [row[0] for row in report.rows()] == ["1 to 2", "3", "4"]
    assert [row[1] for row in report.rows()] == ["4", "1", "4"]
