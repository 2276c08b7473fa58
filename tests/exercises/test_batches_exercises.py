import keras
import numpy as np
import pytest

from faqlab.core.epoch_steps import steps
from faqlab.core.run import Run
from faqlab.exercises.batches import predict, q1, q2, q3, q4


def run(loss):
    one = Run()
    one.begin()
    one.add_epoch(0, {"loss": loss})
    return one


@pytest.mark.parametrize(
    ("small", "large", "letter"), [(0.2, 1.5, "a"), (1.5, 0.2, "b"), (0.5, 0.52, "c")]
)
def test_the_prediction_is_compared_with_two_runs(small, large, letter):
    told = str(predict.reveal((run(small), run(large))))
    assert f"a loss of {small:.2g}, the large one at {large:.2g}" in told
    assert predict.options[letter].why in told


@pytest.mark.parametrize("measured", [3, run(1.0), (run(1.0),), (run(1.0), 2), (Run(), Run())])
def test_the_prediction_needs_both_runs(measured):
    assert predict.reveal(measured).state == "untouched"


def test_q1_is_what_steps_counts():
    assert q1.judged(steps(60_000, 128, 10).updates).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (4680, "smaller last batch"),
        (4687.5, "three quarters"),
        (4688, "in every epoch"),
        (469, "one epoch"),
        (600_000, "how many samples"),
        (5, "too few"),
    ],
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def test_q2_is_the_root_of_sixteen():
    assert q2.judged("b").state == "right"
    assert "cancel" in str(q2.judged("a"))
    assert "four times" in str(q2.judged("c"))
    assert q2.judged("d").state == "wrong"


def by_hand(model, x, y, batch_size, epochs):
    for _ in range(epochs):
        for start in range(0, len(x), batch_size):
            model.train_on_batch(x[start : start + batch_size], y[start : start + batch_size])


def with_fit(model, x, y, batch_size, epochs):
    model.fit(x, y, batch_size, epochs, shuffle=False, verbose=0)


def with_split(model, x, y, batch_size, epochs):
    cuts = range(batch_size, len(x), batch_size)
    for _ in range(epochs):
        for a, b in zip(np.split(x, cuts), np.split(y, cuts), strict=True):
            model.train_on_batch(a, b)


def one_epoch(model, x, y, batch_size, epochs):
    by_hand(model, x, y, batch_size, 1)


def whole_batches(model, x, y, batch_size, epochs):
    whole = len(x) // batch_size * batch_size
    by_hand(model, x[:whole], y[:whole], batch_size, epochs)


def all_at_once(model, x, y, batch_size, epochs):
    by_hand(model, x, y, len(x), epochs)


def backwards(model, x, y, batch_size, epochs):
    by_hand(model, x[::-1], y[::-1], batch_size, epochs)


def evaluated(model, x, y, batch_size, epochs):
    model.test_on_batch(x, y)


@pytest.mark.parametrize("answer", [by_hand, with_fit, with_split])
def test_q3_takes_any_function_that_does_it(answer):
    assert q3.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (one_epoch, "This is one epoch"),
        (whole_batches, "The last 4 of 20 samples are left out"),
        (all_at_once, "that makes 6"),
        (backwards, "in the order of the data"),
        (lambda *given: given[0].no_such_thing, "AttributeError"),
        (np.ones(3), "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


@pytest.mark.parametrize("answer", [lambda *given: None, evaluated, ..., None])
def test_q3_that_trains_nothing_is_untouched(answer):
    assert q3.judged(answer).state == "untouched"


def collecting(model):
    model.compile(keras.optimizers.SGD(0.1, gradient_accumulation_steps=4), "mse")
    return model


def collecting_in_place(model):
    collecting(model)


def impatient(model):
    model.compile(keras.optimizers.SGD(0.1), "mse")


def too_early(model):
    model.compile(keras.optimizers.SGD(0.1, gradient_accumulation_steps=2), "mse")


def too_late(model):
    model.compile(keras.optimizers.SGD(0.1, gradient_accumulation_steps=8), "mse")


def too_far(model):
    model.compile(keras.optimizers.SGD(0.4, gradient_accumulation_steps=4), "mse")


def other_loss(model):
    model.compile(keras.optimizers.SGD(0.1, gradient_accumulation_steps=4), "mae")


@pytest.mark.parametrize("answer", [collecting, collecting_in_place])
def test_q4_takes_a_model_that_waits(answer):
    assert q4.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (impatient, "no gradients are collected"),
        (too_early, "The weights move after batch 2, 4"),
        (too_late, "after none of the first four"),
        (too_far, "not as one batch of all samples"),
        (other_loss, "not as one batch of all samples"),
        (lambda model: 1 / 0, "ZeroDivisionError"),
        ("sgd", "not a function"),
    ],
)
def test_q4_says_what_is_wrong(answer, message):
    reply = q4.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


@pytest.mark.parametrize("answer", [lambda model: None, ..., None])
def test_q4_without_a_compiled_model_is_untouched(answer):
    assert q4.judged(answer).state == "untouched"
