"""What the lesson shows: the replay of a real run, against a real training with the callback."""

import base64

import keras
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

import faqlab
from faqlab import early_stopping
from faqlab.early_stopping import CheckedStopping, ReplayView, replay

WIDGET = "application/vnd.jupyter.widget-view+json"
(X, Y), (X_VAL, Y_VAL) = faqlab.digits()
X, Y = X[:50], Y[:50]  # so few that it overfits


def network():
    keras.utils.set_random_seed(1)
    layers = [keras.Input((8, 8, 1)), keras.layers.Flatten()]
    layers += [keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10)]
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.03), loss, metrics=["accuracy"])
    return model


def fit(callbacks, epochs=30):
    model = network()
    more = {"epochs": epochs, "validation_data": (X_VAL, Y_VAL), "verbose": 0}
    return model, model.fit(X, Y, callbacks=callbacks, **more)


@pytest.fixture(scope="module")
def recorded():
    recorder = faqlab.Recorder()
    _, history = fit([recorder])
    return recorder, history


@pytest.mark.parametrize(
    "settings",
    [
        {"patience": 1},
        {"patience": 3, "restore_best_weights": True},
        {"patience": 2, "min_delta": 0.05, "start_from_epoch": 2, "restore_best_weights": True},
    ],
)
def test_a_real_training_ends_where_the_replay_says(recorded, settings):
    """The whole run is replayed; a second training has the callback, and the same seed."""
    recorder, whole = recorded
    found = replay(recorder, **settings)
    assert found.stopped
    model, history = fit([keras.callbacks.EarlyStopping(**settings)])
    assert len(history.history["loss"]) == found.ran
    after = model.evaluate(X_VAL, Y_VAL, verbose=0, return_dict=True)
    kept = whole.history["val_loss"][found.kept_epoch - 1]
    assert after["loss"] == pytest.approx(kept, rel=1e-3)
    assert repr(replay(whole, **settings)) == repr(found)


def test_checked_stopping_stops_a_real_training_too(recorded):
    _, history = fit([CheckedStopping(patience=1)])
    assert len(history.history["loss"]) == replay(recorded[0], patience=1).ran


def test_the_view_tells_what_the_replay_tells(recorded):
    view = ReplayView(recorded[0], patience=3)
    assert repr(view).splitlines()[1:] == repr(replay(recorded[0], patience=3)).splitlines()
    figure = early_stopping.draw_replay(view.replay)
    assert f"stops after epoch {view.replay.stops_after}" in figure.axes[0].get_title()


CELLS = [
    "from faqlab.early_stopping import ReplayView\n"
    "view = ReplayView({'val_loss': [3, 2, 1, 2, 3, 4]}, patience=2)",
    "view",
    "view.still",
]


def test_a_notebook_gets_the_widget_and_a_still_picture_that_it_knows():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
    NotebookClient(notebook, timeout=120).execute()
    live, still = (output for output in notebook.cells[1].outputs)
    assert WIDGET in live.data
    assert live.data["text/plain"].startswith("Early stopping over 6 recorded epochs")
    assert base64.b64decode(still.data["image/png"]).startswith(b"\x89PNG")
    assert still.metadata["image/png"]["alt"].startswith("Training stops after epoch 5")
    known = notebook.cells[2].outputs[0].data["text/plain"].strip("'")
    assert still.data["image/png"].strip().endswith(known)


def test_the_public_names_are_there():
    for name in early_stopping.__all__:
        assert getattr(early_stopping, name) is not None
    assert np.isfinite(replay({"val_loss": [1.0]}).cost)
