"""What is told of a change, against what Keras really does afterwards."""

import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.head_swap import new_head
from faqlab.core.layer_inventory import inventory
from faqlab.core.model_change import compare
from faqlab.core.model_cut import cut

layers = keras.layers
X = np.ones((32, 6), "float32")


def chain(**how):
    keras.utils.set_random_seed(0)
    body = [layers.Dense(5, name="a"), layers.Dropout(0.5, name="drop"), layers.Dense(2, name="h")]
    model = keras.Sequential([keras.Input((6,)), *body])
    model.compile("sgd", "mse", **how)
    return model


USES = {
    "fit": lambda model: model.fit(X, np.ones((32, 2)), verbose=0),
    "evaluate": lambda model: model.evaluate(X, np.ones((32, 2)), verbose=0),
    "predict": lambda model: model.predict(X, verbose=0),
}


@pytest.mark.parametrize("used", [(), ("predict",), ("evaluate", "predict"), tuple(USES)])
def test_what_is_stale_is_what_still_runs_the_old_layers(used):
    model = chain()
    for name in used:
        USES[name](model)
    before, old = inventory(model), model(X).numpy()
    model.pop()
    change = compare(before, model)
    assert change.stale == used
    told = "(!) " in str(change)
    assert told == bool(used)
    # Keras's own answers.
    assert model(X).shape == (32, 5)
    answer = model.predict(X, verbose=0)
    assert (answer.shape == (32, 2)) == ("predict" in used)
    if "predict" in used:
        np.testing.assert_allclose(answer, old, rtol=1e-5)


def test_compile_ends_it():
    model = chain()
    USES["predict"](model)
    before = inventory(model)
    model.pop()
    model.compile("sgd", "mse")
    assert compare(before, model).stale == ()
    assert model.predict(X, verbose=0).shape == (32, 5)


def test_a_layer_without_weights_is_seen_too():
    model = chain()
    model.pop()
    USES["predict"](model)
    before = inventory(model)
    model.pop()
    assert compare(before, model).stale == ("predict",)


def test_nothing_is_stale_where_nothing_is_traced_or_nothing_changed():
    eager = chain(run_eagerly=True)
    USES["predict"](eager)
    before = inventory(eager)
    eager.pop()
    assert compare(before, eager).stale == ()
    assert eager.predict(X, verbose=0).shape == (32, 5)
    model = chain()
    USES["predict"](model)
    assert compare(inventory(model), model).stale == ()


@pytest.mark.parametrize(
    ("backend", "layer", "stale"),
    [("jax", "h", ()), ("jax", "drop", ("predict",)), ("torch", "h", ())],
)
def test_the_other_backends_are_told_apart(monkeypatch, backend, layer, stale):
    """JAX traces anew when the weights it is given have other shapes; torch traces nothing."""
    model = chain()
    if layer == "drop":
        model.pop()
    USES["predict"](model)
    before = inventory(model)
    model.pop()
    monkeypatch.setattr(keras.backend, "backend", lambda: backend)
    assert compare(before, model).stale == stale


def test_shared_copied_trained_and_new_are_told_apart():
    model = chain()
    head = layers.Dense(3, name="new")
    shared = compare(model, new_head(model, head))
    assert [(one.row.address, one.status, one.weights) for one in shared.layers] == [
        ("a", "kept", "the same objects"),
        ("drop", "kept", "-"),
        ("h", "removed", "removed"),
        ("new", "new", "new"),
    ]
    copy = cut(model, last="drop", copy=True)
    assert [one.weights for one in compare(model, copy).layers] == ["equal copies", "-", "removed"]
    copy.layers[0].set_weights([one + 1 for one in copy.layers[0].get_weights()])
    change = compare(model, copy)
    assert change.layers[0].weights == "other values"
    assert (change.named("kept"), change.named("removed"), change.named("new")) == (
        ["a", "drop"],
        ["h"],
        [],
    )


def test_the_table_has_both_shapes():
    model = chain()
    change = compare(model, new_head(model, layers.Dense(3, name="new")))
    assert change.table() == [
        ("a", "Dense", "(None, 5)", "(None, 5)", "35", "the same objects"),
        ("drop", "Dropout", "(None, 5)", "(None, 5)", "0", "-"),
        ("h", "Dense", "(None, 2)", "-", "12 -> 0", "removed"),
        ("new", "Dense", "-", "(None, 3)", "0 -> 18", "new"),
    ]
    assert change.sentences() == [
        "Layers: 3. Parameters: 47 -> 53. Output: (None, 2) -> (None, 3).",
        "Compiled: yes -> no. fit, evaluate and predict go through the layers of after.",
    ]
    page = change._repr_html_()
    assert page.count('<tr class="marked">') == 2
    assert "47 -&gt; 53" in page


def test_what_is_nested_is_matched_though_its_model_was_cut():
    inner = keras.Sequential(
        [keras.Input((5,)), layers.Dense(4, name="one"), layers.Dense(3, name="two")], name="inner"
    )
    x = keras.Input((6,), name="x")
    model = keras.Model(x, layers.Dense(2, name="h")(inner(layers.Dense(5, name="a")(x))))
    change = compare(model, cut(model, last="inner/one"))
    assert [(one.row.address, one.status, one.weights) for one in change.layers] == [
        ("a", "kept", "the same objects"),
        ("inner", "kept", "the same objects"),
        ("inner/one", "kept", "the same objects"),
        ("inner/two", "removed", "removed"),
        ("h", "removed", "removed"),
    ]
    assert change.table()[1][4] == "39 -> 24"


def test_a_model_that_is_not_built_can_be_compared():
    model = keras.Sequential([layers.Dense(3, name="a"), layers.Dense(2, name="b")])
    before = inventory(model)
    model.pop()
    change = compare(before, model)
    assert change.table()[0] == ("a", "Dense", "?", "?", "0", "-")
    assert "Output: ?." in str(change)


def test_one_model_as_it_is_now_cannot_be_compared_with_itself():
    model = chain()
    with pytest.raises(ValueError, match="same model") as raised:
        compare(model, model)
    assert "Take `before = inventory(model)` before the change." in str(raised.value)
    with pytest.raises(TypeError, match="This is no model"):
        compare(model, 3)
