"""Options: right and wrong ones, by letter and by text, and what is none of them."""

import os

import numpy as np
import pytest

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.reply import Reply, describe

from .evil import Evil


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def choice():
    options = [Option("left", "It isn't left."), Option("right", "So it is.", right=True)]
    return Choice("t.q2", "Where?", options=options)


@pytest.mark.parametrize("answer", ["b", " B ", "(b)", "b)", "right", "Right"])
def test_the_right_option_by_letter_or_text(choice, answer):
    assert repr(choice.check(answer)) == "Right! So it is."
    assert choice.standing() == ("right", "b")


def test_other_options_say_why_not(choice):
    assert repr(choice.check("a")) == "Not yet. It isn't left."
    for answer in ("c", "", 1, ["a"]):
        message = f'Choose one of the letters `"a"` or `"b"`; this is {describe(answer)}.'
        assert repr(choice.check(answer)) == f"Not yet. {message}"
    assert choice.standing() == ("wrong", "a")


@pytest.mark.parametrize("arguments", [(), (None,), (...,)])
def test_untouched_is_said_and_not_written(choice, arguments):
    reply = choice.check(*arguments)
    assert reply == Reply("untouched", f"There is no answer yet. Answer with `{choice.call}`.")
    assert choice.standing() == ("untouched", "")
    assert os.listdir() == []


def test_nothing_raises_in_the_learners_face(choice):
    for answer in (Evil(), object(), lambda: 1, {}, b"", type, np.array([]), "x" * 1000):
        reply = choice.check(answer)
        assert reply.state == "wrong"
        assert reply.message
        assert "0x" not in repr(reply)


def test_the_text_lists_the_options(choice):
    assert repr(choice).splitlines()[1:3] == ["  a) left", "  b) right"]
