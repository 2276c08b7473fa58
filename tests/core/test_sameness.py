import random

import numpy as np
import pytest

from faqlab.core.outcome import Outcome
from faqlab.core.sameness import Sameness, run_twice, same, score
from tests.core import trainings


def found(*outcomes, tolerance=1e-5):
    return Sameness(tuple(outcomes), tolerance)


def weights(*numbers):
    return Outcome(weights={"w": np.array(numbers)})


def test_three_verdicts():
    one, near, far = weights(1.0, 2.0), weights(1.0, 2.0 + 1e-9), weights(1.0, 2.2)
    assert found(one, weights(1.0, 2.0)).verdict == "bit-equal"
    assert found(one, near).verdict == "within tolerance"
    assert found(one, near, far).verdict == "different"
    assert found(one, far, tolerance=0.2).verdict == "within tolerance"
    (gap,) = found(one, near, far).gaps
    assert (gap.first, gap.size) == (2, pytest.approx(0.1))


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (np.nan, np.nan, True),
        (0.0, -0.0, False),
        (1.0, np.nan, False),
        (np.float32(1), np.float64(1), False),
        ("a", "a", True),
        ("a", "b", False),
        ("", "", True),
        (1, 1, True),
        (True, False, False),
        ([1.0, 2.0], [1.0, 2.0, 3.0], False),
        ([], [], True),
        (np.inf, np.inf, True),
    ],
)
def test_equal_means_to_the_last_bit(one, other, equal):
    outcomes = [Outcome(values={"x": np.asarray(value)}) for value in (one, other)]
    assert same(*outcomes) == equal
    assert (found(*outcomes).verdict == "bit-equal") == equal


def test_the_first_step_and_the_weights_that_differ_are_named():
    outcomes = [
        Outcome(
            steps={"loss": np.array([1.0, 0.5, end])},
            epochs={"loss": np.array([0.7])},
            weights={"a": np.zeros(2), "b": np.array([1.0, end])},
        )
        for end in (0.25, 0.3)
    ]
    compared = found(*outcomes)
    assert compared.first_step == 3
    assert [gap.name for gap in compared.differing] == ["loss", "b"]
    assert str(compared).splitlines() == [
        "2 runs: different.",
        "1 curve by step: 1 differs: loss from step 3 of 3 on.",
        "1 curve by epoch: the same to the last bit.",
        "2 weights: 1 differs: b.",
    ]
    assert found(outcomes[0], outcomes[0]).first_step is None


def test_a_run_that_stops_earlier_differs_from_there():
    long, short = (Outcome(epochs={"loss": np.ones(n)}) for n in (4, 2))
    (gap,) = found(long, short).gaps
    assert (gap.first, gap.size) == (3, np.inf)
    missing = found(weights(1.0), Outcome())
    assert missing.verdict == "different"


def test_many_differences_are_counted():
    outcomes = [Outcome(values={name: np.array(i) for name in "abcde"}) for i in (1, 2)]
    assert "5 differ: a; b; c, and 2 more." in str(found(*outcomes))


def test_a_training_without_chance_and_one_with():
    assert score(trainings.nothing).verdict == "bit-equal"
    told = []
    twice = run_twice(trainings.numpy_random, progress=lambda *both: told.append(both))
    assert (twice.verdict, len(twice.outcomes)) == ("different", 2)
    assert told == [(1, 2), (2, 2)]
    assert len(twice.seconds) == 2
    # The function of the module, not the generator that it belongs to in this process.
    assert run_twice(random.random, tolerance=np.inf).verdict == "within tolerance"
    assert run_twice(np.random.normal, tolerance=np.inf).verdict == "within tolerance"


def test_keras_with_a_seed_is_bit_equal():
    compared = run_twice(trainings.seeded)
    assert compared.verdict == "bit-equal"
    assert {gap.kind for gap in compared.gaps} == {"epoch", "weight"}


@pytest.mark.parametrize("runs", [1, 0, 2.5, "two"])
def test_one_run_can_t_be_compared(runs):
    with pytest.raises(ValueError, match=r"nothing to compare. Expected: two runs .*Received: "):
        score(trainings.nothing, runs)


def test_its_picture_is_a_png():
    assert found(weights(1.0), weights(2.0))._repr_png_().startswith(b"\x89PNG")
