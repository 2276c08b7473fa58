"""What the lesson shows: a file in a notebook, and a training on a file as on arrays."""

import keras
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from faqlab import hdf5_input
from faqlab.core.datasets import digits
from faqlab.hdf5_input import H5Dataset, browse, write

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    (x, y), _ = digits()
    path = tmp_path_factory.mktemp("h5") / "digits.h5"
    order = np.argsort(y, kind="stable")  # the worst that a file can be: sorted by its labels
    write(path, {"x": x[order], "y": y[order]}, chunk_bytes=8_000)
    return path


def learned(data, **more):
    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), dense(32, "relu"), dense(10, "softmax")]
    )
    model.compile(
        keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    model.fit(*data, epochs=4, shuffle=False, verbose=0, **more)
    return model.evaluate(*digits()[1], verbose=0)[1]


def test_a_file_sorted_by_labels_is_learned_as_well_as_a_shuffled_array(path):
    (x, y), _ = digits()
    mixed = np.random.default_rng(0).permutation(len(y))
    array = learned((x[mixed], y[mixed]))
    data = H5Dataset(path, memory=550_000)
    assert len(data.order.windows) > 1
    assert learned((data,)) > array - 0.05
    assert learned((H5Dataset(path, shuffle=False),)) < array - 0.2


def test_the_same_batches_give_the_same_network_as_arrays(path):
    data = H5Dataset(path, shuffle=False, end=640)
    x, y = data.rows(range(640))
    assert learned((data,)) == learned((x, y))


CELLS = [
    "from faqlab.hdf5_input import browse, write\nimport numpy as np, os, tempfile\n"
    "path = os.path.join(tempfile.mkdtemp(), 'data.h5')\n"
    "_ = write(path, {'train/x': np.zeros((10, 3))}, attributes={'t': '<b>bold</b>'})",
    "browse(path)",
]


def test_a_notebook_gets_a_tree_and_a_table_that_stands_for_it():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
    NotebookClient(notebook, timeout=120).execute()
    live, still = (output.data for output in notebook.cells[1].outputs)
    assert WIDGET in live
    assert "data-faqlab-still" in still["text/html"]
    assert "&lt;b&gt;bold&lt;/b&gt;" in still["text/html"]
    assert "train/x" in still["text/plain"]


def test_a_terminal_gets_the_table(path):
    text = str(browse(path))
    assert "(1437, 8, 8, 1)" in text
    assert "checksum" in text


def test_the_public_names_are_there():
    for name in hdf5_input.__all__:
        assert getattr(hdf5_input, name) is not None
