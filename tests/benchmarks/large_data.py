"""Training from a file in five ways: memory at two sizes of the file, samples in a second."""

import tempfile
from pathlib import Path

import numpy as np

from .report import Figure, middle

SIZES = (16_000, 64_000)  # samples: 66 and 263 MB
ROUNDS = 5


def measure(rounds: int = ROUNDS, sizes: tuple[int, int] = SIZES) -> list[Figure]:
    """Run the lab some times, with the ways in turned order, and what shuffling costs."""
    from faqlab.core.large_digits import write_digits
    from faqlab.core.memory_lab import memory_lab
    from faqlab.core.read_costs import read_costs
    from faqlab.core.reading_ways import WAYS

    names = list(WAYS)
    rates, memory, figures = {name: [] for name in names}, {}, []
    with tempfile.TemporaryDirectory() as folder:
        small, large = (Path(folder, f"{size}.h5") for size in sizes)
        for path, size in zip((small, large), sizes, strict=True):
            write_digits(path, size, progress=False)
        for turn in range(rounds):
            ways = {name: WAYS[name] for name in (names if turn % 2 else names[::-1])}
            lab = memory_lab(small, ways=ways, progress=False)
            for name in names:
                rates[name].append(lab.rate(name))
                memory.setdefault(name, []).append(lab[name].bytes / 1e6)
        big = memory_lab(large, ways={n: WAYS[n] for n in names if n != "array"}, progress=False)
        costs = [read_costs(small, seed=seed) for seed in range(rounds)]
    for name in names:
        figures.append(middle(f"large data, {name}: samples/s", rates[name], "/s"))
        figures.append(middle(f"large data, {name}: memory, small file", memory[name], "MB"))
    for name, one in big.ways.items():
        more = one.bytes / 1e6 - np.median(memory[name])
        what = f"large data, {name}: memory more with a file 4 times as large"
        figures.append(Figure(what, more, "MB", most=10))
    of_file = np.array(memory["array"]) * 1e6 / lab.file
    figures.append(middle("large data, array: memory by the data's size", of_file, "x"))
    for order in ("chunks shuffled", "random rows", "one by one"):
        times = [one.times(order) for one in costs]
        figures.append(middle(f"HDF5 rows, {order}: time by that in order", times, "x"))
    return figures
