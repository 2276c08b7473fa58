import json

import IPython.display
import pytest

from faqlab.widgets import file_tree
from faqlab.widgets.file_tree import FileTree, show_file_tree

WIDGET = "application/vnd.jupyter.widget-view+json"


def node(name, size, *children, kind="part", detail=""):
    made = {"name": name, "kind": kind, "bytes": size, "detail": detail}
    return made | {"children": list(children)}


def tree():
    kernel, bias = (node(n, s, kind="variable") for n, s in (("kernel", 300), ("bias", 100)))
    weights = node("weights", 500, node("head", 400, kernel, bias, kind="Dense"))
    layers = node("architecture", 250, node("head", None, kind="Dense"))
    return node("m.keras", 1000, layers, weights, node("the rest", 250), kind="file")


def rows(**more):
    return {row["name"] + str(row["level"]): row for row in FileTree(tree(), **more).rows}


def test_the_rows_are_the_nodes_what_is_above_first():
    made = FileTree(tree()).rows
    assert [(row["name"], row["level"], row["above"]) for row in made] == [
        ("m.keras", 1, -1),
        ("architecture", 2, 0),
        ("head", 3, 1),
        ("weights", 2, 0),
        ("head", 3, 3),
        ("kernel", 4, 4),
        ("bias", 4, 4),
        ("the rest", 2, 0),
    ]
    assert [(row["place"], row["of"]) for row in made if row["level"] == 2] == [
        (1, 3),
        (2, 3),
        (3, 3),
    ]
    json.dumps(made, allow_nan=False)


def test_shares_are_of_the_file_and_of_the_branch():
    kernel = rows()["kernel4"]
    assert (kernel["of_whole"], kernel["of_around"]) == (0.3, 0.75)
    assert kernel["words"] == "30 % of the file, 75 % of head"
    assert (kernel["size"], kernel["share"]) == ("300 bytes", "30 %")
    assert rows()["weights2"]["words"] == "50 % of the file"


def test_what_has_no_size_has_no_share():
    layer = FileTree(tree()).rows[2]
    assert (layer["size"], layer["share"], layer["words"], layer["of_whole"]) == ("", "", "", 0)


def test_the_file_is_open_and_its_weights_unless_they_are_many():
    assert [row["name"] for row in FileTree(tree()).rows if row["open"]] == ["m.keras", "weights"]
    many = tree()
    many["children"][1]["children"] *= 13
    assert [row["name"] for row in FileTree(many).rows if row["open"]] == ["m.keras"]


def test_a_branch_may_ask_to_be_open_unless_it_is_long():
    asks = tree()
    asks["children"][0] |= {"open": True}
    assert [row["name"] for row in FileTree(asks).rows if row["open"]][1] == "architecture"
    asks["children"][0]["children"] *= 13
    assert "architecture" not in [row["name"] for row in FileTree(asks).rows if row["open"]]


def test_an_empty_file_divides_nothing():
    assert FileTree(node("empty", 0, node("weights", 0), kind="file")).rows[1]["of_whole"] == 0


def test_the_text_is_what_is_said_above_or_the_parts():
    assert repr(FileTree(tree(), "A file.")) == "A file."
    assert repr(FileTree(tree())).splitlines() == [
        "m.keras: 1.00 kB",
        "  architecture: 250 bytes (25 %)",
        "  weights: 500 bytes (50 %)",
        "  the rest: 250 bytes (25 %)",
    ]


@pytest.fixture
def shown(monkeypatch):
    got = []
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: got.append(data))
    return got


def show():
    show_file_tree(tree(), "about", "all of it", "<table></table>")


def test_a_notebook_gets_the_tree_and_then_the_table_that_the_tree_hides(shown, monkeypatch):
    monkeypatch.setattr(file_tree, "notebook_shell", lambda: True)
    show()
    show()
    live, still, _, again = shown
    assert live[WIDGET]
    assert live["text/plain"] == "about"
    assert "<table></table>" in still["text/html"]
    assert still["text/plain"] == "all of it"
    assert still == again  # what is stored doesn't change from run to run


def test_a_terminal_gets_the_text(shown):
    show()
    assert shown == [{"text/plain": "all of it"}]
