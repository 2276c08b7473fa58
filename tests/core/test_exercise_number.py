"""Numbers in any form, and wrong ones that are told what is wrong with them."""

import os

import numpy as np
import pytest

from faqlab.core.exercise import Incorrect
from faqlab.core.exercise_number import Number, as_number
from faqlab.core.reply import Reply

from .evil import Evil


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def number():
    return Number(
        "t.q1",
        "How many?",
        answer=3,
        unit="numbers",
        right="Two, four, six.",
        wrong={7: "7 are the epochs."},
        hints=["First.", "Second."],
        solution="3.",
    )


@pytest.mark.parametrize("answer", [3, 3.0, "3", " 3 numbers", np.int64(3), np.array([3.0])])
def test_the_right_number_in_any_form(number, answer):
    assert repr(number.check(answer)) == "Right! Two, four, six."
    assert number.standing() == ("right", "3")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (7, "7 are the epochs."),
        ("7.0", "7 are the epochs."),
        (5, "5 is too many."),
        (0, "0 is too few."),
        ("three", "`'three'` is not a number. Write it with digits, as in 2.5."),
        ("1.2.3", "`'1.2.3'` is not a number. Write it with digits, as in 2.5."),
        (True, "The answer is a number, and this is `True`."),
        ([3], "The answer is a number, and this is `[3]`."),
        (np.zeros((2, 2)), "The answer is a number, and this is an array of shape `(2, 2)`."),
        (float("nan"), "The answer is an ordinary number, and this is `nan`."),
        (1j, "The answer is a number, and this is an object of type `complex`."),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong(number, answer, message):
    assert repr(number.check(answer)) == f"Not yet. {message}"
    assert number.standing()[0] == "wrong"


def test_a_number_with_a_tolerance():
    pi = Number("t.q", "Pi?", answer=3.14, tolerance=0.01, wrong={22 / 7: "Near, not exact."})
    assert pi.judged(3.1459).state == "right"
    assert repr(pi.judged("2,7")) == "Not yet. 2.7 is too small."
    assert repr(pi.judged(1000)) == "Not yet. 1000 is too large."
    with pytest.raises(Incorrect, match="is not a number"):
        as_number("-")


@pytest.mark.parametrize("arguments", [(), (None,), (...,)])
def test_untouched_is_said_and_not_written(number, arguments):
    reply = number.check(*arguments)
    assert reply == Reply("untouched", f"There is no answer yet. Answer with `{number.call}`.")
    assert number.standing() == ("untouched", "")
    assert os.listdir() == []


def test_nothing_raises_in_the_learners_face(number):
    for answer in (Evil(), object(), lambda: 1, {}, b"", type, np.array([]), "x" * 1000):
        reply = number.check(answer)
        assert reply.state == "wrong"
        assert reply.message
        assert "0x" not in repr(reply)
