"""What is done to find out whether the sentences on freezing layers are so."""

import warnings

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence

from .freezing_networks import chain, compiled, fit, in_words, moves, tried
from .networks import array, four, some, start

DENSE = {"activation": "relu", "name": "my_layer"}


def a_layer_made_frozen_stays(dense=keras.layers.Dense, embedding=keras.layers.Embedding):
    """Train networks whose layer was made with `trainable=False`; then set its weights by hand."""
    layers = {
        "Dense": [dense(16, trainable=False, kernel_initializer=start(1), **DENSE)],
        "Embedding": [
            embedding(2, 4, trainable=False, embeddings_initializer=start(1)),
            keras.layers.Flatten(),
        ],
    }
    moved, numbers = [], {}
    for name, body in layers.items():
        model = compiled(chain(*body))
        moved.append(moves(body[0], lambda model=model: fit(model)))
        numbers[f"{name} in fit"] = in_words(moved[-1])
    layer = layers["Dense"][0]
    ones = [np.ones_like(array(weight)) for weight in layer.weights]
    by_hand = moves(layer, lambda: layer.set_weights(ones))
    numbers["with set_weights"] = in_words(by_hand)
    return Evidence(FALSE if any(moved) else HOLDS, numbers)


def _two_models(model, frozen_first=False):
    """The FAQ's example to the letter, with a fit before the flag is turned if asked for."""
    x, _ = some()
    labels = x[:, :32]
    inputs = keras.Input((64,))
    layer = keras.layers.Dense(32, kernel_initializer=start(1))
    layer.trainable = False
    y = layer(inputs)
    frozen_model = model(inputs, y)
    frozen_model.compile(optimizer="rmsprop", loss="mse")
    frozen = {"model": frozen_model, "layer": layer}
    fits = [lambda: frozen_model.fit(x, labels, verbose=0)]
    if frozen_first:
        frozen["before"] = moves(layer, fits[0])
    layer.trainable = True
    trainable_model = model(inputs, y)
    trainable_model.compile(optimizer="rmsprop", loss="mse")
    fits.append(lambda: trainable_model.fit(x, labels, verbose=0))
    return frozen | {"moved": [moves(layer, one) for one in fits]}


def the_two_models_differ(model=keras.Model):
    """Run the FAQ's example with two models as it stands."""
    frozen, trainable = _two_models(model)["moved"]
    numbers = {
        "frozen_model.fit": in_words(frozen),
        "trainable_model.fit": in_words(trainable),
    }
    return Evidence(HOLDS if trainable and not frozen else FALSE, numbers)


def a_model_that_was_fitted_frozen_stays_so(model=keras.Model):
    """Fit the frozen model before the flag is turned back, and again after it."""
    found = _two_models(model, frozen_first=True)
    frozen, trainable = found["moved"]
    x, _ = some(72)
    another = tried(found["layer"], lambda: found["model"].fit(x, x[:, :32], verbose=0))
    numbers = {
        "frozen_model, before the turn": in_words(found["before"]),
        "after it": in_words(frozen),
        "trainable_model": in_words(trainable),
        "frozen_model, a batch of another size": another,
    }
    if found["before"] or frozen or not trainable:
        return Evidence(FALSE, numbers)
    if another == "still":
        return Evidence(HOLDS, numbers)
    return Evidence(HOLDS_IF, numbers, "all its batches have the size of the first ones")


def what_frozen_model_does():
    """Say what `frozen_model.fit` does to the layer, fitted first after the turn or before it."""
    return [_in_a_word(frozen_first) for frozen_first in (False, True)]


def _in_a_word(frozen_first):
    try:
        return in_words(_two_models(keras.Model, frozen_first)["moved"][0])
    except Exception as error:
        return type(error).__name__


def nothing_changes_without_compile(sequential=keras.Sequential):
    """Freeze a layer of a compiled network without compiling again: before and after a fit."""
    fresh, fitted = (compiled(chain(sequential=sequential)) for _ in range(2))
    fit(fitted)
    for model in (fresh, fitted):
        model.layers[0].trainable = False
    x, y = some()
    trainings = {
        "before the first fit": (fresh, lambda: fit(fresh)),
        "after a fit": (fitted, lambda: fit(fitted)),
        "a batch of another size": (fitted, lambda: fit(fitted, 72)),
        "fit again": (fitted, lambda: fit(fitted)),
        "train_on_batch": (fitted, lambda: fitted.train_on_batch(x, y)),
    }
    numbers = {name: tried(model.layers[0], train) for name, (model, train) in trainings.items()}
    if all(what == "moves" for what in numbers.values()):
        return Evidence(HOLDS, numbers)
    if numbers["after a fit"] == numbers["fit again"] == "moves":
        condition = "`fit` ran before, and goes on with batches of the same size"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def compile_puts_it_into_effect(sequential=keras.Sequential):
    """Freeze and thaw a layer of a fitted network, each time with `compile`."""
    model = compiled(chain(sequential=sequential))
    layer = model.layers[0]
    fit(model)
    moved = {}
    for name, trainable in (("frozen", False), ("thawed", True), ("frozen again", False)):
        layer.trainable = trainable
        changed = moves(model, lambda: compiled(model))
        moved[name] = moves(layer, lambda: fit(model))
    numbers = {name: in_words(what) for name, what in moved.items()}
    numbers["compile itself changes weights"] = changed
    good = moved == {"frozen": False, "thawed": True, "frozen again": False} and not changed
    return Evidence(HOLDS if good else FALSE, numbers)


