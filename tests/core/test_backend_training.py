import json

import numpy as np
import pytest

from faqlab.core import backend_training
from faqlab.core.backend_training import SameTraining, import_error, losses, same_training
from faqlab.core.datasets import digits


def by_hand():
    """The same training in numpy: softmax cross-entropy, ReLU, steps of 0.1 times the gradient."""
    (images, labels), _ = digits()
    x, y = images[:512].reshape(-1, 64).astype("float64"), np.eye(10)[labels[:512]]
    drawn = np.random.default_rng(0)
    w, b, v, c = (drawn.normal(0, 0.1, shape) for shape in ((64, 32), (32,), (32, 10), (10,)))
    told = []
    for _ in range(5):
        values = []
        for start in range(0, 512, 32):
            rows, right = x[start : start + 32], y[start : start + 32]
            hidden = np.maximum(rows @ w + b, 0)
            scores = np.exp(hidden @ v + c)
            share = scores / scores.sum(1, keepdims=True)
            values.append(-np.log((share * right).sum(1)).mean())
            error = (share - right) / 32
            back = (error @ v.T) * (hidden > 0)
            v, c = v - 0.1 * hidden.T @ error, c - 0.1 * error.sum(0)
            w, b = w - 0.1 * rows.T @ back, b - 0.1 * back.sum(0)
        told.append(np.mean(values))
    return told


def test_the_losses_are_those_of_numpy():
    found = losses()
    assert json.loads(json.dumps(found)) == found
    np.testing.assert_allclose(found, by_hand(), rtol=1e-4)


def test_the_largest_difference_is_a_share_of_the_loss():
    both = SameTraining(
        {"jax": [2.0] * 4 + [1], "torch": [2.0] * 4 + [0.9], "x": OSError("no <b>")}
    )
    assert both.spread == pytest.approx(0.1)
    assert "The largest difference is 1e-01" in str(both)
    assert "no &lt;b&gt;" in both._repr_html_()


def test_one_backend_alone_is_compared_with_nothing():
    alone = SameTraining({"tensorflow": [1.0] * 5})
    assert alone.spread == 0
    assert "nothing to compare it with" in str(alone)


def test_each_installed_backend_trains(monkeypatch):
    monkeypatch.setattr(backend_training, "on_each_backend", lambda function: {"x": [function]})
    assert same_training().losses == {"x": ["faqlab.core.backend_training:losses"]}


def test_the_error_of_a_backend_that_keras_has_no_more():
    assert import_error("theano") == "ValueError: Unable to import backend : theano"
    assert import_error("tensorflow") == ""
