"""What runs in a Python of its own, with several devices or as a worker, and tells what it saw."""

import sys

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.data_parallel import mirrored, names, train_on

from .networks import some


def network():
    """Make the small network that is trained on several devices, of plain layers."""
    return _compiled()


def _compiled(*layers):
    softmax = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((64,)), *layers, softmax])
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
    return model


def _with_normalization():
    return _compiled(keras.layers.BatchNormalization())


def _difference(make, samples, devices=2):
    """Train on several devices and on one: the largest difference of a weight, and the shares."""
    x, y = some(samples)
    several, one = (train_on(names(n), make, x, y, 64, 1, 0) for n in (devices, 1))
    pairs = zip(several.weights, one.weights, strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs), several.shares


def devices():
    """Look at data parallel training: shares, equality, and what is refused."""
    told = {"shares": train_on(names(8), network, *some(256), 256, 1, 0).shares}
    told["even"], told["even shares"] = _difference(network, 96)
    told["norm"], _ = _difference(_with_normalization, 64)
    told["uneven"], told["uneven shares"] = _difference(network, 67)
    strategy = mirrored(names(2))
    told["copies"] = _copies(strategy)
    told["uneven first batch"] = _error(lambda: train_on(names(2), network, *some(3), 3, 1, 0))
    told["made before"] = _error(lambda: _compile_later(strategy))
    told["stateful"] = _error(lambda: _fit_stateful(strategy))
    told["symbolic"], told["inside"] = _placed()
    told["soft"], told["hard"] = [_on_a_gpu_that_is_not_there(soft) for soft in (True, False)]
    told["keras.distribution"] = _rows_seen_under_keras_distribution()
    return told


def _error(attempt, word=""):
    """The name of the error, and a word if its text has it; "runs" if there is none."""
    try:
        attempt()
    except Exception as error:
        return " ".join([type(error).__name__, *([word] if word and word in str(error) else [])])
    return "runs"


def _copies(strategy):
    with strategy.scope():
        dense = keras.layers.Dense(2)
        dense.build((None, 3))
    return len(strategy.experimental_local_results(dense.kernel.value))


def _compile_later(strategy):
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    with strategy.scope():
        model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(*some(64), verbose=0)


def _fit_stateful(strategy):
    with strategy.scope():
        layers = [keras.layers.LSTM(2, stateful=True), keras.layers.Dense(1)]
        model = keras.Sequential([keras.Input(batch_shape=(8, 3, 2)), *layers])
        model.compile("sgd", "mse")
    model.fit(np.ones((16, 3, 2)), np.ones((16, 1)), 8, verbose=0, shuffle=False)


def _placed():
    from faqlab.core.device_parallel import OnDevice, placement

    inputs = keras.Input((3,))
    with keras.device("cpu:1"):
        around = keras.layers.Dense(2)(inputs)
    within = OnDevice(keras.layers.Dense(2), "cpu:1")(inputs)
    return [placement(keras.Model(inputs, one)).on("cpu:1") for one in (around, within)]


def _on_a_gpu_that_is_not_there(soft):
    import tensorflow as tf

    tf.config.set_soft_device_placement(soft)
    try:
        with tf.device("/gpu:99"):
            return tf.add(1.0, 1.0).device[-5:]
    except tf.errors.InvalidArgumentError as error:
        return type(error).__name__
    finally:
        tf.config.set_soft_device_placement(True)


class _Spy(keras.layers.Layer):
    rows = None

    def call(self, inputs):
        self.rows.append(int(inputs.shape[0]))
        return inputs


def _rows_seen_under_keras_distribution():
    """The rows that one forward pass sees under `DataParallel` of Keras, on two devices."""
    keras.distribution.set_distribution(keras.distribution.DataParallel(devices=["cpu:0", "cpu:1"]))
    try:
        spy = _Spy()
        spy.rows = []
        model = keras.Sequential([spy, keras.layers.Dense(10, activation="softmax")])
        model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
        model.fit(*some(32), 32, verbose=0)
        return spy.rows[-1]
    finally:
        keras.distribution.set_distribution(None)


def jax_devices():
    """Train on JAX with two devices and with one: the largest difference of a weight."""
    models = []
    for distribution in (keras.distribution.DataParallel(), None):
        keras.utils.set_random_seed(0)
        keras.distribution.set_distribution(distribution)
        models.append(network())
        models[-1].fit(*some(64), 32, verbose=0, shuffle=False)
    holders = models[0].weights[0].value.sharding.device_set
    pairs = zip(*(model.get_weights() for model in models), strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs), len(holders)


JAX_WORKER = """
import keras

keras.distribution.initialize()
from faqlab.claims.multi_gpu_probes import jax_work

jax_work()
"""


def jax_work():
    """Be a worker on JAX, or the only one: call `fit` on one's own rows, then on all, and tell."""
    import jax

    own = [np.array_split(one, jax.process_count())[jax.process_index()] for one in some(64)]
    went, weights = _fit_under_keras_distribution(*own, shared_out=False)
    sys.stdout.write(f"own: {went}\nweights: {weights:.3f}\n")
    went, _ = _fit_under_keras_distribution(*some(64), shared_out=True)
    sys.stdout.write(f"all: {went}\n")


def _fit_under_keras_distribution(x, y, shared_out):
    keras.utils.set_random_seed(0)
    distribution = keras.distribution.DataParallel(auto_shard_dataset=shared_out)
    keras.distribution.set_distribution(distribution)
    model = network()
    went = _error(lambda: model.fit(x, y, len(x), verbose=0, shuffle=False))
    return went, sum(float(np.abs(one).sum()) for one in model.get_weights())


# Keras comes first: faqlab, when it imports Keras itself, has TensorFlow start its devices.
WORKER = """
import keras
from faqlab.claims.multi_gpu_probes import work

work()
"""


def work():
    """Be a worker: train by one's own loop, then try `fit`, and write how both went."""
    from faqlab.core.worker_training import train_together

    x, y = some(64)
    model = train_together(network, x, y, epochs=1)
    total = sum(float(np.abs(one).sum()) for one in model.get_weights())
    sys.stdout.write(f"loop: {total:.3f}\n")
    with model.distribute_strategy.scope():
        again = network()
    sys.stdout.write(f"fit: {_error(lambda: again.fit(x, y, verbose=0), 'PerReplica')}\n")
