"""Networks to save, in a folder that is gone afterwards, and a look at what became of them."""

import contextlib
import io
import json
import tempfile
import warnings
import zipfile
from pathlib import Path

import h5py
import numpy as np

from faqlab.core.backend import keras
from faqlab.core.quiet import no_advice

from .networks import array, head, hidden, sequential, some

LOSS = "sparse_categorical_crossentropy"


@contextlib.contextmanager
def folder():
    """Give an empty folder; what Keras advises about formats meanwhile isn't shown."""
    with (
        no_advice("absl"),
        tempfile.TemporaryDirectory() as name,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield Path(name)


def tried(attempt):
    """Try something: the answer, or the name of the error, which Keras changes now and then."""
    try:
        return attempt(), ""
    except Exception as error:
        return None, type(error).__name__


def compiled(optimizer="adam", network=sequential, loss=LOSS):
    """Make a network that is ready to be trained; two steps are faster without a graph."""
    model = network()
    model.compile(optimizer, loss, run_eagerly=True)
    return model


def trained(optimizer="adam", network=sequential):
    """Make a network that has been trained for two batches."""
    model = compiled(optimizer, network)
    train(model)
    return model


def train(model):
    """Train for two batches of 64 digits, and give the weights."""
    x, y = some()
    model.run_eagerly = True  # not every Keras keeps it in the file
    for _ in range(2):
        model.train_on_batch(x, y)
    return model.get_weights()


def same(some_arrays, others):
    """Say whether two lists of arrays are the same, bit for bit."""
    return len(some_arrays) == len(others) and all(map(np.array_equal, some_arrays, others))


def predictions(model):
    """Give what a network makes of 64 digits."""
    return array(model(some()[0], training=False))


def with_dropout(dropout=keras.layers.Dropout):
    """Make a network with dropout."""
    return keras.Sequential([keras.Input((64,)), hidden(), dropout(0.5, seed=3), head()])


def with_python():
    """Make a network with a piece of Python in it, a harmless one."""
    return keras.Sequential([keras.Input((64,)), keras.layers.Lambda(lambda x: 2 * x)])


def own_layer():
    """Make a class of layer that Keras doesn't know, as a program of your own has it."""

    class Doubling(keras.layers.Layer):
        def call(self, inputs):
            return 2 * inputs

    return Doubling


def with_own_layer(kind):
    """Make a network with such a layer."""
    return keras.Sequential([keras.Input((64,)), hidden(), kind(name="doubling"), head()])


def arrays(group):
    """Count the arrays in a group of an HDF5 file."""
    found = []
    group.visititems(lambda name, item: found.append(name) if hasattr(item, "dtype") else None)
    return len(found)


def contents(path):
    """Count what is in a `.keras`, an `.h5` or a `.weights.h5` file, without Keras."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            config = json.loads(parts.read("config.json"))
            compile_config = config.get("compile_config")
            weights = io.BytesIO(parts.read("model.weights.h5"))
        return _described(config, compile_config, weights)
    with h5py.File(path) as file:
        config = json.loads(file.attrs.get("model_config", "{}"))
        training = json.loads(file.attrs.get("training_config", "null"))
    return _described(config, training, path)


def _described(config, training, weights):
    with h5py.File(weights) as file:
        layers, optimizer = (
            sum(arrays(file[name]) for name in names if name in file)
            for names in (("layers", "model_weights"), ("optimizer", "optimizer_weights"))
        )
    return {
        "layers": len(config.get("config", {}).get("layers", [])),
        "weights": layers,
        "training configuration": bool(training),
        "optimizer": optimizer,
    }


def old_file(path, kind):
    """Write a file as Keras 2.2.4 did: `kind` is "Sequential" or "Model", the functional one."""
    model = sequential()
    layers = [_old_layer(layer) for layer in model.layers]
    if kind == "Sequential":
        layers[0]["config"]["batch_input_shape"] = [None, 64]
        config = {"name": "sequential_1", "layers": layers}
    else:
        pixels = {"batch_input_shape": [None, 64], "dtype": "float32", "sparse": False}
        first = {"name": "pixels", "class_name": "InputLayer", "inbound_nodes": []}
        names = ["pixels", *(layer.name for layer in model.layers)]
        for layer, before in zip(layers, names, strict=False):
            layer["inbound_nodes"] = [[[before, 0, 0, {}]]]
        config = {
            "name": "model_1",
            "layers": [first | {"config": pixels | {"name": "pixels"}}, *layers],
            "input_layers": [["pixels", 0, 0]],
            "output_layers": [[names[-1], 0, 0]],
        }
    adam = {"lr": 0.001, "beta_1": 0.9, "beta_2": 0.999, "decay": 0.0, "epsilon": 1e-7}
    training = {
        "optimizer_config": {"class_name": "Adam", "config": adam | {"amsgrad": False}},
        "loss": LOSS,
        "metrics": [],
        "sample_weight_mode": None,
        "loss_weights": None,
    }
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"], file.attrs["backend"] = "2.2.4", "tensorflow"
        file.attrs["model_config"] = json.dumps({"class_name": kind, "config": config})
        file.attrs["training_config"] = json.dumps(training)
        _old_weights(file.create_group("model_weights"), model, [one["name"] for one in layers])
    return model


def _old_layer(layer):
    start = {"class_name": "Zeros", "config": {}}
    config = {"name": layer.name, "trainable": True, "units": layer.units, "use_bias": True}
    config |= {"activation": layer.activation.__name__}
    config |= {"kernel_initializer": start, "bias_initializer": start}
    none = ("kernel_regularizer", "bias_regularizer", "activity_regularizer")
    config |= dict.fromkeys((*none, "kernel_constraint", "bias_constraint"))
    return {"name": layer.name, "class_name": "Dense", "config": config}


def _old_weights(group, model, names):
    group.attrs["layer_names"] = [name.encode() for name in names]
    for layer in model.layers:
        one = group.create_group(layer.name)
        parts = [f"{layer.name}/kernel:0", f"{layer.name}/bias:0"]
        one.attrs["weight_names"] = [part.encode() for part in parts]
        for part, values in zip(parts, layer.get_weights(), strict=True):
            one[part] = values
