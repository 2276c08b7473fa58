"""What the lesson shows, on real digits."""

import keras
import pytest

import faqlab
from faqlab import loss_gap

LOSS = "sparse_categorical_crossentropy"


@pytest.fixture(scope="module")
def rows():
    (x, y), (x_test, y_test) = faqlab.digits()
    return x[:400], y[:400], x_test[:200], y_test[:200]


def network(*layers, rate=0.01):
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense(32, activation="relu")
    body = [keras.layers.Flatten(), dense, *layers, keras.layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input((8, 8, 1)), *body])
    model.compile(keras.optimizers.Adam(rate), LOSS, metrics=["accuracy"])
    return model


def test_the_first_epoch_is_explained_by_the_running_average(rows):
    gap = loss_gap.explain(network(), *rows)
    assert (gap.largest, gap.adds_up) == ("running average", True)
    assert gap.gap > 0.3


def test_later_dropout_is_what_lifts_the_training_loss(rows):
    model = network(keras.layers.Dropout(0.7))
    model.fit(*rows[:2], epochs=15, verbose=0)
    gap = loss_gap.explain(model, *rows)
    assert gap.largest == "training mode"
    assert gap.parts["generalisation"] < 0 < gap.gap


def test_the_overfitting_of_a_real_run_is_read_off(rows):
    curves = faqlab.Recorder()
    network(rate=0.05).fit(
        rows[0][:80],
        rows[1][:80],
        epochs=40,
        verbose=0,
        validation_data=rows[2:],
        callbacks=[curves],
    )
    found = loss_gap.overfitting(curves)
    assert found.verdict in ("overfits", "stalls")
    assert found.best_epoch == curves.run.summary().best_epoch


def test_the_public_names_are_there():
    for name in loss_gap.__all__:
        assert getattr(loss_gap, name) is not None
