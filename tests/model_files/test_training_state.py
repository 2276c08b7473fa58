import zipfile

import keras
import numpy as np
import pytest

from faqlab.model_files.training_state import TrainingState, assign, dice, give_back, states_of


def test_what_is_written_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as parts:
        parts.writestr("config.json", "{}")
    plateau = {"wait": 2, "best": np.float32(0.25), "best_weights": [np.eye(2), np.ones(3)]}
    state = TrainingState(
        3,
        7,
        {"loss": [1.0, 0.5, 0.25]},
        42,
        dice=[np.array([7, 1], "uint32")],
        metrics=[np.array(1.5, "float32")],
        callbacks=[("EarlyStopping", plateau)],
    )
    state.write(tmp_path / "m.keras")
    again = TrainingState.read(tmp_path / "m.keras")
    assert (again.epoch, again.batch, again.seed, again.history) == (3, 7, 42, state.history)
    np.testing.assert_array_equal(again.dice[0], [7, 1])
    assert float(again.metrics[0]) == 1.5
    kind, numbers = again.callbacks[0]
    assert (kind, numbers["wait"], float(numbers["best"])) == ("EarlyStopping", 2, 0.25)
    np.testing.assert_array_equal(numbers["best_weights"][0], np.eye(2))


def test_dice_are_the_states_that_are_no_weights():
    layers = [keras.layers.Dropout(0.5), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((4,)), *layers])
    found = dice(model)
    assert [one.shape for one in found] == [(2,)]
    before = found[0].numpy().copy()
    model(np.ones((2, 4)), training=True)
    assert not np.array_equal(found[0].numpy(), before)
    assign(found, [before])
    np.testing.assert_array_equal(found[0].numpy(), before)
    with pytest.raises(ValueError, match="zip"):
        assign(found, [])


class Own(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = 5


def test_numbers_of_kerass_callbacks_go_back_to_those_of_their_kind():
    first, second = (keras.callbacks.EarlyStopping("loss", min_delta=0.5) for _ in range(2))
    first.wait, second.wait, first.best = 1, 2, 0.75
    states = states_of([Own(), first, keras.callbacks.History(), second])
    assert [kind for kind, _ in states] == ["EarlyStopping", "EarlyStopping"]
    assert "min_delta" not in states[0][1]
    one, other = (keras.callbacks.EarlyStopping("loss") for _ in range(2))
    give_back([one, Own(), other], states)
    assert (one.wait, one.best, other.wait) == (1, 0.75, 2)
