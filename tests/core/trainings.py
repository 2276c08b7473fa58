"""Trainings with exactly one cause to differ from run to run, and one with none.

They import what they need when they run, so that those without Keras start at once.
"""

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np


def data():
    x = np.linspace(-1, 1, 96).reshape(32, 3)
    return x, x @ np.array([1.0, -2.0, 0.5])


def descend(order, w):
    """Plain stochastic gradient descent."""
    x, y = data()
    for i in order:
        w = w - 0.1 * (x[i] @ w - y[i]) * x[i]
    return {"w": w}


def nothing():
    return descend(range(32), np.zeros(3))


def hash_seed():
    words = {"the", "order", "of", "words", "is", "another", "in", "each", "process", "unless"}
    return descend([len(word) * 2 for word in words], np.zeros(3))


def python_random():
    order = list(range(32))
    random.shuffle(order)
    return descend(order, np.zeros(3))


def numpy_random():
    return descend(range(32), np.random.normal(size=3))


def numpy_generator():
    return descend(range(32), np.random.default_rng().normal(size=3))


def racing_threads():
    """Hogwild: threads change the weights as they come."""
    order = []

    def step(i):
        np.linalg.inv(np.eye(40) + i)
        order.append(i % 32)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(step, range(400)))
    return descend(order, np.zeros(3)) | {"order": order}


def the_clock():
    import time

    return {"w": time.time_ns()}


def network(*inner, seed=1):
    import keras

    start = keras.initializers.GlorotUniform(seed)
    layers = [keras.Input((3,)), *inner, keras.layers.Dense(1, kernel_initializer=start)]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    return model


def initial_weights():
    model = network(seed=None)
    x, y = data()
    return model.fit(x, y, batch_size=8, shuffle=False, verbose=0)


def order_of_the_data():
    x, y = data()
    return network().fit(x, y, batch_size=8, verbose=0)


def dropout():
    import keras

    x, y = data()
    return network(keras.layers.Dropout(0.5)).fit(x, y, batch_size=8, shuffle=False, verbose=0)


def pipeline_shuffle():
    import tensorflow as tf

    x, y = data()
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(32).batch(8)
    return network().fit(dataset, verbose=0)


def any_order_of_operations():
    """Seeded noise, added by four threads at a time."""
    import tensorflow as tf

    tf.random.set_seed(1)
    x, y = data()

    def noisy(one, target):
        return one + tf.random.normal((3,), dtype=one.dtype), target

    dataset = tf.data.Dataset.from_tensor_slices((x, y)).repeat(8).map(noisy, 4).batch(8)
    return network().fit(dataset, verbose=0)


def seeded():
    import keras

    keras.utils.set_random_seed(1)
    model = network(keras.layers.Dropout(0.5), seed=None)
    x, y = data()
    return model.fit(x, y, batch_size=8, verbose=0)


def two_causes():
    return descend(range(32), np.random.normal(size=3) + random.random())
