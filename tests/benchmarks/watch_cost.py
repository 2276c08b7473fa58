"""What `freezing.watch` adds to 1,000 steps of a small convolutional network."""

import time

import numpy as np

from .report import Figure, middle

STEPS, BATCH, PAIRS = 1000, 32, 9


def measure(pairs: int = PAIRS) -> list[Figure]:
    """Fit with the watch and without it, alternated; both clocks of the CPU are compared."""
    from faqlab.core.backend import keras
    from faqlab.core.weight_watch import WeightWatch

    class Drawn(WeightWatch):
        """What a notebook does each time, but for the message to the page."""

        def shown(self, ended=False):
            self.page = self._repr_html_()

    keras.utils.set_random_seed(0)
    layers = keras.layers
    body = [layers.Conv2D(16, 3, activation="relu"), layers.Conv2D(24, 3, activation="relu")]
    model = keras.Sequential([keras.Input((8, 8, 1)), *body, layers.Flatten(), layers.Dense(10)])
    model.compile("adam", "mse")
    x = np.random.default_rng(0).random((STEPS * BATCH, 8, 8, 1), dtype=np.float32)
    y = np.zeros((len(x), 10), np.float32)

    def fit(callbacks):
        begin = time.process_time(), time.perf_counter()
        model.fit(x, y, BATCH, verbose=0, callbacks=callbacks)
        return np.array([time.process_time(), time.perf_counter()]) - begin

    fit([])
    ratios, controls = [], []
    for pair in range(pairs):
        order = ["bare", "watch", "again"]
        took = {
            name: fit([Drawn(model)] if name == "watch" else [])
            for name in (order if pair % 2 else order[::-1])
        }
        ratios.append(took["watch"] / took["bare"])
        controls.append(took["again"] / took["bare"])
    ratios, controls = (100 * (np.array(one) - 1) for one in (ratios, controls))
    return [
        middle("watch: CPU added to 1,000 steps", ratios[:, 0], "%", most=5),
        middle("watch: wall time added to 1,000 steps", ratios[:, 1], "%"),
        middle("null control: CPU", controls[:, 0], "%"),
        middle("null control: wall time", controls[:, 1], "%"),
    ]
