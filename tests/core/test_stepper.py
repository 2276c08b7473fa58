"""The steps of the stepper are Keras's own: the weights are those of `fit`, `train_on_batch`."""

import keras
import numpy as np
import pytest

from faqlab.core.stepper import Stepper

RNG = np.random.default_rng(0)
X = RNG.normal(size=(10, 3)).astype("float32")
Y = RNG.integers(0, 4, size=10)


def start(seed):
    return keras.initializers.GlorotUniform(seed)


def classifier(optimizer="adam", *middle, **more):
    layers = [keras.layers.Dense(8, "relu", kernel_initializer=start(1)), *middle]
    last = keras.layers.Dense(4, kernel_initializer=start(2))
    model = keras.Sequential([keras.Input((3,)), *layers, last])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"], **more)
    return model


def two_headed():
    pixels, other = keras.Input((3,), name="pixels"), keras.Input((2,), name="other")
    joined = keras.layers.Concatenate()([pixels, other])
    heads = [
        keras.layers.Dense(1, kernel_initializer=start(i), name=name)(joined)
        for i, name in enumerate("ab")
    ]
    model = keras.Model({"pixels": pixels, "other": other}, dict(zip("ab", heads, strict=True)))
    model.compile("sgd", {"a": "mse", "b": "mae"})
    return model


def same(one, other):
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-6)


OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.1, momentum=0.9),
    "adam": lambda: keras.optimizers.Adam(0.01),
    "collecting": lambda: keras.optimizers.Adam(0.01, gradient_accumulation_steps=2),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_epochs_of_steps_are_those_of_fit(optimizer):
    stepped, fitted = classifier(optimizer()), classifier(optimizer())
    stepper = Stepper(stepped, X, Y, 4)
    for _ in range(3):
        stepper.epoch()
    fitted.fit(X, Y, batch_size=4, epochs=3, shuffle=False, verbose=0)
    same(stepped, fitted)
    for a, b in zip(stepped.optimizer.variables, fitted.optimizer.variables, strict=True):
        np.testing.assert_allclose(
            keras.ops.convert_to_numpy(a), keras.ops.convert_to_numpy(b), rtol=0, atol=1e-6
        )


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_so_many_steps_are_so_many_batches(count):
    stepped, by_hand = classifier(), classifier()
    Stepper(stepped, X, Y, 4).step(count)
    for k in range(count):
        start = 4 * (k % 3)
        by_hand.train_on_batch(X[start : start + 4], Y[start : start + 4])
    for a, b in zip(stepped.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_layers_that_behave_otherwise_in_training_do_so_here():
    norm = keras.layers.BatchNormalization
    stepped, fitted = classifier("sgd", norm()), classifier("sgd", norm())
    Stepper(stepped, X, Y, 4).epoch()
    fitted.fit(X, Y, batch_size=4, shuffle=False, verbose=0)
    same(stepped, fitted)


def test_several_inputs_and_outputs_and_weights():
    x = {"pixels": X, "other": X[:, :2]}
    y = {"a": X[:, :1], "b": X[:, 1:2]}
    weight = np.linspace(0, 1, 10)
    stepped, fitted = two_headed(), two_headed()
    stepper = Stepper(stepped, x, y, 4)
    update = stepper.epoch()
    fitted.fit(x, y, batch_size=4, shuffle=False, verbose=0)
    same(stepped, fitted)
    assert update.shapes.startswith("x [(2, ")
    assert stepper.labels is None

    stepped, fitted = classifier(), classifier()
    update = Stepper(stepped, X, Y, 4, sample_weight=weight).epoch()
    fitted.fit(X, Y, batch_size=4, sample_weight=weight, shuffle=False, verbose=0)
    same(stepped, fitted)
    assert update.shapes == "x (2, 3), y (2,), weights (2,)"


def test_what_is_written_down():
    model, asked = classifier(), classifier()
    stepper = Stepper(model, X, Y, 4)
    assert (stepper.updates, stepper.epochs, stepper.per_epoch) == (0, 0, 3)
    before = model.get_weights()
    first = stepper.step()
    expected = asked.train_on_batch(X[:4], Y[:4], return_dict=True)
    assert first.logs == pytest.approx(expected, abs=1e-6)
    moved = [a - b for a, b in zip(model.get_weights(), before, strict=True)]
    assert first.change == pytest.approx(np.sqrt(sum((one**2).sum() for one in moved)), rel=1e-5)
    length = np.sqrt(sum((one**2).sum() for one in model.get_weights()))
    assert first.length == pytest.approx(length, rel=1e-5)
    last = stepper.step(3)
    assert [(one.epoch, one.batch) for one in stepper.log] == [(1, 1), (1, 2), (1, 3), (2, 1)]
    assert [one.samples.tolist() for one in stepper.log[1:3]] == [[4, 5, 6, 7], [8, 9]]
    assert (last.updates, stepper.updates, stepper.epochs) == (4, 4, 1)
    assert stepper.epoch() is stepper.log[5]


def test_collected_gradients_move_nothing_until_they_are_enough():
    model = classifier(keras.optimizers.SGD(0.1, gradient_accumulation_steps=3))
    stepper = Stepper(model, X, Y, 4)
    stepper.step(7)
    assert [one.change > 0 for one in stepper.log] == [False, False, True] * 2 + [False]
    assert [one.updated for one in stepper.log] == [False, False, True] * 2 + [False]
    assert stepper.updates == 2


def test_each_epoch_has_an_order_of_its_own_and_a_seed_gives_it_again():
    def orders(seed):
        stepper = Stepper(classifier(), X, Y, 4, shuffle=True, seed=seed)
        stepper.step(7)
        seen = [np.concatenate([u.samples for u in stepper.log[k : k + 3]]) for k in (0, 3)]
        np.testing.assert_array_equal(seen, stepper.ribbon().orders[:2])
        return np.array(seen)

    one = orders(0)
    assert sorted(one[0]) == sorted(one[1]) == list(range(10))
    assert (one[0] != one[1]).any()
    np.testing.assert_array_equal(one, orders(0))
    assert (one != orders(1)).any()


def test_a_shuffled_batch_has_the_targets_of_its_samples():
    model, by_hand = classifier(), classifier()
    update = Stepper(model, X, Y, 4, shuffle=True).step()
    by_hand.train_on_batch(X[update.samples], Y[update.samples])
    same(model, by_hand)


def test_a_model_without_weights_gets_them_with_the_first_batch():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    stepper = Stepper(model, X, X[:, 0], 4)
    stepper.step(2)
    assert stepper.log[0].change is None
    assert stepper.log[1].change > 0
    assert stepper.notes()[0].change is None


def test_a_training_that_breaks_down_is_told():
    model = classifier(keras.optimizers.SGD(1e38))
    stepper = Stepper(model, X, Y, 4)
    assert "no numbers any more" in str(stepper.step(3))
    assert stepper.notes()[2].change is None


def test_listeners_hear_of_the_last_step_and_of_their_end():
    stepper = Stepper(classifier(), X, Y, 4)
    heard = []
    end = stepper.subscribe(lambda: heard.append(len(stepper.log)))
    stepper.step(2)
    assert heard[-1] == 2
    end()
    stepper.step()
    assert heard[-1] == 2


def test_what_the_ribbon_is_given():
    stepper = Stepper(classifier(), X, Y, 4)
    stepper.step(4)
    ribbon, notes = stepper.ribbon(), stepper.notes()
    assert (ribbon.epochs, ribbon.batch_size, ribbon.labels) == (2, 4, Y.tolist())
    assert len(notes) == 4
    assert notes[3].lines[0] == "x (4, 3), y (4,)"
    coloured = Stepper(classifier(), X, Y, 4, labels=["odd", "even"] * 5)
    assert coloured.ribbon().classes() == ["even", "odd"]


def test_the_text():
    stepper = Stepper(classifier(), X, Y, 4)
    assert str(stepper).splitlines() == [
        "A stepper: 10 samples in batches of 4:",
        "  an epoch: 3 steps, 2 batches of 4 and a last batch of 2",
        "  no update yet",
    ]
    stepper.step()
    assert str(stepper).splitlines()[2] == "epoch 1, batch 1 of 3: samples 0 to 3"


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"batch_size": 0}, ValueError, r"batch size is wrong.*Received: 0\. A batch holds one"),
        ({"batch_size": -4}, ValueError, r"batch size is wrong.*Received: -4"),
        ({"batch_size": 2.0}, TypeError, r"batch size is wrong.*Received: 2\.0"),
        ({"batch_size": None}, TypeError, "batch size is wrong"),
        ({"batch_size": "8"}, TypeError, "batch size is wrong"),
        ({"y": Y[:9]}, ValueError, r"targets are of different length. Expected: 10.*Received: 9"),
        ({"y": None}, TypeError, "There are no targets"),
        ({"x": X[:0]}, ValueError, "holds no sample"),
        ({"x": X[:, :2]}, ValueError, r"shape of the input.*wrong"),
        ({"x": "digits"}, ValueError, "shape of the input"),
        ({"sample_weight": np.ones(3)}, ValueError, "weights are of different length"),
        ({"labels": np.ones(3)}, ValueError, "labels are of different length"),
        ({"model": None}, TypeError, "nothing to train"),
        ({"model": keras.Sequential([keras.Input((3,))])}, ValueError, "isn't compiled"),
    ],
)
def test_what_cannot_be_stepped_is_refused_before_anything_is_trained(change, error, message):
    given = {"model": classifier(), "x": X, "y": Y, "batch_size": 4} | change
    with pytest.raises(error, match=message):
        Stepper(**given)


@pytest.mark.parametrize(("count", "error"), [(0, ValueError), (-1, ValueError), (1.5, TypeError)])
def test_steps_are_counted_in_whole_numbers(count, error):
    with pytest.raises(error, match="The number of steps is wrong"):
        Stepper(classifier(), X, Y, 4).step(count)


def test_a_step_that_fails_leaves_the_stepper_where_it_was():
    stepper = Stepper(classifier(), X, np.eye(10), 4)  # targets that the loss can't take
    with pytest.raises(ValueError, match="shape"):
        stepper.step()
    assert (len(stepper.log), stepper.updates) == (0, 0)
