import inspect

import keras
import pytest

from faqlab.core import callback_tour as module
from faqlab.core.callback_tour import callback_tour

BASE = keras.callbacks.Callback


def test_every_class_of_the_installed_keras_is_there():
    there = {name for name, kind in vars(keras.callbacks).items() if inspect.isclass(kind)}
    assert {one.name for one in callback_tour()} == there
    assert "EarlyStopping" in there
    assert len(there) == 16


def test_each_is_told_in_our_words():
    assert set(module._FOR) == {one.name for one in callback_tour()}
    assert all(one.what for one in callback_tour())


@pytest.mark.parametrize(
    ("name", "hooks"),
    [
        ("EarlyStopping", ("train begin", "train end", "epoch end")),
        ("History", ("train begin", "epoch end")),
        ("LearningRateScheduler", ("epoch begin", "epoch end")),
        # It has the older name of the hook.
        ("TerminateOnNaN", ("train_batch end",)),
        ("Callback", ()),
        ("CallbackList", ("all hooks",)),
        ("LambdaCallback", ("those you give it",)),
    ],
)
def test_the_hooks_are_those_that_it_defines(name, hooks):
    found = {one.name: one.hooks for one in callback_tour()}
    assert found[name] == tuple(hook.replace("_", " ") for hook in hooks)


def test_a_callback_of_a_newer_keras_shows_its_own_first_line(monkeypatch):
    class Newer(BASE):
        """Do something new.

        And more.
        """

        def on_predict_end(self, logs=None):
            """Do it."""

    monkeypatch.setattr(keras.callbacks, "Newer", Newer, raising=False)
    found = {one.name: one for one in callback_tour()}["Newer"]
    assert (found.what, found.hooks) == ("Do something new.", ("predict end",))


def test_the_table_is_text_and_html():
    tour = callback_tour()
    assert len(repr(tour).splitlines()) == 1 + len(tour)
    assert '<th scope="row">TerminateOnNaN</th>' in tour._repr_html_()
    assert "16 classes in keras.callbacks" in tour._repr_html_()
