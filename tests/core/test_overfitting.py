"""Curves whose story is known, and bad input."""

import numpy as np
import pytest

from faqlab.core.overfitting import DIVERGES, LEARNS, OVERFITS, STALLS, overfitting
from faqlab.core.run import Run


def run(training, validation, first=0):
    one = Run("scripted")
    one.begin()
    for epoch, (loss, val_loss) in enumerate(zip(training, validation, strict=True), first):
        row = {"loss": loss} | ({} if val_loss is None else {"val_loss": val_loss})
        one.add_epoch(epoch, row)
    one.end("completed")
    return one


EPOCHS = np.arange(30)
FALLING = np.exp(-EPOCHS / 8)
VALLEY = 0.5 + 0.001 * (EPOCHS - 12) ** 2
NOISE = np.random.default_rng(0).normal(size=30)


@pytest.mark.parametrize(
    ("training", "validation", "verdict", "best"),
    [
        (FALLING, VALLEY, OVERFITS, 13),
        (FALLING, VALLEY + 0.02 * NOISE, OVERFITS, None),
        (FALLING, FALLING + 0.3, LEARNS, 30),
        (FALLING + 0.5, FALLING + 0.1, LEARNS, 30),
        (FALLING, np.maximum(FALLING, 0.4), STALLS, 9),
        (VALLEY, VALLEY, DIVERGES, 13),
        (np.full(30, 0.4), VALLEY, STALLS, 13),
        (FALLING, FALLING + 0.5 + 0.002 * NOISE, LEARNS, None),
        ([0.9, 0.5, 0.3, 0.1], [0.8, 0.6, 0.7, 0.9], OVERFITS, 2),
        ([0.9, 0.5, 0.3], [0.8, 0.6, 0.61], STALLS, 2),
    ],
)
def test_the_verdict(training, validation, verdict, best):
    found = overfitting(run(training, validation))
    assert found.verdict == verdict
    if best:
        assert found.best_epoch == best


def test_a_gap_alone_is_no_overfitting():
    """Training far above validation, training far below it: only the way they go counts."""
    for distance in (3.0, -0.05):
        assert overfitting(run(FALLING + distance + 1, FALLING + 1)).verdict == LEARNS


def test_the_words():
    told = str(overfitting(run(FALLING, VALLEY)))
    assert told.startswith(
        "It overfits from epoch 14 on: validation was best after epoch 13, and got worse while "
        "training got better. In epochs 14 to 30 loss went from 0.22 to 0.030, val_loss from 0.50 "
    )
    assert "No overfitting yet: val_loss is lowest at the end, after epoch 30 of 30." in str(
        overfitting(run(FALLING, FALLING))
    )
    assert "has gained nothing since" in str(overfitting(run([3, 2, 1], [2, 1, 1])))
    assert "both curves got worse" in str(overfitting(run(VALLEY, VALLEY)))
    one = overfitting(run([0.9, 0.5, 0.3], [0.8, 0.6, 0.9]))
    assert "In epoch 3 loss went from 0.50 to 0.30, val_loss from 0.60 to 0.90." in str(one)
    assert one.epochs_since == 1


def test_validation_every_other_epoch_and_epochs_that_go_on():
    validation = [one if epoch % 2 else None for epoch, one in enumerate(VALLEY)]
    found = overfitting(run(FALLING, validation, first=10))
    assert (found.verdict, found.best_epoch, found.last_epoch) == (OVERFITS, 22, 40)


def test_values_that_are_none_are_left_out():
    validation = VALLEY.copy()
    validation[[3, 20]] = np.nan, -np.inf
    assert overfitting(run(FALLING, validation)).best_epoch == 13


def test_the_tolerance_decides_what_counts():
    curves = [1.0, 0.5, 0.45, 0.4], [1.0, 0.5, 0.52, 0.52]
    assert overfitting(run(*curves)).verdict == OVERFITS
    assert overfitting(run(*curves), tolerance=0.05).verdict == STALLS


def test_a_callback_that_recorded_is_taken():
    class Recorded:
        run = run(FALLING, VALLEY)

    assert overfitting(Recorded()).verdict == OVERFITS


@pytest.mark.parametrize(
    ("recorded", "error", "message"),
    [
        ({"loss": [1]}, TypeError, "This is no recorded run."),
        (None, TypeError, "Received: 'NoneType'."),
        (Run(), ValueError, "The run has no loss and no val_loss."),
        (run([1, 2, 3], [None] * 3), ValueError, "The run has no val_loss."),
        (run([1, 2], [1, 2]), ValueError, "too few epochs to read anything off them"),
        (run([1, 2, 3], [np.nan] * 3), ValueError, "Received: 0."),
    ],
)
def test_bad_input_is_refused(recorded, error, message):
    with pytest.raises(error) as raised:
        overfitting(recorded)
    assert message in str(raised.value)


@pytest.mark.parametrize("tolerance", [-0.1, float("nan")])
def test_a_tolerance_is_not_negative(tolerance):
    with pytest.raises(ValueError, match="The tolerance is wrong"):
        overfitting(run(FALLING, VALLEY), tolerance)
