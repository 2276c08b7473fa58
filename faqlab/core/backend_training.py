"""The same small training on every backend; and what Keras says of a backend it no longer has."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from .backends import on_each_backend
from .page_table import page_table, text_table

EPOCHS = 5


@dataclass(frozen=True)
class SameTraining:
    """The losses of the same training on each backend; its text and its page are a table.

    Args:
        losses: For each backend the loss of each epoch, or the error.
    """

    losses: Mapping[str, object]

    @property
    def spread(self) -> float:
        """The largest difference between two backends in one epoch, as a share of the loss."""
        told = [one for one in self.losses.values() if not isinstance(one, Exception)]
        columns = list(zip(*told, strict=True))
        return max(((max(one) - min(one)) / max(one) for one in columns), default=0.0)

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: the backend, its loss after each epoch."""
        return [
            (name, str(told), *[""] * (EPOCHS - 1))
            if isinstance(told, Exception)
            else (name, *(f"{one:.4f}" for one in told))
            for name, told in self.losses.items()
        ]

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.rows()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows(), caption=self._sum_up())

    def _sum_up(self) -> str:
        told = sum(not isinstance(one, Exception) for one in self.losses.values())
        if told < 2:
            return "One backend is installed here: there is nothing to compare it with."
        return f"The largest difference is {self.spread:.0e} of the loss."


_HEAD = ("backend", *(f"epoch {number + 1}" for number in range(EPOCHS)))


def same_training() -> SameTraining:
    """Train the same small network on each installed backend, each in a Python of its own.

    It begins with the same weights, drawn by numpy, and sees the same digits in the same order.

    Returns:
        A `SameTraining`.
    """
    return SameTraining(on_each_backend(f"{__name__}:losses"))


def losses() -> list[float]:
    """Train the network on the backend of this process.

    Returns:
        The mean loss of each epoch.
    """
    import numpy as np

    from .backend import keras
    from .datasets import digits

    (images, labels), _ = digits()
    layers = [keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((64,)), *layers])
    drawn = np.random.default_rng(0)
    model.set_weights([drawn.normal(0, 0.1, one.shape) for one in model.weights])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss)
    x, y = images[:512].reshape(-1, 64), labels[:512]
    history = model.fit(x, y, 32, EPOCHS, shuffle=False, verbose=0)
    return [float(one) for one in history.history["loss"]]


def import_error(backend: str) -> str:
    """Import Keras with a backend, in a Python of its own.

    Args:
        backend: What `KERAS_BACKEND` is set to.

    Returns:
        The last line of the error, `"ValueError: ..."`; empty where there is none.
    """
    done = subprocess.run(
        [sys.executable, "-c", "import keras"],
        env=os.environ | {"KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""
