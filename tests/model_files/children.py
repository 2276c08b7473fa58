"""Processes that save, and die of it."""

import multiprocessing
import os
import signal
import zipfile
from pathlib import Path

import numpy as np


def context() -> multiprocessing.context.BaseContext:
    """Give processes that import Keras once for all of them, where the system can fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    # Imported, but not used yet: what was used can't be forked.
    found.set_forkserver_preload(["keras", "tensorflow"])
    return found


def run(target, *given, **more) -> int:
    """Run a function in a process of its own, and give its exit code."""
    child = context().Process(target=target, args=given, kwargs=more)
    child.start()
    child.join()
    return child.exitcode


def model_of(number: float):
    """A model all of whose weights are one number, so that a torn file shows."""
    from faqlab.core.backend import keras

    layers = [keras.layers.Dense(64), keras.layers.Dense(64)]
    model = keras.Sequential([keras.Input((64,)), *layers])
    model.compile("adam", "mse")
    fill(model, number)
    return model


def fill(model, number: float) -> None:
    model.set_weights([np.full(one.shape, number, "float32") for one in model.weights])


# Where it dies: what is called there, and whether it is done first.
STAGES = {
    "while the zip is written": (zipfile.ZipFile, "close", False),
    "before the bytes are on the disk": (os, "fsync", False),
    "after the bytes are on the disk": (os, "fsync", True),
    "before the rename": (os, "replace", False),
    "after the rename": (os, "replace", True),
}


def die(path: Path, stage: str, save) -> None:
    """Save, and be killed at a stage of it."""
    model = model_of(2)
    where, name, first = STAGES[stage]
    true = getattr(where, name)

    def last(*given, **more):
        if first:
            true(*given, **more)
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    setattr(where, name, last)
    save(model, path)


def die_in_save(path: Path, stage: str) -> None:
    from faqlab.model_files.save import save

    die(path, stage, save)


def die_in_checkpoint(path: Path, stage: str) -> None:
    from faqlab.core.backend import keras
    from faqlab.model_files.checkpoint import Checkpoint

    def fit(model, path):
        model.trainable = False
        model.compile(keras.optimizers.SGD(0.0), "mse")
        x = np.ones((4, 64), "float32")
        model.fit(x, x, verbose=0, callbacks=[Checkpoint(path)])

    die(path, stage, fit)


def save_often(path: Path, numbers: list[int], refused: Path) -> None:
    """Save one model after another; write down what went wrong."""
    from faqlab.model_files.save import save

    model = model_of(0)
    try:
        for number in numbers:
            fill(model, number)
            save(model, path)
    except Exception as error:
        refused.write_text(repr(error))


def save_within(path: Path, most: int, told: Path) -> None:
    """Save where no file may be longer than so many bytes; write down the error."""
    import resource

    from faqlab.model_files.save import save

    model = model_of(2)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        save(model, path)
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        assert len(text) < most
        told.write_text(text)
