"""Each exercise with its own solution, untouched, wrong in ways learners are, and with nonsense."""

import math
import os
import re

import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.recorder import Recorder
from faqlab.core.run import Run
from faqlab.exercises import exercises
from faqlab.exercises.history import predict, q1, q2, q3, q4


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def from_solution(exercise, name):
    """What the code in an exercise's own solution defines."""
    code = re.search(r"```\n(.*?)```", repr(exercise.solution()), re.S)[1]
    scope = {"keras": keras, "np": np}
    exec(code, scope)
    return scope[name]


def test_the_lesson_has_a_prediction_and_four_exercises():
    assert exercises("history") == [predict, q1, q2, q3, q4]
    assert [one.kind for one in exercises("history")] == [
        "prediction",
        "number",
        "code",
        "code",
        "choice",
    ]


@pytest.mark.parametrize("exercise", [predict, q1, q2, q3, q4], ids=lambda one: one.name)
def test_untouched_wrong_types_and_what_raises(exercise):
    assert exercise.check().state == exercise.check(None).state == "untouched"
    assert os.listdir() == []

    def raises(*args):
        raise ZeroDivisionError("on purpose")

    for answer in (object(), [], b"", 1j, math.nan, raises, raises.__class__, int, "nonsense"):
        reply = exercise.check(answer)
        assert reply.state in (["untouched"] if exercise is predict else ["wrong"])
        assert len(reply.message) > 10
        assert "0x" not in repr(reply)


@pytest.mark.parametrize("exercise", [q1, q2, q3, q4], ids=lambda one: one.name)
def test_there_are_hints_and_a_solution(exercise):
    assert len(exercise.hints) >= 2
    assert exercise.has_solution


# q1: how many numbers


def test_q1_is_what_keras_does():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.zeros((10, 1))
    hist = model.fit(x, x, epochs=7, validation_split=0.2, validation_freq=2, verbose=0)
    assert q1.check(len(hist.history["val_loss"])).state == "right"
    assert len(hist.history["loss"]) == 7  # what the praise says


@pytest.mark.parametrize(
    ("answer", "message"),
    [(7, "7 is how many epochs"), (4, "1, 3, 5 and 7"), (3.5, "half numbers"), (6, "too many")],
)
def test_q1_says_what_is_wrong(answer, message):
    reply = q1.check(answer)
    assert (reply.state, message in reply.message) == ("wrong", True)


# q2: the best epoch


def by_loop(history):
    best, lowest = 0, math.inf
    for epoch, value in enumerate(history["val_loss"], start=1):
        if value < lowest:
            best, lowest = epoch, value
    return best


def as_array(history):
    return np.nanargmin(history["val_loss"], keepdims=True) + 1


def as_float(history):
    return float(np.nanargmin(history["val_loss"])) + 1


def in_place(history):
    values = history["val_loss"]
    values[:] = [math.inf if math.isnan(one) else one for one in values]
    return values.index(min(values)) + 1


@pytest.mark.parametrize("answer", [by_loop, as_array, as_float, in_place])
def test_q2_takes_any_right_answer(answer):
    assert q2.check(answer).state == "right"


def test_q2_takes_its_own_solution():
    reply = q2.check(from_solution(q2, "best_epoch"))
    assert repr(reply).startswith("Right! The earliest epoch")


def counts_from_0(history):
    return int(np.nanargmin(history["val_loss"]))


def takes_loss(history):
    return int(np.argmin(history["loss"])) + 1


def gives_the_value(history):
    return np.nanmin(history["val_loss"])


def takes_the_last_of_equals(history):
    return (
        max(
            range(len(history["val_loss"])),
            key=lambda i: (-np.nan_to_num(history["val_loss"], nan=9)[i], i),
        )
        + 1
    )


def stumbles_over_nan(history):
    return int(np.argmin(history["val_loss"])) + 1


def min_stumbles_over_nan(history):
    return history["val_loss"].index(min(history["val_loss"])) + 1


def wants_a_history(history):
    return np.nanargmin(history.history["val_loss"]) + 1


def gives_a_text(history):
    return "epoch 2"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (counts_from_0, "counts it from 0, as Python does"),
        (takes_loss, "For `val_loss = [0.9, 0.5, 0.6]` your function gives `3`; but its lowest"),
        (gives_the_value, "gives `0.5`: that is the loss itself"),
        (takes_the_last_of_equals, "twice, and the earlier one counts. That is epoch 2."),
        (stumbles_over_nan, "[0.9, nan, 0.4, 0.6]` your function gives `2`; but NaN is no value"),
        (min_stumbles_over_nan, "[nan, 0.8, 0.7]` your function gives `1`; but NaN is no value"),
        (wants_a_history, "It is given the dictionary itself: `hist.history`."),
        (gives_a_text, "gives `'epoch 2'`; an epoch is a number."),
        (3, "This is `3`, not a function. Give the function itself"),
    ],
)
def test_q2_says_what_is_wrong(answer, message):
    reply = q2.check(answer)
    assert reply.state == "wrong"
    assert message in reply.message


@pytest.mark.parametrize("answer", [lambda history: None, lambda history: ...])
def test_q2_that_returns_nothing_is_untouched(answer):
    reply = q2.check(answer)
    assert reply.state == "untouched"
    assert "returns nothing yet" in reply.message
    assert os.listdir() == []


