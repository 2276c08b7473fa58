"""Python's half of the card, with a comm that plays the page."""

import os

import comm
import pytest
from comm.base_comm import BaseComm

from faqlab.core.exercise_choice import Choice, Option
from faqlab.core.exercise_code import Code
from faqlab.core.exercise_number import Number
from faqlab.core.progress import here
from faqlab.exercises import _as_card
from faqlab.widgets.exercise_card import ExerciseCard, bundle_of, card_of


class PlayedComm(BaseComm):
    """Plays the page's messages; what is sent to the page is kept."""

    def __init__(self, *args, **kwargs):
        self.sent = []
        super().__init__(*args, **kwargs)

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        self.sent.append(data)

    def from_page(self, **message):
        content = {"data": {"method": "custom", "content": message}}
        self.handle_msg({"content": content, "buffers": []})


@pytest.fixture(autouse=True)
def played(tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", PlayedComm)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def number():
    return Number(
        "t.q1",
        "How many `epochs`?",
        answer=3,
        unit="epochs",
        right="So many.",
        hints=["One.", "Two."],
        solution="The secret is 3.",
    )


def test_the_page_is_told_the_task_and_no_secret(number):
    card = ExerciseCard(number)
    assert card.spec == {
        "name": "t.q1",
        "kind": "number",
        "task": "How many `epochs`?",
        "call": "t.q1.check(your number)",
        "unit": "epochs",
        "options": [],
        "hints": 2,
        "solution": True,
    }
    assert (card.state, card.answer, card.reply, card.hints) == ("untouched", "", {}, [])
    sent = str(card.comm.sent)
    assert "secret" not in sent
    assert "One." not in sent
    assert os.listdir() == []


def test_the_options_have_letters():
    card = ExerciseCard(Choice("t.q2", "?", options=[Option("x"), Option("y", right=True)]))
    assert card.spec["options"] == [["a", "x"], ["b", "y"]]
    card.comm.from_page(kind="check", answer="b")
    assert (card.state, card.answer) == ("right", "b")


def test_an_answer_from_the_page_is_checked_and_kept(number):
    card = ExerciseCard(number)
    card.comm.from_page(kind="check", answer=" 5 ")
    assert card.reply == {"state": "wrong", "message": "5 is too many.", "note": "", "count": 1}
    assert (card.state, card.answer) == ("wrong", "5")
    card.comm.from_page(kind="check", answer="5")
    assert card.reply["count"] == 2
    card.comm.from_page(kind="check", answer="3")
    card.comm.from_page(kind="check", answer="4")
    assert (card.state, card.reply["state"]) == ("right", "wrong")
    assert here().entries()["t.q1"]["tries"] == 4


def test_one_message_for_one_answer(number):
    card = ExerciseCard(number)
    before = len(card.comm.sent)
    card.comm.from_page(kind="check", answer="5")
    (update,) = card.comm.sent[before:]
    assert set(update["state"]) == {"state", "answer", "reply"}


@pytest.mark.parametrize("answer", ["", "  ", None])
def test_an_empty_answer_is_untouched(number, answer):
    card = ExerciseCard(number)
    message = {"kind": "check"} if answer is None else {"kind": "check", "answer": answer}
    card.comm.from_page(**message)
    assert (card.state, card.reply["state"]) == ("untouched", "untouched")
    assert os.listdir() == []


def test_an_answer_from_a_cell_reaches_the_card():
    exercise = Code("t.q3", "?", check=lambda thing: thing(), argument="f")
    card = ExerciseCard(exercise)
    exercise.check(lambda: "Well done.")
    assert (card.state, card.reply["message"]) == ("right", "Well done.")


def test_hints_one_at_a_time_then_no_more(number):
    card = ExerciseCard(number)
    for shown in (["One."], ["One.", "Two."], ["One.", "Two."]):
        card.comm.from_page(kind="hint")
        assert card.hints == shown
    assert card.solution == ""
    card.comm.from_page(kind="solution")
    assert card.solution == "The secret is 3."


@pytest.mark.parametrize("message", [{}, {"kind": "other"}])
def test_other_messages_do_nothing(number, message):
    card = ExerciseCard(number)
    before = len(card.comm.sent)
    card.comm.from_page(**message)
    assert len(card.comm.sent) == before


def test_a_new_kernel_finds_what_was_answered(number):
    number.check(3)
    again = Number("t.q1", "How many?", answer=3)
    card = ExerciseCard(again)
    assert (card.state, card.answer, card.reply) == ("right", "3", {})


def test_a_card_that_is_shown_after_the_check_knows_it(number):
    number.check(7)
    assert ExerciseCard(number).reply["message"] == "7 is too many."


def shown(bundle):
    """The data of a mime bundle, which may come with its metadata."""
    return bundle[0] if isinstance(bundle, tuple) else bundle


def test_one_card_an_exercise_until_it_is_closed(number):
    card = card_of(number)
    assert card_of(number) is card
    assert shown(bundle_of(number))["application/vnd.jupyter.widget-view+json"]["model_id"] == (
        card.model_id
    )
    card.close()
    card.close()
    assert card_of(number) is not card
    number.check(3)
    assert card.state == "untouched"


def test_the_words_in_the_cards_place_tell_no_state(number):
    before = shown(bundle_of(number))["text/plain"]
    number.check(3)
    assert shown(bundle_of(number))["text/plain"] == before == repr(number) == repr(card_of(number))
    assert shown(_as_card(number))["text/plain"] == before
    assert shown(number._repr_mimebundle_())["text/plain"] == before


def test_the_page_gets_one_module_with_all_its_parts(number):
    card = ExerciseCard(number)
    for name in ("function written", "class CardView"):
        assert card._esm.count(f"{name}") == 1
    assert card._esm.count("export default") == 1
    assert "import " not in card._esm
    assert "innerHTML" not in card._esm
    assert ".faqlab-exercise-card" in str(card._css)


def test_an_answer_is_heard_while_the_kernel_is_busy(number, monkeypatch):
    def busy(self, data, default):
        return "the busy thread"

    monkeypatch.setattr(PlayedComm, "_reply_subshell_for", busy, raising=False)
    assert ExerciseCard(number).comm._reply_subshell_for({}, "subshell") == "subshell"
