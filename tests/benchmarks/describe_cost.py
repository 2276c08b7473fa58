"""How long `describe` takes over a file of 100 MB, of each format."""

import tempfile
import time
from pathlib import Path

import numpy as np

from .report import Figure, middle

MEGABYTES, TIMES = 100, 9
ENDINGS = (".keras", ".h5", ".weights.h5")


def measure(times: int = TIMES) -> list[Figure]:
    """Write a trained network in each format, and describe each several times."""
    from faqlab.core.backend import keras
    from faqlab.model_files.describe import describe

    # Adam keeps two numbers for each weight: a third of the bytes are weights.
    width = int((MEGABYTES * 1e6 / 3 / 4 / 8) ** 0.5)
    body = [keras.layers.Dense(width) for _ in range(8)]
    model = keras.Sequential([keras.Input((width,)), *body])
    model.compile("adam", "mse")
    model.fit(np.ones((8, width)), np.ones((8, width)), verbose=0)
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for ending in ENDINGS:
            path = Path(folder, f"model{ending}")
            (model.save_weights if ending == ".weights.h5" else model.save)(path)
            took = [_time(describe, path) for _ in range(times)]
            size = f"{path.stat().st_size / 1e6:.0f} MB"
            figures.append(middle(f"describe: {ending}", took, "s", most=1, note=size))
            model.compile("adam", "mse")  # saving to .h5 takes the optimizer away
            model.optimizer.build(model.trainable_variables)
    return figures


def _time(describe, path: Path) -> float:
    begin = time.perf_counter()
    str(describe(path))
    return time.perf_counter() - begin
