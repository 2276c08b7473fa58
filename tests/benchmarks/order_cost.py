"""What `shuffling.record_order` adds to 1,000 steps of a small convolutional network."""

import time

import numpy as np

from .report import Figure, middle

STEPS, BATCH, PAIRS = 1000, 32, 9


def measure(pairs: int = PAIRS) -> list[Figure]:
    """Fit with the record and without it, alternated, on arrays and on a `tf.data` set."""
    import tensorflow as tf

    from faqlab.core.backend import keras
    from faqlab.core.order_recorder import record_order

    keras.utils.set_random_seed(0)
    layers = keras.layers
    body = [layers.Conv2D(16, 3, activation="relu"), layers.Conv2D(24, 3, activation="relu")]
    model = keras.Sequential([keras.Input((8, 8, 1)), *body, layers.Flatten(), layers.Dense(10)])
    model.compile("adam", "mse")
    x = np.random.default_rng(0).random((STEPS * BATCH, 8, 8, 1), dtype=np.float32)
    y = np.zeros((len(x), 10), np.float32)
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1000).batch(BATCH)
    forms = {"arrays": ((x, y), {"batch_size": BATCH}), "tf.data": ((dataset,), {"shuffle": False})}
    figures = []
    for name, (data, more) in forms.items():

        def fit(recorded, data=data, more=more):
            begin = time.process_time(), time.perf_counter()
            record_order(model, *data, **more) if recorded else model.fit(*data, verbose=0, **more)
            return np.array([time.process_time(), time.perf_counter()]) - begin

        ratios, controls = _compare(fit, pairs)
        figures += [
            middle(f"{name}: CPU added to 1,000 steps", ratios[:, 0], "%", most=5),
            middle(f"{name}: wall time added to 1,000 steps", ratios[:, 1], "%", most=5),
            middle(f"{name}, null control: CPU", controls[:, 0], "%"),
            middle(f"{name}, null control: wall time", controls[:, 1], "%"),
        ]
    return figures


def _compare(fit, pairs: int) -> tuple[np.ndarray, np.ndarray]:
    """Alternate three fits, one of them recorded: by how many percent two take more than one."""
    fit(False)
    fit(True)
    ratios, controls = [], []
    for pair in range(pairs):
        order = ["bare", "recorded", "again"]
        took = {name: fit(name == "recorded") for name in (order if pair % 2 else order[::-1])}
        ratios.append(took["recorded"] / took["bare"])
        controls.append(took["again"] / took["bare"])
    return 100 * (np.array(ratios) - 1), 100 * (np.array(controls) - 1)
