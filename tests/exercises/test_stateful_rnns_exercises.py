import numpy as np
import pytest

from faqlab.core.run import Run
from faqlab.core.stream_batches import stream_batches
from faqlab.exercises.stateful_rnns import predict, q1, q2, q3


def run(accuracy):
    one = Run()
    one.begin()
    one.add_epoch(0, {"loss": 1.0, "accuracy": 0.5})
    one.add_epoch(1, {"loss": 0.9, "accuracy": accuracy})
    return one


@pytest.mark.parametrize(("accuracy", "letter"), [(1.0, "a"), (0.64, "b"), (0.51, "c")])
def test_the_prediction_is_compared_with_a_run(accuracy, letter):
    told = str(predict.reveal(run(accuracy)))
    assert f"right in {accuracy:.0%} of its answers" in told
    assert predict.options[letter].why in told
    assert predict.reveal(3).state == predict.reveal(Run()).state == "untouched"


def test_q1_is_what_the_stream_gives():
    stream = stream_batches(np.arange(1000), 8, 10)
    assert q1.judged(len(stream)).state == "right"
    assert "39 of 999 moments" in stream.left_off[0]


@pytest.mark.parametrize(
    ("answer", "message"), [(100, "pieces of 10"), (124, "each row gets"), (13, "130"), (5, "")]
)
def test_q1_says_what_a_wrong_number_is(answer, message):
    reply = q1.judged(answer)
    assert (reply.state, message in str(reply)) == ("wrong", True)


def test_q2_is_where_the_stream_begins_new_series():
    stream = stream_batches(np.zeros((64, 400, 1)), 32, 20, targets=np.zeros((64, 400)))
    assert stream.starts == (0, 20)
    assert "batch 0 and batch 20" in q2.options["c"].text
    assert q2.judged("c").state == "right"
    assert "what is left of song 1" in str(q2.judged("b"))
    assert "resets nothing" in str(q2.judged("d"))


def by_hand(series, batch_size, steps):
    batches = len(series) // batch_size // steps
    pieces = series[: batches * batch_size * steps].reshape(batch_size, -1)
    return np.stack(np.split(pieces, batches, axis=1))


def with_reshape(series, batch_size, steps):
    batches = len(series) // (batch_size * steps)
    used = series[: batches * batch_size * steps]
    return used.reshape(batch_size, batches, steps).swapaxes(0, 1)


def as_a_list(series, batch_size, steps):
    return list(by_hand(series, batch_size, steps))


def below_each_other(series, batch_size, steps):
    batches = len(series) // (batch_size * steps)
    return series[: batches * batch_size * steps].reshape(batches, batch_size, steps)


def overlapping(series, batch_size, steps):
    return below_each_other(series, batch_size, steps) % 5


def without_the_first(series, batch_size, steps):
    return by_hand(series, batch_size, steps)[1:]


def at_the_end(series, batch_size, steps):
    rest = len(series) % (batch_size * steps)
    return by_hand(series[rest:], batch_size, steps)


def strided(series, batch_size, steps):
    return np.swapaxes(by_hand(series, steps, batch_size), 1, 2)


@pytest.mark.parametrize("answer", [by_hand, with_reshape, as_a_list])
def test_q3_takes_any_function_that_does_it(answer):
    assert q3.judged(answer).state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (below_each_other, "row 1 goes on where row 0 ends, in the same batch"),
        (overlapping, "a moment comes twice"),
        (without_the_first, "there are enough moments for"),
        (at_the_end, "something else than the end"),
        (strided, "doesn't go on from one moment to the next"),
        (lambda series, rows, steps: series, "gives the shape"),
        (lambda series, rows, steps: series.no_such_thing, "AttributeError"),
        (lambda *given: [np.ones(2), np.ones(3)], "different shape"),
        (np.ones(3), "not a function"),
    ],
)
def test_q3_says_what_does_not_go_on(answer, message):
    reply = q3.judged(answer)
    assert reply.state == "wrong"
    assert message in str(reply)


def test_q3_that_returns_nothing_is_untouched():
    assert q3.judged(lambda *given: None).state == "untouched"
    assert q3.judged(...).state == "untouched"
