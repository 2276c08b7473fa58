import os

import keras
import numpy as np
import pytest

from faqlab.model_files.checkpoint import Checkpoint
from faqlab.model_files.footer import verify
from faqlab.model_files.training_state import TrainingState

X = np.ones((20, 3))


def model():
    keras.utils.set_random_seed(1)
    one = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    one.compile("sgd", "mse")
    return one


def test_keras_opens_it_as_its_own(tmp_path):
    one = model()
    one.fit(X, X[:, :1], epochs=2, verbose=0, callbacks=[Checkpoint(tmp_path / "run.keras")])
    other = keras.saving.load_model(tmp_path / "run.keras")
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert verify(tmp_path / "run.keras") is True
    assert os.listdir(tmp_path) == ["run.keras"]


class Seen(keras.callbacks.Callback):
    def __init__(self, path):
        super().__init__()
        self.path, self.seen = path, []

    def on_train_batch_begin(self, batch, logs=None):
        self.note()

    def on_epoch_begin(self, epoch, logs=None):
        self.note()

    def note(self):
        if self.path.exists():
            state = TrainingState.read(self.path)
            place = (state.epoch, state.batch)
            if place not in self.seen:
                self.seen.append(place)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"every": 2}, [(2, 0)]),
        ({"every": 1}, [(1, 0), (2, 0)]),
        # Five batches an epoch: after the second and the fourth, and at its end.
        ({"batches": 2}, [(0, 2), (0, 4), (1, 0), (1, 2), (1, 4), (2, 0), (2, 2), (2, 4)]),
    ],
)
def test_when_it_saves(options, expected, tmp_path):
    path = tmp_path / "run.keras"
    seen = Seen(path)
    callbacks = [Checkpoint(path, **options), seen]
    model().fit(X, X[:, :1], 4, epochs=3, verbose=0, callbacks=callbacks)
    assert seen.seen == expected


def test_the_history_in_it_is_kerass_own(tmp_path):
    path = tmp_path / "run.keras"
    checkpoint = Checkpoint(path)
    history = model().fit(
        X, X[:, :1], epochs=3, validation_split=0.5, verbose=0, callbacks=[checkpoint]
    )
    state = TrainingState.read(path)
    assert (state.epoch, state.batch) == (3, 0)
    assert state.history == history.history


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"A checkpoint is a \.keras file"):
        Checkpoint("run.weights.h5")
    with pytest.raises(ValueError, match="every counts from 1"):
        Checkpoint("run.keras", every=0)
    with pytest.raises(ValueError, match="batches counts from 1"):
        Checkpoint("run.keras", batches=-1)
