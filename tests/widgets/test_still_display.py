import base64

import nbformat
from nbclient import NotebookClient

CELLS = [
    "from faqlab.widgets.still_display import display_with_still\n"
    "from faqlab.widgets.stopping_replay import StoppingReplay\n"
    "view = StoppingReplay({'val_loss': [2, 1]})\n"
    "display_with_still(view, b'\\x89PNG' + bytes(range(200)), 'two epochs')",
    "view.still",
    "display_with_still(view, b'\\x89PNG' + bytes(range(99)), 'shown again')\n"
    "display_with_still(view, b'\\x89PNG' + bytes(range(99)), 'shown again')\n"
    "print(view.still)",
]


def test_the_widget_comes_first_and_its_picture_with_words_after_it():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
    NotebookClient(notebook, timeout=120).execute()
    live, still = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in live.data
    assert live.data["text/plain"].startswith("Early stopping over 2 recorded epochs")
    assert base64.b64decode(still.data["image/png"]) == b"\x89PNG" + bytes(range(200))
    assert still.data["text/plain"] == still.metadata["image/png"]["alt"] == "two epochs"
    known = notebook.cells[1].outputs[0].data["text/plain"].strip("'")
    assert still.data["image/png"].strip().endswith(known)
    # Shown again it has another picture, and the page has to know both; the same one only once.
    first, second = notebook.cells[2].outputs[-1].text.split()
    assert first == known
    assert notebook.cells[2].outputs[1].data["image/png"].strip().endswith(second)