def keras_warns_of_a_change(sequential=keras.Sequential):
    """Freeze a layer of a fitted network, fit again, and listen."""
    model = compiled(chain(sequential=sequential))
    fit(model)
    model.layers[0].trainable = False
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        fit(model)
    said = [str(one.message) for one in heard if "trainable" in str(one.message)]
    return Evidence(HOLDS if said else FALSE, {"warnings": len(said)})


def a_frozen_layer_runs_as_in_inference(
    normalization=keras.layers.BatchNormalization, dropout=keras.layers.Dropout
):
    """Train a network with a frozen BatchNormalization; run a frozen Dropout for training."""
    norm = normalization(momentum=0.5, trainable=False)
    model = compiled(chain(norm))
    moved = moves(norm, lambda: fit(model))
    alike = {
        "BatchNormalization": _alike(norm),
        "Dropout": _alike(dropout(0.5, seed=1, trainable=False)),
    }
    numbers = {"moving mean and variance in fit": in_words(moved)}
    for name, same in alike.items():
        numbers[f"{name} with training=True"] = "as in inference" if same else "as in training"
    if moved or not alike["BatchNormalization"]:
        return Evidence(FALSE, numbers)
    if alike["Dropout"]:
        return Evidence(HOLDS, numbers)
    return Evidence(HOLDS_IF, numbers, "it is BatchNormalization; Dropout goes on dropping")


def _alike(layer):
    modes = [array(layer(four(), training=training)) for training in (True, False)]
    return np.allclose(*modes, atol=1e-5)


def layers_below_still_train(dense=keras.layers.Dense):
    """Train a network with a frozen layer in the middle."""
    below = keras.layers.Dense(16, kernel_initializer=start(1), activation="relu")
    middle = dense(16, kernel_initializer=start(3), activation="relu", trainable=False)
    model = compiled(chain(below, middle))
    before = [array(weight) for weight in below.weights]
    frozen = moves(middle, lambda: fit(model))
    moved = any(
        not np.array_equal(*pair) for pair in zip(before, map(array, below.weights), strict=True)
    )
    numbers = {"below": in_words(moved), "the frozen layer": in_words(frozen)}
    return Evidence(HOLDS if moved and not frozen else FALSE, numbers)


def a_model_freezes_all_within(sequential=keras.Sequential):
    """Freeze a network that holds another one, and train it."""
    inner = keras.Sequential([keras.layers.Dense(16, kernel_initializer=start(1))])
    model = chain(inner, sequential=sequential)
    model.trainable = False
    compiled(model)
    flags = sum(layer.trainable for layer in (*model.layers, *inner.layers))
    moved = moves(model, lambda: fit(model))
    numbers = {"layers with trainable=True": flags, "all weights": in_words(moved)}
    return Evidence(FALSE if moved or flags else HOLDS, numbers)


def a_layer_of_a_frozen_model_is_thawed(sequential=keras.Sequential):
    """Freeze a whole model, thaw its last layer, train: the model itself, then one around it."""
    alone = chain(sequential=sequential)
    last = alone.layers[-2]
    inner = sequential([keras.Input((64,)), keras.layers.Dense(16, kernel_initializer=start(1))])
    around = chain(inner)
    moved = {}
    for name, model, frozen, layer in (
        ("of the trained model itself", alone, alone, last),
        ("of a model within it", around, inner, inner.layers[-1]),
    ):
        frozen.trainable = False
        layer.trainable = True
        compiled(model)
        moved[name] = moves(layer, lambda model=model: fit(model))
    numbers = {name: in_words(what) for name, what in moved.items()}
    if all(moved.values()):
        return Evidence(HOLDS, numbers)
    if moved["of a model within it"]:
        condition = "the frozen model is a layer of the one that is trained"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def the_loss_stays(dense=keras.layers.Dense):
    """Freeze a layer with an L2 penalty, and count the penalties."""
    layer = dense(4, kernel_initializer=start(1), kernel_regularizer="l2")
    layer.build((None, 64))
    counts = {"penalties, trainable": len(layer.losses)}
    layer.trainable = False
    counts["penalties, frozen"] = len(layer.losses)
    return Evidence(HOLDS if len(set(counts.values())) == 1 else FALSE, counts)


def the_discriminator_trains(sequential=keras.Sequential):
    """Do one step of each kind with the models of the usual recipe of a GAN."""
    units = {"activation": "sigmoid", "kernel_initializer": start(2)}
    hidden = keras.layers.Dense(8, activation="relu", kernel_initializer=start(1))
    discriminator = sequential([keras.Input((64,)), hidden, keras.layers.Dense(1, **units)])
    generator = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(64, kernel_initializer=start(3))]
    )
    discriminator.compile("adam", "binary_crossentropy")
    discriminator.trainable = False
    seed = keras.Input((4,))
    gan = keras.Model(seed, discriminator(generator(seed)))
    gan.compile("adam", "binary_crossentropy")
    (real, _), (noise, _) = some(), some()
    ones = np.ones((64, 1))
    steps = {
        "discriminator, own step": (
            discriminator,
            lambda: discriminator.train_on_batch(real, ones),
        ),
        "discriminator, generator's step": (
            discriminator,
            lambda: gan.train_on_batch(noise[:, 2:6], ones),
        ),
        "generator": (generator, lambda: gan.train_on_batch(noise[:, 2:6], ones)),
    }
    moved = [moves(model, step) for model, step in steps.values()]
    numbers = dict(zip(steps, map(in_words, moved), strict=True))
    return Evidence(HOLDS if moved == [True, False, True] else FALSE, numbers)
