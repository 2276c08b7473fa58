import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.weight_watch import WeightWatch

layers = keras.layers
X, Y = np.random.default_rng(0).normal(size=(32, 6)), np.ones((32, 2))


def network():
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(4, name="body"),
            layers.BatchNormalization(name="norm"),
            layers.Dropout(0.3),
            layers.Dense(2, name="head"),
        ]
    )
    model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


def by_name(watching):
    return {one.address: one for one in watching.layers}


def test_the_change_is_that_of_numpy():
    model = network()
    before = np.concatenate([w.ravel() for w in model.get_layer("head").get_weights()])
    with WeightWatch(model) as watching:
        model.fit(X, Y, verbose=0)
    after = np.concatenate([w.ravel() for w in model.get_layer("head").get_weights()])
    head = by_name(watching)["head"]
    assert head.change == pytest.approx(np.linalg.norm(after - before) / np.linalg.norm(before))
    assert head.share == np.mean(after != before)
    assert "Each layer did as its flag promises." in str(watching)


def test_a_frozen_layer_is_still_and_a_flag_that_came_too_late_is_found():
    model = network()
    model.get_layer("norm").trainable = False
    model.fit(X, Y, verbose=0)
    model.get_layer("body").trainable = False  # without compile
    watching = WeightWatch(model)
    model.fit(X, Y, verbose=0)
    found = by_name(watching)
    assert (found["norm"].moved, found["norm"].as_promised) == (False, True)
    assert (found["body"].moved, found["body"].as_promised) == (True, False)
    assert [one.address for one in watching.surprises] == ["body"]
    assert "Frozen, but moved: body." in str(watching)
    assert "marked" in watching._repr_html_()


def test_the_dead_discriminator_shows():
    """The classic recipe: compiled, then frozen for the combined model, then trained on its own."""
    discriminator = keras.Sequential([keras.Input((4,)), layers.Dense(1)], name="discriminator")
    discriminator.compile("sgd", "mse")
    discriminator.trainable = False
    gan = keras.Sequential([keras.Input((2,)), layers.Dense(4, name="generator"), discriminator])
    gan.compile("sgd", "mse")
    with WeightWatch(gan) as both:
        with (
            WeightWatch(discriminator) as alone,
            pytest.warns(UserWarning, match="trainable weights"),
        ):
            discriminator.train_on_batch(np.ones((8, 4)), np.ones((8, 1)))
        gan.train_on_batch(np.ones((8, 2)), np.ones((8, 1)))
    assert "Nothing moved at all." in str(alone)
    assert [one.moved for one in both.layers] == [True, False]


def test_a_layer_that_should_train_and_is_not_reached_is_found():
    model = network()
    model.get_layer("head").trainable = False
    model.fit(X, Y, verbose=0)
    model.get_layer("head").trainable = True  # without compile
    with WeightWatch(model) as watching:
        model.fit(X, Y, verbose=0)
    assert [one.address for one in watching.surprises] == ["head"]
    assert "To train, but still: head." in str(watching)


def test_a_loop_of_ones_own_is_watched():
    model = network()
    with WeightWatch(model) as watching:
        head = model.get_layer("head")
        head.kernel.assign_add(np.ones((4, 2)))
    assert [one.address for one in watching.layers if one.moved] == ["head"]


def test_training_is_the_same_bit_for_bit():
    weights = []
    for callbacks in ([], ["one"]):
        model = network()
        model.fit(X, Y, epochs=3, verbose=0, callbacks=[WeightWatch(model) for _ in callbacks])
        weights.append(model.get_weights())
    assert all(map(np.array_equal, *weights))


def test_weights_that_were_zero_and_weights_that_become_nan():
    layer = layers.Dense(1, name="d", kernel_initializer="zeros")
    watching = WeightWatch(keras.Sequential([keras.Input((2,)), layer]))
    layer.kernel.assign([[3.0], [4.0]])
    assert [(one.change, one.share) for one in watching.layers] == [(5, 2 / 3)]
    layer.kernel.assign([[np.nan], [4.0]])
    (one,) = watching.layers
    assert np.isnan(one.change)
    assert one.moved
    assert "nan %" in str(watching)
    assert "width:100%" in watching._repr_html_()


def test_what_is_no_model_is_refused():
    with pytest.raises(TypeError, match=r"Expected: a Keras model\. Received: 'model'"):
        WeightWatch("model")


def test_a_model_without_weights_is_refused_before_it_trains():
    model = keras.Sequential([layers.Dense(2)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"no weights to watch yet.*Give it an Input"):
        WeightWatch(model).__enter__()
    with pytest.raises(ValueError, match=r"no weights to watch yet.*Give it an Input"):
        model.fit(X, Y, verbose=0, callbacks=[WeightWatch(model)])
