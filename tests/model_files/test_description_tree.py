import json
from pathlib import Path

import pytest

from faqlab.model_files.compile_config import Compiled
from faqlab.model_files.config_layers import Layer
from faqlab.model_files.description import Description, Variable, parts_of

LAYERS = (
    Layer("enc", "enc", "Sequential", "", 0),
    Layer("enc/a", "a", "Dense", "units 3", 1),
    Layer("head", "head", "Dense", "units 1", 0),
)
WEIGHTS = (
    Variable("enc/a", "kernel", (4, 3), "float32", 48),
    Variable("enc/a", "bias", (3,), "float32", 12),
    Variable("head", "bias", (), "float32", 4),
)


def made(**changes) -> Description:
    parts = parts_of(200, {"architecture": 80, "weights": 64, "optimizer state": 8})
    told = {"layers": LAYERS, "weights": WEIGHTS, "kind": "Functional", "name": "net"}
    told |= {"state": (Variable("optimizer", "0", (), "int64", 8),), "saved": "2026-01-01"}
    told |= {"parts": parts, "compiled_as": Compiled("Adam")}
    return Description(str(Path("a", "m.keras")), "Keras archive (.keras)", 200, **(told | changes))


def nodes(node: dict):
    yield node
    for child in node["children"]:
        yield from nodes(child)


def paths(node: dict, above: str = ""):
    for child in node["children"]:
        yield f"{above}{child['name']}", child["bytes"]
        yield from paths(child, f"{above}{child['name']}/")


def test_the_tree_is_the_file_its_parts_layers_and_variables():
    tree = made().tree()
    assert (tree["name"], tree["bytes"], tree["kind"]) == ("m.keras", 200, "file")
    assert "saved 2026-01-01" in tree["detail"]
    assert list(paths(tree)) == [
        ("architecture", 80),
        ("architecture/enc", None),
        ("architecture/enc/a", None),
        ("architecture/head", None),
        ("weights", 64),
        ("weights/enc", 60),
        ("weights/enc/a", 60),
        ("weights/enc/a/kernel", 48),
        ("weights/enc/a/bias", 12),
        ("weights/head", 4),
        ("weights/head/bias", 4),
        ("optimizer state", 8),
        ("optimizer state/0", 8),
        ("the rest", 48),
    ]
    json.dumps(tree, allow_nan=False)


def test_what_is_packed_counts_by_what_it_takes():
    tree = made(parts=parts_of(200, {"weights": 32})).tree()
    assert dict(paths(tree))["weights/enc/a/kernel"] == 24


@pytest.mark.parametrize("kind", ["layers", "weights", "state"])
def test_of_very_many_the_first_are_shown_and_the_rest_counted(kind):
    many = {
        "layers": tuple(Layer(f"d{i}", f"d{i}", "Dense", "", 0) for i in range(20_000)),
        "weights": tuple(Variable(f"d{i}", "0", (), "int8", 1) for i in range(20_000)),
        "state": tuple(Variable("optimizer", str(i), (), "int8", 1) for i in range(20_000)),
    }
    parts = parts_of(50_000, {"architecture": 80, "weights": 20_000, "optimizer state": 20_000})
    tree = Description("m", "f", 50_000, parts=parts, **{kind: many[kind]}).tree()
    assert sum(1 for _ in nodes(tree)) < 1000
    (more,) = [one for one in nodes(tree) if one["kind"] == "more"]
    assert more["name"] == "19,800 more"
    assert more["bytes"] == (None if kind == "layers" else 19_800)


def test_a_deep_and_wide_tree_stays_within_bounds():
    layers = tuple(Layer("", f"d{i}", "Dense", "", i % 41) for i in range(20_000))
    assert sum(1 for _ in nodes(made(layers=layers).tree())) < 10_000


def test_names_that_are_out_to_deceive_are_written_out():
    evil = "\x1b[31m\u202e" + "x" * 10_000
    tree = made(weights=(Variable(evil, evil, (1,), evil, 4),), name=evil, saved=evil).tree()
    text = json.dumps(tree, ensure_ascii=False)
    assert not set(text) & {"\x1b", "\u202e"}
    assert len(text) < 5000
