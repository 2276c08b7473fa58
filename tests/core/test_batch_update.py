import numpy as np
import pytest

from faqlab.core.batch_update import Update


def update(**more):
    given = {
        "epoch": 2,
        "batch": 3,
        "of": 3,
        "samples": np.array([8, 9]),
        "shapes": "x (2, 3), y (2, 1)",
        "logs": {"loss": 0.5, "accuracy": 0.25},
        "change": 0.0123,
        "length": 3.0,
        "updates": 6,
        "updated": True,
    }
    return Update(**(given | more))


def test_the_text_tells_what_the_batch_did():
    assert str(update()).splitlines() == [
        "epoch 2, batch 3 of 3: samples 8, 9",
        "  x (2, 3), y (2, 1)",
        "  loss 0.50, accuracy 0.25",
        "  the weights moved by 0.012, to a length of 3.0",
        "  6 updates and 2 whole epochs so far",
    ]
    assert "1 update and 0 whole epochs" in str(update(epoch=1, batch=1, updates=1))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"change": None}, "this batch made the weights; their length is 3.0"),
        ({"change": 0.0}, "the weights stayed where they are"),
        ({"change": 0.0, "updated": False}, "no update: the weights stayed where they are"),
        ({"length": np.nan, "change": np.nan}, "no numbers any more (NaN or infinite)"),
        ({"length": np.inf, "change": np.inf}, "no numbers any more (NaN or infinite)"),
    ],
)
def test_what_the_weights_did(given, said):
    assert update(**given).weights().endswith(said)
