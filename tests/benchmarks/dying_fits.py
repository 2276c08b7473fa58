"""The processes that tests/benchmarks/kills.py kills."""

from itertools import count
from pathlib import Path

import numpy as np

EPOCHS, BATCH = 40, 16


def save_for_ever(path: Path, first: int, done) -> None:
    """Save one generation after another; all weights of each are its number."""
    from faqlab.model_files.save import save
    from tests.model_files.children import fill, model_of

    model = model_of(first)
    for number in count(first):
        fill(model, number)
        save(model, path)
        done.value = number


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Some of scikit-learn's handwritten digits."""
    from sklearn.datasets import load_digits

    data = load_digits()
    return (data.images[:320] / 16).astype("float32"), data.target[:320]


def fit(path: Path | None = None) -> tuple[dict, list[np.ndarray]]:
    """Train with all that makes a resume hard, and give the history and what training made."""
    from faqlab.core.backend import keras
    from faqlab.model_files.checkpoint import Checkpoint

    keras.utils.set_random_seed(0)
    layers = keras.layers
    body = [layers.Flatten(), layers.Dense(64, "relu"), layers.Dropout(0.3)]
    model = keras.Sequential([keras.Input((8, 8)), *body, layers.Dense(10, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    saving = [] if path is None else [Checkpoint(path, batches=3)]
    return go_on(model, saving)


def resume(path: Path) -> tuple[dict, list[np.ndarray]]:
    """Go on where the killed one was."""
    from faqlab.model_files.resume import resume

    return go_on(resume(path), [])


def go_on(trained, saving: list) -> tuple[dict, list[np.ndarray]]:
    """Fit a model, or what was resumed of it."""
    from faqlab.core.backend import keras

    others = [
        keras.callbacks.ReduceLROnPlateau("val_loss", 0.5, patience=1, min_delta=0.01),
        keras.callbacks.EarlyStopping(patience=30, restore_best_weights=True),
    ]
    x, y = digits()
    history = trained.fit(
        *(x[:240], y[:240]),
        batch_size=BATCH,
        epochs=EPOCHS,
        validation_data=(x[240:], y[240:]),
        verbose=0,
        callbacks=[*saving, *others],
    ).history
    model = getattr(trained, "model", trained)
    made = [*model.weights, *model.optimizer.variables]
    return history, [keras.ops.convert_to_numpy(one) for one in made]
