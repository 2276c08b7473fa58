"""Predictions: noted, compared, and told to those who made none."""

import os

import numpy as np
import pytest

from faqlab.core.exercise import NotAttempted
from faqlab.core.exercise_choice import Option
from faqlab.core.exercise_prediction import Prediction
from faqlab.core.progress import here
from faqlab.core.reply import Reply
from faqlab.core.run import Run

from .evil import Evil


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def prediction():
    options = [Option("it falls", "It learns."), Option("it rises", "Steps too long.")]

    def outcome(run):
        if not len(run.epochs):
            raise NotAttempted("Train first.")
        return ("a" if run.epochs["loss"][0] < 1 else "b"), "Measured."

    return Prediction("t.predict", "The loss?", options=options, outcome=outcome)


def ran(loss=0.5):
    run = Run()
    run.add_epoch(0, {"loss": loss})
    return run


def test_a_prediction_is_noted_and_compared(prediction):
    assert repr(prediction.check("a")) == "Noted. You say: it falls. Now run it and see."
    assert prediction.standing() == ("noted", "a")
    assert repr(prediction.reveal(ran())) == "Right! You said: it falls. Measured. It learns."
    assert prediction.standing() == ("right", "a")


def test_a_wrong_prediction_is_a_surprise_without_penalty(prediction):
    prediction.check("b")
    told = repr(prediction.reveal(ran()))
    assert told == "A surprise! You said: it rises. Measured. It learns."
    assert here().entries()["t.predict"] == {"state": "surprised", "tries": 1, "answer": "b"}


def test_who_predicted_nothing_is_told_what_happened(prediction):
    heard = []
    prediction.subscribe(heard.append)
    assert repr(prediction.reveal(ran())) == "Measured. It learns."
    assert (heard, os.listdir()) == ([], [])
    prediction.check("b")
    assert heard[0].message == "You said: it rises. Measured. It learns."


def test_a_prediction_of_an_earlier_kernel_is_on_the_card_and_not_in_the_cell(prediction):
    """A lesson that is run headless writes the same text whether or not there is a file."""
    here().record("t.predict", "noted", "b")
    heard = []
    prediction.subscribe(heard.append)
    assert repr(prediction.reveal(ran())) == "Measured. It learns."
    assert [reply.state for reply in heard] == ["surprised"]


@pytest.mark.parametrize("nothing", [(), (None,), (...,)])
def test_nothing_to_compare_with_is_said(prediction, nothing):
    reply = prediction.reveal(*nothing)
    assert reply.state == "untouched"
    assert reply.message.endswith("Run it, then `t.predict.reveal(curves)`.")


def test_what_the_outcome_can_not_tell_from_is_said(prediction):
    assert repr(prediction.reveal(Run())) == "Train first."
    for thing in (3, object(), Evil(), [], "curves"):
        assert repr(prediction.reveal(thing)).startswith("This can't be compared: `")


def test_an_option_may_be_a_sentence():
    options = [Option("It falls.", "It learns."), Option("It rises.")]
    one = Prediction("t.p", "?", options=options, outcome=lambda it: ("a", it), measured="it")
    assert repr(one.check("b")) == "Noted. You say: It rises. Now run it and see."
    assert "`t.p.reveal(it)`" in one.reveal().message
    assert repr(one.reveal("Seen.")) == "A surprise! You said: It rises. Seen. It learns."


def test_a_run_that_can_not_be_compared_is_said(prediction):
    run = Run()
    run.add_epoch(0, {"val_loss": 1.0})
    assert repr(prediction.reveal(run)).startswith("This can't be compared: `")


@pytest.mark.parametrize("arguments", [(), (None,), (...,)])
def test_untouched_is_said_and_not_written(prediction, arguments):
    reply = prediction.check(*arguments)
    assert reply == Reply("untouched", f"There is no answer yet. Answer with `{prediction.call}`.")
    assert prediction.standing() == ("untouched", "")
    assert os.listdir() == []


def test_nothing_raises_in_the_learners_face(prediction):
    for answer in (Evil(), object(), lambda: 1, {}, b"", type, np.array([]), "x" * 1000):
        reply = prediction.check(answer)
        assert reply.state == "untouched"
        assert reply.message
        assert "0x" not in repr(reply)
