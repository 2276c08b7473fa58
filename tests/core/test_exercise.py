"""The protocol: checks, hints, the solution, listeners, what is kept, what is shown."""

import os
import subprocess
import sys

import pytest

from faqlab.core import exercise as module
from faqlab.core.exercise import Exercise, show_with
from faqlab.core.exercise_number import Number
from faqlab.core.progress import FILE


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_hints_come_one_at_a_time_and_the_solution_last(number):
    bare = Exercise("t.q2", "Do it.")
    assert [repr(number.hint()) for _ in range(3)] == [
        "Hint 1 of 2: First.",
        "Hint 2 of 2: Second.",
        "Hint 2 of 2: Second.",
    ]
    assert repr(number.solution()) == "3."
    assert repr(bare.hint()) == "There is no hint for this one."
    assert repr(bare.solution()) == "There is no solution to show for this one."
    assert os.listdir() == []


def test_the_text_of_an_exercise_tells_no_state(number):
    before = repr(number)
    number.check(3)
    assert (
        repr(number) == before == ("Exercise t.q1. How many?\nAnswer with: t.q1.check(your number)")
    )


def test_listeners_hear_every_reply_until_they_leave(number):
    heard = []
    leave = number.subscribe(heard.append)
    number.check(7)
    number.check()
    leave()
    leave()
    number.check(3)
    assert [reply.state for reply in heard] == ["wrong", "untouched"]
    assert number.last.state == "right"


def test_a_folder_that_can_not_be_written_is_a_note_once(number):
    os.mkdir(FILE)
    assert "can't be saved" in number.check(3).note
    assert number.check(3).note == ""
    assert number.standing() == ("right", "3")


def test_the_core_imports_no_keras_and_no_widgets():
    code = (
        "import sys; import faqlab.core.exercise_prediction, faqlab.core.exercise_code, "
        "faqlab.core.exercise_number; import faqlab.exercises.history; "
        "heavy = {'keras', 'anywidget', 'ipywidgets', 'IPython', 'matplotlib'}; "
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


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


def test_a_notebook_shows_what_was_named_and_else_the_text(number, monkeypatch):
    monkeypatch.setattr(module, "_SHOWN_BY", [])
    assert number._repr_mimebundle_() == {"text/plain": repr(number)}
    show_with(lambda exercise: {"text/plain": f"a card of {exercise.name}"})
    assert number._repr_mimebundle_(include=None) == {"text/plain": "a card of t.q1"}


def test_paragraphs_and_code_of_a_task_keep_their_lines():
    task = """
    First
    this:

    ```
    code(1)
    ```

    Then that.
    """
    assert repr(Exercise("t.q1", task)).splitlines() == [
        "Exercise t.q1. First this:",
        "```",
        "code(1)",
        "```",
        "Then that.",
        "Answer with: t.q1.check(your answer)",
    ]
