"""Each sentence on the Keras installed, and on a Keras that is made to behave otherwise."""

import random
import warnings

import numpy as np
import pytest

from faqlab.claims import shuffling
from faqlab.claims import shuffling_experiments as tried
from faqlab.claims.shuffling_networks import SAMPLES, dataset, samples, seeded
from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF
from faqlab.core.fresh_order import FreshOrder
from faqlab.core.order_recorder import record_order


def tensorflow_seed():
    from tensorflow.python.eager import context

    return context.global_seed()


@pytest.fixture(scope="module")
def findings():
    before = random.getstate(), str(np.random.get_state()), tensorflow_seed()
    found = shuffling.CLAIMS.run()
    assert (random.getstate(), str(np.random.get_state()), tensorflow_seed()) == before
    return {finding.claim.id: finding for finding in found}


@pytest.mark.parametrize("claim", shuffling.CLAIMS, ids=lambda claim: claim.id)
def test_the_verdict_is_the_one_on_record(claim, findings):
    finding = findings[claim.id]
    assert finding.error == ""
    assert finding.evidence.verdict in claim.expected


def test_the_numbers_of_the_surprise(findings):
    assert findings["shuffling.2"].evidence.numbers == {
        "orders in 4 epochs, no seed": 4,
        "with a seed": 1,
    }
    assert findings["shuffling.7"].evidence.numbers == {
        "NumPy": "shuffled",
        "HDF5": "shuffled",
        "PyDataset": "whole batches shuffled",
        "tf.data": "in order",
        "generator": "in order",
        "warnings": 2,
    }


def test_every_row_of_the_ledger_is_there():
    rows = {row for claim in shuffling.CLAIMS for row in claim.ledger}
    assert rows == {f"C{number}" for number in range(89, 93)}


def always(**fixed):
    """A `fit` that does the same whatever is asked of it."""

    def record(model, *data, **more):
        return record_order(model, *data, **more | fixed)

    return record


def fresh(model, x, y=None, *, samples=None, shuffle=True, batch_size=4, **more):
    """A `fit` that shuffles everything, each time otherwise, whatever the seed."""
    fresh.count += 1
    x = np.array(samples if samples is not None else x)
    data = FreshOrder(x, x, batch_size=batch_size, seed=fresh.count)
    return record_order(model, data, samples=x, shuffle=False, **more)


fresh.count = 0


def strict(model, *data, shuffle=True, **more):
    """A `fit` that refuses other words."""
    if shuffle not in (True, False, "batch"):
        raise ValueError(shuffle)
    return record_order(model, *data, shuffle=shuffle, **more)


def whole(model, x, y, *, shuffle=None, batch_size=None, **more):
    """A `fit` that moves whole batches."""
    parts = [(x[i : i + 4], y[i : i + 4]) for i in range(0, SAMPLES, 4)]

    class Parts(keras.utils.PyDataset):
        def __len__(self):
            return len(parts)

        def __getitem__(self, index):
            return parts[(index + 1) % len(parts)]

    return record_order(model, Parts(), samples=x, shuffle=False, **more)


def moving_validation(model, x, y, *, validation_data, **more):
    """A `fit` that shuffles validation data too."""
    held = FreshOrder(*validation_data, batch_size=4, seed=1)
    more |= {"validation_data": held, "validation_samples": validation_data[0]}
    return record_order(model, x, y, **more)


def still(seed):
    return dataset()


class Turning(tried.Noting):
    """A model that predicts from the last sample to the first."""

    def predict(self, x, **more):
        return super().predict(x[::-1], **more)


@pytest.mark.parametrize(
    ("experiment", "planted", "verdict"),
    [
        (tried.shuffled_by_default, {"record": always(shuffle=False)}, FALSE),
        (tried.shuffled_anew, {"record": fresh}, HOLDS),
        (tried.shuffled_anew, {"record": always(shuffle=False)}, FALSE),
        (tried.a_second_fit_goes_on, {"record": fresh}, HOLDS),
        (tried.a_seeded_dataset_is_fresh, {"make": still}, FALSE),
        (tried.a_seeded_dataset_is_fresh, {"make": lambda seed: dataset(seed=None)}, FALSE),
        (tried.validation_is_never_shuffled, {"record": moving_validation}, FALSE),
        (tried.validation_sets_are_kept_in_order, {"make": still}, HOLDS),
        (tried.everything_is_shuffled, {"record": fresh}, HOLDS),
        (tried.everything_is_shuffled, {"record": always(shuffle=False)}, FALSE),
        (tried.whole_batches_are_moved, {"record": whole}, HOLDS),
        (tried.other_words_are_refused, {"record": strict}, HOLDS),
        (tried.off_keeps_the_order, {"record": always(shuffle=True)}, FALSE),
        (tried.the_others_keep_the_order, {"kind": Turning}, FALSE),
    ],
)
def test_a_keras_that_behaves_otherwise_gets_another_verdict(experiment, planted, verdict):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert experiment(**planted).verdict == verdict


def test_arrays_alone_are_not_everything():
    assert tried.everything_is_shuffled().verdict == HOLDS_IF


def test_seeds_are_put_back():
    import tensorflow as tf

    tf.random.set_seed(5)
    first = tf.random.uniform(()).numpy(), tf.random.uniform(()).numpy()
    tf.random.set_seed(5)
    found = [tf.random.uniform(()).numpy()]
    state = random.getstate()
    with seeded(1):
        tf.random.uniform(())
        random.random()
    found.append(tf.random.uniform(()).numpy())
    assert (tensorflow_seed(), random.getstate()) == (5, state)
    assert tuple(found)[1] == pytest.approx(first[1])
    assert samples().shape == (SAMPLES, 1)
