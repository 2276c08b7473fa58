import math

import pytest

from faqlab.core.stopping_rule import replay
from faqlab.core.stopping_words import count, what_it_costs, which_weights

NAN = math.nan


def told(values, **settings):
    return replay({"val_loss": values}, **settings)


@pytest.mark.parametrize(
    ("values", "settings", "why"),
    [
        ([None, None], {}, "never stopped: no epoch reports val_loss."),
        (
            [1.0, 2.0],
            {"start_from_epoch": 5},
            "with start_from_epoch=5, none of 2 epochs is looked at.",
        ),
        ([3, 2, 1], {}, "never stopped: the best val_loss, in epoch 3, is the last one looked at."),
        ([3, 1, 2], {"patience": 4}, "in epoch 2, the record ends with 1 of 4 epochs of patience"),
        ([3, 1, 2], {}, "Training stops after epoch 3: after the best val_loss, in epoch 2, 1 ep"),
        ([NAN, 1, 2], {"patience": 2}, "nothing is better than NaN: training stops after epoch 3."),
        ([NAN, 1], {"patience": 2}, "nothing is better than NaN: the record ends first."),
        (
            [5, 4, 3, 4],
            {"patience": 3, "baseline": 1},
            "stops after epoch 4: 4 epochs in a row didn't better the baseline, and this one isn't",
        ),
        (
            [5, 4, 3, 2],
            {"patience": 3, "baseline": 1},
            "4 epochs in a row didn't better the baseline, but an epoch with the best val_loss so",
        ),
        ([5, 4], {"patience": 3, "baseline": 1}, "the record ends with 2 of 3 epochs of patience"),
    ],
)
def test_why_it_ends(values, settings, why):
    assert why in told(values, **settings).why


@pytest.mark.parametrize(
    ("values", "settings", "weights"),
    [
        ([None], {}, "You keep the weights of epoch 1, the last one."),
        ([2, 1], {}, "epoch 2, the last one and the best."),
        ([2, 1, 3], {}, "epoch 3, the last one trained; those of epoch 2 are gone."),
        ([2, 1, 3], {"restore_best_weights": True}, "epoch 2, the best; epoch 3 was the last one."),
        ([NAN, 1], {"restore_best_weights": True}, "epoch 1, which count as the best; epoch 2"),
    ],
)
def test_which_weights(values, settings, weights):
    assert weights in which_weights(told(values, **settings))


@pytest.mark.parametrize(
    ("values", "settings", "cost"),
    [
        ([2, 1], {}, ""),
        ([1, 2, 3], {}, "1 of 3 epochs is saved. The best recorded val_loss is that of epoch 1."),
        ([1, 2, 3, 4], {"restore_best_weights": True}, "2 of 4 epochs are saved."),
        ([1, 2, 3, 0], {}, "2 of 4 epochs are saved. The best recorded val_loss would have come"),
    ],
)
def test_what_it_costs(values, settings, cost):
    text = what_it_costs(told(values, **settings))
    assert text.startswith(cost)
    assert bool(text) == bool(cost)


def test_counting():
    assert [count(n) for n in (0, 1, 2)] == ["0 epochs", "1 epoch", "2 epochs"]
