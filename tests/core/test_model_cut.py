"""Whether the parts of a model, run one after the other, give what the whole gives."""

import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.model_cut import cut

layers = keras.layers


def some(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def run(model, x):
    return keras.tree.map_structure(keras.ops.convert_to_numpy, model(x, training=False))


def same(one, other):
    np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def chain(*more, build=True):
    body = [
        layers.Dense(5, activation="tanh", name="a"),
        layers.BatchNormalization(name="norm"),
        layers.Dense(4, activation="tanh", name="b"),
        layers.Dense(3, name="c"),
    ]
    return keras.Sequential([*([keras.Input((6,), name="x")] if build else []), *body, *more])


def residual():
    x = keras.Input((6,), name="x")
    stem = layers.Dense(4, name="stem")(x)
    left = layers.Dense(4, activation="tanh", name="left")(stem)
    deep = layers.Dense(4, activation="tanh", name="deep")(left)
    both = layers.Add(name="both")([deep, stem])
    top = layers.ReLU(name="relu")(both)
    return keras.Model(x, layers.Dense(2, name="head")(top), name="residual")


def nested():
    """A model in a model in a model."""
    core = keras.Sequential(
        [keras.Input((4,)), layers.Dense(4, name="one"), layers.Dense(3, name="two")], name="core"
    )
    x = keras.Input((5,), name="inside")
    y = core(layers.Dense(4, activation="tanh", name="before")(x))
    encoder = keras.Model(x, layers.Dense(4, activation="tanh", name="after")(y), name="encoder")
    z = keras.Input((6,), name="x")
    outer = encoder(layers.Dense(5, name="first")(z))
    return keras.Model(z, layers.Dense(2, name="head")(outer), name="outer")


def weights(model):
    return {id(one) for one in model.weights}


@pytest.mark.parametrize("at", [("a", "norm"), ("norm", "b"), ("b", "c"), (-2, -1), (0, 1)])
def test_both_parts_of_a_sequential_give_the_whole(at):
    model, x = chain(), some(7, 6)
    body, head = cut(model, last=at[0]), cut(model, first=at[1])
    assert isinstance(body, keras.Sequential)
    assert isinstance(head, keras.Sequential)
    same(run(head, run(body, x)), run(model, x))
    assert weights(body) | weights(head) == weights(model)
    assert not weights(body) & weights(head)
    assert not body.compiled


def test_the_first_model_stays_as_it_is():
    model, x = chain(), some(7, 6)
    model.compile("sgd", "mse")
    before, made = model.predict(x, verbose=0), model.predict_function
    cut(model, first="norm", last="b")
    assert [layer.name for layer in model.layers] == ["a", "norm", "b", "c"]
    assert model.predict_function is made
    same(model.predict(x, verbose=0), before)


def test_a_middle_can_be_cut_out():
    model, x = chain(), some(7, 6)
    middle = cut(model, first="norm", last="b", name="middle")
    assert [layer.name for layer in middle.layers] == ["norm", "b"]
    assert (middle.name, middle.input_shape) == ("middle", (None, 5))
    same(run(middle, run(model.get_layer("a"), x)), run(cut(model, last="b"), x))


def test_a_sequential_that_is_not_built_is_cut_into_ones_that_are_not():
    model = chain(build=False)
    body = cut(model, last="b")
    assert [layer.name for layer in body.layers] == ["a", "norm", "b"]
    assert not body.built
    x = some(7, 6)
    body(x)
    same(run(cut(model, last="a"), x), run(model.get_layer("a"), x))


@pytest.mark.parametrize(
    "at", [("stem", "left"), ("both", "relu"), ("relu", "head"), (None, "stem")]
)
def test_both_parts_of_a_graph_give_the_whole(at):
    model, x = residual(), some(7, 6)
    inner = run(cut(model, last=at[0]), x) if at[0] else x
    if at == ("stem", "left"):
        # Both paths begin with what the stem gives: it can be cut there.
        assert cut(model, first="left").input_shape == (None, 4)
    same(run(cut(model, first=at[1]), inner), run(model, x))


def test_a_model_that_begins_where_branches_meet_has_an_input_for_each():
    model, x = residual(), some(7, 6)
    tail = cut(model, first="both")
    assert [one.shape for one in tail.inputs] == [(None, 4), (None, 4)]
    branches = [run(cut(model, last=name), x) for name in ("deep", "stem")]
    same(run(tail, branches), run(model, x))


@pytest.mark.parametrize(
    "at",
    [
        ("first", "encoder"),
        ("encoder", "head"),
        ("encoder/before", "encoder/core"),
        ("encoder/core/one", "encoder/core/two"),
        ("encoder/core", "encoder/after"),
        ("encoder/core/two", "encoder/after"),
    ],
)
def test_both_parts_of_a_nested_model_give_the_whole(at):
    model, x = nested(), some(7, 6)
    body, head = cut(model, last=at[0]), cut(model, first=at[1])
    same(run(head, run(body, x)), run(model, x))
    assert weights(body) | weights(head) == weights(model)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("encoder/core", "encoder/core"),
        ("encoder/core/one", "encoder/core/two"),
        ("encoder/before", "encoder"),
        ("encoder", "encoder/core/one"),
        ("first", "encoder/core/one"),
        ("encoder/core/two", "head"),
        ("encoder/before", "encoder/after"),
    ],
)
def test_a_part_of_a_nested_model_can_be_cut_out(first, last):
    model, x = nested(), some(7, 6)
    names = ["first", "encoder/before", "encoder/core/one", "encoder/core/two", "encoder/after"]
    begin = next(i for i, name in enumerate(names) if name.startswith(first))
    inner = run(cut(model, last=names[begin - 1]), x) if begin else x
    middle = cut(model, first=first, last=last)
    expected = run(model, x) if last == "head" else run(cut(model, last=last), x)
    same(run(middle, inner), expected)
    assert weights(middle) < weights(model) or first == "first"


