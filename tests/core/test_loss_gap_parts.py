from dataclasses import replace

import pytest

from faqlab.core.loss_gap_parts import PARTS, LossGap, signed
from faqlab.core.loss_gap_passes import LossParts

MOVING = LossParts(0.9, 0.7, 0.2, 100)
GAP = LossGap(
    1.1,
    0.65,
    MOVING,
    LossParts(0.8, 0.6, 0.19, 100),
    LossParts(0.5, 0.4, 0.18, 100),
    LossParts(0.5, 0.45, 0.15, 40),
    batches=4,
    weighted=True,
)


def test_the_parts_are_differences_of_what_was_measured():
    expected = {
        "running average": 0.1,
        "training mode": 0.3,
        "penalties": 0.05,
        "sample weights": 0.05,
        "generalisation": -0.05,
    }
    assert GAP.parts == pytest.approx(expected)
    assert list(GAP.parts) == list(PARTS)
    assert sum(GAP.parts.values()) == pytest.approx(GAP.gap) == pytest.approx(0.45)
    assert (GAP.largest, GAP.adds_up) == ("training mode", True)


def test_weights_are_left_out_where_there_are_none():
    assert "sample weights" not in replace(GAP, weighted=False).parts


def test_the_words():
    assert str(GAP).splitlines() == [
        "Training loss 1.1, validation loss 0.65: training is 0.45 above. (100 rows in 4 batches, "
        "40 to validate)",
        "  +0.10   running average  the mean over an epoch in which the weights still change",
        "  +0.30   training mode    dropout, batch norm, noise and augmentation behave otherwise",
        "  +0.050  penalties        0.20 in training, 0.15 in validation: L1, L2, activity "
        "penalties and `add_loss`",
        "  +0.050  sample weights   rows or classes that count more",
        "  -0.050  generalisation   the same weights in the same mode: training rows against "
        "validation rows",
        "The parts add up to +0.45; nothing is left over.",
    ]
    assert repr(GAP) == str(GAP)


def test_a_model_without_penalties_is_told_so():
    free = replace(GAP, moving=replace(MOVING, penalty=0.0), unseen=replace(MOVING, penalty=0.0))
    assert "none of L1, L2, activity penalties or `add_loss`" in str(free)


def test_a_rest_is_told():
    more = replace(GAP, reported=1.3)
    assert (more.adds_up, round(more.rest, 6)) == (False, 0.2)
    assert str(more).splitlines()[-1].startswith("The parts leave +0.20 of +0.65 unexplained")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reported": 0.4}, "training is 0.25 below."),
        ({"reported": 0.65}, "validation loss 0.65: the same."),
    ],
)
def test_training_may_be_below_or_the_same(change, words):
    assert words in str(replace(GAP, **change)).splitlines()[0]


@pytest.mark.parametrize(
    ("off", "fine"), [(0, True), (4e-5, True), (-4e-5, True), (6e-5, False), (-6e-5, False)]
)
def test_a_ten_thousandth_of_the_gap_may_be_left(off, fine):
    assert replace(GAP, reported=1.1 + off).adds_up is fine


def test_where_there_is_no_gap_the_digits_of_float32_count():
    same = LossParts(0.5, 0.5, 0.0, 10)
    gap = LossGap(0.5 + 2e-7, 0.5, same, same, same, same, 1)
    assert gap.adds_up
    assert not replace(gap, reported=0.5001).adds_up


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.123, "+0.12"), (-12.34, "-12"), (0, "0"), (-9e-7, "0"), (1e-5, "+1.0e-05")],
)
def test_signed(value, text):
    assert signed(value) == text


def test_the_picture_is_a_png():
    assert GAP._repr_png_().startswith(b"\x89PNG")
