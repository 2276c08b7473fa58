"""What the stepper adds to an update: it looks at all weights before and after each."""

import statistics
import time

import numpy as np

from .report import Figure, middle

STEPS, BATCH, PAIRS = 200, 32, 9


def measure(pairs: int = PAIRS) -> list[Figure]:
    """Make the same updates with the stepper and with `train_on_batch` alone, alternated."""
    from faqlab.core.backend import keras
    from faqlab.core.stepper import Stepper

    keras.utils.set_random_seed(0)
    layers = keras.layers
    body = [layers.Conv2D(16, 3, activation="relu"), layers.Conv2D(24, 3, activation="relu")]
    model = keras.Sequential([keras.Input((8, 8, 1)), *body, layers.Flatten(), layers.Dense(10)])
    model.compile("adam", "mse")
    x = np.random.default_rng(0).random((STEPS * BATCH, 8, 8, 1), dtype=np.float32)
    y = np.zeros((len(x), 10), np.float32)

    def bare():
        for start in range(0, len(x), BATCH):
            model.train_on_batch(x[start : start + BATCH], y[start : start + BATCH])

    def stepped():
        Stepper(model, x, y, BATCH).step(STEPS)

    def took(call):
        begin = time.perf_counter()
        call()
        return 1000 * (time.perf_counter() - begin) / STEPS

    bare()
    added, controls, alone = [], [], []
    for pair in range(pairs):
        order = [bare, stepped, bare] if pair % 2 else [bare, bare, stepped]
        times = [took(call) for call in order]
        base, (other, with_it) = times[0], times[1:] if not pair % 2 else times[:0:-1]
        added.append(with_it - base)
        controls.append(other - base)
        alone.append(base)
    note = f"an update alone takes {statistics.median(alone):.2g} ms"
    return [
        middle("stepper: added to an update", added, "ms", note=note),
        middle("null control: added to an update", controls, "ms"),
    ]