def test_a_sequential_with_a_nested_model_can_be_cut_within_it():
    inner = keras.Sequential(
        [keras.Input((5,)), layers.Dense(4, name="one"), layers.Dense(3, name="two")], name="inner"
    )
    model = keras.Sequential([keras.Input((6,)), layers.Dense(5, name="a"), inner])
    x = some(7, 6)
    body, head = cut(model, last="inner/one"), cut(model, first="inner/two")
    same(run(head, run(body, x)), run(model, x))


def siamese():
    one, other = keras.Input((6,), name="one"), keras.Input((6,), name="other")
    shared = layers.Dense(4, activation="tanh", name="shared")
    inner = layers.Dense(4, activation="tanh", name="after")
    both = layers.Concatenate(name="both")([inner(shared(one)), shared(other)])
    return keras.Model([one, other], layers.Dense(2, name="head")(both), name="siamese")


def test_a_shared_layer_can_be_cut_at_each_of_its_calls():
    model, x = siamese(), [some(7, 6), some(7, 6) + 1]
    for call, index in (("shared:1", 0), ("shared:2", 1)):
        part = cut(model, last=call)
        assert [one.name for one in part.inputs] == [("one", "other")[index]]
        same(run(part, x[index]), run(model.get_layer("shared"), x[index]))
    only = cut(model, first="shared:2", last="shared:2")
    same(run(only, x[1]), run(model.get_layer("shared"), x[1]))
    tail = cut(model, first="both")
    branches = [run(model.get_layer("after"), run(cut(model, last="shared:1"), x[0]))]
    branches.append(run(cut(model, last="shared:2"), x[1]))
    same(run(tail, branches), run(model, x))


def test_a_layer_used_again_behind_the_cut_is_still_that_layer():
    """Here Keras's own `keras.Model(tensor, tensor)` takes the layer for the input."""
    x = keras.Input((4,), name="x")
    twice = layers.Dense(4, activation="tanh", name="twice")
    model = keras.Model(x, layers.Dense(2, name="head")(twice(twice(x))))
    tail, data = cut(model, first="twice:2"), some(7, 4)
    assert tail.count_params() == model.count_params()
    same(run(tail, run(cut(model, last="twice:1"), data)), run(model, data))


def test_a_sequential_that_uses_a_layer_twice():
    twice = layers.Dense(6, activation="tanh", name="twice")
    model, x = keras.Sequential([keras.Input((6,)), twice, twice]), some(7, 6)
    same(run(cut(model, last=0), x), run(twice, x))
    same(run(cut(model, first="twice:2"), run(twice, x)), run(model, x))
    assert cut(model, last=-1, copy=True).count_params() == twice.count_params()
    with pytest.raises(ValueError, match="used more than once: it isn't said which call"):
        cut(model, last="twice")


