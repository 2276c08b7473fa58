"""Experiments on saving a whole model: what is in the file, and what comes back."""

import pickle
import zipfile

import h5py

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence

from .networks import sequential
from .saved_networks import (
    compiled,
    contents,
    folder,
    old_file,
    predictions,
    same,
    train,
    trained,
    tried,
    with_dropout,
    with_python,
)

BOTH = ("model.keras", "model.h5")


def by_pickle(model):
    """Send a model through pickle."""
    return pickle.loads(pickle.dumps(model))


def pickle_is_not_recommended(trip=by_pickle):
    """Send a trained network through pickle, and one with a piece of Python in it."""
    model = trained()
    again, error = tried(lambda: trip(model))
    whole = not error and same(train(again), train(model))
    _, refused = tried(lambda: trip(with_python()))
    numbers = {"comes back whole": whole, "Python in a file is refused": bool(refused)}
    if not whole:
        return Evidence(HOLDS, numbers)
    if refused:
        return Evidence(FALSE, numbers)
    condition = "the file may be somebody else's: pickle runs what is in it, without a word"
    return Evidence(HOLDS_IF, numbers, condition)


def the_file_is_hdf5(save=keras.Model.save):
    """Save under three names, and look what kind of file was written."""
    numbers = {}
    with folder() as there:
        for name in ("model.h5", "model.keras", "model"):
            model, path = compiled(), there / name
            _, error = tried(lambda model=model, path=path: save(model, path))
            numbers[name] = error or _kind(path)
    if set(numbers.values()) == {"HDF5"}:
        return Evidence(HOLDS, numbers)
    if numbers["model.h5"] == "HDF5":
        return Evidence(HOLDS_IF, numbers, "its name ends in `.h5`; a `.keras` file is a zip")
    return Evidence(FALSE, numbers)


def _kind(path):
    if zipfile.is_zipfile(path):
        return "zip"
    return "HDF5" if h5py.is_hdf5(path) else "something else"


def the_file_holds_all(save=keras.Model.save):
    """Save a trained network in both formats, and count what is in the files, without Keras."""
    numbers, good = {}, True
    with folder() as there:
        for name in BOTH:
            model = trained()
            save(model, there / name)
            found = contents(there / name)
            good &= found["layers"] == 3 and found["weights"] == len(model.weights) == 4
            good &= found["training configuration"] and found["optimizer"] > 0
            parts = f"{found['layers']} layers, {found['weights']} weights, "
            numbers[name] = parts + f"{found['optimizer']} arrays of the optimizer"
    return Evidence(HOLDS if good else FALSE, numbers)


def it_comes_back_the_same(load=keras.saving.load_model):
    """Save, load, compare the predictions bit for bit."""
    numbers = {}
    with folder() as there:
        for name in BOTH:
            model = trained()
            model.save(there / name)
            again = load(there / name)
            equal = same([predictions(again)], [predictions(model)])
            numbers[name] = "the same" if equal and again.compiled else "another"
    return Evidence(HOLDS if set(numbers.values()) == {"the same"} else FALSE, numbers)


def uncompiled_stays_uncompiled(load=keras.saving.load_model):
    """Save a network that was never compiled."""
    with folder() as there:
        sequential().save(there / "model.keras")
        again = load(there / "model.keras")
    return Evidence(FALSE if again.compiled else HOLDS, {"compiled": again.compiled})


