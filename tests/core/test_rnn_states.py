import keras
import numpy as np
import pytest

from faqlab.core.rnn_states import (
    kept_states,
    read_states,
    recurrent_layers,
    reset_states,
    state_names,
    write_states,
)

X = np.random.default_rng(0).normal(size=(4, 6, 2)).astype("float32")
LAYERS = keras.layers


def network(*body):
    return keras.Sequential([keras.Input((6, 2), batch_size=4), *body])


def stacked():
    return network(
        LAYERS.LSTM(3, stateful=True, return_sequences=True, name="lstm"),
        LAYERS.Bidirectional(
            LAYERS.GRU(2, stateful=True, return_sequences=True, name="gru"), name="both"
        ),
        LAYERS.SimpleRNN(2, stateful=True, name="simple"),
    )


def several_cells():
    cells = [LAYERS.LSTMCell(3), LAYERS.GRUCell(2)]
    return network(LAYERS.RNN(cells, stateful=True, name="rnn"))


class Within(LAYERS.Layer):
    """A layer that keeps its LSTM to itself."""

    def __init__(self, **named):
        super().__init__(**named)
        self.inner = LAYERS.LSTM(2, stateful=True, name="lstm")

    def build(self, shape):
        self.inner.build(shape)

    def call(self, inputs):
        return self.inner(inputs)


def convolutional():
    layer = LAYERS.ConvLSTM1D(2, 2, stateful=True, name="conv")
    return keras.Sequential([keras.Input((6, 5, 1), batch_size=4), layer])


def test_the_states_of_every_layer_are_found_wherever_it_is():
    inner = stacked()
    outer = network(inner)
    assert [address for address, _ in recurrent_layers(outer)] == [
        f"{inner.name}/{name}"
        for name in ("lstm", "both/forward_gru", "both/backward_gru", "simple")
    ]
    within = network(Within(name="within"))
    assert [address for address, _ in recurrent_layers(within)] == ["within/lstm"]


def test_a_layer_that_is_there_twice_is_listed_once():
    one = LAYERS.GRU(2, stateful=True, return_sequences=True, name="gru")
    inputs = keras.Input((6, 2), batch_size=4)
    model = keras.Model(inputs, one(one(inputs)))
    assert [address for address, _ in recurrent_layers(model)] == ["gru"]


def test_what_is_read_is_what_the_layers_hold():
    model = stacked()
    model.predict(X, batch_size=4, verbose=0)
    found = read_states(model)
    lstm = model.get_layer("lstm")
    for name, variable in zip(("hidden", "cell"), lstm.states, strict=True):
        np.testing.assert_array_equal(found["lstm", name], np.asarray(variable))
    assert sorted(found) == [
        ("both/backward_gru", "hidden"),
        ("both/forward_gru", "hidden"),
        ("lstm", "cell"),
        ("lstm", "hidden"),
        ("simple", "hidden"),
    ]
    assert all(np.abs(one).max() > 0 for one in found.values())


@pytest.mark.parametrize("make", [stacked, several_cells, lambda: network(Within())])
def test_after_a_reset_all_is_as_in_the_beginning(make):
    model = make()
    first = model.predict(X, batch_size=4, verbose=0)
    second = model.predict(X, batch_size=4, verbose=0)
    reset_states(model)
    again = model.predict(X, batch_size=4, verbose=0)
    assert not np.allclose(first, second)
    np.testing.assert_array_equal(first, again)


def test_keras_resets_no_layer_of_several_cells():
    """Why `reset_states` doesn't call `reset_state`. Where Keras mends it, this fails."""
    with pytest.raises(AttributeError, match="assign"):
        several_cells().layers[0].reset_state()


def test_a_convolutional_layer_s_states_are_pictures():
    model = convolutional()
    model.predict(np.ones((4, 6, 5, 1)), batch_size=4, verbose=0)
    assert {place: one.shape for place, one in read_states(model).items()} == {
        ("conv", "hidden"): (4, 4, 2),
        ("conv", "cell"): (4, 4, 2),
    }
    assert reset_states(model) == 1
    assert max(np.abs(one).max() for one in read_states(model).values()) == 0


@pytest.mark.parametrize("reset", [True, False])
def test_what_is_kept_comes_back(reset):
    model = stacked()
    model.predict(X, batch_size=4, verbose=0)
    before = read_states(model)
    with kept_states(model, reset=reset):
        inside = read_states(model)
        model.predict(X[::-1], batch_size=4, verbose=0)
        assert not np.array_equal(read_states(model)["lstm", "cell"], before["lstm", "cell"])
    for place, numbers in read_states(model).items():
        np.testing.assert_array_equal(numbers, before[place])
        np.testing.assert_array_equal(inside[place], numbers * (not reset))


def test_they_come_back_after_an_error_too():
    model = stacked()
    model.predict(X, batch_size=4, verbose=0)
    before = read_states(model)

    def fail():
        with kept_states(model):
            raise RuntimeError("planted")

    with pytest.raises(RuntimeError, match="planted"):
        fail()
    np.testing.assert_array_equal(
        read_states(model)["simple", "hidden"], before["simple", "hidden"]
    )


def test_a_model_that_is_built_within_the_block_ends_with_zeros():
    model = keras.Sequential([LAYERS.LSTM(2, stateful=True)])
    with kept_states(model):
        model(X)
    assert [float(np.abs(one).max()) for one in read_states(model).values()] == [0, 0]


def test_stateless_layers_carry_nothing():
    model = network(LAYERS.LSTM(2, name="lstm"))
    assert read_states(model) == {}
    assert reset_states(model) == 0
    assert [address for address, _ in recurrent_layers(model)] == ["lstm"]


def test_cells_of_one_s_own_have_numbered_states():
    class Three:
        state_size = (1, 2, 3)

        def call(self, inputs, states):
            return inputs, states

    assert state_names(LAYERS.RNN(Three())) == ["state 1", "state 2", "state 3"]


def test_what_is_no_model_is_refused():
    with pytest.raises(TypeError, match=r"no layers to look at. Expected: a Keras model"):
        write_states("model", {})