# q3: a callback for the batches


class InInit(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.losses = []

    def on_batch_end(self, batch, logs=None):
        self.losses.append(np.float32(logs["loss"]))


class AnArray(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.losses = np.zeros(0)

    def on_train_batch_end(self, batch, logs=None):
        self.losses = np.append(self.losses, logs["loss"])


@pytest.mark.parametrize("answer", [InInit, InInit(), AnArray()])
def test_q3_takes_any_right_answer_and_more_than_once(answer):
    assert q3.check(answer).state == "right"
    assert q3.check(answer).state == "right"


def test_q3_takes_its_own_solution_also_after_a_training():
    callback = from_solution(q3, "BatchLosses")()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.zeros((8, 1)), np.ones(8), batch_size=4, verbose=0, callbacks=[callback])
    assert len(callback.losses) == 2
    for _ in range(2):
        assert "the mean over the epoch so far" in q3.check(callback).message
    assert q3.check(callback).state == "right"


class AnEpoch(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.losses = []

    def on_epoch_end(self, epoch, logs=None):
        self.losses.append(logs["loss"])


class Empties(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.losses = []

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(logs["loss"])


class KeepsLogs(InInit):
    def on_batch_end(self, batch, logs=None):
        self.losses.append(logs)


class AlsoTests(InInit):
    def on_test_batch_end(self, batch, logs=None):
        self.losses.append(logs["loss"])


class WrongKey(InInit):
    def on_batch_end(self, batch, logs=None):
        self.losses.append(logs["val_loss"])


class TakesAccuracy(InInit):
    def on_batch_end(self, batch, logs=None):
        self.losses.append(logs["accuracy"])


class EveryOther(InInit):
    def on_batch_end(self, batch, logs=None):
        if batch % 2 == 0:
            self.losses.append(logs["loss"])


class ANumber(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        self.losses = logs["loss"]


class Plain:
    losses = ()


class NeedsMore(InInit):
    def __init__(self, name):
        super().__init__()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (AnEpoch(), "one number an epoch"),
        (Empties(), "the last epoch alone"),
        (KeepsLogs(), "holds dictionaries. Take the number out"),
        (AlsoTests(), "a loss of the validation"),
        (WrongKey(), "your `WrongKey` raises `KeyError: 'val_loss'`"),
        (TakesAccuracy(), "but Keras reported"),
        (EveryOther(), "4 numbers; there were 6 batches"),
        (ANumber(), "`losses` is `1`, not a list of numbers."),
        (Plain(), "This is an object of type `Plain`. Give a callback"),
        (NeedsMore, "your `NeedsMore` raises `TypeError"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.check(answer)
    assert reply.state == "wrong"
    assert message in reply.message


@pytest.mark.parametrize(
    "answer",
    [
        keras.callbacks.Callback(),
        type("E", (InInit,), {"on_batch_end": lambda self, batch, logs=None: None})(),
    ],
)
def test_q3_that_keeps_nothing_is_untouched(answer):
    assert q3.check(answer).state == "untouched"
    assert os.listdir() == []


# q4: why the first training loss is above


def test_q4_has_one_right_answer_and_says_why_the_others_are_wrong():
    states = {letter: q4.check(letter) for letter in q4.options}
    assert [letter for letter, reply in states.items() if reply.state == "right"] == ["c"]
    assert repr(q4.solution()).startswith("c:")
    assert "This one has none" in states["b"].message
    assert "is the other order" in states["d"].message


# predict: which loss is lower


def run_of(loss, val_loss):
    run = Run()
    run.add_epoch(0, {"loss": loss, "val_loss": val_loss})
    return run


@pytest.mark.parametrize(
    ("losses", "happened", "words"),
    [
        ((0.5, 0.9), "a", "the usual order"),
        ((2.3, 2.0), "b", "Nothing is wrong."),
        ((0.901, 0.902), "c", "just what the network doesn't yet know"),
    ],
)
def test_predict_tells_what_happened_and_why(losses, happened, words, monkeypatch):
    monkeypatch.setattr(predict, "_answer", "")
    neutral = repr(predict.reveal(run_of(*losses)))
    assert neutral.startswith("After epoch 1 the training loss is ")
    assert words in neutral
    for letter in predict.options:
        predict.check(letter)
        reply = predict.reveal(run_of(*losses))
        assert reply.state == ("right" if letter == happened else "surprised")
        assert words in reply.message


@pytest.mark.parametrize("epochs", [[], [{"loss": 1.0}], [{"loss": 1.0}, {"val_loss": 1.0}]])
def test_predict_says_that_a_run_has_no_first_validation(epochs):
    run = Run()
    for epoch, logs in enumerate(epochs):
        run.add_epoch(epoch, logs)
    reply = predict.reveal(run)
    assert reply.state == "untouched"
    assert "no training and validation loss of a first epoch" in reply.message


def test_predict_takes_the_callback_that_recorded_the_run():
    assert "After epoch 1" in predict.reveal(Recorder(run_of(2.3, 2.0))).message


@pytest.mark.parametrize("thing", [3, "curves", object(), {"loss": [1.0]}])
def test_predict_says_what_is_no_run(thing):
    reply = predict.reveal(thing)
    assert reply.state == "untouched"
    assert "takes what recorded the run; this is" in reply.message
