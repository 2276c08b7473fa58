"""How well the parts of the loss gap add up on twelve models, and what `explain` costs."""

import time

import numpy as np

from .report import Figure, middle

PAIRS = 7


def measure(pairs: int = PAIRS) -> list[Figure]:
    """Explain each model of the tests; then one epoch against one explanation, alternated."""
    from faqlab.core.backend import keras
    from faqlab.core.loss_gap_epoch import explain
    from tests.core.loss_gap_models import CASES, SIZE

    shares = []
    for case in CASES.values():
        gap = explain(
            case.model(),
            case.x,
            case.y,
            case.x_val,
            case.y_val,
            sample_weight=case.weights,
            sample_weight_val=case.weights_val,
            class_weight=case.class_weight,
            batch_size=SIZE,
        )
        shares.append(abs(gap.rest / gap.gap))

    keras.utils.set_random_seed(0)
    layers = keras.layers
    body = [layers.Conv2D(32, 3, activation="relu"), layers.Conv2D(32, 3, activation="relu")]
    body += [layers.BatchNormalization(), layers.Flatten(), layers.Dropout(0.5)]
    model = keras.Sequential([keras.Input((28, 28, 1)), *body, layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss)
    rng = np.random.default_rng(0)
    x, y = rng.random((3200, 28, 28, 1), dtype="float32"), rng.integers(0, 10, 3200)
    there = x[:640], y[:640]

    def fit():
        model.fit(x, y, validation_data=there, verbose=0)

    ways = {"fit": fit, "explain": lambda: explain(model, x, y, *there)}
    fit()
    ratios = []
    for pair in range(pairs):
        took = {}
        for name in sorted(ways, reverse=bool(pair % 2)):
            begin = time.perf_counter()
            ways[name]()
            took[name] = time.perf_counter() - begin
        ratios.append(took["explain"] / took["fit"])
    return [
        Figure(
            "loss gap: largest share that no part explains",
            max(shares),
            "of the gap",
            count=len(shares),
            most=1e-4,
        ),
        middle("loss gap: an explanation against an epoch of fit", ratios, "x"),
    ]
