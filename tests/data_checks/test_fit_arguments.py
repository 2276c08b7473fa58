import numpy as np
import pytest
import tensorflow as tf

from faqlab.core.backend import keras

from .plans import CLASSES, NUMBERS, X, codes, fit, linear, loudly, report, sentence, softmax


class Batches(keras.utils.PyDataset):
    endless = False

    @property
    def num_batches(self):
        return None if self.endless else 4

    def __getitem__(self, index):
        return X[index * 16 : index * 16 + 16], CLASSES[index * 16 : index * 16 + 16]


class Endless(Batches):
    endless = True


def slices():
    return tf.data.Dataset.from_tensor_slices((X, CLASSES)).batch(16)


class Count(keras.callbacks.Callback):
    batches = 0

    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1


def test_a_batch_size_of_zero_is_32_in_keras():
    count = Count()
    fit(softmax(), X, CLASSES, batch_size=0, callbacks=[count])
    assert count.batches == 2
    assert "takes 32 in its place" in sentence("batch size", X, CLASSES, softmax(), batch_size=0)


@pytest.mark.parametrize("size", [-48, 2.5, True, "32"])
def test_no_batch_size(size):
    assert codes(X, CLASSES, softmax(), batch_size=size) == ("batch size",)
    assert codes(X, CLASSES, softmax(), validation_batch_size=size) == ("batch size",)


@pytest.mark.parametrize("size", [None, 1, 32, 1000, np.int64(8)])
def test_batch_sizes(size):
    assert codes(X, CLASSES, softmax(), batch_size=size) == ()


@pytest.mark.parametrize("epochs", [0, -3])
def test_no_epoch_is_silent(epochs):
    assert fit(softmax(), X, CLASSES, epochs=epochs) == {}
    assert f"Found: epochs={epochs}." in sentence("no epoch", X, CLASSES, softmax(), epochs=epochs)


@pytest.mark.parametrize("first", [5, 7])
def test_an_initial_epoch_beyond_the_last_is_silent(first):
    assert fit(softmax(), X, CLASSES, epochs=5, initial_epoch=first) == {}
    told = sentence("initial epoch", X, CLASSES, softmax(), epochs=5, initial_epoch=first)
    assert f"write epochs={5 + first}" in told
    assert codes(X, CLASSES, softmax(), epochs=5, initial_epoch=4) == ()


def test_twenty_as_a_share():
    told = sentence("validation split", X, CLASSES, softmax(), validation_split=20)
    assert "For 20 % write validation_split=0.2." in told


@pytest.mark.parametrize("share", [1.0, -0.2, 1.5, 100])
def test_no_share(share):
    assert codes(X, CLASSES, softmax(), validation_split=share) == ("validation split",)


@pytest.mark.parametrize("share", [0, 0.0, None, 0.2, 0.9])
def test_shares(share):
    assert codes(X, CLASSES, softmax(), validation_split=share) == ()


def test_a_share_that_leaves_nothing():
    assert codes(X[:3], CLASSES[:3], softmax(), validation_split=0.9) == ("validation split",)


def test_validation_data_without_targets():
    told = sentence("validation data", X, CLASSES, softmax(), validation_data=X)
    assert "validation_data=(x_val, y_val)" in told
    assert codes(X, CLASSES, softmax(), validation_data=(X, CLASSES)) == ()
    assert codes(X, CLASSES, softmax(), validation_data=slices()) == ()


@pytest.mark.parametrize("data", [slices().repeat(), Endless()])
def test_data_that_never_ends(data):
    assert "steps_per_epoch=None" in sentence("endless data", data, None, softmax())
    assert codes(data, None, softmax(), steps_per_epoch=4) == ()
    found = sentence("endless data", X, CLASSES, softmax(), validation_data=data)
    assert "validation_steps=None" in found
    assert codes(X, CLASSES, softmax(), validation_data=data, validation_steps=4) == ()


@pytest.mark.parametrize("data", [slices(), slices().repeat(2), Batches()])
def test_data_that_ends(data):
    assert codes(data, None, softmax(), epochs=3) == ()


def test_data_that_runs_out_is_only_a_warning():
    _, heard = loudly(fit, softmax(), slices(), steps_per_epoch=10, epochs=2)
    assert any("ran out of data" in one for one in heard)
    told = sentence("data runs out", slices(), None, softmax(), steps_per_epoch=10)
    assert "at most 4" in told
    assert codes(slices(), None, softmax(), steps_per_epoch=4) == ()
    assert codes(slices().repeat(), None, softmax(), steps_per_epoch=10) == ()
    assert codes(X, CLASSES, softmax(), steps_per_epoch=3) == ("data runs out",)


def test_a_generator_is_only_told_of():
    told = report(iter([(X, CLASSES)]), None, softmax(), steps_per_epoch=1)
    assert told.ok
    assert [one.code for one in told.notes] == ["not looked at", "a generator"]
    assert "steps_per_epoch * epochs batches" in told.notes[1].sentence


def test_of_a_py_dataset_the_first_batch_is_looked_at():
    told = report(Batches(), None, softmax())
    assert told.ok
    assert [one.code for one in told.notes] == ["first batch"]
    assert codes(Batches(), None, softmax(2)) == ("labels out of range",)


@pytest.mark.parametrize(
    ("rate", "severity"),
    [
        (1e6, "suspect"),
        (10.0, "suspect"),
        (-0.01, "wrong"),
        (0.0, "wrong"),
        (float("nan"), "wrong"),
    ],
)
def test_a_learning_rate_that_learns_nothing(rate, severity):
    model = linear(optimizer=keras.optimizers.SGD(rate))
    (found,) = report(X, NUMBERS, model).findings
    assert (found.code, found.severity) == ("learning rate", severity)


def test_a_negative_learning_rate_is_silent():
    model = linear(optimizer=keras.optimizers.SGD(-0.001))
    losses = fit(model, X, NUMBERS, epochs=3)["loss"]
    assert losses[-1] > losses[0]


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adadelta", keras.optimizers.SGD(1.0)])
def test_learning_rates(optimizer):
    assert codes(X, NUMBERS, linear(optimizer=optimizer)) == ()


def test_a_schedule_knows_its_rates_itself():
    warm_up = keras.optimizers.schedules.PolynomialDecay(0.0, 10, 0.01)
    assert codes(X, NUMBERS, linear(optimizer=keras.optimizers.SGD(warm_up))) == ()
    schedule = keras.callbacks.LearningRateScheduler(lambda epoch: 0.01)
    model = linear(optimizer=keras.optimizers.SGD(0.0))
    assert codes(X, NUMBERS, model, callbacks=[schedule]) == ()
