"""What the lesson shows: the tapes in a notebook, and the smallest task that needs a memory."""

import base64

import keras
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from faqlab import stateful_rnns
from faqlab.stateful_rnns import StatefulTraining, TapeView, stream_batches, tape

WIDGET = "application/vnd.jupyter.widget-view+json"


def network(stateful):
    keras.utils.set_random_seed(1)
    layers = [
        keras.Input((None, 1), batch_size=8),
        keras.layers.LSTM(4, stateful=stateful, name="lstm"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    return model


@pytest.fixture(scope="module")
def stream():
    bits = np.array([0, 1] * 4 + [1, 0] * 4)
    series = np.zeros((16, 6, 1))
    series[:, 0, 0] = 2 * bits - 1
    return stream_batches(series, 8, 2, targets=np.repeat(bits[:, None], 6, axis=1))


def right(model, stream):
    """Which share of the answers is right, reset by Keras's own method."""
    found = []
    for k, (x, y) in enumerate(stream):
        if k in (0, 3) and model.layers[0].stateful:
            model.layers[0].reset_state()
        found.append((model.predict(x, verbose=0)[:, 0] > 0.5) == y)
    return np.mean(found)


def test_only_a_carried_state_solves_the_smallest_task(stream):
    stateful, stateless = network(True), network(False)
    fit = {"epochs": 25, "shuffle": False, "verbose": 0}
    stateful.fit(stream, callbacks=[StatefulTraining(stream)], **fit)
    stateless.fit(stream, **fit)
    assert right(stateful, stream) == 1
    # Of three batches the first shows the answer; in the others half the guesses are right.
    assert right(stateless, stream) <= 2 / 3


def test_one_tape_or_several_can_be_looked_at(stream):
    batches = [stream[k] for k in range(3)]
    tapes = {"with": tape(network(True), batches), "without": tape(network(False), batches)}
    assert str(TapeView(tapes["with"])).splitlines()[1:] == [
        "  states: 3 batches, 1 of them begin with zeros",
        "  states: lstm hidden, lstm cell",
    ]
    figure = TapeView(tapes).draw("lstm", "cell", row=2)
    pictures = [axes.images[0].get_array() for axes in figure.axes if axes.images]
    for picture, one in zip(pictures, tapes.values(), strict=True):
        np.testing.assert_array_equal(picture, one.strip("lstm", "cell").steps[2].T)


def test_a_tape_without_the_state_that_is_drawn_is_left_out(stream):
    gru = keras.Sequential([keras.Input((None, 1), batch_size=8), keras.layers.GRU(2, name="gru")])
    batches = [stream[0], stream[1]]
    view = TapeView({"lstm": tape(network(True), batches), "gru": tape(gru, batches)})
    assert [axes.get_title(loc="left") for axes in view.draw().axes if axes.images] == ["lstm"]


CELLS = [
    "import numpy as np, keras\n"
    "from faqlab.stateful_rnns import TapeView, tape\n"
    "gru = keras.layers.GRU(3, stateful=True, name='gru')\n"
    "model = keras.Sequential([keras.Input((None, 1), batch_size=2), gru])\n"
    "view = TapeView(tape(model, np.split(np.ones((2, 6, 1)), 3, axis=1)))",
    "view",
    "view.still",
]


def test_a_notebook_gets_the_widget_and_a_still_picture_that_it_knows():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
    NotebookClient(notebook, timeout=120).execute()
    live, still = (output.data for output in notebook.cells[1].outputs)
    assert WIDGET in live
    assert live["text/plain"].startswith("State tape over 6 time steps:")
    assert base64.b64decode(still["image/png"]).startswith(b"\x89PNG")
    known = notebook.cells[2].outputs[0].data["text/plain"].strip("'")
    assert still["image/png"].strip().endswith(known)


def test_the_public_names_are_there():
    for name in stateful_rnns.__all__:
        assert getattr(stateful_rnns, name) is not None
