import numpy as np

from faqlab.core.backend import keras
from faqlab.core.model_part import (
    Crossing,
    between,
    data_inputs,
    named_calls,
    needed_inputs,
    part_of,
)

layers = keras.layers


def residual():
    x, other = keras.Input((4,), name="x"), keras.Input((4,), name="other")
    stem = layers.Dense(4, name="stem")(x)
    both = layers.Add(name="both")([layers.Dense(4, name="left")(stem), stem])
    ends = [layers.Dense(2, name="head")(both), layers.Dense(3, name="aside")(other)]
    return keras.Model([x, other], ends)


def names(nodes):
    return [node.operation.name for node in nodes]


def test_the_inputs_that_are_needed_are_found():
    model = residual()
    calls = named_calls(model)
    assert set(calls) == {"x", "other", "stem", "left", "both", "head", "aside"}
    assert [one.name for one in needed_inputs(model, calls["aside"].outputs)] == ["other"]
    assert [one.name for one in needed_inputs(model, calls["both"].outputs)] == ["x"]
    assert [one.name for one in needed_inputs(model, model.outputs)] == ["x", "other"]


def test_what_leads_past_a_cut_is_found():
    model = residual()
    calls = named_calls(model)
    head = calls["head"].outputs
    found = between(model, calls["stem"].outputs, head)
    assert (names(found.nodes), found.crossings) == (["left", "both", "head"], [])
    assert found.complete
    found = between(model, calls["left"].outputs, head)
    assert (names(found.nodes), found.crossings) == (["both", "head"], [Crossing("both", "stem")])
    assert between(model, calls["aside"].outputs, head).nodes == []
    assert not between(model, calls["stem"].outputs, model.outputs).complete


def test_masks_are_no_data():
    x = keras.Input((None,), name="x")
    rows = layers.Embedding(5, 3, mask_zero=True, name="rows")(x)
    model = keras.Model(x, layers.GRU(2, name="reads")(layers.Dense(3, name="dense")(rows)))
    calls = named_calls(model)
    assert list(calls) == ["x", "rows", "dense", "reads"]
    assert len(calls["reads"].input_tensors) == 2  # Keras has the mask among them
    assert [one.shape for one in data_inputs(calls["reads"])] == [(None, None, 3)]
    assert between(model, calls["dense"].outputs, model.outputs).unmasked == ["reads"]
    assert between(model, calls["x"].outputs, model.outputs).unmasked == []


def test_a_part_runs_the_same_layers_on_new_inputs():
    model, x = residual(), np.ones((3, 4), "float32")
    calls = named_calls(model)
    (start,), (end,) = calls["stem"].outputs, calls["both"].outputs
    nodes = between(model, [start], [end]).nodes
    new = keras.Input((4,), name="new")
    part = part_of(nodes, {id(start): new}, {"sum": end}, new, "part")
    left = model.get_layer("left")
    np.testing.assert_allclose(part(x)["sum"], left(x) + x, rtol=1e-6)
    assert part.name == "part"
    assert part.get_layer("left") is left
