import random
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from faqlab.core.outcome import Outcome
from faqlab.core.sameness import Sameness
from faqlab.exercises.reproducibility import predict, q1, q2, q3


def compared(*ends):
    steps = [Outcome(steps={"loss": np.array([1.0, end])}) for end in ends]
    return Sameness(tuple(steps), 1e-5)


def test_the_prediction_is_compared_with_two_runs():
    for letter, ends in {"a": (1.0, 1.0), "b": (1.0, 1.0 + 1e-9), "c": (1.0, 2.0)}.items():
        assert predict.options[letter].why in str(predict.reveal(compared(*ends)))
    assert "different, from step 2 on" in str(predict.reveal(compared(1.0, 2.0)))
    assert predict.reveal(SimpleNamespace()).state == "untouched"
    assert predict.reveal(3).state == "untouched"


def test_q1():
    assert q1.judged("b").state == "right"
    assert "Too late" in str(q1.judged("a"))
    assert "not from a generator" in str(q1.judged("c"))


def by_keras(seed):
    keras.utils.set_random_seed(seed)


def by_hand(seed):
    import tensorflow as tf

    random.seed(seed)
    np.random.seed(seed)
    tf.random.set_seed(seed)


@pytest.mark.parametrize("answer", [by_keras, by_hand])
def test_q2_takes_any_function_that_does_it(answer):
    assert q2.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            np.random.seed,
            "still drawn anew: Python's random, initial weights, dropout, order.",
        ),
        (lambda seed: keras.utils.set_random_seed(1), "Use the `seed`"),
        (lambda: None, "TypeError"),
        (3, "not a function"),
    ],
)
def test_q2_says_what_is_drawn_anew(answer, message):
    reply = q2.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def test_q2_that_does_nothing_is_untouched():
    assert q2.judged(lambda seed: None).state == "untouched"
    assert q2.judged(...).state == "untouched"


def test_q3():
    assert q3.judged("b").state == "right"
    assert "throw" in str(q3.judged("a"))
    assert "other seeds" in str(q3.judged("d"))
