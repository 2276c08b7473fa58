import numpy as np
import pytest

from faqlab.core.tape import Strip, Tape


def tape(lengths=(2, 3), resets=(0,), order=(0, 1), stateful=True, backward=False, steps=None):
    time, count = sum(lengths), len(lengths)
    steps = np.arange(2.0 * time * 3).reshape(2, time, 3) if steps is None else steps
    ends = np.full((count, 2, 3), 2.0)
    strip = Strip("net/lstm", "cell", stateful, backward, ends * 0, steps, ends)
    return Tape((strip,), tuple(lengths), tuple(resets), tuple(order))


def test_what_a_batch_begins_with():
    one = tape((1, 1, 1, 1), resets=(0, 2), order=(0, 3, 1, 2))
    told = [one.begins_with(k) for k in one.order]
    assert told == ["zeros: reset", "the state of batch 0", "the state of batch 3", "zeros: reset"]
    assert tape(resets=()).begins_with(0) == "the model's own state"
    assert tape(stateful=False).begins_with(1) == "zeros, as every batch"


def test_a_difference_belongs_to_the_batch_where_it_is():
    one, steps = tape(), tape().strips[0].steps.copy()
    steps[1, 2, 0] += 0.5
    steps[0, 4, 2] -= 0.75
    assert one.difference(tape(steps=steps)).tolist() == [0, 0.75]
    assert one.difference(tape((5,), order=(0,), steps=steps)).tolist() == [0, 0.75]
    with pytest.raises(ValueError, match="can't be compared"):
        one.difference(tape((2, 2)))


def test_the_table_says_the_size_of_what_is_left():
    assert str(tape()).splitlines() == [
        "batch  steps  begins with           net/lstm cell",
        "0      2      zeros: reset          2.0",
        "1      3      the state of batch 0  2.0",
        "Of each state the typical size after the batch (root mean square).",
    ]


@pytest.mark.parametrize(("stateful", "warned"), [(True, True), (False, False)])
def test_a_state_that_is_carried_backwards_is_pointed_out(stateful, warned):
    told = str(tape(stateful=stateful, backward=True))
    assert ("(!) net/lstm reads each batch from its end" in told) == warned


def test_a_strip_is_found_by_its_address_or_its_name():
    one = tape()
    assert one.strip("lstm", "cell") is one.strip("net/lstm", "cell") is one.strips[0]
    with pytest.raises(ValueError, match=r"Expected: 'net/lstm', 'cell'. Received: 'lstm, hidden'"):
        one.strip("lstm")
