"""All outputs of MobileNetV2 on 256 images: `outputs` against one model a layer, and `predict`.

Two pairs, each alternated: `outputs` and the usual way, a new `Model` for every layer, each with
its own `predict`; and `outputs` and one plain `predict`. `outputs` traces the model in every call,
`predict` only in its first: it is compared with a first one (a new model each) and with a warm one,
and there also without the trace.

Run as `python -m tests.benchmarks.layer_outputs [--size 32] [--rounds 5]`.
"""

import argparse
import time

import keras
import numpy as np

from faqlab.core.activations import _batches, _in_memory, outputs
from faqlab.core.extractors import submodel
from faqlab.core.forward import Forward
from faqlab.core.model_inputs import ModelInputs

from .report import Figure, machine, middle, show

IMAGES = 256


def network(size: int) -> keras.Model:
    return keras.applications.MobileNetV2(weights=None, input_shape=(size, size, 3))


def seconds(work) -> float:
    began = time.perf_counter()
    kept = work()  # freed after the clock has stopped
    taken = time.perf_counter() - began
    del kept
    return taken


def measure(size: int = 32, rounds: int = 5, usual_rounds: int = 1) -> list[Figure]:
    """Measure both ratios."""
    x = np.random.default_rng(0).random((IMAGES, size, size, 3), np.float32)
    every = {"memory": 1e12, "batch_size": 32}
    model = network(size)
    names = [layer.name for layer in model.layers]
    usual = [
        (seconds(lambda: one_model_a_layer(model, names, x)), seconds(lambda: outputs(model, x)))
        for _ in range(usual_rounds)
    ]
    first = [first_calls(size, x, every, turn % 2) for turn in range(rounds)]
    model.predict(x, verbose=0)
    inputs = ModelInputs(model, x)
    forward = Forward(model, inputs)

    def traced():
        batches = _batches(forward, 32, lambda done: None)
        return _in_memory(forward, next(batches), batches, ())

    traced()
    warm = []
    for _ in range(rounds):
        ours = seconds(lambda: outputs(model, x, **every))
        bare = seconds(traced)
        read = seconds(lambda: dict(traced().items()))
        theirs = seconds(lambda: model.predict(x, verbose=0))
        warm.append((ours, bare, read, theirs))
    first, warm = np.array(first), np.array(warm)
    usual = np.array(usual).reshape(-1, 2)
    what = f"{size} x {size} pixels, {IMAGES} images, {len(names)} layers: "
    against_usual = []
    if usual_rounds:
        against_usual = [
            middle(what + "one model a layer / outputs", usual[:, 0] / usual[:, 1], "x", least=5.0),
            middle("  one model a layer", usual[:, 0], "s"),
        ]
    return [
        *against_usual,
        middle(what + "first call: outputs / predict", first[:, 0] / first[:, 1], "x", most=1.3),
        middle("  outputs", first[:, 0], "s"),
        middle("  predict", first[:, 1], "s"),
        middle("traced already: all outputs / predict", warm[:, 1] / warm[:, 3], "x", most=1.3),
        middle("  all outputs", warm[:, 1], "s"),
        middle("  the same, every array joined as well", warm[:, 2], "s"),
        middle("  predict", warm[:, 3], "s"),
        middle("  outputs with its trace", warm[:, 0], "s"),
    ]


def one_model_a_layer(model: keras.Model, names: list[str], x: np.ndarray) -> dict:
    """The usual way: for each layer a new model, and its `predict`."""
    return {name: submodel(model, name).predict(x, verbose=0) for name in names}


def first_calls(size: int, x: np.ndarray, every: dict, turned: bool) -> tuple[float, float]:
    """Time the first call of each on a model of its own, in the one order or the other."""
    a, b = network(size), network(size)
    works = [lambda: outputs(a, x, **every), lambda: b.predict(x, verbose=0)]
    taken = [seconds(work) for work in (reversed(works) if turned else works)]
    keras.backend.clear_session()
    return tuple(reversed(taken)) if turned else tuple(taken)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--usual-rounds", type=int, default=1)
    asked = parser.parse_args()
    figures = measure(asked.size, asked.rounds, asked.usual_rounds)
    show(machine(), {"layer outputs": figures})