def test_calls_keep_what_they_were_called_with():
    """`training=True`, and a state by its name."""
    x = keras.Input((5, 3), name="x")
    sequence, state = layers.GRU(4, return_sequences=True, return_state=True, name="reads")(x)
    y = layers.GRU(4, name="writes")(sequence, initial_state=state)
    y = layers.Dropout(0.5, seed=1, name="drops")(y, training=True)
    model, data = keras.Model(x, y), some(200, 5, 3)
    reads = cut(model, last="reads")
    assert [one.shape for one in reads.outputs] == [(None, 5, 4), (None, 4)]
    tail = cut(model, first="writes")
    assert len(tail.inputs) == 2
    whole, parts = model(data), tail(run(reads, data))  # no `training=False`: it would overrule
    for one in (whole, parts):
        assert 0.3 < (keras.ops.convert_to_numpy(one) == 0).mean() < 0.7


def reader(sequential):
    body = [
        layers.Embedding(5, 3, mask_zero=True, name="rows"),
        layers.Dense(3, activation="tanh", name="dense"),
        layers.GRU(4, name="reads"),
        layers.Dense(2, name="head"),
    ]
    x = keras.Input((None,), name="x")
    if sequential:
        return keras.Sequential([x, *body])
    y = x
    for layer in body:
        y = layer(y)
    return keras.Model(x, y)


PADDED = np.array([[1, 2, 0, 0], [3, 0, 0, 0]])


@pytest.mark.parametrize("sequential", [True, False])
def test_masks_are_made_anew_behind_the_cut_or_said_to_be_lost(sequential):
    """Keras keeps the operations that make masks in the graph, beside the layers."""
    model = reader(sequential)
    for copy in (False, True):
        body = cut(model, last="reads", copy=copy)
        same(run(model.get_layer("head"), run(body, PADDED)), run(model, PADDED))
    same(run(cut(model, first="rows"), PADDED), run(model, PADDED))
    same(run(cut(model, first="head"), run(body, PADDED)), run(model, PADDED))
    with pytest.warns(UserWarning, match="'reads' is given a mask that is made before the cut"):
        tail = cut(model, first="dense")
    assert [one.shape for one in tail.inputs] == [(None, None, 3)]
    whole = np.array([[1, 2, 4, 3]])  # nothing is padded: nothing is masked
    same(run(tail, run(cut(model, last="rows"), whole)), run(model, whole))
    assert not np.allclose(run(tail, run(cut(model, last="rows"), PADDED)), run(model, PADDED))


def test_structures_of_inputs_and_outputs_are_kept():
    one, other = keras.Input((3,), name="one"), keras.Input((3,), name="other")
    sums = layers.Add(name="sums")([one, other])
    outputs = {
        "small": layers.Dense(1, name="small")(sums),
        "large": layers.Dense(5, name="large")(sums),
    }
    model = keras.Model({"one": one, "other": other}, outputs)
    x = {"one": some(4, 3), "other": some(4, 3)}
    same(run(cut(model, last="sums"), x), x["one"] + x["other"])
    tail = cut(model, first="small", last="small")
    same(run(tail, x["one"] + x["other"]), run(model, x)["small"])


def test_layers_are_shared_or_copied_as_asked():
    for model in (chain(), residual(), nested()):
        first = next(layer for layer in model.layers if layer.weights)
        shared, copy = (cut(model, last=-2, copy=how) for how in (False, True))
        assert shared.get_layer(first.name) is first
        assert not weights(copy) & weights(model)
        x = some(7, 6)
        same(run(copy, x), run(shared, x))
        before = run(copy, x)
        first.set_weights([one * 0 + 1 for one in first.get_weights()])
        same(run(copy, x), before)
        assert not np.allclose(run(shared, x), before)


def test_what_is_frozen_is_frozen_in_a_copy():
    model = nested()
    model.get_layer("encoder").get_layer("before").trainable = False
    copy = cut(model, last="encoder", copy=True)
    assert len(copy.trainable_weights) == len(copy.weights) - 2


