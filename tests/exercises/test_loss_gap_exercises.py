import keras
import numpy as np
import pytest

from faqlab.core.loss_gap_parts import LossGap
from faqlab.core.loss_gap_passes import LossParts
from faqlab.exercises.loss_gap import predict, q1, q2, q3


def gap(training, validation):
    same = LossParts(0.5, 0.5, training, 100)
    there = LossParts(0.5, 0.5, validation, 50)
    return LossGap(0.5 + training, 0.5 + validation, same, same, same, there, 4)


@pytest.mark.parametrize(
    ("training", "validation", "letter"), [(0.4, 0.0, "a"), (0.4, 0.39, "b"), (0.1, 0.4, "c")]
)
def test_the_prediction_is_compared_with_what_was_measured(training, validation, letter):
    told = str(predict.reveal(gap(training, validation)))
    assert "of the training loss and" in told
    assert predict.options[letter].why in told
    for nothing in (3, gap(0.0, 0.0), None):
        assert predict.reveal(nothing).state == "untouched"


def test_q1_is_what_fit_reports():
    """Each batch's loss is made exactly so: the target is what it must be, nothing is learnt."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.0), "mae")
    y = np.repeat([4.0, 2.0, 1.0], [32, 32, 16])
    record = model.fit(np.zeros(80), y, batch_size=32, shuffle=False, verbose=0)
    assert q1.judged(record.history["loss"][0]).state == "right"
    assert q1.judged("2,6").state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (7 / 3, "half as many rows"),
        (2.33, "half as many rows"),
        (1, "what the last batch had"),
        (7, "the sum"),
        (208, "Divide by how many"),
        (5, "too large"),
    ],
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def test_q2():
    assert q2.judged("d").state == "right"
    assert "the other way round" in str(q2.judged("a"))
    assert "no reason to be below it" in str(q2.judged("b"))
    assert "costs nothing" in str(q2.judged("c"))


def as_solved(model, x, y, x_val, y_val):
    seen = model.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    unseen = model.evaluate(x_val, y_val, verbose=0, return_dict=True)["loss"]
    return seen - unseen


def with_lists(model, x, y, x_val, y_val):
    both = [model.evaluate(*one, verbose=0) for one in ((x, y), (x_val, y_val))]
    seen, unseen = (one[0] if isinstance(one, list) else one for one in both)
    return np.float32(seen) - np.float32(unseen)


def by_prediction(model, x, y, x_val, y_val):
    def error(x, y):
        return keras.ops.mean((model(x, training=False)[:, 0] - y.astype("float32")) ** 2)

    return error(x, y) - error(x_val, y_val)


@pytest.mark.parametrize("answer", [as_solved, with_lists, by_prediction])
def test_q3_takes_any_function_that_does_it(answer):
    assert q3.judged(answer).state == "right", q3.judged(answer)


def turned(*given):
    return -as_solved(*given)


def without_sign(*given):
    return abs(as_solved(*given))


def seen_alone(model, x, y, x_val, y_val):
    return model.evaluate(x, y, verbose=0, return_dict=True)["loss"]


def in_training_mode(model, x, y, x_val, y_val):
    def error(x, y, training):
        out = np.asarray(model(x, training=training))[:, 0]
        return float(np.mean((out - y) ** 2))

    return error(x, y, True) - error(x_val, y_val, False)


def by_fitting(model, x, y, x_val, y_val):
    record = model.fit(x, y, validation_data=(x_val, y_val), verbose=0).history
    return record["loss"][0] - record["val_loss"][0]


def whatever_evaluate_gives(model, x, y, x_val, y_val):
    return model.evaluate(x, y, verbose=0) - model.evaluate(x_val, y_val, verbose=0)


def untouched(model, x, y, x_val, y_val): ...


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (turned, "wrong sign"),
        (without_sign, "of a network with dropout has the wrong sign"),
        (seen_alone, "the training rows' loss alone"),
        (in_training_mode, "Are dropout off and the penalty the same"),
        (by_fitting, "trains the network"),
        (whatever_evaluate_gives, "TypeError"),
        (lambda *given: [1.0], "One number is asked for"),
        (0.3, "not a function"),
    ],
)
def test_q3_says_what_is_wrong(answer, message):
    reply = q3.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True), reply


def test_q3_untouched():
    assert q3.judged(untouched).state == "untouched"
