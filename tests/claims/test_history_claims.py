"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import random
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from faqlab.claims import history
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF

really_fit = keras.Model.fit


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = history.CLAIMS.run()
    # Whoever runs the claims in a lesson goes on with the random numbers that they had.
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", history.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def record(history_, kind=keras.callbacks.History):
    made = kind()
    made.history = history_
    return made


# Fakes of `fit`: each makes the sentence false, or true.
def fit_gives(result):
    return lambda model, *data, **arguments: result(arguments)


def fit_always_measures_all(model, *data, **arguments):
    return record({key: [1.0] for key in ("loss", "accuracy", "val_loss", "val_accuracy")})


def fit_without_validation(model, *data, validation_data=None, **arguments):
    return really_fit(model, *data, **arguments)


def fit_validates_always(model, *data, validation_freq=1, **arguments):
    return really_fit(model, *data, **arguments)


def fit_by(average):
    """A `fit` that reports its epoch's loss by an average of its two batches'."""

    def fit(model, x, y, **arguments):
        return record({"loss": [average(history.batch_losses(x, y))]})

    return fit


def fit_goes_on(model, *data, epochs, **arguments):
    model.epochs_so_far = getattr(model, "epochs_so_far", 0) + epochs
    return record({"loss": [1.0] * model.epochs_so_far})


def fit_begins_anew(model, *data, callbacks=(), **arguments):
    return really_fit(model, *data, **arguments)


def no_update(model, x, y):
    """A step with the gradient's sign turned round: the loss rises."""
    model.optimizer.learning_rate.assign(-0.1)
    keras.Model.train_on_batch(model, x, y)


class ForgetfulScheduler(keras.callbacks.LearningRateScheduler):
    """It changes the learning rate and tells nobody."""

    def on_epoch_end(self, epoch, logs=None):
        pass


class IdleScheduler(keras.callbacks.Callback):
    def __init__(self, schedule):
        super().__init__()

    def on_epoch_end(self, epoch, logs=None):
        logs["learning_rate"] = 0.05


COUNTER_EXAMPLES = [
    (history.fit_returns_a_history, {"fit": fit_gives(lambda a: {"loss": [1.0] * 3})}, FALSE),
    (
        history.fit_returns_a_history,
        {"fit": fit_gives(lambda a: SimpleNamespace(history={"loss": [1.0] * 3}))},
        FALSE,
    ),
    (history.fit_returns_a_history, {"fit": fit_gives(lambda a: record({"loss": [1.0]}))}, FALSE),
    (
        history.fit_returns_a_history,
        {"fit": fit_gives(lambda a: record({"loss": [np.float32(1)] * 3}))},
        FALSE,
    ),
    (history.loss_and_accuracy_are_in_it, {"fit": fit_always_measures_all}, HOLDS),
    (history.loss_and_accuracy_are_in_it, {"fit": fit_without_validation}, FALSE),
    (history.validation_runs_after_each_epoch, {"fit": fit_without_validation}, FALSE),
    (history.validation_runs_after_each_epoch, {"fit": fit_validates_always}, HOLDS),
    (
        history.val_loss_is_what_evaluate_gives,
        {"evaluate": lambda model, *data, verbose: 1.5},
        FALSE,
    ),
    (history.loss_is_the_mean_of_its_batches, {"fit": fit_by(np.mean)}, HOLDS),
    (history.loss_is_the_mean_of_its_batches, {"fit": fit_by(max)}, FALSE),
    (history.the_first_batches_are_worse, {"train": no_update}, FALSE),
    (
        history.the_loss_after_the_epoch_is_lower,
        {"evaluate": lambda model, *data, verbose: 99.0},
        FALSE,
    ),
    (history.the_learning_rate_is_in_it, {"scheduler": ForgetfulScheduler}, FALSE),
    (history.the_learning_rate_is_in_it, {"scheduler": IdleScheduler}, FALSE),
    (history.a_second_fit_goes_on, {"fit": fit_goes_on}, HOLDS),
    (history.a_second_fit_goes_on, {"fit": fit_begins_anew}, FALSE),
]


@pytest.mark.parametrize(
    ("experiment", "fakes", "verdict"),
    COUNTER_EXAMPLES,
    ids=[f"{experiment.__name__}-{verdict}" for experiment, _, verdict in COUNTER_EXAMPLES],
)
def test_a_planted_counter_example_turns_the_verdict(experiment, fakes, verdict):
    assert experiment(**fakes).verdict == verdict


def test_the_learning_rate_is_in_it_whoever_changes_it(monkeypatch):
    """A Keras that writes the learning rate down in any case."""

    def fit(model, *data, epochs, callbacks, **arguments):
        really_fit(model, *data, epochs=epochs, callbacks=callbacks, **arguments)
        return record({"loss": [1.0] * epochs, "learning_rate": [0.05] * epochs})

    monkeypatch.setattr(keras.Sequential, "fit", fit, raising=False)
    assert history.the_learning_rate_is_in_it().verdict == HOLDS


def test_every_verdict_but_the_recorded_one_is_planted():
    planted = {(experiment, verdict) for experiment, _, verdict in COUNTER_EXAMPLES}
    for claim in history.CLAIMS:
        others = {verdict for experiment, verdict in planted if experiment == claim.experiment}
        assert others, claim.id
        assert others.isdisjoint(claim.expected)
        if HOLDS_IF in claim.expected and claim.id != "history.8":
            assert others == {HOLDS, FALSE}, claim.id


def test_the_ids_and_the_sources_are_there():
    assert [claim.id for claim in history.CLAIMS] == [f"history.{n}" for n in range(1, 10)]
    assert all(claim.stated and claim.ledger and claim.versions for claim in history.CLAIMS)
