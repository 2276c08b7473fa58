"""In the kernel: a fit that goes on until it is stopped."""

import faulthandler
import time
from pathlib import Path

from faqlab import LiveCurves
from faqlab.core.backend import keras

from .digits_fit import BATCH, data, network
from .live_lab import tell

# Longer than any stop should take: a fit that nobody stopped ends by itself.
PATIENCE = 12
STACKS = Path("stacks.txt").open("w", encoding="utf-8")  # noqa: SIM115, open while the kernel lives


class Ended(keras.callbacks.Callback):
    """Note when training ended, and when Keras had compiled all. The first of the callbacks."""

    def on_train_begin(self, logs=None):
        self.at, self.gave_up = None, False
        self.compiled = None  # training in the first batch, validation at the end of its epoch
        self.deadline = time.monotonic() + PATIENCE

    def on_epoch_end(self, epoch, logs=None):
        self.compiled = self.compiled or time.time() * 1000
        if time.monotonic() > self.deadline:
            self.gave_up = self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.at = time.time() * 1000


def datasets(x, y, validation) -> dict:
    """Give what `fit` needs for the same training from `tf.data`, without autotuning.

    With arrays Keras makes such a dataset itself, autotuned, and a stop leaves its iterator in the
    middle. When Python's garbage collection destroys one, in the middle of a later fit, TensorFlow
    2.21 sometimes waits for the autotuning thread, up to a minute: Keras alone does so too, in 7 of
    130 fits, and in none of 130 without autotuning.
    """
    import tensorflow as tf

    options = tf.data.Options()
    options.autotune.enabled = False

    def dataset(*arrays):
        return tf.data.Dataset.from_tensor_slices(arrays).batch(BATCH).with_options(options)

    return {"x": dataset(x, y), "validation_data": dataset(*validation), "shuffle": False}


def train(kind: str) -> None:
    """Train a new network until stopped, with "arrays" or a "dataset".

    Tell when training ended, and what is kept.
    """
    # Where every thread is, should this take long: read where a stop came late or never.
    STACKS.seek(0)
    STACKS.truncate()
    faulthandler.dump_traceback_later(PATIENCE / 2, repeat=True, file=STACKS)
    x, y, validation = data()
    model, curves, ended = network(), LiveCurves(), Ended()
    arrays = {"x": x, "y": y, "batch_size": BATCH, "validation_data": validation}
    given = arrays if kind == "arrays" else datasets(x, y, validation)
    model.fit(**given, epochs=100_000, verbose=0, callbacks=[ended, curves])
    faulthandler.cancel_dump_traceback_later()
    run = curves.run
    tell(
        {
            "ended": ended.at,
            "compiled": ended.compiled,
            "returned": time.time() * 1000,
            "gave_up": ended.gave_up,
            "same": _without_learning_rate(run.history()) == model.history.history,
            "state": run.state,
            "why": run.why,
            "epochs": len(run.epochs),
            "batches": len(run.batches),
        }
    )


def _without_learning_rate(history: dict) -> dict:
    return {name: values for name, values in history.items() if name != "learning_rate"}
