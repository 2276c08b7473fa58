"""The oracle is a training by plain Keras that was never cut off: every number must be the same."""

import keras
import numpy as np
import pytest

from faqlab.model_files.checkpoint import Checkpoint
from faqlab.model_files.resume import resume

L = keras.layers
X = np.random.default_rng(0).normal(size=(52, 4))
Y = X[:, :1] ** 2
FIT = {"batch_size": 8, "epochs": 5, "validation_split": 0.2, "verbose": 0}


def network(optimizer="adam"):
    keras.utils.set_random_seed(5)
    body = [L.Dense(8, "relu"), L.Dropout(0.4), L.BatchNormalization(), L.Dense(1)]
    model = keras.Sequential([keras.Input((4,)), *body])
    model.compile(optimizer, "mse", metrics=["mae"])
    return model


def keras_callbacks():
    """Both are in the middle of something when the training is cut off."""
    plateau = keras.callbacks.ReduceLROnPlateau("loss", patience=1, min_delta=10)
    stopping = keras.callbacks.EarlyStopping(
        "val_loss", patience=3, min_delta=0.001, restore_best_weights=True
    )
    return [plateau, stopping]


class PowerCut(Exception):
    pass


class CutAt(keras.callbacks.Callback):
    def __init__(self, epoch, batch):
        super().__init__()
        self.place = epoch, batch

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch) == self.place:
            raise PowerCut


def assert_same(one, other, history, other_history):
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    for a, b in zip(one.optimizer.variables, other.optimizer.variables, strict=True):
        np.testing.assert_array_equal(a, b)
    assert history.history == other_history.history
    assert history.epoch == other_history.epoch


CASES = [
    (False, None, "adam"),
    (False, 3, "adam"),
    (True, None, keras.optimizers.SGD(0.01, momentum=0.9).get_config()),
    (True, 1, "rmsprop"),
]


@pytest.mark.parametrize(("shuffle", "batches", "optimizer"), CASES)
def test_it_is_as_if_never_cut_off(shuffle, batches, optimizer, tmp_path):
    def made():
        own = keras.optimizers.SGD.from_config(optimizer) if isinstance(optimizer, dict) else None
        return network(own or optimizer)

    whole = made()
    expected = whole.fit(X, Y, shuffle=shuffle, callbacks=keras_callbacks(), **FIT)
    path = tmp_path / "run.keras"
    cut = [*keras_callbacks(), Checkpoint(path, batches=batches), CutAt(2, 3)]
    with pytest.raises(PowerCut):
        made().fit(X, Y, shuffle=shuffle, callbacks=cut, **FIT)

    keras.utils.set_random_seed(99)  # another program, another seed
    resumed = resume(path)
    assert (resumed.epoch, resumed.batch) == (2, {None: 0, 3: 3, 1: 3}[batches])
    assert resumed.exact
    found = resumed.fit(X, Y, shuffle=shuffle, callbacks=keras_callbacks(), **FIT)
    assert_same(whole, resumed.model, expected, found)
    assert resume(path).epoch == len(expected.epoch)


def test_a_second_cut_is_survived_too(tmp_path):
    whole = network()
    expected = whole.fit(X, Y, shuffle=False, callbacks=keras_callbacks(), **FIT)
    path = tmp_path / "run.keras"
    with pytest.raises(PowerCut):
        network().fit(
            X,
            Y,
            shuffle=False,
            callbacks=[*keras_callbacks(), Checkpoint(path), CutAt(1, 2)],
            **FIT,
        )
    with pytest.raises(PowerCut):
        resume(path).fit(X, Y, shuffle=False, callbacks=[*keras_callbacks(), CutAt(3, 0)], **FIT)
    resumed = resume(path)
    assert (resumed.epoch, len(resumed.history["loss"])) == (3, 3)
    found = resumed.fit(X, Y, shuffle=False, callbacks=keras_callbacks(), **FIT)
    assert_same(whole, resumed.model, expected, found)


def test_from_a_tf_data_set_in_the_middle_of_an_epoch(tmp_path):
    import tensorflow as tf

    data = tf.data.Dataset.from_tensor_slices((X, Y)).batch(8)
    whole = network()
    expected = whole.fit(data, epochs=3, shuffle=False, verbose=0)
    path = tmp_path / "run.keras"
    cut = [Checkpoint(path, batches=2), CutAt(1, 4)]
    with pytest.raises(PowerCut):
        network().fit(data, epochs=3, shuffle=False, verbose=0, callbacks=cut)
    resumed = resume(path)
    assert (resumed.epoch, resumed.batch) == (1, 4)
    found = resumed.fit(data, epochs=3, shuffle=False, verbose=0)
    assert_same(whole, resumed.model, expected, found)


def test_without_a_seed_it_says_when_it_is_exact(tmp_path, monkeypatch):
    monkeypatch.setattr("faqlab.model_files.checkpoint._seed", lambda: None)
    network().fit(X, Y, epochs=1, verbose=0, callbacks=[Checkpoint(tmp_path / "run.keras")])
    resumed = resume(tmp_path / "run.keras")
    assert not resumed.exact
    assert str(resumed).startswith("run.keras: 1 epoch done. Exact with shuffle=False. No seed")


def test_a_model_that_is_no_checkpoint(tmp_path):
    keras.Sequential([keras.Input((4,)), L.Dense(1)]).save(tmp_path / "model.keras")
    with pytest.raises(ValueError, match=r"is a model, and no checkpoint.*load\(path\) gives"):
        resume(tmp_path / "model.keras")
    with pytest.raises(FileNotFoundError, match="isn't there"):
        resume(tmp_path / "nowhere.keras")