def test_a_part_can_be_trained_saved_and_put_into_others(tmp_path):
    model = residual()
    body = cut(model, last="both")
    body.compile("sgd", "mse")
    before = model.get_layer("stem").get_weights()[0]
    body.fit(some(8, 6), some(8, 4), verbose=0)
    assert not np.array_equal(before, model.get_layer("stem").get_weights()[0])
    tail = cut(model, first="relu")
    tail.save(tmp_path / "tail.keras")
    same(run(keras.models.load_model(tmp_path / "tail.keras"), some(3, 4)), run(tail, some(3, 4)))
    around = keras.Sequential([keras.Input((6,)), body, tail])
    same(run(around, some(3, 6)), run(model, some(3, 6)))


class Own(keras.Model):
    def __init__(self):
        super().__init__(name="own")
        self.inner = layers.Dense(2, name="inner")

    def call(self, x):
        return self.inner(x)


class OwnChain(keras.Sequential):
    def call(self, x):
        return 2 * super().call(x)


def two_heads():
    x = keras.Input((6,), name="x")
    body = layers.Dense(4, name="body")(x)
    outputs = [layers.Dense(1, name="left")(body), layers.Dense(1, name="right")(x)]
    return keras.Model(x, outputs, name="heads")


REFUSED = [
    (chain, {}, ValueError, "It isn't said where to cut. Expected: first=..., last=..., or both."),
    (chain, {"last": "nrom"}, ValueError, "no layer 'nrom'. Expected: one of 'norm', 'a'"),
    (chain, {"last": 4}, ValueError, "an index from -4 to 3. Received: 4."),
    (chain, {"last": True}, TypeError, "This says no layer. Expected: a layer's name, address"),
    (chain, {"last": 1.5}, TypeError, "or index. Received: 1.5."),
    (chain, {"last": "x"}, ValueError, "'x' is an input of the model"),
    (chain, {"last": "a/b"}, ValueError, "'a' is a Dense, and can't be cut within."),
    (chain, {"first": "c", "last": "a"}, ValueError, "Nothing would be left of the model"),
    (residual, {"first": "head", "last": "stem"}, ValueError, "Nothing would be left of the model"),
    (
        residual,
        {"first": "deep"},
        ValueError,
        "can't be cut before 'deep': a path leads past it. 'both' also needs the output of 'stem'. "
        "Expected: a layer that no path leads past, such as 'stem', 'left', 'both', 'relu'. "
        "Received: 'deep'.",
    ),
    (two_heads, {"first": "left"}, ValueError, "One of the model's outputs doesn't come of it"),
    (siamese, {"last": "shared"}, ValueError, "as they were written: 'shared:1', 'shared:2'."),
    (siamese, {"last": "shared:3"}, ValueError, "no layer 'shared:3'"),
    (siamese, {"first": "shared:1"}, ValueError, "'both' also needs the output of 'shared:2'."),
    (nested, {"last": "encoder/bef"}, ValueError, "The model 'encoder' has no layer 'bef'."),
    (nested, {"first": "encoder/core/x"}, ValueError, "The model 'core' has no layer 'x'."),
    (Own, {"last": "inner"}, ValueError, "The model 'own' is a subclassed one"),
    (
        lambda: OwnChain([keras.Input((6,)), layers.Dense(1, name="a"), layers.Dense(1)]),
        {"last": "a"},
        ValueError,
        "is a subclassed one: what it does stands in its `call`. Expected: a Sequential or",
    ),
    (lambda: layers.Dense(1), {"last": 0}, TypeError, "This is no model. Expected: a Keras model."),
    (
        lambda: keras.Sequential([keras.Sequential([layers.Dense(1, name="a")], name="inner")]),
        {"last": "inner/a"},
        ValueError,
        "isn't built, so its layers have no outputs yet. Expected: a built model.",
    ),
    (keras.Sequential, {"last": 0}, ValueError, "has no layer to cut at"),
    (
        lambda: chain(Own()),
        {"last": "own/inner"},
        ValueError,
        "The model 'own' is a subclassed one",
    ),
]


@pytest.mark.parametrize(("make", "where", "kind", "message"), REFUSED)
def test_what_cannot_be_cut_is_refused(make, where, kind, message):
    with pytest.raises(kind) as raised:
        cut(make(), **where)
    assert message in str(raised.value)
