"""What safe saving costs beside `model.save`, and what a Checkpoint adds to training."""

import tempfile
import time
from pathlib import Path

import numpy as np

from .report import Figure, middle

PAIRS = 15
SIZES = {"1 MB": 256, "50 MB": 2040}  # units of a Dense layer; Adam keeps three times as much


def measure(pairs: int = PAIRS) -> list[Figure]:
    """Save by turns with `save` and with Keras's own; fit with a Checkpoint and without."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for size, units in SIZES.items():
            for name in ("model.keras", "model.h5", "model.weights.h5"):
                figures.append(_saves(Path(folder), size, units, name, pairs))
        figures += _fits(Path(folder), pairs)
    return figures


def _model(units: int):
    from faqlab.core.backend import keras

    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((units,)), keras.layers.Dense(units)])
    model.compile("adam", "mean_squared_error")
    model.optimizer.build(model.trainable_variables)
    return model


def _saves(folder: Path, size: str, units: int, name: str, pairs: int) -> Figure:
    from faqlab.model_files.save import _no_advice, save

    model = _model(units)
    config = model._compile_config.config
    kept = dict(config)

    def plainly(path):
        (model.save_weights if name.endswith(".weights.h5") else model.save)(path)
        config.update(kept)  # Keras takes the optimizer out of it

    def seconds(write):
        start = time.perf_counter()
        write(folder / name)
        return time.perf_counter() - start

    def safely(path):
        save(model, path)

    ratios = []
    with _no_advice():
        seconds(plainly), seconds(safely)
        for pair in range(pairs):
            both = [plainly, safely] if pair % 2 else [safely, plainly]
            took = {write: seconds(write) for write in both}
            ratios.append(took[safely] / took[plainly])
    return middle(f"save / model.save, {name[5:]}, {size} of weights", ratios, "times")


def _fits(folder: Path, pairs: int) -> list[Figure]:
    from faqlab.core.backend import keras
    from faqlab.model_files.checkpoint import Checkpoint

    layers = keras.layers
    body = [layers.Conv2D(16, 3, activation="relu"), layers.Conv2D(24, 3, activation="relu")]
    model = keras.Sequential([keras.Input((8, 8, 1)), *body, layers.Flatten(), layers.Dense(10)])
    model.compile("adam", "mean_squared_error")
    x = np.random.default_rng(0).random((6400, 8, 8, 1), dtype=np.float32)
    y = np.zeros((len(x), 10), np.float32)

    def fit(callbacks):
        start = time.perf_counter()
        model.fit(x, y, 32, epochs=2, verbose=0, callbacks=callbacks)
        return time.perf_counter() - start

    fit([])
    added = []
    for pair in range(pairs):
        order = [True, False] if pair % 2 else [False, True]
        took = {}
        for saving in order:
            took[saving] = fit([Checkpoint(folder / "run.keras")] if saving else [])
        added.append(500 * (took[True] - took[False]))
    return [middle("Checkpoint: added to an epoch of 200 steps", added, "ms")]
