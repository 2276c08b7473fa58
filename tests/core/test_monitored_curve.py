import keras
import numpy as np
import pytest

from faqlab.core.monitored_curve import curves, monitored, picked
from faqlab.core.recorder import Recorder
from faqlab.core.run import Run


@pytest.fixture(scope="module")
def fitted():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    recorder = Recorder()
    x, y = np.random.default_rng(0).normal(size=(12, 2)), np.zeros(12)
    more = {"initial_epoch": 2, "epochs": 6, "verbose": 0, "callbacks": [recorder]}
    whole = model.fit(x, y, validation_split=0.5, **more)
    every_other = model.fit(x, y, validation_data=(x, y), validation_freq=2, **more)
    return recorder, whole, every_other


def test_the_losses_come_first_and_those_of_validation_before_all(fitted):
    recorder, whole, _ = fitted
    for recorded in (recorder, recorder.run, whole, whole.history):
        assert list(curves(recorded))[:2] == ["val_loss", "val_mae"]
        assert list(curves(recorded))[2:4] == ["loss", "mae"]


def test_a_history_says_where_its_epochs_begin(fitted):
    _, whole, _ = fitted
    curve = monitored(whole, "val_mae")
    assert curve.first == 2
    np.testing.assert_array_equal(curve.values, whole.history["val_mae"])
    assert monitored(whole.history, "val_mae").first == 0


def test_a_run_knows_which_epochs_were_validated(fitted):
    recorder, *_ = fitted
    curve = monitored(recorder, "val_loss")
    assert curve.there.tolist() == [True] * 4 + [False, True, False, True]
    assert (curve.first, len(curve)) == (2, 8)


def test_none_is_no_value_and_nan_is_one():
    curve = monitored({"val_loss": [None, float("nan"), 1]}, "val_loss")
    assert curve.there.tolist() == [False, True, True]
    assert np.isnan(curve.values).tolist() == [True, True, False]


@pytest.mark.parametrize("recorded", [{}, {"loss": []}, Run()])
def test_nothing_to_replay_is_said(recorded):
    with pytest.raises(ValueError, match=r"no epoch to replay.*Train first"):
        curves(recorded)


@pytest.mark.parametrize(
    ("recorded", "message"),
    [
        (3, "This holds no training. Expected: a faqlab.Run"),
        ([1, 2], "This holds no training"),
        ({"loss": 3}, "What stands under 'loss' is no list"),
        ({"loss": ["low"]}, "A value of 'loss' is no number"),
    ],
)
def test_what_is_no_training_is_refused(recorded, message):
    with pytest.raises(TypeError, match=message):
        curves(recorded)


def test_a_history_with_holes_is_refused_with_what_to_do(fitted):
    with pytest.raises(ValueError, match=r"different length.*validation_freq=2.*faqlab.Recorder"):
        curves(fitted[2])


def test_a_curve_that_is_not_there_is_said_with_the_nearest():
    found = curves({"loss": [1], "accuracy": [1]})
    with pytest.raises(ValueError, match=r"Expected: one of 'accuracy', 'loss'.*never stop.$"):
        picked(found, "acuracy")
    with pytest.raises(ValueError, match="Give `fit` validation data"):
        picked(found, "val_loss")
