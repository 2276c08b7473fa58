import keras
import numpy as np
import pytest

from faqlab.core.rnn_states import read_states
from faqlab.core.state_tape import tape
from faqlab.core.stream_batches import stream_batches

from . import recurrences

X = np.random.default_rng(0).normal(size=(4, 20, 3)).astype("float32")
PARTS = np.split(X, 4, axis=1)
LAYERS = keras.layers


def network(*body):
    return keras.Sequential([keras.Input((None, 3), batch_size=4), *body])


@pytest.fixture(scope="module")
def stacked():
    lower = LAYERS.LSTM(5, stateful=True, return_sequences=True, name="lower")
    return network(lower, LAYERS.GRU(3, stateful=True, name="upper"), LAYERS.Dense(1))


def test_the_parts_are_one_long_pass_and_that_of_numpy(stacked):
    parts = tape(stacked, PARTS)
    lower, upper = (layer.get_weights() for layer in stacked.layers[:2])
    hidden, cell = recurrences.lstm(X, *lower)
    (above,) = recurrences.gru(hidden, *upper)
    for one, expected in zip(parts.strips, (hidden, cell, above), strict=True):
        np.testing.assert_allclose(one.steps, expected, atol=1e-5)
        np.testing.assert_allclose(one.after, expected[:, 4::5].swapaxes(0, 1), atol=1e-5)
        np.testing.assert_array_equal(one.before[1:], one.after[:-1])
        assert not one.before[0].any()
    assert parts.difference(tape(stacked, [X])).max() < 1e-5
    assert parts.lengths == (5, 5, 5, 5)


def test_the_states_on_the_tape_are_those_that_keras_leaves(stacked):
    parts = tape(stacked, PARTS)
    for layer in stacked.layers[:2]:
        layer.reset_state()
    for k, part in enumerate(PARTS):
        stacked.predict(part, batch_size=4, verbose=0)
        for (address, name), state in read_states(stacked).items():
            np.testing.assert_allclose(parts.strip(address, name).after[k], state, atol=1e-6)


def test_the_model_keeps_its_own_state(stacked):
    stacked.predict(X, batch_size=4, verbose=0)
    before = read_states(stacked)
    tape(stacked, PARTS)
    on = tape(stacked, PARTS, resets=())
    for place, state in read_states(stacked).items():
        np.testing.assert_array_equal(state, before[place])
        np.testing.assert_array_equal(on.strip(*place).before[0], state)
    assert on.begins_with(0) == "the model's own state"


def test_after_a_reset_a_batch_is_the_first_one_again(stacked):
    twice = tape(stacked, [*PARTS[:2], *PARTS[:2]], resets=(0, 2))
    for one in twice.strips:
        np.testing.assert_array_equal(one.steps[:, :10], one.steps[:, 10:])
    assert twice.begins_with(2) == "zeros: reset"
    assert twice.begins_with(3) == "the state of batch 2"


def test_a_wrong_order_is_seen_from_where_it_begins(stacked):
    right = tape(stacked, PARTS)
    wrong = tape(stacked, PARTS, order=(0, 2, 1, 3))
    apart = wrong.difference(right)
    assert apart[0] == 0
    assert (apart[1:] > 0.01).all()
    assert wrong.begins_with(1) == "the state of batch 2"
    assert [row[0] for row in wrong.rows()] == ["0", "2", "1", "3"]


def test_the_batch_that_is_run_first_begins_with_zeros(stacked):
    wrong = tape(stacked, PARTS, order=(1, 0, 2, 3))
    assert wrong.resets == (1,)
    assert (wrong.difference(tape(stacked, PARTS)) > 0.01).all()


def test_rows_that_change_places_are_seen(stacked):
    shuffled = [PARTS[0], PARTS[1][::-1], *PARTS[2:]]
    apart = tape(stacked, shuffled).difference(tape(stacked, PARTS))
    assert apart[0] == 0
    assert (apart[1:] > 0.01).all()


def test_a_stream_says_where_to_reset_and_its_targets_are_left_aside(stacked):
    stream = stream_batches(np.random.default_rng(1).normal(size=(8, 11, 3)), 4, 5)
    assert tape(stacked, stream).resets == stream.starts == (0, 2)


def test_a_stateless_model_begins_each_batch_with_zeros():
    model = network(LAYERS.LSTM(3, name="lstm"))
    parts = tape(model, PARTS)
    assert {parts.begins_with(k) for k in range(4)} == {"zeros, as every batch"}
    assert not parts.strip("lstm").before.any()
    for k, part in enumerate(PARTS):
        hidden, cell = recurrences.lstm(part, *model.layers[0].get_weights())
        np.testing.assert_allclose(parts.strip("lstm").after[k], hidden[:, -1], atol=1e-5)
        np.testing.assert_allclose(parts.strip("lstm", "cell").after[k], cell[:, -1], atol=1e-5)


def test_the_backward_half_is_not_one_long_pass_and_the_tape_says_so():
    both = LAYERS.Bidirectional(LAYERS.GRU(2, stateful=True, name="gru"), name="both")
    model = network(both)
    parts, whole = tape(model, PARTS), tape(model, [X])
    halves = [(parts.strip(name), whole.strip(name)) for name in ("forward_gru", "backward_gru")]
    forward, backward = (np.abs(one.steps - two.steps).max() for one, two in halves)
    assert forward < 1e-5
    assert backward > 0.01
    assert str(parts).count("(!)") == 1
    assert "both/backward_gru reads each batch from its end" in str(parts)


def test_the_text_is_a_table_and_no_longer_than_one_reads(stacked):
    told = str(tape(stacked, PARTS)).splitlines()
    assert told[0].split() == [
        *("batch", "steps", "begins", "with"),
        *("lower", "hidden", "lower", "cell", "upper", "hidden"),
    ]
    assert told[2].startswith("1      5      the state of batch 0")
    long = tape(stacked, np.split(X, 20, axis=1))
    assert "The first 12 of 20 batches." in str(long)
    assert len(str(long).splitlines()) == 15
    assert long._repr_html_().count("<tr") == 13


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batches": []}, "There is no batch"),
        ({"order": (0, 1)}, r"The order isn't one of the batches. Expected: each of 0 to 3 once"),
        ({"resets": (4,)}, "A reset is before no batch. Expected: some of 0 to 3"),
        ({"model": network(LAYERS.Dense(1))}, "nothing that remembers"),
    ],
)
def test_what_makes_no_tape_is_refused(stacked, arguments, message):
    with pytest.raises(ValueError, match=message):
        tape(**({"model": stacked, "batches": PARTS} | arguments))


def test_tapes_of_other_layers_are_not_compared(stacked):
    one = tape(stacked, PARTS)
    with pytest.raises(ValueError, match="can't be compared"):
        one.difference(tape(stacked, PARTS[:2]))
    with pytest.raises(ValueError, match=r"no such strip. Expected: 'lower', 'hidden' or"):
        one.strip("lwer")
