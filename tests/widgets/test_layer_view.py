import json

import numpy as np
import pytest

from faqlab.widgets.layer_view import ActivationView

RNG = np.random.default_rng(0)
X = RNG.random((4, 6, 6, 1))
CONV = np.maximum(0, RNG.normal(size=(4, 5, 5, 3)))
DENSE = RNG.normal(size=(4, 7))
NODES = [
    {"address": a, "name": a, "kind": k, "shape": "?", "parameters": 1, "depth": 0}
    for a, k in [("conv", "Conv2D"), ("idle", "Dense"), ("dense", "Dense")]
]


@pytest.fixture
def view(monkeypatch):
    one = ActivationView(
        NODES, X, {"conv": CONV, "dense": DENSE}, {"conv": CONV + 1, "dense": DENSE * 2}
    )
    one.sent = []
    monkeypatch.setattr(
        one, "send", lambda message, buffers: one.sent.append((message, buffers)), raising=False
    )
    return one


def ask(view, layer, sample=0, mode="inference"):
    view._hear(view, {"kind": "show", "layer": layer, "sample": sample, "mode": mode}, [])
    return view.sent[-1]


def test_the_tree_begins_with_the_sample_and_tells_what_can_be_chosen(view):
    assert [node["address"] for node in view.nodes] == ["input", "conv", "idle", "dense"]
    assert [node["shown"] for node in view.nodes] == [True, True, False, True]
    assert (view.layer, view.samples) == ("conv", 4)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("inference", CONV), ("training", CONV + 1), ("difference", CONV * 0 + 1)],
)
def test_the_page_gets_the_channels_of_the_sample_it_asks_for(view, mode, expected):
    message, (buffer,) = ask(view, "conv", 2, mode)
    planes = np.frombuffer(buffer, dtype=np.float32).reshape(message["shape"])
    np.testing.assert_allclose(planes, np.moveaxis(expected[2], -1, 0), rtol=1e-6, atol=1e-6)
    assert (message["look"], message["sample"], message["mode"]) == ("maps", 2, mode)


def test_the_numbers_are_those_of_all_samples_and_json_can_hold_them(view):
    message, _ = ask(view, "conv")
    assert message["numbers"]["zeros"] == pytest.approx(np.mean(CONV == 0))
    assert message["numbers"]["mean"] == pytest.approx(CONV.mean())
    json.dumps(message, allow_nan=False)


def test_not_a_number_reaches_the_page_as_nothing():
    view = ActivationView(NODES[:1], X, {"conv": CONV * np.nan}, {"conv": CONV * np.nan})
    sent = []
    view.send = lambda message, buffers: sent.append(message)
    view._hear(view, {"kind": "show", "layer": "conv", "sample": 0, "mode": "inference"}, [])
    assert sent[0]["numbers"]["mean"] is None
    json.dumps(sent[0], allow_nan=False)


def test_the_sample_itself_can_be_seen(view):
    message, (buffer,) = ask(view, "input", 3)
    assert message["look"] == "maps"
    np.testing.assert_allclose(
        np.frombuffer(buffer, dtype=np.float32), X[3, ..., 0].ravel(), rtol=1e-6
    )


def test_the_text_names_every_layer_and_no_number_that_varies(view):
    assert repr(view).splitlines() == [
        "Inside 2 layers, 4 samples:",
        "  conv: ?, Conv2D",
        "  dense: ?, Dense",
    ]
    bundle = view._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(view)
