import re
import warnings

import keras
import numpy as np
import pytest

from faqlab.core.checked_stopping import CheckedStopping
from faqlab.core.scripted_training import drive, scripted_model

from .stopping_cases import cases

X, Y = np.random.default_rng(0).normal(size=(12, 2)), np.zeros(12)


def fit(stopping, **more):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    return model.fit(X, Y, epochs=6, verbose=0, callbacks=[stopping], **more)


def test_where_nothing_is_wrong_it_is_keras():
    model = scripted_model()
    tried = 0
    for values, settings in cases()[::8]:
        script = [{"loss": 1.0} | ({} if one is None else {"val_loss": one}) for one in values]
        theirs = keras.callbacks.EarlyStopping(**settings)
        try:
            ours = CheckedStopping(**settings)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = drive(ours, script, model)
        except ValueError:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert found == drive(theirs, script, model)
        tried += 1
    assert tried >= 30


@pytest.mark.parametrize(
    ("settings", "more", "message"),
    [
        ({}, {}, "Nothing called 'val_loss' is reported. Expected: one of 'loss', 'mae'"),
        ({}, {}, "Give `fit` validation data: `validation_split=0.2`"),
        ({"monitor": "val_los"}, {"validation_split": 0.5}, "Expected: one of 'val_loss'"),
        ({"monitor": "lss", "mode": "min"}, {}, "Nothing called 'lss' is reported."),
    ],
)
def test_a_name_that_is_not_reported_ends_the_first_epoch(settings, more, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        fit(CheckedStopping(**settings), **more)


@pytest.mark.parametrize(
    ("monitor", "mode", "message"),
    [
        ("val_accuracy", "min", "take the worst val_accuracy for the best: higher is better."),
        ("val_loss", "max", "take the worst val_loss for the best: lower is better."),
    ],
)
def test_the_wrong_way_round_is_refused_before_training(monitor, mode, message):
    with pytest.raises(ValueError, match=message):
        CheckedStopping(monitor, mode=mode)
    assert CheckedStopping("val_mine", mode=mode).mode == mode


def test_a_first_nan_is_refused_and_a_later_one_is_not():
    script = [{"val_loss": one} for one in (float("nan"), 1.0)]
    with pytest.raises(ValueError, match=r"The first val_loss is NaN.*Look at the data"):
        drive(CheckedStopping(), script)
    assert drive(CheckedStopping(patience=1), script[::-1]).ran == 2
    # What isn't looked at may be NaN.
    assert not drive(CheckedStopping(start_from_epoch=1), script).stopped


def test_validation_every_few_epochs_is_waited_for_without_warnings():
    fitted = fit(
        CheckedStopping(patience=5, validation_freq=3), validation_split=0.5, validation_freq=3
    )
    assert len(fitted.history["val_loss"]) == 2
    listed = fit(
        CheckedStopping(patience=5, validation_freq=[2, 5]),
        validation_split=0.5,
        validation_freq=[2, 5],
    )
    assert len(listed.history["val_loss"]) == 2
    with pytest.raises(ValueError, match="Nothing called 'val_loss'"):
        fit(CheckedStopping(validation_freq=2))


def test_it_can_be_used_again():
    stopping = CheckedStopping(patience=1)
    fit(stopping, validation_split=0.5)
    with pytest.raises(ValueError, match="Nothing called 'val_loss'"):
        fit(stopping)
