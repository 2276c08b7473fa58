import random

import keras
import numpy as np
import pytest

from faqlab.core.clean_run import clean_runs
from faqlab.core.clean_settings import Settings
from faqlab.core.fresh_order import FreshOrder
from faqlab.core.order_recorder import record_order

N = 22
X = np.arange(N, dtype="float32")[:, None]


def network():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def orders(epochs=4, shuffle=False, **more):
    data = FreshOrder(X, X, batch_size=4, **more)
    order = record_order(network(), data, samples=X, epochs=epochs, shuffle=shuffle)
    return [one.tolist() for one in order.epochs]


@pytest.mark.parametrize("workers", [1, 3])
def test_each_epoch_has_an_order_of_its_own_and_the_seed_brings_it_back(workers):
    found = orders(seed=3, workers=workers)
    assert len({tuple(one) for one in found}) == 4
    assert all(sorted(one) == list(range(N)) for one in found)
    keras.utils.set_random_seed(99)
    random.random()
    assert orders(seed=3, workers=workers) == found
    assert orders(seed=4, workers=workers) != found


def test_the_orders_are_numpys_for_the_seed_and_the_epoch():
    expected = [np.random.default_rng([3, epoch]).permutation(N).tolist() for epoch in (1, 2)]
    assert orders(epochs=2, seed=3) == expected


def test_a_seed_of_keras_does_not_make_all_epochs_alike():
    keras.utils.set_random_seed(1)
    plain = record_order(network(), X, X, epochs=3)
    assert plain.distinct == 1  # what it is the cure for
    keras.utils.set_random_seed(1)
    assert len({tuple(one) for one in orders()}) == 4
    keras.utils.set_random_seed(1)
    on_top = orders(shuffle=True)
    assert len({tuple(one) for one in on_top}) == 4
    keras.utils.set_random_seed(1)
    assert orders(shuffle=True) == on_top


def test_a_training_goes_on_where_it_was_broken_off():
    whole = orders(epochs=4, seed=5)
    assert orders(epochs=2, seed=5, epoch=2) == whole[2:]


def test_two_processes_see_the_same_orders():
    def seen():
        import keras
        import numpy as np

        from faqlab.core.fresh_order import FreshOrder
        from faqlab.core.order_recorder import record_order

        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        x = np.arange(22, dtype="float32")[:, None]
        data = FreshOrder(x, x, batch_size=4, seed=3, workers=2)
        order = record_order(model, data, samples=x, epochs=3, shuffle=False)
        return [one.tolist() for one in order.epochs]

    one, two = clean_runs(seen, [Settings(hash_seed=seed, raw=True) for seed in (1, 2)])
    assert (one.error, two.error) == ("", "")
    assert one.returned == two.returned == orders(epochs=3, seed=3)


def test_rows_stay_together_in_every_structure():
    data = FreshOrder({"a": X, "b": [X, 2 * X]}, 3 * X, X[:, 0], batch_size=5, seed=1)
    for x, y, weight in data:
        a, (one, two) = x["a"], x["b"]
        np.testing.assert_array_equal(a, one)
        np.testing.assert_array_equal(2 * a, two)
        np.testing.assert_array_equal(3 * a, y)
        np.testing.assert_array_equal(a[:, 0], weight)
    assert [len(batch[1]) for batch in data] == [5, 5, 5, 5, 2]
    assert len(FreshOrder(X)[0]) == 1


def test_what_it_is_in_words():
    assert repr(FreshOrder(np.zeros(2000), seed=7)) == (
        "2,000 samples in 63 batches of up to 32, shuffled anew for each epoch, seed 7"
    )
    assert "in 1 batch of" in repr(FreshOrder(np.zeros(3)))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"x": X, "y": X[1:]}, r"don't fit together\. Expected: arrays with as many .*'21, 22'"),
        ({"x": X[:0]}, "don't fit together"),
        ({"x": 3}, "don't fit together"),
        ({"x": []}, "don't fit together"),
        ({"x": X, "sample_weight": X}, r"weights for samples without targets\. Expected: `y` too"),
        ({"x": X, "batch_size": 0}, r"The batch size is wrong\. Expected: a whole number from 1"),
        ({"x": X, "batch_size": 2.5}, "The batch size is wrong"),
        ({"x": X, "seed": -1}, r"The seed is wrong\. Expected: a whole number from 0"),
        ({"x": X, "seed": None}, r"The seed is wrong.*Received: None"),
        ({"x": X, "seed": True}, "The seed is wrong"),
        ({"x": X, "epoch": "2"}, "The number of epochs done is wrong"),
    ],
)
def test_what_is_wrong_is_said(given, message):
    with pytest.raises(ValueError, match=message):
        FreshOrder(**given)
