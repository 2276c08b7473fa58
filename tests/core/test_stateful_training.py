import keras
import numpy as np
import pytest

from faqlab.core.rnn_states import read_states
from faqlab.core.stateful_training import StatefulTraining
from faqlab.core.stream_batches import stream_batches

RNG = np.random.default_rng(0)
STREAM = stream_batches(RNG.normal(size=(8, 16, 1)), 4, 5)
OTHER = stream_batches(RNG.normal(size=(8, 11, 1)), 4, 5)
FIT = {"shuffle": False, "verbose": 0}


def network(**compile):
    keras.utils.set_random_seed(0)
    gru = keras.layers.GRU(3, stateful=True, name="gru")
    model = keras.Sequential([keras.Input((5, 1), batch_size=4), gru, keras.layers.Dense(1)])
    model.compile("sgd", "mse", **compile)
    return model


class Notes(keras.callbacks.Callback):
    """Note the largest state before each batch of the training."""

    def on_train_begin(self, logs=None):
        self.sizes = []

    def on_train_batch_begin(self, batch, logs=None):
        self.sizes.append(max(float(np.abs(one).max()) for one in read_states(self.model).values()))


def begins_with_zeros(training, **more):
    notes = Notes()
    model = network()
    callbacks = [training, notes] if training else [notes]
    model.fit(STREAM, callbacks=callbacks, **FIT, **more)
    return [i for i, size in enumerate(notes.sizes) if size == 0]


def test_it_resets_where_series_begin_and_keras_does_not():
    assert STREAM.starts == (0, 3)
    assert begins_with_zeros(None, epochs=2) == [0]
    training = StatefulTraining(STREAM)
    assert begins_with_zeros(training, epochs=2) == [0, 3, 6, 9]
    assert training.resets == 4
    assert begins_with_zeros(StatefulTraining(), epochs=2) == [0, 6]


def test_validation_leaves_the_training_as_it_is():
    """The weights and the state are those of a training without validation, bit for bit."""
    alone, validated, careless = network(), network(), network()
    alone.fit(STREAM, epochs=3, callbacks=[StatefulTraining(STREAM)], **FIT)
    with_other = {"validation_data": OTHER, "epochs": 3}
    training = StatefulTraining(STREAM, OTHER)
    history = validated.fit(STREAM, callbacks=[training], **with_other, **FIT)
    for one, two in zip(alone.get_weights(), validated.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    state = read_states(alone)["gru", "hidden"]
    np.testing.assert_array_equal(state, read_states(validated)["gru", "hidden"])
    # Each validation begins with zeros and is that of a model whose state is zero.
    told = validated.evaluate(OTHER, verbose=0, callbacks=[StatefulTraining(validation=OTHER)])
    assert history.history["val_loss"][-1] == pytest.approx(told, rel=1e-6)
    careless.fit(STREAM, **with_other, **FIT)
    assert not np.array_equal(state, read_states(careless)["gru", "hidden"])


@pytest.mark.parametrize("method", ["evaluate", "predict"])
def test_given_to_evaluate_and_predict_it_keeps_the_state_and_resets_within(method):
    model = network()
    model.fit(STREAM, **FIT)
    before = read_states(model)["gru", "hidden"]
    callbacks = [StatefulTraining(validation=OTHER)]
    first = getattr(model, method)(OTHER, verbose=0, callbacks=callbacks)
    np.testing.assert_array_equal(read_states(model)["gru", "hidden"], before)
    again = getattr(model, method)(OTHER, verbose=0, callbacks=callbacks)
    np.testing.assert_array_equal(first, again)
    getattr(model, method)(OTHER, verbose=0)
    assert not np.array_equal(read_states(model)["gru", "hidden"], before)
    if method == "predict":
        # The second series' prediction is that of a model that has seen no other.
        model.get_layer("gru").reset_state()
        second = model.predict(np.concatenate([OTHER[2][0], OTHER[3][0]]), batch_size=4, verbose=0)
        np.testing.assert_allclose(first[8:], second, atol=1e-6)


def fit(x, y, training=None, model=None, **more):
    arguments = FIT | {"batch_size": 4} | more
    (model or network()).fit(x, y, callbacks=[training or StatefulTraining()], **arguments)


def test_a_last_batch_of_one_row_is_caught_which_keras_lets_through():
    x, y = STREAM.arrays()
    network().fit(x[:13], y[:13], batch_size=4, **FIT)
    with pytest.raises(ValueError, match=r"Batch 3 has another .* 4 rows in every .* Received: 1"):
        fit(x[:13], y[:13])
    with pytest.raises(ValueError, match=r"Batch 2 of the validation .* Received: 1"):
        fit(x, y, validation_data=(x[:9], y[:9]))


def test_shuffled_batches_are_caught_which_keras_lets_through():
    # Python's own generator shuffles a `PyDataset`; this seed is one that really does.
    keras.utils.set_random_seed(0)
    network().fit(STREAM, verbose=0)
    with pytest.raises(ValueError, match=r"another order .* Expected: batch \d.*shuffle=False"):
        network().fit(STREAM, verbose=0, epochs=20, callbacks=[StatefulTraining(STREAM)])


def test_batches_that_run_as_one_leave_no_moment_to_reset():
    with pytest.raises(ValueError, match=r"in the midst of several batches .* Received: 2"):
        fit(STREAM, None, StatefulTraining(STREAM), network(steps_per_execution=2), batch_size=None)
    model = network(steps_per_execution=3)
    fit(STREAM, None, StatefulTraining(STREAM), model, batch_size=None)


def test_a_stream_of_other_rows_is_refused_before_anything_is_trained():
    stream = stream_batches(np.arange(50.0), 2, 5)
    model = network()
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"stream has another number of rows .* Received: 2"):
        fit(stream, None, StatefulTraining(stream), model, batch_size=None)
    for one, two in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_a_model_that_carries_nothing_is_refused():
    model = keras.Sequential([keras.Input((5, 1)), keras.layers.GRU(3), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="No layer of the model carries a state"):
        fit(*STREAM.arrays(), model=model)


def test_a_model_that_is_built_by_fit_gets_its_rows_from_the_first_batch():
    layers = [keras.layers.GRU(3, stateful=True), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    fit(*STREAM.arrays(), model=model)
    assert len(read_states(model)) == 1


def test_what_is_no_stream_is_refused():
    with pytest.raises(TypeError, match=r"This is no stream.*Received: 'tuple'"):
        StatefulTraining(STREAM.arrays())
