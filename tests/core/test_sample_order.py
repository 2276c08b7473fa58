import numpy as np

from faqlab.core.sample_order import APPEARANCE, SampleOrder


def batches(*orders):
    return tuple(np.array(one) for one in orders)


MIXED, OTHER = batches([2, 0], [1, 3]), batches([0, 3], [2, 1])
PLAIN = batches([0, 1], [2, 3])


def test_the_words_name_the_first_epoch_of_an_order():
    order = SampleOrder((MIXED, OTHER, MIXED, PLAIN, PLAIN), (PLAIN, PLAIN), range(4), range(4))
    assert str(order).splitlines() == [
        "4 samples in 5 epochs of 2 batches. The number of a sample: its row in the arrays.",
        "  epoch 1: shuffled",
        "  epoch 2: shuffled",
        "  epoch 3: the same order as epoch 1",
        "  epoch 4: in order",
        "  epoch 5: in order",
        "  validation, each of 2 times: in order",
    ]
    assert order.distinct == 3
    assert [one.tolist() for one in order.epochs[:2]] == [[2, 0, 1, 3], [0, 3, 2, 1]]
    assert [one.tolist() for one in order.validations] == [[0, 1, 2, 3]] * 2


def test_validation_that_changes_is_told_each_time():
    order = SampleOrder((PLAIN,), (PLAIN, MIXED), range(4), range(4), APPEARANCE)
    told = str(order).splitlines()
    assert told[0].startswith("4 samples in 1 epoch of 2 batches.")
    assert told[-2:] == ["  validation, time 1: in order", "  validation, time 2: shuffled"]
    once = SampleOrder((PLAIN,), (PLAIN,), range(4), range(4))
    assert str(once).endswith("validation, once: in order")


def test_many_epochs_are_not_all_told():
    order = SampleOrder((MIXED,) * 30, (), range(4))
    assert str(order).splitlines()[-1] == "  … 22 more"
    assert len(str(order).splitlines()) == 10


def test_nothing_is_told_of_nothing():
    assert str(SampleOrder((), (), range(0))).startswith("0 samples in 0 epochs of no batch.")


def test_orders_are_equal_if_they_are_batch_by_batch():
    one = SampleOrder((MIXED,), (), range(4))
    assert one == SampleOrder((MIXED,), (), range(4))
    assert one != SampleOrder((OTHER,), (), range(4))
    assert one != SampleOrder((batches([2], [0, 1, 3]),), (), range(4))
    assert SampleOrder((PLAIN, PLAIN), (), range(4)) != SampleOrder((PLAIN,), (PLAIN,), range(4))
    assert one != 3


def test_epochs_of_different_length_are_one_array():
    order = SampleOrder((MIXED, batches([3])), (), range(4))
    assert order.rows().tolist() == [[2, 0, 1, 3], [3, -1, -1, -1]]
    assert SampleOrder((), (), range(0)).rows().shape == (0, 0)
