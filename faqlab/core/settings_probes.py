"""What the settings do, seen on the Keras that is loaded; called in a process of trials.

Keras is imported within each function: between two trials it is another one.
"""

import json
import os
import tempfile
from pathlib import Path

import numpy as np

# Trials are deleted with their process; until then one finds here what another left.
_SHARED = Path(tempfile.gettempdir())


def effects() -> dict:
    """Look at new layers, a loss and a file.

    Returns:
        The type of a layer's numbers, the shape that a convolution gives, the loss of a sure and
        wrong answer, and the bytes of a file with 64 x 64 weights.
    """
    import keras

    dense = keras.Sequential([keras.Input((64,)), keras.layers.Dense(64)])
    loss = keras.losses.BinaryCrossentropy()(np.ones((1, 1)), np.zeros((1, 1)))
    return {
        "numbers": str(dense.layers[0].kernel.dtype),
        "images": list(convolution().output_shape[1:]),
        "loss": round(float(loss), 3),
        "bytes": _file_size(dense),
    }


def convolution():
    """Make a convolution of pictures of 8 x 8 points in 3 colours, in the order that is set."""
    import keras

    last = keras.config.image_data_format() == "channels_last"
    shape = (8, 8, 3) if last else (3, 8, 8)
    return keras.Sequential([keras.Input(shape), keras.layers.Conv2D(4, 3)])


def _file_size(model) -> int:
    with tempfile.TemporaryDirectory(dir=os.getcwd()) as folder:
        path = Path(folder, "a.weights.h5")
        model.save_weights(path)
        return path.stat().st_size


def images() -> dict:
    """Run image layers on pictures in the order that is set.

    Returns:
        For each layer the shape that comes out, or the error.
    """
    import keras

    layers = {
        "Conv2D": keras.layers.Conv2D(4, 3),
        "MaxPooling2D": keras.layers.MaxPooling2D(),
        "Conv2D in float16": keras.layers.Conv2D(4, 3, dtype="float16"),
    }
    shape = convolution().input_shape[1:]
    told = {}
    for name, layer in layers.items():
        try:
            told[name] = str(
                keras.Sequential([keras.Input(shape), layer])(np.ones((2, *shape))).shape
            )
        except Exception as error:
            told[name] = type(error).__name__
    return told


def epsilons() -> dict:
    """Look where epsilon is used.

    Returns:
        The loss of a sure and wrong answer, and the epsilons that layers and optimizers have.
    """
    import keras

    loss = keras.losses.BinaryCrossentropy()(np.ones((1, 1)), np.zeros((1, 1)))
    return {
        "loss of a sure and wrong answer": round(float(loss), 3),
        "BatchNormalization": keras.layers.BatchNormalization().epsilon,
        "Adam": keras.optimizers.Adam().epsilon,
    }


def numbers() -> dict:
    """Look what becomes of float64 numbers.

    Returns:
        The type of a layer's weights and of what it gives for float64, and a file's bytes.
    """
    import keras

    dense = keras.Sequential([keras.Input((64,)), keras.layers.Dense(64)])
    given = dense(np.ones((1, 64), "float64"))
    return {
        "weights": str(dense.layers[0].kernel.dtype),
        "output": keras.backend.standardize_dtype(given.dtype),
        "bytes": _file_size(dense),
    }


def save_a_model() -> str:
    """Save a model where the next trial finds it.

    Returns:
        The type of its numbers.
    """
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.save(_SHARED / "m.keras")
    return str(model.layers[0].kernel.dtype)


def load_a_model() -> dict:
    """Load the model of an earlier trial.

    Returns:
        The types of its layer's numbers and of a new one's.
    """
    import keras

    loaded = keras.models.load_model(_SHARED / "m.keras")
    new = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    return {
        "loaded layer": str(loaded.layers[0].kernel.dtype),
        "new layer": str(new.layers[0].kernel.dtype),
    }


def floatx_set_late() -> dict:
    """Set floatx in a program, before the first layer is made and after it.

    Returns:
        The types of the layers that are made then.
    """
    import keras

    told = {}
    for when in ("before the first layer", "after it"):
        keras.config.set_floatx("float64" if when.startswith("before") else "float16")
        told[when] = f"{keras.config.floatx()} set, {keras.layers.Dense(1).dtype} made"
    return told


def a_download() -> dict:
    """Fetch a file that is on this disk, as Keras fetches data sets.

    Returns:
        Where it is kept.
    """
    import keras

    Path("data.txt").write_text("1 2 3")
    origin = Path("data.txt").absolute().as_uri()
    return {"kept in": keras.utils.get_file("data.txt", origin=origin)}


def a_download_to_nowhere() -> dict:
    """Fetch a file into a folder that isn't there.

    Returns:
        Where it is kept.
    """
    import keras

    Path("data.txt").write_text("1 2 3")
    origin = Path("data.txt").absolute().as_uri()
    kept = keras.utils.get_file("data.txt", origin=origin, cache_dir="not-there")
    return {"kept in": kept}


def a_file_changed_afterwards() -> dict:
    """Change the configuration file of a Keras that is loaded.

    Returns:
        What it takes before and after.
    """
    import keras

    before = keras.config.floatx()
    path = Path(os.environ["HOME"], ".keras", "keras.json")
    path.write_text(json.dumps({"floatx": "float64"}))
    return {"before": before, "after": keras.config.floatx()}


def digits_training() -> dict:
    """Train a small network on the handwritten digits.

    Returns:
        The loss after each epoch, the accuracy on the test digits, and the bytes of its weights.
    """
    import keras

    from .datasets import digits

    (x, y), (x_test, y_test) = digits()
    keras.utils.set_random_seed(0)
    layers = [
        keras.Input((8, 8, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile("adam", "sparse_categorical_crossentropy", jit_compile=False)
    history = model.fit(x, y, epochs=8, batch_size=64, verbose=0).history
    # Called, not `evaluate`: that would first trace a graph of its own.
    accuracy = np.mean(keras.ops.convert_to_numpy(model(x_test)).argmax(axis=1) == y_test)
    return {
        "loss": [float(one) for one in history["loss"]],
        "accuracy": float(accuracy),
        "bytes": _file_size(model),
    }
