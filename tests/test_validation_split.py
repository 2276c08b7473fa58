"""What the lesson shows: the report in a notebook, the trap, and the way out of it."""

import base64

import keras
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from faqlab import validation_split
from faqlab.validation_split import digits, split, xray


@pytest.fixture(scope="module")
def by_label():
    (x, y), _ = digits()
    order = np.argsort(y, kind="stable")
    return x[order], y[order]


def network():
    keras.utils.set_random_seed(1)
    layers = [
        keras.Input((8, 8, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    loss = "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(0.005), loss, metrics=["accuracy"])
    return model


def last(history, name):
    return history.history[name][-1]


def test_sorted_rows_are_a_trap_and_split_is_the_way_out(by_label):
    x, y = by_label
    fit = {"epochs": 10, "verbose": 0}
    trap = network().fit(x, y, validation_split=0.2, **fit)
    assert last(trap, "accuracy") > 0.97
    assert last(trap, "val_accuracy") < 0.02
    fair = network().fit(**split(x, y, 0.2, "stratified").arguments(), **fit)
    assert last(fair, "val_accuracy") > 0.9


def test_the_x_ray_says_so_before_any_training(by_label):
    assert xray(*by_label, 0.2).kinds == ("missing", "sorted")
    assert split(*by_label, 0.2, "stratified").xray.kinds == ()


CELLS = [
    "import numpy as np\n"
    "from faqlab.validation_split import split, xray\n"
    "x, y = np.arange(20), np.repeat([0, 1], 10)",
    "xray(x, y, 0.2)",
    "split(x, y, 0.2, 'stratified')",
]


def test_a_notebook_gets_the_picture_with_its_text_and_the_report():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
    NotebookClient(notebook, timeout=120).execute()
    for cell in notebook.cells[1:]:
        picture, report = cell.outputs
        assert base64.b64decode(picture.data["image/png"]).startswith(b"\x89PNG")
        assert picture.metadata["image/png"]["alt"] == picture.data["text/plain"]
        assert "20 rows: 16 rows for training, 4 for validation" in picture.data["text/plain"]
        assert report.data["text/plain"].splitlines()[1].startswith("  training    16 rows: ")
        assert "<table" in report.data["text/html"]
    assert "sorted by their labels" in notebook.cells[1].outputs[1].data["text/html"]


def test_the_public_names_are_there():
    for name in validation_split.__all__:
        assert getattr(validation_split, name) is not None
