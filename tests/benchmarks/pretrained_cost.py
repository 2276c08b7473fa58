"""What the offline ImageNet network costs: reading it, asking it, fine-tuning half of it.

Run as `python -m tests.benchmarks.pretrained_cost` for the figures, or with `all` for the time of
one picture on each of the 40 architectures of `keras.applications`, which takes some gigabytes and
many minutes.
"""

import sys
import time

import numpy as np
from rich.console import Console

from .report import Figure, middle

PAIRS = 5


def measure(pairs: int = PAIRS) -> list[Figure]:
    """Read the file, name a photograph, and train the halves and the whole, alternated."""
    from faqlab import pretrained
    from faqlab.core.imagenet_network import _package_file

    photograph = pretrained.photographs()["pagoda"]
    reads, builds, names = [], [], []
    pretrained.name(photograph)
    for _ in range(pairs):
        reads.append(_milliseconds(pretrained.read_torch_file, _package_file()))
        builds.append(_milliseconds(pretrained.network))
        names.append(_milliseconds(pretrained.name, photograph))
    return [
        middle("pretrained: read the PyTorch file", reads, "ms"),
        middle("pretrained: build the network, weights checked", builds, "ms"),
        middle("pretrained: name a photograph", names, "ms"),
        middle(
            "pretrained: an epoch of the whole, frozen half too, to one of the half",
            _ratios(pairs),
            "x",
        ),
    ]


def _milliseconds(call, *arguments) -> float:
    begin = time.perf_counter()
    call(*arguments)
    return 1000 * (time.perf_counter() - begin)


def _ratios(pairs: int) -> list[float]:
    from faqlab import pretrained
    from faqlab.core.backend import keras

    (x, y), _ = pretrained.photo_patches(train=80)
    body = pretrained.features_of(pretrained.network())
    head = keras.layers.Dense(3, activation="softmax")
    first, second = pretrained.halves(body, "block6d_add", head)
    first.trainable = False
    whole = keras.Sequential([keras.Input((48, 48, 3)), first, second])
    middle_x = np.asarray(first(x, training=False))
    for model in (whole, second):
        model.compile("adam", "sparse_categorical_crossentropy")
    fits = {
        "whole": lambda: whole.fit(x, y, epochs=3, verbose=0),
        "half": lambda: second.fit(middle_x, y, epochs=3, verbose=0),
    }
    for fit in fits.values():
        fit()
    found = []
    for pair in range(pairs):
        took = {name: _milliseconds(fits[name]) for name in sorted(fits, reverse=pair % 2)}
        found.append(took["whole"] / took["half"])
    return found


def main(asked: list[str]) -> None:
    """Print the figures, or the time of every architecture."""
    if asked == ["all"]:
        from faqlab.pretrained import catalogue, time_architectures

        for one in catalogue().rows:
            Console().print(time_architectures(one.name), soft_wrap=True)
        return
    for figure in measure():
        Console().print(f"{figure.what}: {figure.value:.3g} {figure.unit}", soft_wrap=True)


if __name__ == "__main__":
    main(sys.argv[1:])
