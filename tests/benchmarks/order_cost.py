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
        share = _share_of_a_step(data, more, fit)
        figures += [
            middle(f"{name}: the note of a batch, share of a step's CPU", share, "%", most=5),
            middle(f"{name}: CPU added to 1,000 steps", ratios[:, 0], "%", most=5),
            middle(f"{name}: wall time added to 1,000 steps", ratios[:, 1], "%", most=5),
            middle(f"{name}, null control: CPU", controls[:, 0], "%"),
            middle(f"{name}, null control: wall time", controls[:, 1], "%"),
        ]
    return figures


def _share_of_a_step(data: tuple, more: dict, fit, pairs: int = 21) -> np.ndarray:
    """Read the batches alone, noted and not: what a note takes, in percent of a training step.

    Without the training the two differ by more than the machine wanders.
    """
    from keras.src.trainers import data_adapters

    from faqlab.core import order_recorder as recorder

    def read(dataset):
        begin = time.process_time()
        for _ in dataset:
            pass
        return time.process_time() - begin

    more = {"shuffle": True, **more}
    numbered = recorder._numbered((*data, None)) if len(data) == 2 else data
    watch = recorder._watch(numbered, None, **more)
    inner = data_adapters.get_data_adapter(*data, **more)
    sets = watch.get_tf_dataset(), inner.get_tf_dataset().prefetch(1)
    step = np.median([fit(False)[0] for _ in range(3)])
    took = [[read(one) for one in (sets if pair % 2 else sets[::-1])] for pair in range(pairs)]
    added = [(one[0] - one[1]) * (1 if pair % 2 else -1) for pair, one in enumerate(took)]
    watch.end_pass()
    return 100 * np.array(added[1:]) / step


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
