import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.sequential_ends import add, check_layers, pop

layers = keras.layers
X = np.random.default_rng(0).normal(size=(40, 6)).astype("float32")


def chain(build=True, used=False):
    keras.utils.set_random_seed(0)
    body = [layers.Dense(5, name="a"), layers.ReLU(name="relu"), layers.Dense(2, name="head")]
    model = keras.Sequential([*([keras.Input((6,))] if build else []), *body])
    model.compile("adam", "mse", metrics=["mae"])
    if used and build:
        for use in uses(model, 2).values():
            use()
    return model


def uses(model, width):
    y = np.ones((40, width), "float32")
    return {
        "predict": lambda: model.predict(X, verbose=0),
        "evaluate": lambda: model.evaluate(X, y, verbose=0),
        "fit": lambda: model.fit(X, y, verbose=0),
    }


def test_all_methods_know_of_it():
    """40 samples are a batch of 32 and one of 8: neither goes through what was popped."""
    model = chain(used=True)
    popped = pop(model, 2)
    assert [layer.name for layer in popped.layers] == ["relu", "head"]
    assert [layer.name for layer in model.layers] == ["a"]
    assert model.output_shape == (None, 5)
    np.testing.assert_allclose(model.predict(X, verbose=0), model(X), rtol=1e-5)
    results = model.evaluate(X, np.zeros((40, 5)), verbose=0, return_dict=True)
    assert results["loss"] == pytest.approx(np.mean(np.square(model(X))), rel=1e-4)
    assert results["mae"] == pytest.approx(np.mean(np.abs(model(X))), rel=1e-4)
    head = popped.layers[-1].get_weights()
    body = model.layers[0].get_weights()
    uses(model, 5)["fit"]()
    assert all(map(np.array_equal, head, popped.layers[-1].get_weights()))
    assert not np.array_equal(body[0], model.layers[0].get_weights()[0])


def test_what_was_popped_comes_back_with_its_weights():
    model = chain()
    uses(model, 2)["fit"]()
    answers, head = model.predict(X, verbose=0), model.layers[-1].get_weights()
    popped = pop(model, 2)
    model.predict(X, verbose=0)
    added = add(model, *popped.layers)
    assert added.change.named("new") == ["relu", "head"]
    assert (popped.optimizer, added.optimizer) == ("a new optimizer", "the same optimizer")
    assert all(map(np.array_equal, head, model.layers[-1].get_weights()))
    np.testing.assert_allclose(model.predict(X, verbose=0), answers, rtol=1e-5)
    uses(model, 2)["fit"]()


def test_a_new_layer_can_be_trained_at_once():
    model = chain()
    uses(model, 2)["fit"]()
    assert "Compiled again as it was, with a new optimizer." in str(pop(model))
    add(model, layers.Dense(3, name="three"))
    uses(model, 3)["fit"]()
    assert model.predict(X, verbose=0).shape == (40, 3)


def test_a_model_that_is_not_built_can_be_changed():
    model = chain(build=False)
    popped = pop(model)
    assert not model.built
    assert model.predict(X, verbose=0).shape == (40, 5)
    add(model, *popped.layers)
    assert model.predict(X, verbose=0).shape == (40, 2)
    uses(model, 2)["fit"]()


def test_what_was_done_is_told_and_drawn():
    model = chain()
    done = pop(model)
    assert done.change.stale == ()
    assert str(done).splitlines()[3:] == [
        "head   Dense  (None, 2)  -          12 -> 0     removed",
        "Layers: 3 -> 2. Parameters: 47 -> 35. Output: (None, 2) -> (None, 5).",
        "Compiled: yes. fit, evaluate and predict go through the layers of after.",
        "Compiled again as it was, with the same optimizer.",
    ]
    assert "with the same optimizer.</caption>" in done._repr_html_()
    assert "head removed" in repr(done.draw())


def test_the_same_layer_twice_is_popped_once():
    twice = layers.Dense(6, name="twice")
    model = keras.Sequential([keras.Input((6,)), twice, twice])
    done = pop(model)
    assert model.layers == [twice]
    assert done.change.after.parameters == done.change.before.parameters == twice.count_params()


def test_a_layer_that_does_not_fit_leaves_the_model_as_it_was():
    model = chain()
    answers = model.predict(X, verbose=0)
    with pytest.raises(ValueError, match="incompatible"):
        add(model, layers.Dense(3, name="fits"), layers.Conv2D(2, 3, name="does_not"))
    assert [layer.name for layer in model.layers] == ["a", "relu", "head"]
    np.testing.assert_allclose(model.predict(X, verbose=0), answers, rtol=1e-5)


def functional():
    x = keras.Input((6,))
    return keras.Model(x, layers.Dense(2)(layers.Dense(3)(x)))


class Own(keras.Model):
    def call(self, x):
        return x


def within_another():
    inner = keras.Sequential([keras.Input((6,)), layers.Dense(4), layers.Dense(3)], name="inner")
    x = keras.Input((6,))
    keras.Model(x, layers.Dense(2)(inner(x)))
    return inner


@pytest.mark.parametrize(
    ("make", "count", "message"),
    [
        (chain, 3, "Nothing would be left of 'sequential"),
        (chain, 3, "which has 3 layers. Expected: a count from 1 to 2. Received: 3."),
        (chain, 0, "The count is wrong. Expected: a whole number from 1 on. Received: 0."),
        (chain, 1.0, "a whole number from 1 on. Received: 1.0."),
        (keras.Sequential, 1, "0 layers. Expected: a model of two layers or more. Received: 1."),
        (lambda: keras.Sequential([layers.Dense(1)]), 1, "which has 1 layer. Expected: a model of"),
        (functional, 1, "Received: 'a functional model'. Use cut(model, last=...)"),
        (Own, 1, "Only a Sequential model can be popped. Expected: a Sequential. Received: 'a sub"),
        (lambda: [1], 1, "Received: 'list'."),
        (within_another, 1, "The Sequential 'inner' is part of another model, whose next layer"),
    ],
)
def test_what_cannot_be_popped_is_refused_and_left_alone(make, count, message):
    model = make()
    before = list(getattr(model, "layers", ()))
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        pop(model, count)
    assert message in str(raised.value)
    assert list(getattr(model, "layers", ())) == before


def test_what_cannot_be_added_is_refused():
    model = chain()
    with pytest.raises(ValueError, match=r"no layer to put on. Expected: one or more. Received: "):
        add(model)
    with pytest.raises(TypeError, match=r"isn't a layer. Expected: Keras layers such as Dense"):
        add(model, "head")
    with pytest.raises(ValueError, match=r"another layer 'head'. Expected: a name of its own"):
        add(model, layers.Dense(3, name="head"))
    with pytest.raises(ValueError, match="another layer 'x'"):
        check_layers([layers.Dense(1, name="x"), layers.Dense(1, name="x")], {})
    with pytest.raises(ValueError, match=r"Only a Sequential model can be added to."):
        add(functional(), layers.Dense(3))
    with pytest.raises(ValueError, match="part of another model"):
        add(within_another(), layers.Dense(3))
