"""Every architecture of `keras.applications`: all its outputs, some compared with submodels.

A row an architecture, at its smallest usual size and without weights: how many layers it lists and
how many outputs were caught, how long that took, and the largest difference to Keras computing the
same thing another way: one `Model` that ends at some of the layers, the last among them, by its
`predict` and called directly. Differences are relative to the largest number of the array. A direct
call rounds otherwise than a traced one; in a very deep network without trained weights that grows
from layer to layer without bound (EfficientNetV2L), between `predict` and the call just the same.

Run as `python -m tests.benchmarks.applications [name ...]`.
"""

import gc
import sys
import time

import keras
import numpy as np
from rich.console import Console
from rich.table import Table

from faqlab.core.activations import outputs
from faqlab.core.extractors import submodel

SOME = 8
SIZES = {"Xception": 71, "Inception": 75, "VGG": 32, "MobileNet": 32, "NASNet": 32}
SAMPLES = 2


def architectures() -> list[str]:
    names = sorted(name for name in dir(keras.applications) if name[0].isupper())
    return [name for name in names if callable(getattr(keras.applications, name))]


def build(name: str) -> tuple[keras.Model, int]:
    size = next((of for start, of in SIZES.items() if name.startswith(start)), 32)
    while True:
        try:
            make = getattr(keras.applications, name)
            return make(weights=None, input_shape=(size, size, 3), classes=10), size
        except ValueError:
            if size > 400:
                raise
            size *= 2


def check(name: str) -> tuple:
    model, size = build(name)
    x = np.random.default_rng(0).random((SAMPLES, size, size, 3), np.float32) * 255
    began = time.perf_counter()
    found = outputs(model, x)
    taken = time.perf_counter() - began
    names = [layer.name for layer in model.layers]
    lost = [one for one in names if one not in found]
    some = [*names[1 :: max(1, len(names) // SOME)], names[-1]]
    part = submodel(model, some)
    predicted, called = part.predict(x, verbose=0), part(x, training=False)
    return (
        *(name, size, len(names), len(found), len(lost), taken, len(some)),
        largest(found, some, predicted),
        largest(found, some, called),
    )


def largest(found: dict, names: list[str], expected: list) -> float:
    """The largest difference, relative to the largest number of each array."""
    most = 0.0
    for name, one in zip(names, expected, strict=True):
        one = keras.ops.convert_to_numpy(one)
        if not np.isfinite(one).all() or not one.any():
            raise ValueError(f"{name} is no test: its output is empty or not finite")
        most = max(most, float(np.abs(found[name] - one).max() / np.abs(one).max()))
    return most


def main(asked: list[str]) -> None:
    names = ("architecture", "pixels", "layers", "outputs", "lost", "s", "compared")
    table = Table(*names, "to predict", "to the call")
    for name in asked or architectures():
        row = check(name)
        *whole, taken, compared, predicted, called = row
        table.add_row(
            *map(str, whole), f"{taken:.1f}", str(compared), f"{predicted:.1e}", f"{called:.1e}"
        )
        Console(stderr=True).print(name, soft_wrap=True)
        keras.backend.clear_session()
        gc.collect()
    Console().print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
