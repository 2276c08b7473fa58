import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.head_swap import new_head

layers = keras.layers
X = np.random.default_rng(0).normal(size=(8, 6)).astype("float32")


def chain(build=True):
    body = [layers.Dense(5, name="a"), layers.Dense(4, name="b"), layers.Dense(2, name="head")]
    return keras.Sequential([*([keras.Input((6,))] if build else []), *body])


def graph():
    x = keras.Input((6,), name="x")
    stem = layers.Dense(4, name="stem")(x)
    both = layers.Add(name="both")([layers.Dense(4, name="left")(stem), stem])
    return keras.Model(x, layers.Dense(2, name="head")(both))


def body_of(model):
    return {id(one) for layer in model.layers if layer.name != "head" for one in layer.weights}


@pytest.mark.parametrize("make", [chain, graph])
def test_the_body_is_shared_and_the_head_is_new(make):
    model = make()
    before = model(X).numpy()
    other = new_head(model, layers.Dense(7, name="seven"))
    assert (type(other), other.output_shape) == (type(model), (None, 7))
    assert body_of(model) < {id(one) for one in other.weights}
    assert not other.compiled
    other.compile("sgd", "mse")
    other.fit(X, np.ones((8, 7)), verbose=0)
    assert other.predict(X, verbose=0).shape == (8, 7)
    assert not np.allclose(model(X), before)  # the body that both share was trained


@pytest.mark.parametrize("make", [chain, graph])
def test_a_frozen_body_stays_as_it_is(make):
    model = make()
    before = model(X).numpy()
    other = new_head(model, [layers.Dropout(0.1), layers.Dense(7, name="seven")], freeze=True)
    assert [one.path for one in other.trainable_weights] == [
        one.path for one in other.layers[-1].weights
    ]
    other.compile("sgd", "mse")
    other.fit(X, np.ones((8, 7)), verbose=0)
    np.testing.assert_allclose(model(X), before, rtol=1e-6)


def test_a_copied_body_leaves_the_first_model_alone():
    model = chain()
    before = model(X).numpy()
    other = new_head(model, layers.Dense(7), freeze=True, copy=True)
    assert not {id(one) for one in other.weights} & {id(one) for one in model.weights}
    np.testing.assert_array_equal(other.layers[0].weights[0], model.layers[0].weights[0])
    assert all(layer.trainable for layer in model.layers)
    other.layers[0].trainable = True
    other.compile("sgd", "mse")
    other.fit(X, np.ones((8, 7)), verbose=0)
    np.testing.assert_array_equal(model(X), before)


def test_the_head_can_stand_on_any_layer():
    assert [layer.name for layer in new_head(chain(), layers.Dense(1, name="z"), last="a").layers]
    other = new_head(graph(), layers.Dense(1, name="z"), last="left", name="mine")
    assert [layer.name for layer in other.layers] == ["x", "stem", "left", "z"]
    assert other.name == "mine"


def test_a_sequential_that_is_not_built():
    other = new_head(chain(build=False), layers.Dense(7))
    assert not other.built
    assert other(X).shape == (8, 7)


def test_a_head_on_a_layer_that_is_used_twice():
    x = keras.Input((4,), name="x")
    twice = layers.Dense(4, activation="tanh", name="twice")
    model = keras.Model(x, layers.Dense(2, name="head")(twice(twice(x))))
    other = new_head(model, layers.Dense(3))
    assert len([row for row in other.operations if row is twice]) == 1
    inner = twice(twice(X[:, :4]))
    np.testing.assert_allclose(other(X[:, :4]), other.layers[-1](inner), rtol=1e-5)


def two_ends(head):
    x = keras.Input((6,), name="x")
    ends = [layers.Dense(1, name="a")(x), layers.Dense(1, name="b")(x)]
    return keras.Model(x, layers.Add(name="sum")(ends) if head else ends, name="ends")


def one_layer():
    return keras.Sequential([keras.Input((6,)), layers.Dense(1, name="a")], name="small")


class Own(keras.Model):
    def call(self, x):
        return x


@pytest.mark.parametrize(
    ("make", "head", "where", "kind", "message"),
    [
        (chain, [], {}, ValueError, "There is no layer to put on."),
        (chain, [3], {}, TypeError, "isn't a layer. Expected: Keras layers such as Dense(10)."),
        (chain, 3, {}, TypeError, "isn't a layer. Expected: Keras layers such as Dense(10)."),
        (chain, [layers.Dense(1, name="a")], {}, ValueError, "The model has another layer 'a'."),
        (chain, [layers.Dense(1)], {"last": "c"}, ValueError, "has no layer 'c'"),
        (lambda: two_ends(False), [layers.Dense(1)], {}, ValueError, "It isn't clear which layer"),
        (lambda: two_ends(True), [layers.Dense(1)], {}, ValueError, "Expected: last=..., the name"),
        (one_layer, [layers.Dense(1)], {}, ValueError, "Nothing would be left of 'small', which"),
        (
            lambda: keras.Sequential([layers.Dense(1)], name="small"),
            [layers.Dense(1)],
            {},
            ValueError,
            "Expected: a model of two layers or more.",
        ),
        (Own, [layers.Dense(1)], {}, ValueError, "is a subclassed one"),
        (lambda: 3, [layers.Dense(1)], {}, TypeError, "This is no model."),
    ],
)
def test_what_cannot_be_done_is_refused(make, head, where, kind, message):
    with pytest.raises(kind) as raised:
        new_head(make(), head, **where)
    assert message in str(raised.value)
