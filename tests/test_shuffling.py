"""The lesson's promises end to end: on real data, with the names of the topic."""

import keras
import numpy as np

import faqlab
from faqlab import shuffling


def network():
    layers = [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10)]
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model


def test_a_seed_makes_all_epochs_alike_and_the_cure_does_not():
    (x, y), (x_test, y_test) = faqlab.digits()
    keras.utils.set_random_seed(1)
    held = {"validation_data": (x_test, y_test)}
    seeded = shuffling.record_order(network(), x, y, epochs=3, batch_size=64, **held)
    assert seeded.kinds == ["shuffled", *["the same order as epoch 1"] * 2]
    assert seeded.validation_kinds == ["in order"] * 3
    cure = shuffling.FreshOrder(x, y, batch_size=64, seed=1)
    cured = shuffling.record_order(
        network(), cure, samples=x.astype("float32"), epochs=3, shuffle=False, **held
    )
    assert cured.kinds == ["shuffled"] * 3
    assert cured.distinct == 3


def test_the_measure_of_a_recorded_epoch():
    (x, y), _ = faqlab.digits()
    order = shuffling.record_order(network(), x, y, batch_size=64)
    assert 0.9 < shuffling.mixing(order.epochs[0]) < 1.1
    plain = shuffling.record_order(network(), x, y, batch_size=64, shuffle=False)
    assert shuffling.mixing(plain.epochs[0]) == 0
    np.testing.assert_array_equal(plain.epochs[0], np.arange(len(x)))


def test_the_public_names_are_there():
    for name in shuffling.__all__:
        assert getattr(shuffling, name) is not None
