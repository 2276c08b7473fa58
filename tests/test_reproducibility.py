"""What the lesson leans on, for the whole of the topic."""

import keras
import numpy as np

import faqlab
from faqlab import reproducibility


def test_the_topic_hands_on_its_names():
    assert all(hasattr(reproducibility, name) for name in reproducibility.__all__)


def train():
    keras.utils.set_random_seed(1)
    layers = [keras.Input((2,)), keras.layers.Dropout(0.5), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    recorder = faqlab.Recorder()
    x, y = np.ones((8, 2)), np.ones(8)
    model.fit(x, y, batch_size=2, epochs=2, verbose=0, callbacks=[recorder])
    return model, recorder


def test_a_seeded_training_is_the_same_in_every_process_and_here():
    """Each outcome beside the numbers that Keras gives in this process."""
    found = reproducibility.run_twice(train)
    assert found.verdict == "bit-equal"
    states = np.random.get_state()
    model, recorder = train()
    np.random.set_state(states)
    for outcome in found.outcomes:
        assert len(outcome.steps["loss"]) == 8
        np.testing.assert_array_equal(outcome.steps["loss"], recorder.run.batches["loss"])
        for one, weight in zip(outcome.weights.values(), model.get_weights(), strict=True):
            np.testing.assert_array_equal(one, weight)


def test_seeds_that_share_a_process_score_as_those_that_do_not():
    def score(seed):
        keras.utils.set_random_seed(seed)
        kernel = keras.layers.Dense(3).kernel_initializer((3, 3))
        dropped = keras.layers.Dropout(0.5)(kernel, training=True)
        return float(keras.ops.sum(dropped))

    together = reproducibility.luck(score, seeds=[5, 6], jobs=1)
    apart = reproducibility.luck(score, seeds=[5, 6], jobs=2)
    assert together.scores["training"].tolist() == apart.scores["training"].tolist()
    assert len(set(together.scores["training"])) == 2
