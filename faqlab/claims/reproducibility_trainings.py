"""What the experiments on reproducible results run in processes of their own."""

import hashlib
import random

import numpy as np

from faqlab.core.backend import keras

from .networks import some


def report():
    """Train without and with seeds, and see what each seed fixes: all in this process."""
    # The order matters: what is seeded once stays seeded.
    return {
        "free": _trained(),
        "parts": _what_each_seed_fixes(),
        **seeded(),
        **_noise(),
    }


def seeded():
    """Train with a seed."""
    return {"seeded": _trained(seed=1)}


def _trained(seed=None):
    if seed is not None:
        keras.utils.set_random_seed(seed)
    layers = [
        keras.Input((64,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(10, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile("adam", "sparse_categorical_crossentropy")
    x, y = some(256)
    model.fit(x, y, verbose=0)
    return _fingerprint(model.get_weights())


def _fingerprint(arrays):
    return hashlib.sha256(b"".join(one.tobytes() for one in arrays)).hexdigest()


def _what_each_seed_fixes():
    import tensorflow as tf

    # TensorFlow's comes last: there is no way back to none.
    seeds = {
        "np.random.seed": np.random.seed,
        "random.seed": random.seed,
        "tf.random.set_seed": tf.random.set_seed,
    }
    found = {}
    for name, seed in seeds.items():
        drawn = []
        for _ in range(2):
            seed(1)
            drawn.append(what_is_drawn())
        found[name] = [part for part in drawn[0] if drawn[0][part] == drawn[1][part]]
    return found


def what_is_drawn():
    """Draw all that a training draws, each as a fingerprint."""
    kernel = keras.layers.Dense(8).kernel_initializer((8, 8))
    dropped = keras.layers.Dropout(0.5)(np.ones((1, 200)), training=True)
    found = {"initial weights": kernel, "dropout": dropped}
    arrays = {name: keras.ops.convert_to_numpy(one) for name, one in found.items()}
    return {name: _fingerprint([one]) for name, one in arrays.items()} | {"order": _order()}


def _order():
    """Fit with one sample at a time: the weights at the end depend on the order."""
    model = keras.Sequential(
        [keras.Input((64,)), keras.layers.Dense(1, kernel_initializer="zeros")]
    )
    model.compile(keras.optimizers.SGD(0.01), "mse")
    x, y = some(16)
    model.fit(x, y, batch_size=1, verbose=0)
    return _fingerprint(model.get_weights())


def _noise():
    import tensorflow as tf

    def results():
        found = set()
        for _ in range(5):
            tf.random.set_seed(1)
            noisy = tf.data.Dataset.range(400).map(lambda _: tf.random.normal(()), 4)
            found.add(_fingerprint([np.array([float(one) for one in noisy])]))
        return len(found)

    before = results()
    tf.config.experimental.enable_op_determinism()
    return {"noise": before, "deterministic": results()}
