"""Two workers train as one process does: judged by a plain `fit` of Keras, rows in one order."""

import keras
import numpy as np
import pytest

import faqlab
from faqlab.core.worker_launch import Workers, launch_workers
from faqlab.core.worker_training import train_together

EPOCHS, BATCH = 3, 64

# 1437 rows in batches of 64 leave a last one of 29: the two workers' shares of it are unequal.
SCRIPT = """
import sys
import keras
import faqlab
from faqlab.core.worker_training import train_together
from tests.core.test_worker_training import EPOCHS, BATCH, network

(x, y), _ = faqlab.digits()
_, checkpoint, slow = sys.argv

def told(line):
    print(line)
    if slow == "slow" and line.startswith("epoch 2"):
        import time
        time.sleep(600)

train_together(network, x, y, epochs=EPOCHS, batch_size=BATCH, checkpoint=checkpoint, told=told)
"""


def network():
    layers = [keras.layers.Flatten(), keras.layers.Dense(16, activation="relu")]
    layers += [keras.layers.Dense(10, kernel_regularizer="l2")]
    model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss)
    return model


def plain_fit():
    (x, y), _ = faqlab.digits()
    keras.utils.set_random_seed(0)
    model = network()
    for epoch in range(EPOCHS):
        order = np.random.default_rng([0, epoch]).permutation(len(x))
        model.fit(x[order], y[order], BATCH, shuffle=False, verbose=0)
    return model


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "train.py"
    path.write_text(SCRIPT)
    return path


def loaded(checkpoint):
    model = network()
    model.optimizer.build(model.trainable_variables)
    model.load_weights(checkpoint)
    return model.get_weights()


def assert_as_plain(weights):
    for ours, theirs in zip(weights, plain_fit().get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


def test_one_worker_is_killed_and_training_goes_on_from_the_checkpoint(script, tmp_path):
    checkpoint = tmp_path / "model.weights.h5"
    with Workers(script, 2, [checkpoint, "slow"]) as workers:
        assert workers.wait_for("epoch 2 of 3", 0)
        workers.kill(1)
        report = workers.wait(limit=60, grace=2)
    assert 1 in [one.rank for one in report.died]
    halfway = loaded(checkpoint)
    report = launch_workers(script, 2, [checkpoint, "quick"], limit=120)
    assert report.finished, str(report)
    assert [one.lines[0][:12] for one in report.workers] == ["epoch 3 of 3"] * 2
    assert_as_plain(loaded(checkpoint))
    assert not all(map(np.array_equal, halfway, loaded(checkpoint)))
    assert [one.name for one in tmp_path.glob(".*")] == []


def test_alone_it_trains_as_fit_does(monkeypatch, tmp_path):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    (x, y), _ = faqlab.digits()
    told = []
    more = {"batch_size": BATCH, "checkpoint": tmp_path / "m.weights.h5", "told": told.append}
    train_together(network, x, y, epochs=1, **more)
    model = train_together(network, x, y, epochs=EPOCHS, **more)
    assert_as_plain(model.get_weights())
    assert [line.partition(":")[0] for line in told] == [f"epoch {i} of {n}" for i, n in PLAN]


PLAN = [(1, 1), (2, 3), (3, 3)]


def test_too_late_to_join(monkeypatch):
    keras.ops.zeros(1)
    address = '{"cluster": {"worker": ["127.0.0.1:1"]}, "task": {"type": "worker", "index": 0}}'
    monkeypatch.setenv("TF_CONFIG", address)
    with pytest.raises(RuntimeError, match=r"too late to join .* Expected: `train_to"):
        train_together(network, np.ones((4, 8, 8, 1)), np.ones(4), epochs=1)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"checkpoint": "model.keras"}, r"Expected: a name with the ending '\.weights\.h5'"),
        ({"batch_size": 0}, "more devices than rows in a batch"),
    ],
)
def test_what_cannot_be(monkeypatch, more, message):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    with pytest.raises(ValueError, match=message):
        train_together(network, np.ones((4, 8, 8, 1)), np.ones(4), epochs=1, **more)
