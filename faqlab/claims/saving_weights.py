"""Experiments on saving the weights alone: what is in the file, and where they go."""

import importlib.metadata

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence

from .networks import array, functional, head, hidden, sequential, start
from .saved_networks import (
    compiled,
    contents,
    folder,
    predictions,
    same,
    train,
    trained,
    tried,
)


def restarting_loses_the_optimizer(optimizer="adam"):
    """Give the weights of a trained network to a fresh one, and train both."""
    model, fresh = trained(optimizer), compiled(optimizer)
    fresh.set_weights(model.get_weights())
    begins = same([predictions(fresh)], [predictions(model)])
    differs = not same(train(fresh), train(model))
    numbers = {"begins the same": begins, "trains on differently": differs}
    return Evidence(HOLDS if begins and differs else FALSE, numbers)


def wide():
    """Make a network of 262,144 weights, so that they are what counts in its file."""
    layer = keras.layers.Dense(4096, use_bias=False, kernel_initializer=start(1))
    return keras.Sequential([keras.Input((64,)), layer])


def the_whole_file_is_much_bigger(heavy="adam", light="sgd"):
    """Save a network of 1 MB of weights in several ways; in parts of its weights."""
    numbers = {}
    with folder() as there:
        for optimizer in (heavy, light):
            model = _stepped(optimizer)
            raw = sum(array(weight).nbytes for weight in model.weights)
            model.save(there / "whole.keras")
            model.save_weights(there / "only.weights.h5")
            for name in ("whole.keras", "only.weights.h5"):
                size = (there / name).stat().st_size / raw
                numbers[f"{name}, {optimizer}"] = f"{size:.1f} times the weights"
    big = [numbers[f"whole.keras, {one}"] > "2" for one in (heavy, light)]
    if all(big):
        return Evidence(HOLDS, numbers)
    if any(big):
        condition = "the optimizer keeps numbers for each weight, as Adam does"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def _stepped(optimizer):
    """A trained network, without the training: the optimizer is given zeros for gradients."""
    model = compiled(optimizer, wide)
    zeros = [keras.ops.zeros(weight.shape) for weight in model.trainable_variables]
    model.optimizer.apply(zeros, model.trainable_variables)
    return model


def save_weights_saves_weights_alone(make=trained):
    """Count what is in a `.weights.h5` file; load it into a network that trains on."""
    with folder() as there:
        model = make()
        model.save_weights(there / "only.weights.h5")
        found = contents(there / "only.weights.h5")
        fresh, built = compiled(), compiled()
        built.optimizer.build(built.trainable_variables)
        for one in (fresh, built):
            one.load_weights(there / "only.weights.h5")
    numbers = {
        "weights": found["weights"],
        "arrays of the optimizer": found["optimizer"],
        "steps of the optimizer, loaded": int(fresh.optimizer.iterations),
        "and if it was built before": int(built.optimizer.iterations),
    }
    return Evidence(FALSE if found["optimizer"] else HOLDS, numbers)


def the_optimizer_is_left_out(save=keras.Model.save):
    """Save with `include_optimizer=False` in both formats; count what is in the files."""
    numbers = {}
    with folder() as there:
        for name in ("model.h5", "model.keras"):
            save(trained(), there / name, include_optimizer=False)
            numbers[f"arrays of the optimizer in {name}"] = contents(there / name)["optimizer"]
    in_h5, in_keras = numbers.values()
    if not in_h5 and in_keras:
        return Evidence(HOLDS_IF, numbers, "the file is an `.h5`; a `.keras` ignores it")
    return Evidence(FALSE if in_h5 else HOLDS, numbers)


def h5py_comes_apart(requires=importlib.metadata.requires):
    """Read what Keras, as it is installed, requires."""
    needed = any(one.lower().startswith("h5py") for one in requires("keras"))
    return Evidence(FALSE if needed else HOLDS, {"Keras requires h5py": needed})


def any_name_will_do(save=keras.Model.save_weights):
    """Save the weights under the FAQ's name and under today's."""
    numbers = {}
    with folder() as there:
        for name in ("my_model_weights.h5", "my_model.weights.h5"):
            model = sequential()
            _, error = tried(lambda model=model, name=name: save(model, there / name))
            numbers[name] = error or "saved"
    return Evidence(FALSE if numbers["my_model_weights.h5"] != "saved" else HOLDS, numbers)


def _renamed():
    layer = keras.layers.Dense(16, activation="relu", kernel_initializer=start(5), name="other")
    return keras.Sequential([keras.Input((64,)), layer, head()])


def _narrower():
    layer = keras.layers.Dense(8, activation="relu", kernel_initializer=start(5), name="my_layer")
    return keras.Sequential([keras.Input((64,)), layer, head()])


def _shorter():
    return keras.Sequential([keras.Input((64,)), head()])


def the_architecture_must_be_the_same(load=keras.Model.load_weights):
    """Load a `.weights.h5` file into networks that differ from the one that was saved."""
    others = {
        "other names of layers": _renamed,
        "functional, not Sequential": functional,
        "a layer of another shape": _narrower,
        "a layer less": _shorter,
    }
    numbers = {}
    with folder() as there:
        model = trained()
        model.save_weights(there / "only.weights.h5")
        for name, make in others.items():
            other = make()
            _, error = tried(lambda other=other: load(other, there / "only.weights.h5"))
            good = not error and same([predictions(other)], [predictions(model)])
            numbers[name] = error or ("predicts the same" if good else "loads, and differs")
    names, kind, shape, fewer = (value == "predicts the same" for value in numbers.values())
    refused = not shape and not fewer and "loads, and differs" not in numbers.values()
    if refused and names and kind:
        condition = "that means the same shapes in the same order; names aren't looked at"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(HOLDS if refused and not names else FALSE, numbers)


def _new_head():
    """Make a network with the first layer in common, and a head of its own."""
    own = keras.layers.Dense(3, kernel_initializer=start(7), name="new_dense")
    return keras.Sequential([keras.Input((64,)), hidden(), own])


def by_name(model, path):
    """Load as the FAQ does."""
    model.load_weights(path, by_name=True)


def by_name_loads_what_is_common(load=by_name):
    """Load the file of a trained network by name into one with another head."""
    numbers = {}
    with folder() as there:
        model = trained()
        model.save(there / "model.keras")
        model.save_weights(there / "model.weights.h5")
        model.save(there / "model.h5")
        for name in ("model.h5", "model.weights.h5", "model.keras"):
            other = _new_head()
            _, error = tried(lambda name=name, other=other: load(other, there / name))
            numbers[name] = error or ("loaded" if _has_hidden_of(other, model) else "not loaded")
    loaded = [value == "loaded" for value in numbers.values()]
    if all(loaded):
        return Evidence(HOLDS, numbers)
    if loaded[0]:
        return Evidence(HOLDS_IF, numbers, "the file is a whole model's `.h5`, the old format")
    return Evidence(FALSE, numbers)


def _has_hidden_of(other, model):
    both = (one.get_layer("my_layer").get_weights() for one in (other, model))
    return same(*both)


def the_new_layer_is_untouched(load=by_name):
    """Load an `.h5` file by name, and compare both layers with what they were."""
    with folder() as there:
        model, other = trained(), _new_head()
        model.save(there / "model.h5")
        before = other.get_layer("new_dense").get_weights()
        load(other, there / "model.h5")
    loaded = _has_hidden_of(other, model)
    untouched = all(map(np.array_equal, before, other.get_layer("new_dense").get_weights()))
    numbers = {"common layer loaded": loaded, "new layer untouched": untouched}
    return Evidence(HOLDS if loaded and untouched else FALSE, numbers)
