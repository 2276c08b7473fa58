"""What `freezing.watch` shows: in a terminal, and in a notebook without a browser."""

import importlib

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from faqlab import freezing
from faqlab.core.backend import keras

WIDGET = "application/vnd.jupyter.widget-view+json"


def network():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="head")])
    model.compile("sgd", "mse")
    return model


def fit(model, callbacks=()):
    model.fit(np.ones((8, 4)), np.ones((8, 2)), verbose=0, callbacks=list(callbacks))


def test_a_terminal_gets_the_table_once_at_the_end(capsys):
    model = network()
    fit(model, [freezing.watch(model)])
    with freezing.watch(model):
        fit(model)
    told = capsys.readouterr().out
    assert told.count("Each layer did as its flag promises.") == 2
    assert told.count("head   Dense") == 2


def test_the_faqs_two_models_in_plain_keras():
    """What the lesson says of them, told by Keras and numpy alone."""
    inputs, layer = keras.Input((4,)), keras.layers.Dense(2)
    layer.trainable = False
    frozen = keras.Model(inputs, layer(inputs))
    frozen.compile("sgd", "mse")
    layer.trainable = True
    before = layer.get_weights()
    with freezing.watch(frozen) as watching:
        fit(frozen)
    moved = not all(map(np.array_equal, before, layer.get_weights()))
    assert moved
    assert [one.moved for one in watching.layers] == [moved]


def test_the_two_models_on_the_installed_backends(monkeypatch):
    asked = []
    told = {"jax": ["still", "moves"], "torch": RuntimeError("no <torch>")}
    monkeypatch.setattr(freezing, "on_each_backend", lambda name: asked.append(name) or told)
    table = freezing.two_models()
    module, name = asked[0].split(":")
    assert callable(getattr(importlib.import_module(module), name))
    assert [line.split() for line in str(table).splitlines()[1:]] == [
        ["jax", "still", "moves"],
        ["torch", "no", "<torch>"],
    ]
    assert "no &lt;torch&gt;" in table._repr_html_()


CELLS = [
    "import numpy as np, keras\n"
    "from faqlab import freezing\n"
    "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name='head')])\n"
    "model.compile('sgd', 'mse')\n"
    "def fit(*callbacks):\n"
    "    x, y = np.ones((8, 4)), np.ones((8, 2))\n"
    "    model.fit(x, y, epochs=3, verbose=0, callbacks=list(callbacks))",
    "fit(freezing.watch(model))",
    "with freezing.watch(model): fit()",
    "watching = freezing.watch(model)\nwith watching: fit(watching)",
]


@pytest.fixture(scope="module")
def cells():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
    NotebookClient(notebook, timeout=120).execute()
    return notebook.cells


def test_a_callback_shows_a_live_table_and_leaves_a_still_one(cells):
    live, still = (output.data for output in cells[1].outputs)
    assert WIDGET in live
    assert live["text/plain"].startswith("Live table of the weights")
    assert WIDGET not in still
    assert "<table" in still["text/html"]
    assert "head   Dense  10          to train  moved" in still["text/plain"]


def test_a_context_leaves_the_still_table_alone(cells):
    (still,) = (output.data for output in cells[2].outputs)
    assert "moved" in still["text/plain"]
