import keras
import numpy as np
import pytest

from faqlab.core.state_steps import state_steps

from . import recurrences

X = np.random.default_rng(0).normal(size=(4, 9, 3)).astype("float32")
LAYERS = keras.layers
KINDS = [
    (LAYERS.LSTM, recurrences.lstm, ["hidden", "cell"]),
    (LAYERS.GRU, recurrences.gru, ["hidden"]),
    (LAYERS.SimpleRNN, recurrences.simple, ["hidden"]),
]


def random_weights(layer):
    rng = np.random.default_rng(1)
    layer.set_weights([rng.normal(size=one.shape) * 0.5 for one in layer.get_weights()])


def network(*body, x=X):
    model = keras.Sequential([keras.Input((None, 3), batch_size=4), *body])
    model(x)
    return model


@pytest.mark.parametrize(("kind", "oracle", "names"), KINDS)
def test_every_step_is_the_recurrence_in_numpy(kind, oracle, names):
    layer = kind(5, name="rnn")
    model = network(layer)
    random_weights(layer)
    found = state_steps(model, X)
    assert list(found) == [("rnn", name) for name in names]
    for part, expected in zip(found.values(), oracle(X, *layer.get_weights()), strict=True):
        np.testing.assert_allclose(part.steps, expected, atol=1e-5)
        np.testing.assert_allclose(part.after, expected[:, -1], atol=1e-5)
        assert not part.before.any()


def test_what_is_read_backwards_is_told_in_the_order_of_time():
    both = LAYERS.Bidirectional(LAYERS.GRU(2, name="gru"), name="both")
    model = network(both)
    random_weights(both.backward_layer)
    part = state_steps(model, X)["both/backward_gru", "hidden"]
    (expected,) = recurrences.gru(X[:, ::-1], *both.backward_layer.get_weights())
    np.testing.assert_allclose(part.steps, expected[:, ::-1], atol=1e-5)
    np.testing.assert_allclose(part.after, part.steps[:, 0], atol=1e-6)


def test_the_upper_of_two_layers_reads_what_the_lower_puts_out():
    lower = LAYERS.LSTM(4, return_sequences=True, name="lower")
    upper = LAYERS.GRU(2, name="upper")
    model = network(lower, upper)
    random_weights(lower)
    random_weights(upper)
    hidden, _ = recurrences.lstm(X, *lower.get_weights())
    (expected,) = recurrences.gru(hidden, *upper.get_weights())
    found = state_steps(model, X)["upper", "hidden"]
    np.testing.assert_allclose(found.steps, expected, atol=1e-5)


def test_several_cells_in_one_layer():
    cells = [LAYERS.LSTMCell(4), LAYERS.GRUCell(2)]
    model = network(LAYERS.RNN(cells, name="rnn"))
    found = state_steps(model, X)
    assert [name for _, name in found] == ["1 hidden", "1 cell", "2 hidden"]
    weights = [[np.asarray(one) for one in cell.weights] for cell in cells]
    hidden, cell = recurrences.lstm(X, *weights[0])
    (expected,) = recurrences.gru(hidden, *weights[1])
    np.testing.assert_allclose(found["rnn", "1 cell"].steps, cell, atol=1e-5)
    np.testing.assert_allclose(found["rnn", "2 hidden"].steps, expected, atol=1e-5)


def test_an_initial_state_that_the_model_gives_is_where_it_begins():
    x = keras.Input((None, 3), batch_size=4)
    _, *state = LAYERS.LSTM(2, return_state=True, name="reads")(x)
    layer = LAYERS.LSTM(2, name="writes")
    model = keras.Model(x, layer(x, initial_state=state))
    random_weights(layer)
    found = state_steps(model, X)
    np.testing.assert_array_equal(found["writes", "cell"].before, found["reads", "cell"].after)
    begin = [found["writes", name].before for name in ("hidden", "cell")]
    expected = recurrences.lstm(X, *layer.get_weights(), *begin)
    np.testing.assert_allclose(found["writes", "hidden"].steps, expected[0], atol=1e-5)


def test_masked_steps_leave_the_state_as_it_is():
    x = X.copy()
    x[:, 4:] = 0
    model = network(LAYERS.Masking(), LAYERS.GRU(2, name="gru"), x=x)
    steps = state_steps(model, x)["gru", "hidden"].steps
    np.testing.assert_array_equal(steps[:, 4:], np.repeat(steps[:, 3:4], 5, axis=1))


def test_the_model_calls_its_layers_as_before():
    layer = LAYERS.LSTM(2, stateful=True, name="lstm")
    model = network(layer, LAYERS.Dense(1))
    state_steps(model, X)
    assert "call" not in vars(layer)
    left = np.array(layer.states[0])
    model(X)
    assert not np.array_equal(left, np.array(layer.states[0]))


def test_an_error_leaves_the_layers_as_they_were():
    layer = LAYERS.LSTM(2, stateful=True)
    model = network(layer)
    with pytest.raises(ValueError, match="batch size"):
        state_steps(model, X[:3])
    assert "call" not in vars(layer)


def test_what_the_tape_cannot_show_is_refused():
    one = LAYERS.GRU(3, return_sequences=True, name="gru")
    x = keras.Input((None, 3))
    with pytest.raises(ValueError, match=r"'gru' is called 2 times in one batch"):
        state_steps(keras.Model(x, one(one(x))), X)
    model = keras.Sequential([keras.Input((4, 5, 1)), LAYERS.ConvLSTM1D(2, 2, name="conv")])
    with pytest.raises(ValueError, match=r"'conv' are pictures.*Received: 'ConvLSTM1D'"):
        state_steps(model, np.ones((2, 4, 5, 1)))
