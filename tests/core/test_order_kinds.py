import numpy as np
import pytest

from faqlab.core.order_kinds import told_kind

RNG = np.random.default_rng(0)


def cut(order, size=4):
    return np.split(np.asarray(order), range(size, len(order), size))


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (range(10), "in order"),
        (RNG.permutation(10), "shuffled"),
        ([8, 9, 4, 5, 6, 7, 0, 1, 2, 3], "shuffled"),  # the batches' borders are elsewhere
        ([4, 5, 6, 7, 0, 1, 2, 3, 8, 9], "whole batches shuffled, each in order"),
        ([3, 1, 2, 0, 7, 4, 5, 6, 9, 8], "shuffled within each batch"),
        (range(9, -1, -1), "shuffled"),
        (range(8), "in order; 8 of 10 samples"),
        ([0, 1, 1, 2], "in order; 3 of 10 samples, some more than once"),
        ([3, 0, 0, 2], "shuffled; 3 of 10 samples, some more than once"),
        ([3, -1, 1, -1], "shuffled; 2 of 10 samples, 2 that are not among those given"),
        ([-1, -1], "none of these samples is among those given"),
        ([], "nothing seen"),
    ],
)
def test_kinds_of_order(order, told):
    batches = cut(np.array(order, int)) if len(order) else []
    assert told_kind(batches, range(10)).startswith(told)


def test_single_samples_are_no_whole_batches():
    assert told_kind(cut(RNG.permutation(6), 1), range(6)) == "shuffled"


def test_numbers_may_begin_anywhere():
    assert told_kind(cut(range(90, 100)), range(90, 100)) == "in order"
