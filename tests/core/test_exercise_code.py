"""Answers that run: whatever they raise becomes a message."""

import pytest

from faqlab.core.exercise import Incorrect
from faqlab.core.exercise_code import Code, attempt


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no text")


@pytest.mark.parametrize(
    "error", [ValueError("bad `tick`"), SystemExit(1), Mute(), RecursionError(), MemoryError()]
)
def test_an_answer_that_raises_becomes_a_message(error):
    def answer():
        raise error

    direct = Code("t.q", "?", check=lambda thing: thing(), argument="f").judged(answer)
    called = Code("t.q", "?", check=lambda thing: attempt(thing), argument="f").judged(answer)
    name = type(error).__name__
    assert repr(direct).startswith(f"Not yet. This can't be checked: `{name}")
    assert repr(called).startswith(f"Not yet. Called with nothing, your `answer` raises `{name}")


def test_an_interrupt_is_the_learners_own():
    def check(thing):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Code("t.q", "?", check=check, argument="f").check(1)


def test_an_attempt_tells_what_it_was_called_with():
    def half(x):
        return x / 0

    for told, keys in (("`3`", {}), ("three", {"shown": "three"})):
        with pytest.raises(Incorrect, match=f"^Called with {told}, your `half` raises `ZeroDiv"):
            attempt(half, 3, **keys)
    with pytest.raises(Incorrect, match="your `f` raises"):
        attempt(half, 3, name="f")
    assert attempt(len, "abc") == 3
