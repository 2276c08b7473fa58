"""What `saving` shows, and its parts at work together, as a practitioner would use them."""

import keras
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from faqlab import saving

WIDGET = "application/vnd.jupyter.widget-view+json"


def network():
    keras.utils.set_random_seed(1)
    body = [keras.layers.Dense(4, name="body"), keras.layers.Dense(1, name="head")]
    model = keras.Sequential([keras.Input((3,)), *body])
    model.compile("adam", "mse")
    model.fit(np.ones((8, 3)), np.ones((8, 1)), verbose=0)
    return model


CELL = """
import keras, os, tempfile
from faqlab import saving
os.chdir(tempfile.mkdtemp())
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, name="body")])
saving.save(model, "model.keras")
saving.describe("model.keras")
"""


def test_a_notebook_gets_the_tree_and_keeps_the_table():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    NotebookClient(notebook, timeout=120).execute()
    live, still = (one.data for one in notebook.cells[0].outputs)
    assert WIDGET in live
    assert "<table" in still["text/html"]
    assert "body" in still["text/plain"]
    assert "data-faqlab-still" in still["text/html"]


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_saved_described_audited_loaded_and_trained_on(name, tmp_path):
    model, path = network(), tmp_path / name
    saved = saving.save(model, path)
    told = saving.describe(path)
    assert (told.parameters, told.size) == (model.count_params(), saved.size)
    assert not saving.audit(path).findings
    again = saving.load(path)
    x, y = np.ones((8, 3)), np.zeros((8, 1))
    for one in (model, again):
        one.fit(x, y, shuffle=False, verbose=0)
    for one, other in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_changed_byte_is_found(tmp_path):
    path = tmp_path / "model.weights.h5"
    saving.save(network(), path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(saving.Damaged, match="isn't the file that was saved"):
        saving.load(path)


def test_a_lambda_is_refused_and_can_be_named(tmp_path):
    path = tmp_path / "lambda.keras"
    keras.Sequential([keras.Input((2,)), keras.layers.Lambda(lambda x: 2 * x)]).save(path)
    with pytest.raises(saving.UnsafeFile, match=r"despite=\['lambda'"):
        saving.load(path)
    model = saving.load(path, despite=["lambda"])
    np.testing.assert_array_equal(model(np.ones((1, 2))), [[2, 2]])


def test_a_checkpoint_is_described_as_a_model(tmp_path):
    path = tmp_path / "run.keras"
    network().fit(np.ones((8, 3)), np.ones((8, 1)), verbose=0, callbacks=[saving.Checkpoint(path)])
    assert saving.describe(path).parameters == network().count_params()
    assert not saving.audit(path).findings
    assert saving.resume(path).epoch == 1
