import itertools

import numpy as np
import pytest

from faqlab.core.luck import Luck, luck


def by_seed(seed):
    return seed / 10


def test_each_seed_is_used_once_and_the_scores_come_in_order():
    found = luck(by_seed, seeds=5)
    assert found.seeds == (0, 1, 2, 3, 4)
    np.testing.assert_array_equal(found.scores["training"], [0, 0.1, 0.2, 0.3, 0.4])
    assert luck(by_seed, seeds=[7, 3]).scores["training"].tolist() == [0.7, 0.3]
    assert str(found) == "training: 0.20 on average, 0.00 to 0.40 over 5 seeds."


def test_few_processes_share_the_seeds():
    def process(seed):
        import os

        return os.getpid()

    assert len(set(luck(process, seeds=6, jobs=2).scores["training"])) == 2


def test_the_chance_is_that_of_all_ways_to_swap():
    old, new = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.5, 1.8, 3.9, 4.4])
    apart = new - old
    means = [np.mean(np.array(signs) * apart) for signs in itertools.product((1, -1), repeat=4)]
    expected = np.mean([abs(mean) >= abs(apart.mean()) - 1e-12 for mean in means])
    assert Luck({"old": old, "new": new}, (0, 1, 2, 3)).chance("old", "new") == expected


def test_many_seeds_are_sampled():
    rng = np.random.default_rng(1)
    old = rng.normal(size=40)
    seeds = tuple(range(40))
    assert Luck({"a": old, "b": old + rng.normal(size=40) * 0.1 + 1}, seeds).chance("a", "b") < 0.01
    assert Luck({"a": old, "b": rng.normal(size=40)}, seeds).chance("a", "b") > 0.05


def test_a_change_that_helps_and_one_that_does_nothing():
    found = luck({"old": by_seed, "better": lambda seed: seed / 10 + 1, "same": by_seed}, 8)
    better, nothing = str(found).splitlines()[3:5]
    assert better.startswith("better is higher with 8 of 8 seeds. Luck alone hardly ever")
    assert nothing.startswith("same is higher with 0 of 8 seeds. Luck alone does as much")


def test_a_function_that_takes_no_heed_of_its_seed_is_told():
    assert "does the function use the seed" in str(luck(lambda seed: 0.5, 3))


def test_bad_trainings_and_seeds():
    with pytest.raises(TypeError, match=r"no score. Expected: a number.*Received: 'None'"):
        luck(lambda seed: None, 2)
    with pytest.raises(TypeError, match=r"no training to run. Expected: .*Received: 3"):
        luck(3)
    with pytest.raises(ValueError, match=r"no spread. Expected: two seeds.*Received: 1"):
        luck(by_seed, 1)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        luck(lambda seed: 1 / 0, 2)


def test_its_picture_is_a_png():
    assert luck(by_seed, 2)._repr_png_().startswith(b"\x89PNG")
