"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import random

import keras
import numpy as np
import pytest

from faqlab.claims import loss_gap
from faqlab.claims import loss_gap_experiments as tried
from faqlab.claims.networks import array
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF

LAYERS = keras.layers


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = loss_gap.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", loss_gap.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in loss_gap.CLAIMS for row in claim.ledger}
    assert rows == {f"C{number}" for number in range(63, 69)}


class AlwaysDrops(LAYERS.Dropout):
    """A dropout that is never off."""

    def call(self, inputs, training=False):
        return super().call(inputs, training=True)


class NeverDrops(LAYERS.Dropout):
    """A dropout that is never on."""

    def call(self, inputs, training=False):
        return inputs


def evaluate_without(model, *arguments, **named):
    """The FAQ's `evaluate`: no penalty."""
    loss = keras.Model.evaluate(model, *arguments, **named)
    model(arguments[0])
    return loss - sum(float(array(one)) for one in model.losses)


def fit_without(model, x, y, validation_data, **named):
    """The FAQ's `fit`: no penalty in validation."""
    record = keras.Model.fit(model, x, y, validation_data=validation_data, **named)
    model(x)
    record.history["val_loss"][-1] -= sum(float(array(one)) for one in model.losses)
    return record


def fit_of_the_last_batch(model, *arguments, **named):
    """A `fit` that reports what the last batch had."""
    own = []
    watch = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: own.append((batch + 1) * logs["loss"])
    )
    record = keras.Model.fit(model, *arguments, callbacks=[watch], **named)
    record.history["loss"][0] = own[-1] - own[-2]
    return record


def fit_with_class_weights_everywhere(model, x, y, class_weight, validation_data, **named):
    """A `fit` that weighs the validation rows too."""
    weights = np.array([class_weight[label] for label in validation_data[1]])
    there = (*validation_data, weights)
    return keras.Model.fit(model, x, y, class_weight=class_weight, validation_data=there, **named)


class WithPenalty(keras.metrics.Metric):
    """A metric that knows nothing of the targets, and is never the loss."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        pass

    def result(self):
        return keras.ops.convert_to_tensor(1e3)


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.dropout_is_off_in_testing, {"kind": AlwaysDrops}, FALSE),
        (tried.dropout_is_off_in_testing, {"kind": NeverDrops}, FALSE),
        (tried.penalties_are_off_in_testing, {"evaluate": evaluate_without}, HOLDS),
        (tried.penalties_are_off_in_testing, {"penalties": {"none": {}}}, HOLDS),
        (tried.validation_leaves_penalties_out, {"fit": fit_without}, HOLDS),
        (tried.the_training_loss_is_a_mean_over_batches, {"fit": fit_of_the_last_batch}, FALSE),
        (tried.the_first_batches_have_the_higher_loss, {"rate": 0.0}, FALSE),
        (tried.the_loss_after_the_epoch_is_lower, {"rate": 0.0}, FALSE),
        (tried.a_gap_means_overfitting, {"drop": 0.0}, HOLDS),
        (
            tried.dropout_is_the_only_one,
            {"kinds": {name: tried.MODES[name] for name in ("Dropout", "Dense")}},
            HOLDS,
        ),
        (tried.a_metric_is_the_loss, {"kind": WithPenalty}, FALSE),
        (
            tried.class_weights_count_in_validation,
            {"fit": fit_with_class_weights_everywhere},
            HOLDS,
        ),
    ],
)
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, planted, verdict):
    assert experiment(**planted).verdict == verdict


def test_a_metric_that_counts_penalties_would_be_the_loss(monkeypatch):
    penalty = {"L2": {"kernel_regularizer": keras.regularizers.L2(0.0)}}
    monkeypatch.setattr(tried, "PENALTIES", penalty)
    assert tried.a_metric_is_the_loss().verdict == HOLDS


def test_the_numbers_of_the_lesson(findings):
    numbers = findings["loss_gap.2"].evidence.numbers
    assert numbers == {f"the test loss counts {one}": "yes" for one in ("L1", "L2", "activity")}
    assert findings["loss_gap.9"].evidence.verdict == HOLDS_IF
