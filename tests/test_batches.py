"""What the lesson shows: the stepper in a notebook, its ribbon moved from code and by clicks."""

import base64

import keras
import nbformat
import numpy as np
from nbclient import NotebookClient

from faqlab import batches
from faqlab.batches import Ribbon, RibbonView, Stepper

WIDGET = "application/vnd.jupyter.widget-view+json"
X = np.random.default_rng(0).normal(size=(10, 3)).astype("float32")
Y = np.arange(10) % 3


def classifier():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def test_steps_from_code_are_seen_in_the_ribbon():
    stepper = Stepper(classifier(), X, Y, 4)
    view = stepper.view
    assert (view.made, view.seen, view.classes) == (0, 0, ["0", "1", "2"])
    stepper.step(2)
    assert (view.made, view.seen) == (2, 2)
    stepper.epoch()
    stepper.step()
    assert (view.made, view.names) == (4, ["epoch 1", "epoch 2"])
    assert stepper.view is view
    assert view.notes[3]["change"] == stepper.log[3].change


def test_a_click_in_the_ribbon_is_a_step():
    model, by_hand = classifier(), classifier()
    by_hand.set_weights(model.get_weights())
    stepper = Stepper(model, X, Y, 4)
    stepper.view._hear(stepper.view, {"kind": "step", "count": 3}, [])
    by_hand.fit(X, Y, batch_size=4, shuffle=False, verbose=0)
    for a, b in zip(model.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-6)
    assert stepper.view.seen == 3


def test_an_error_of_the_model_is_told_in_the_page():
    stepper = Stepper(classifier(), X, np.eye(10), 4)
    stepper.view._hear(stepper.view, {"kind": "step", "count": 1}, [])
    assert "Error" in stepper.view.trouble
    assert stepper.view.made == 0


def test_plain_orders_can_be_looked_at():
    view = RibbonView([[0, 1, 2], [2, 0, 1]], batch_size=2)
    assert str(view).splitlines()[-1] == "  All 4 batches are shown."
    same = RibbonView(Ribbon([[0, 1, 2], [2, 0, 1]], 2))
    assert view.orders == same.orders
    pictures = [axes.images[0].get_array() for axes in view.draw().axes if axes.images]
    np.testing.assert_array_equal(np.concatenate(pictures), [[0, 1, 2], [2, 0, 1]])
    view.seen = 1
    drawn = [axes.images[0].get_array() for axes in view.draw().axes if axes.images]
    assert [one.count() for one in drawn] == [2, 0]


CELLS = [
    "import numpy as np, keras\n"
    "from faqlab.batches import Stepper\n"
    "model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])\n"
    "model.compile('sgd', 'mse')\n"
    "stepper = Stepper(model, np.ones((10, 3)), np.ones(10), 4)",
    "stepper",
    "stepper.step(2).samples",
    "stepper",
    "stepper.view.still",
]


def test_a_notebook_gets_the_widget_and_a_still_picture_that_it_knows():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
    NotebookClient(notebook, timeout=120).execute()
    live, still = (output.data for output in notebook.cells[1].outputs)
    assert WIDGET in live
    assert live["text/plain"].splitlines()[-1] == "  0 of 3 batches are shown."
    assert base64.b64decode(still["image/png"]).startswith(b"\x89PNG")
    again, picture = (output.data for output in notebook.cells[3].outputs)
    assert again["text/plain"].splitlines()[-1] == "  2 of 3 batches are shown."
    # It was shown twice, and knows both pictures.
    known = notebook.cells[4].outputs[0].data["text/plain"].strip("'").split()
    for stored, end in zip((still, picture), known, strict=True):
        assert stored["image/png"].strip().endswith(end)


def test_the_public_names_are_there():
    for name in batches.__all__:
        assert getattr(batches, name) is not None
