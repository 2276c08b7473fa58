"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import itertools
import random
import warnings

import keras
import numpy as np
import pytest

from faqlab.claims import large_data
from faqlab.claims import large_data_experiments as tried
from faqlab.claims.large_data_networks import BATCHES, Asked, arrays, batch, batches
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, UNTESTABLE


@pytest.fixture(scope="module")
def findings():
    states = random.getstate(), str(np.random.get_state())
    found = large_data.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state())) == states
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", large_data.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in large_data.CLAIMS for row in claim.ledger}
    assert rows == {"C79", "C80", "C81"}


def test_the_numbers_that_the_lesson_speaks_of(findings):
    ends = findings["large_data.9"].evidence.numbers
    assert ends["batches of the epochs"] == "8, 2, 2"
    assert ends["with steps_per_epoch=8"] == "8, 0, 2"
    assert ends["loss of an epoch without a batch"] == "0.0"
    assert findings["large_data.10"].evidence.numbers["arrays"] == "5, 3, 5, 3"


class Old(keras.Sequential):
    """A model with the methods and arguments that it had."""

    def fit(self, *data, samples_per_epoch=0, nb_epoch=1, workers=1, **named):
        for name in ("use_multiprocessing", "max_queue_size"):
            named.pop(name, None)
        return super().fit(*data, **named)

    def fit_generator(self, generator, steps_per_epoch):
        self.fit(generator, steps_per_epoch=steps_per_epoch, verbose=0, shuffle=False)

    def evaluate_generator(self, generator, steps):
        return self.evaluate(generator, steps=steps, verbose=0)

    def predict_generator(self, generator, steps):
        return self.predict(generator, steps=steps, verbose=0)


class Idle(keras.Sequential):
    """A model that doesn't train on a batch."""

    def train_on_batch(self, x, y):
        return 0.0


class Averaging(keras.Sequential):
    """A model that returns the mean of all batches so far."""

    def train_on_batch(self, x, y):
        self.told = [*getattr(self, "told", []), super().train_on_batch(x, y)]
        return np.mean(self.told)


class Careful(keras.Sequential):
    """A model that takes any iterator, reads what it trains on, and begins it anew each epoch."""

    def fit(self, *data, steps_per_epoch=None, epochs=1, **named):
        if len(data) == 1 and not isinstance(data[0], keras.utils.PyDataset):
            read = list(itertools.islice(data[0], steps_per_epoch or BATCHES))
            data = [batch for _ in range(epochs) for batch in read]
            steps_per_epoch = len(read)
            data = ((one for one in data),)
        elif steps_per_epoch:
            x, y = data
            rows = np.arange(epochs * steps_per_epoch * 4) % len(x)
            data = ((((x[r], y[r]) for r in np.split(rows, len(rows) // 4))),)
            named.pop("batch_size")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return super().fit(*data, steps_per_epoch=steps_per_epoch, epochs=epochs, **named)


class Picky(keras.Sequential):
    """A model that takes nothing that isn't an array."""

    def fit(self, x, y=None, **named):
        if y is None:
            raise ValueError("arrays, please")
        return super().fit(x, y, **named)


class Backwards(keras.Sequential):
    """A model that reads arrays from their end."""

    def fit(self, x, y=None, **named):
        return super().fit(x, y, **named) if y is None else super().fit(x[::-1], y[::-1], **named)


class Looking(keras.Sequential):
    """A model that looks into the caller's own array at each step."""

    def fit(self, x, y, batch_size, callbacks, **named):
        for begin in range(0, len(x), batch_size):
            self.train_on_batch(x[begin : begin + batch_size], y[begin : begin + batch_size])
            callbacks[0].on_train_batch_end(begin)


class Wrong(Asked):
    """A dataset that gives another batch than the one that was asked for."""

    def __getitem__(self, index):
        super().__getitem__(index)
        return batch(len(self) - 1 - index)


class Short(Asked):
    """A dataset whose queue is always short."""

    def __init__(self, length, workers, max_queue_size):
        super().__init__(length, workers=workers, max_queue_size=1)


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.one_batch_is_trained_and_tested, {"sequential": Idle}, FALSE),
        (tried.its_loss_is_that_batch_alone, {"sequential": Averaging}, FALSE),
        (tried.generators_have_their_own_fit, {"sequential": Old}, HOLDS),
        (tried.epochs_are_counted_in_samples, {"sequential": Old}, HOLDS),
        (tried.fit_takes_workers, {"sequential": Old}, HOLDS),
        (tried.anything_that_yields_batches_will_do, {"sequential": Careful}, HOLDS),
        (tried.anything_that_yields_batches_will_do, {"sequential": Picky}, FALSE),
        (tried.datasets_can_be_handed_over, {"sequential": Backwards}, FALSE),
        (tried.one_that_ends_serves_for_all_epochs, {"sequential": Careful}, HOLDS),
        (tried.each_epoch_has_so_many_steps, {"sequential": Careful}, HOLDS),
        (tried.an_epoch_of_an_endless_one_ends, {"sequential": Careful}, HOLDS),
        (tried.only_what_is_trained_on_is_read, {"sequential": Careful}, HOLDS),
        (tried.workers_keep_the_order, {"dataset": Wrong}, FALSE),
        (tried.the_queue_bounds_what_is_ahead, {"dataset": Short}, FALSE),
        (tried.arrays_are_not_copied, {"sequential": Looking}, HOLDS),
    ],
)
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, planted, verdict):
    assert experiment(**planted).verdict == verdict


def test_an_example_that_is_there_is_found(tmp_path):
    assert tried.the_example_is_at_hand(tmp_path).verdict == UNTESTABLE
    (tmp_path / "cifar10_cnn.py").touch()
    assert tried.the_example_is_at_hand(tmp_path).verdict == HOLDS


def test_the_wrappings_hold_the_same_batches():
    x, _ = arrays()
    for number, (one, _) in enumerate(batches()):
        np.testing.assert_array_equal(one, x[4 * number : 4 * number + 4])
        np.testing.assert_array_equal(one, Asked()[number][0])


def test_the_conditions_are_the_ones_of_the_lesson(findings):
    for number in (6, 10):
        evidence = findings[f"large_data.{number}"].evidence
        assert evidence.verdict == HOLDS_IF
        assert evidence.condition