def training_goes_on(load=keras.saving.load_model, dropout=keras.layers.Dropout):
    """Train, save as `.keras`, load; then train the model and its copy, bit for bit alike?"""
    networks = {
        "Adam": ("adam", sequential),
        "SGD with momentum": (keras.optimizers.SGD(0.1, 0.9), sequential),
        "Adam, with dropout": ("adam", lambda: with_dropout(dropout)),
    }
    custom = {dropout.__name__: dropout}
    with folder() as there, keras.saving.custom_object_scope(custom):
        alike = {name: _goes_on(there / "m.keras", load, *how) for name, how in networks.items()}
    numbers = {name: "the same" if one else "differs" for name, one in alike.items()}
    if all(alike.values()):
        return Evidence(HOLDS, numbers)
    if alike["Adam"] and alike["SGD with momentum"]:
        condition = "no layer throws dice: the state of Dropout's isn't in the file"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def _goes_on(path, load, optimizer, network):
    model = trained(optimizer, network)
    model.save(path)
    return same(train(load(path)), train(model))


def training_goes_on_from_h5(ending=".h5"):
    """The same from an `.h5` file."""
    numbers = {}
    with folder() as there:
        for optimizer in ("adam", "sgd"):
            model, path = trained(optimizer), there / f"{optimizer}{ending}"
            model.save(path)
            again = keras.saving.load_model(path)
            after, error = tried(lambda again=again: train(again))
            alike = "the same" if not error and same(after, train(model)) else "differs"
            numbers[optimizer] = error or alike
    return Evidence(HOLDS if set(numbers.values()) == {"the same"} else FALSE, numbers)


def saving_leaves_the_model(ending=".h5"):
    """Save a model that Adam trains, as `.h5`; then as `.keras`, and see what trains the copy."""
    numbers = {}
    with folder() as there:
        model = trained("adam")
        for when in ("before", "after"):
            model.save(there / "model.keras")
            optimizer = keras.saving.load_model(there / "model.keras").optimizer
            steps = int(optimizer.iterations)
            numbers[f"optimizer of the .keras {when}"] = f"{type(optimizer).__name__}, step {steps}"
            model.save(there / f"other{ending}")
    return Evidence(HOLDS if len(set(numbers.values())) == 1 else FALSE, numbers)


def any_loss_can_be_loaded(load=keras.saving.load_model):
    """Compile with the name of a loss, save as `.h5`, load."""
    numbers = {}
    with folder() as there:
        for name in ("mse", "mae", "mean_squared_error"):
            compiled(loss=name).save(there / "model.h5")
            _, error = tried(lambda: load(there / "model.h5"))
            numbers[name] = error or "opens"
        compiled(loss="mse").save(there / "model.keras")
        _, error = tried(lambda: load(there / "model.keras"))
        numbers["mse, in .keras"] = error or "opens"
    return Evidence(HOLDS if set(numbers.values()) == {"opens"} else FALSE, numbers)


def old_files_can_be_opened(load=keras.saving.load_model):
    """Open files as Keras 2.2.4 wrote them, and predict."""
    numbers = {}
    with folder() as there:
        for name, kind in (("functional", "Model"), ("Sequential", "Sequential")):
            model = old_file(there / "old.h5", kind)
            for how, options in (("", {}), (", compile=False", {"compile": False})):
                again, error = tried(lambda options=options: load(there / "old.h5", **options))
                if error:
                    numbers[name + how] = error
                    continue
                found, error = tried(lambda again=again: predictions(again))
                good = not error and same([found], [predictions(model)])
                numbers[name + how] = "predicts as it did" if good else "opens, can't predict"
    return Evidence(HOLDS if set(numbers.values()) == {"predicts as it did"} else FALSE, numbers)


def load_compiles(load=keras.saving.load_model):
    """Load a compiled model, with and without `compile=False`; compare loss and optimizer."""
    with folder() as there:
        model = trained(keras.optimizers.SGD(0.25))
        model.save(there / "model.keras")
        again = load(there / "model.keras")
        bare = load(there / "model.keras", compile=False)
    alike = again.compiled and again.optimizer.get_config() == model.optimizer.get_config()
    alike = alike and same(train(again), train(model))
    numbers = {"same loss and optimizer": bool(alike), "with compile=False": bare.compiled}
    return Evidence(HOLDS if alike and not bare.compiled else FALSE, numbers)
