"""Each sentence on the Keras installed, and on a callback that is made to behave otherwise."""

import random
import warnings

import keras
import numpy as np
import pytest

from faqlab.claims import early_stopping
from faqlab.claims import stopping_experiments as tried
from faqlab.core.claim import FALSE, HOLDS

EarlyStopping = keras.callbacks.EarlyStopping


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = early_stopping.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", early_stopping.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in early_stopping.CLAIMS for row in claim.ledger}
    assert rows == {"C82", "C83", "C84", "C85"}


class Never(EarlyStopping):
    """It never stops anything, and keeps nothing."""

    def on_epoch_end(self, epoch, logs=None):
        pass

    def on_train_end(self, logs=None):
        pass


class AtOnce(EarlyStopping):
    """It ends every training after its first epoch."""

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.stopped_epoch = epoch
        self.model.stop_training = True


class Lenient(EarlyStopping):
    """Equal is good enough."""

    def _is_improvement(self, monitor_value, reference_value):
        return reference_value is None or monitor_value <= reference_value


class Counting(EarlyStopping):
    """It counts misses in total: a new best doesn't start anew."""

    def on_epoch_end(self, epoch, logs=None):
        before = self.wait
        super().on_epoch_end(epoch, logs)
        if self.wait == 0 and epoch:
            self.wait = before


class LastOnly(EarlyStopping):
    """It compares with the epoch before, not with the best."""

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.best = logs[self.monitor]


class Stubborn(EarlyStopping):
    """It has no patience with NaN."""

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        if np.isnan(logs[self.monitor]):
            self.model.stop_training = True


class Forgiving(EarlyStopping):
    """It looks at numbers only."""

    def on_epoch_end(self, epoch, logs=None):
        if not np.isnan(logs[self.monitor]):
            super().on_epoch_end(epoch, logs)


class AlwaysRestoring(EarlyStopping):
    def __init__(self, restore_best_weights=False, **settings):
        super().__init__(restore_best_weights=True, **settings)


class OnlyWhenStopped(EarlyStopping):
    """As Keras 2 had it: a training that ends by itself keeps its last weights."""

    def on_train_end(self, logs=None):
        if self.stopped_epoch:
            super().on_train_end(logs)


class Interruptible(EarlyStopping):
    """Its weights are back before the interrupt."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 3:
            self.model.set_weights(self.best_weights)
            self.model.set_weights = lambda weights: None


class EarlyBest(EarlyStopping):
    """It looks at every epoch for the best, also before it may stop."""

    def __init__(self, start_from_epoch=0, **settings):
        super().__init__(**settings)


class Strict(EarlyStopping):
    """It refuses what isn't reported."""

    def get_monitor_value(self, logs):
        return logs[self.monitor]


class Lax(EarlyStopping):
    """It takes every unknown name for a loss."""

    def _set_monitor_op(self):
        self.mode = "min" if self.mode == "auto" else self.mode
        super()._set_monitor_op()


class Knowing(EarlyStopping):
    """It takes everything but losses for the higher the better."""

    def _set_monitor_op(self):
        self.mode = "min" if "los" in self.monitor else "max"
        super()._set_monitor_op()


class AnyStep(EarlyStopping):
    """It takes no notice of `min_delta`."""

    def __init__(self, min_delta=0, **settings):
        super().__init__(**settings)


class FromTheLast(EarlyStopping):
    """With `min_delta` it compares with the last epoch."""

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.best = min(self.best, logs[self.monitor])


class NoBaseline(EarlyStopping):
    def __init__(self, baseline=None, **settings):
        super().__init__(**settings)

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.model.stop_training = False


class WholeBaseline(EarlyStopping):
    """The patience runs out, whatever is the best."""

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        if self.wait >= max(1, self.patience):
            self.model.stop_training = True


@pytest.mark.parametrize(
    ("experiment", "kind", "verdict"),
    [
        (tried.stops_when_it_no_longer_falls, Never, FALSE),
        (tried.stops_when_it_no_longer_falls, AtOnce, FALSE),
        (tried.the_faqs_lines_stop, Never, FALSE),
        (tried.two_misses_end_it, Never, FALSE),
        (tried.two_misses_end_it, Counting, HOLDS),
        (tried.equal_is_better, Lenient, HOLDS),
        (tried.better_than_the_last_is_enough, LastOnly, HOLDS),
        (tried.small_steps_count_for_nothing, AnyStep, FALSE),
        (tried.small_steps_count_for_nothing, FromTheLast, HOLDS),
        (tried.nan_ends_training, Stubborn, HOLDS),
        (tried.a_first_nan_is_forgotten, Forgiving, HOLDS),
        (tried.the_best_weights_are_kept, AlwaysRestoring, HOLDS),
        (tried.the_best_weights_are_kept, Never, FALSE),
        (tried.restored_at_a_natural_end, OnlyWhenStopped, FALSE),
        (tried.restored_after_an_interrupt, Interruptible, HOLDS),
        (tried.the_best_of_all_epochs, EarlyBest, HOLDS),
        (tried.the_best_of_all_epochs, Never, FALSE),
        (tried.missing_validation_is_an_error, Strict, HOLDS),
        (tried.a_misspelt_name_is_an_error, Strict, HOLDS),
        (tried.a_misspelt_name_is_an_error, Lax, FALSE),
        (tried.auto_finds_the_way, Knowing, HOLDS),
        (tried.auto_finds_the_way, Lax, FALSE),
        (tried.a_baseline_ends_it, NoBaseline, FALSE),
        (tried.a_baseline_ends_it, WholeBaseline, HOLDS),
    ],
)
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, kind, verdict):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert experiment(kind).verdict == verdict
