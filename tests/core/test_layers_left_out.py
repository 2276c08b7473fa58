import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.layers_left_out import without

layers = keras.layers
X = np.random.default_rng(0).normal(size=(8, 6)).astype("float32")


def chain(build=True):
    body = [
        layers.Dense(6, activation="tanh", name="a"),
        layers.Dropout(0.5, name="drop"),
        layers.Dense(6, activation="tanh", name="b"),
        layers.Dense(2, name="head"),
    ]
    return keras.Sequential([*([keras.Input((6,), name="x")] if build else []), *body], name="net")


def graph():
    x, other = keras.Input((6,), name="x"), keras.Input((6,), name="other")
    stem = layers.Dense(6, activation="tanh", name="stem")(x)
    left = layers.Dense(6, activation="tanh", name="left")(stem)
    both = layers.Add(name="both")([left, stem, other])
    ends = {"head": layers.Dense(2, name="head")(both), "sum": both}
    return keras.Model({"x": x, "other": other}, ends, name="net")


def run(layer, x):
    return keras.ops.convert_to_numpy(layer(x))


@pytest.mark.parametrize("build", [True, False])
@pytest.mark.parametrize("which", ["b", ["drop", "b"], -2, ["drop", 2]])
def test_what_goes_into_it_goes_on(build, which):
    model = chain(build)
    whole = model(X)
    other = without(model, which)
    assert isinstance(other, keras.Sequential)
    a, head = model.get_layer("a"), model.get_layer("head")
    np.testing.assert_allclose(run(other, X), run(head, run(a, X)), rtol=1e-5)
    assert {id(one) for one in other.weights} < {id(one) for one in model.weights}
    np.testing.assert_array_equal(model(X), whole)
    assert len(model.layers) == 4


def test_the_first_and_the_last_can_be_left_out_if_they_fit():
    model = chain()
    assert without(model, "a").input_shape == (None, 6)
    assert without(model, "head").output_shape == (None, 6)


def test_a_layer_of_a_graph():
    model, x = graph(), {"x": X, "other": X + 1}
    other = without(model, "left")
    stem = run(model.get_layer("stem"), X)
    found = other(x)
    np.testing.assert_allclose(found["sum"], stem + stem + X + 1, rtol=1e-5)
    np.testing.assert_allclose(found["head"], model.get_layer("head")(found["sum"]), rtol=1e-5)
    assert other.name == "net_without_left"
    assert [one.name for one in other.inputs] == [one.name for one in model.inputs]


def test_one_call_of_a_shared_layer():
    x = keras.Input((6,), name="x")
    twice = layers.Dense(6, activation="tanh", name="twice")
    model = keras.Model(x, layers.Dense(2, name="head")(twice(twice(x))))
    other = without(model, "twice:2")
    expected = run(model.get_layer("head"), run(twice, X))
    np.testing.assert_allclose(run(other, X), expected, rtol=1e-5)


def test_a_copy_has_weights_of_its_own():
    model = chain()
    copy = without(model, "b", copy=True, name="mine")
    assert copy.name == "mine"
    assert not {id(one) for one in copy.weights} & {id(one) for one in model.weights}
    np.testing.assert_allclose(copy(X), without(model, "b")(X), rtol=1e-6)


def wide():
    body = [layers.Dense(5, name="a"), layers.Dense(2, name="head")]
    return keras.Sequential([keras.Input((6,)), *body])


class Own(keras.Model):
    def call(self, x):
        return x


def nested():
    inner = keras.Sequential([keras.Input((6,)), layers.Dense(6, name="deep")], name="inner")
    return keras.Sequential([keras.Input((6,)), inner, layers.Dense(2, name="head")])


@pytest.mark.parametrize(
    ("make", "which", "kind", "message"),
    [
        (wide, "a", ValueError, "Without 'a' the layers behind don't fit. Expected: layers whose"),
        (wide, "a", ValueError, "Keras says: Input 0"),
        (wide, ["a", "head"], ValueError, "Nothing would be left of the model 'sequential"),
        (chain, [], ValueError, "It isn't said which layer to leave out. Expected: some of 'a',"),
        (chain, "drp", ValueError, "no layer 'drp'. Expected: one of 'drop'"),
        (chain, None, ValueError, "Only a model's own layers can be left out."),
        (graph, "both", ValueError, "'both' takes 3 and gives 1. Expected: a layer of one input"),
        (nested, "inner/deep", ValueError, "Leave it out of the nested model, and put that one"),
        (Own, "a", ValueError, "is a subclassed one"),
        (lambda: 3, "a", TypeError, "This is no model."),
    ],
)
def test_what_cannot_be_left_out_is_refused(make, which, kind, message):
    with pytest.raises(kind) as raised:
        without(make(), which)
    assert message in str(raised.value)
