"""Whatever is seeded and drawn in between, the draws after it are those that would have come."""

import contextlib
import random

import keras
import numpy as np
import pytest

from faqlab.core.kept_seeds import kept_seeds


def tensorflow_draw():
    import tensorflow as tf

    return float(tf.random.uniform(()))


DRAWS = {
    "python": random.random,
    "numpy": np.random.random,
    "keras": lambda: float(keras.random.uniform(())),
    "tensorflow": tensorflow_draw,
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_the_draws_go_on_as_if_nothing_had_been_seeded(draw):
    keras.utils.set_random_seed(3)
    expected = [draw() for _ in range(3)]
    keras.utils.set_random_seed(3)
    found = [draw()]
    with contextlib.suppress(ZeroDivisionError), kept_seeds():
        keras.utils.set_random_seed(4)
        draw()
        raise ZeroDivisionError
    found += [draw(), draw()]
    assert found == expected


def test_what_was_seeded_is_still_said_to_be():
    keras.utils.set_random_seed(3)
    with kept_seeds():
        keras.utils.set_random_seed(4)
    assert keras.src.utils.rng_utils.get_random_seed() == 3
