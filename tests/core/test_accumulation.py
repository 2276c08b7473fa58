import keras
import numpy as np
import pytest

from faqlab.core.accumulation import accumulating, accumulation

RNG = np.random.default_rng(0)
X = RNG.normal(size=(64, 3)).astype("float32")
Y = X.sum(axis=1)

OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.1),
    "momentum": lambda: keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: keras.optimizers.Adam(0.01),
    "adamw": lambda: keras.optimizers.AdamW(0.01, weight_decay=0.1),
    "rmsprop": lambda: keras.optimizers.RMSprop(0.01),
    "clipped": lambda: keras.optimizers.SGD(0.1, clipnorm=0.5),
}


def scheduled():
    return keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5))


def start(seed):
    return keras.initializers.GlorotUniform(seed)


def network(optimizer=OPTIMIZERS["sgd"], *middle, **layers):
    def make():
        body = [keras.layers.Dense(4, "tanh", kernel_initializer=start(1), **layers)]
        body += [one() for one in middle]
        last = keras.layers.Dense(1, kernel_initializer=start(2))
        model = keras.Sequential([keras.Input((3,)), *body, last])
        model.compile(optimizer(), "mse")
        return model

    return make


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_collected_batches_end_where_large_ones_do(optimizer):
    found = accumulation(network(optimizer), X, Y, batch_size=8, times=4)
    assert found.difference < 1e-6
    assert found.equal
    assert found.moved == (4, 8)
    assert (found.small.updates, found.large.updates) == (2, 2)


def test_both_are_what_fit_does_with_the_optimizer_as_a_learner_writes_it():
    found = accumulation(network(), X, Y, batch_size=8, times=4)
    for stepper, size, more in (
        (found.large, 32, {}),
        (found.small, 8, {"gradient_accumulation_steps": 4}),
    ):
        model = network(lambda more=more: keras.optimizers.SGD(0.1, **more))()
        model.fit(X, Y, batch_size=size, shuffle=False, verbose=0)
        for a, b in zip(model.get_weights(), stepper.model.get_weights(), strict=True):
            np.testing.assert_allclose(a, b, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("make", "samples"),
    [
        (network(OPTIMIZERS["sgd"], keras.layers.BatchNormalization), 64),
        (network(scheduled), 64),  # the schedule counts batches, not updates
        (network(), 60),  # the last small batch has 4, and counts like one of 8
    ],
    ids=["batch normalization", "a schedule", "a smaller last batch"],
)
def test_where_they_are_not_equal_it_says_so(make, samples):
    found = accumulation(make, X[:samples], Y[:samples], batch_size=8, times=4)
    assert not found.equal
    assert "The weights differ by up to" in str(found)


def test_mixed_precision_collects_too():
    found = accumulation(network(dtype="mixed_float16"), X, Y, batch_size=8, times=4)
    assert found.moved == (4, 8)
    assert found.difference < 1e-2


def test_a_network_without_weights_gets_them():
    def bare():
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    assert accumulation(bare, X, Y[:, None], batch_size=8, times=2).equal


def test_the_table():
    found = accumulation(network(), X, Y, batch_size=4, times=2)
    assert str(found).splitlines() == [
        "training         batch size  batches  updates  weights moved after batch",
        "accumulated      4           16       8        2, 4, 6, 8, 10, 12, …",
        "one large batch  8           8        8        1, 2, 3, 4, 5, 6, …",
        "The weights are equal, to 1e-05.",
    ]
    assert "<table" in found._repr_html_()
    ribbon, notes = found.ribbon()
    assert (ribbon.per_epoch, len(notes)) == (16, 16)


def test_the_settings_of_the_optimizer_stay():
    model = network(lambda: keras.optimizers.Adam(0.01, beta_1=0.8, clipnorm=1.0))()
    optimizer = accumulating(model, 4).optimizer
    told = optimizer.get_config()
    assert (told["beta_1"], told["clipnorm"], told["gradient_accumulation_steps"]) == (0.8, 1, 4)
    assert told["learning_rate"] == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"network": network()()}, TypeError, "a function that makes the compiled model"),
        ({"batch_size": 0}, ValueError, "The batch size is wrong"),
        ({"times": 1}, ValueError, "One batch has nothing to collect"),
        ({"times": 0}, ValueError, "number of batches for an update is wrong"),
        ({"times": 2.0}, TypeError, "number of batches for an update is wrong"),
        ({"x": X[:16]}, ValueError, r"too few samples for one large batch.*32 or more.*16"),
        ({"y": Y[:9]}, ValueError, "of different length"),
        ({"network": lambda: keras.Sequential([keras.Input((3,))])}, ValueError, "isn't compiled"),
    ],
)
def test_what_cannot_be_collected_is_refused(change, error, message):
    given = {"network": network(), "x": X, "y": Y, "batch_size": 8, "times": 4} | change
    with pytest.raises(error, match=message):
        accumulation(**given)
