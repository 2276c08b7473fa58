"""What `validation_split.xray` takes on as many pictures as MNIST has, copies looked for."""

import time

import numpy as np

from .report import Figure, middle

ROWS, PIXELS, ROUNDS = 60_000, 784, 5


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Look at 60,000 rows of 784 numbers, whole and without the copies, alternated."""
    from faqlab.core.split_xray import xray

    rng = np.random.default_rng(0)
    x = rng.random((ROWS, PIXELS), dtype=np.float32)
    x[-100:] = x[:100]
    y = rng.integers(0, 10, ROWS)
    whole, without = [], []
    for _ in range(rounds):
        for leaks, took in ((True, whole), (False, without)):
            begin = time.perf_counter()
            found = xray(x, y, 0.2, leaks=leaks)
            took.append(time.perf_counter() - begin)
            if ("copies" in found.kinds) != leaks:
                raise RuntimeError(f"The copies were not found as planted: {found.kinds}.")
    begin = time.perf_counter()
    np.unique(x.view(f"V{4 * PIXELS}"), return_inverse=True)
    sorting = time.perf_counter() - begin
    return [
        middle("xray: 60,000 x 784 float32", whole, "s", most=3),
        middle("xray: without the copies", without, "s"),
        Figure("sorting the rows with np.unique", sorting, "s", note="what it is compared with"),
    ]
