"""Each exercise with its own solution, untouched, and wrong in ways learners are."""

import re

import keras
import numpy as np
import pytest

from faqlab.core.run import Run
from faqlab.core.scripted_training import drive
from faqlab.exercises import exercises
from faqlab.exercises.early_stopping import predict, q1, q2, q3, q4

EarlyStopping = keras.callbacks.EarlyStopping
Callback = keras.callbacks.Callback


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
    assert exercises("early_stopping") == [predict, q1, q2, q3, q4]


# predict: whose weights


def run(*losses):
    one = Run()
    for epoch, loss in enumerate(losses):
        one.add_epoch(epoch, {"loss": loss, "val_loss": loss})
    return one


@pytest.mark.parametrize(("now", "letter"), [(1.0, "a"), (1.5, "b"), (1.2, "c"), ([1.5, 0.9], "b")])
def test_the_prediction_is_compared_with_the_loss_after_it(now, letter):
    reply = predict.reveal((run(2.0, 1.0, 1.2, 1.5), now))
    assert predict.options[letter].why in str(reply)
    assert "the last epoch was 4, the best 2" in str(reply)


@pytest.mark.parametrize(
    "measured",
    [3, (1, 2), (run(), 1.0), (run(1.0, 2.0), 1.0), (run(3.0, 2.0, 1.0), 9.0), ("a", "b")],
)
def test_what_can_not_be_compared_is_said(measured):
    assert predict.reveal(measured).state == "untouched"


# q1 and q2: Keras itself gives the answers


def ended(losses, **settings):
    return drive(EarlyStopping(**settings), [{"val_loss": one} for one in losses]).ran


def test_q1_is_what_keras_does():
    losses = [float(one) for one in re.findall(r"\d\.\d\d", q1.task)]
    assert len(losses) == 9
    assert q1.judged(ended(losses, patience=3)).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [(8, "equal isn't better"), (7, "one more"), (5, "patience is 3"), (9, "never stops"), (2, "")],
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def test_q2_is_what_keras_does():
    falling = [1 - 0.04 * step for step in range(9)]
    assert ended(falling, min_delta=0.1, patience=2) == 3
    assert ended(falling, min_delta=0.1, patience=3) == 9
    states = {letter: q2.judged(letter).state for letter in q2.options}
    assert [letter for letter, state in states.items() if state == "right"] == ["c"]
    assert "after epoch 3" in q2.options["c"].text
    assert repr(q2.solution()).startswith("c:")


# q3: a callback with the right settings


def stopping(**changed):
    settings = {"monitor": "val_accuracy", "mode": "max", "min_delta": 0.01, "patience": 3}
    return EarlyStopping(**({**settings, "restore_best_weights": True} | changed))


class Own(Callback):
    """The same, written by hand."""

    def on_train_begin(self, logs=None):
        self.best, self.misses, self.weights = -np.inf, 0, None

    def on_epoch_end(self, epoch, logs=None):
        now = logs["val_accuracy"]
        if now - 0.01 > self.best:
            self.best, self.misses, self.weights = now, 0, self.model.get_weights()
        else:
            self.misses += 1
            self.model.stop_training = self.misses >= 3

    def on_train_end(self, logs=None):
        self.model.set_weights(self.weights)


@pytest.mark.parametrize("answer", [stopping(), stopping(mode="auto"), Own()])
def test_q3_takes_whatever_behaves_so(answer):
    assert q3.judged(answer).state == "right"
    # The same object again: a callback starts anew with each training.
    assert q3.judged(answer).state == "right"


def test_q3_takes_its_own_solution():
    assert q3.judged(from_solution(q3, "stopping")).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (stopping(restore_best_weights=False), "end with the weights of epoch 3; with yours it"),
        (stopping(patience=2), "should end after epoch 6; with yours it ends after epoch 5"),
        (stopping(min_delta=0), "rises by less than 0.01 after epoch 2, training should end"),
        (stopping(mode="min"), "with yours it ends after epoch 4"),
        (stopping(monitor="val_loss"), "with yours it ends after epoch 4"),
        (stopping(monitor="val_acc"), "should end after epoch 6; with yours it never ends"),
        (EarlyStopping, "This is the class `EarlyStopping`. Give a callback"),
        (3, "Give a callback, such as one of"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert reply.state in ("wrong", "untouched")
    assert message in str(reply) or "never ends a training" in str(reply)


@pytest.mark.parametrize("answer", [None, ..., Callback()])
def test_q3_untouched(answer):
    assert q3.judged(answer).state == "untouched"


# q4: a callback of one's own


def good_enough(test):
    class GoodEnough(Callback):
        def __init__(self, target):
            super().__init__()
            self.target = target

        def on_epoch_end(self, epoch, logs=None):
            if test(self.target, logs):
                self.model.stop_training = True

    return GoodEnough


class Returns(Callback):
    def __init__(self, target):
        super().__init__()

    def on_epoch_end(self, epoch, logs=None):
        return True


class TooLate(Callback):
    def __init__(self, target):
        super().__init__()

    def on_train_end(self, logs=None):
        self.model.stop_training = True


def test_q4_takes_its_own_solution():
    assert q4.judged(from_solution(q4, "GoodEnough")).state == "right"
    assert q4.judged(good_enough(lambda t, logs: logs.get("val_accuracy", 0) >= t)).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            good_enough(lambda t, logs: logs.get("val_accuracy", 0) > t),
            "target 0.75 and `val_accuracy = [0.5, 0.75, 0.8, 0.9]` training should end after "
            "epoch 2; with yours it ends after epoch 3. A target that is just reached is reached.",
        ),
        (good_enough(lambda t, logs: logs["val_accuracy"] >= t), "raises `KeyError"),
        (good_enough(lambda t, logs: logs["accuracy"] >= t), "ends after epoch 1"),
        (good_enough(lambda t, logs: logs["loss"] >= t), "ends after epoch 1"),
        (good_enough(lambda t, logs: True), "ends after epoch 1"),
        (good_enough(lambda t, logs: logs.get("val_accuracy", 0) >= 0.9), "ends after epoch 4"),
        (3, "Give the class itself"),
        (lambda target: 3, "Give a callback"),
        (lambda: None, "raises `TypeError"),
    ],
)
def test_q4_says_what_is_wrong(answer, message):
    reply = q4.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


@pytest.mark.parametrize("answer", [Returns, TooLate, ..., None])
def test_q4_that_ends_nothing_is_untouched(answer):
    assert q4.judged(answer).state == "untouched"
