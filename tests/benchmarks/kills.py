"""A hundred kills at random moments: is there a whole file each time, and does training go on?"""

import os
import tempfile
import time
from pathlib import Path

import numpy as np

from ..model_files.children import context
from . import dying_fits
from .report import Figure

NAMES = ("model.keras", "model.h5", "model.weights.h5")
SAVES, FITS = 60, 40
PATIENCE = 120  # seconds


def measure(saves: int = SAVES, fits: int = FITS) -> list[Figure]:
    """Kill processes that save, and processes that train, and look at what they leave."""
    random = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        within, whole, acknowledged, left = _kill_saves(Path(folder), saves, random)
    with tempfile.TemporaryDirectory() as folder:
        loadable, same = _kill_fits(Path(folder), fits, random)
    return [
        Figure("saves killed", saves, "kills", note=f"{within} of them within a save"),
        Figure("a whole file is there", whole, "files", least=saves),
        Figure("it is the last one that was done, or newer", acknowledged, "files", least=saves),
        Figure("left-over files at the end", left, "files", most=len(NAMES)),
        Figure("fits with a Checkpoint killed", fits, "kills"),
        Figure("a whole checkpoint is there", loadable, "files", least=fits),
        Figure("training goes on bit for bit", same, "fits", least=fits),
    ]


def _kill_saves(folder: Path, kills: int, random) -> tuple[int, int, int, int]:
    from faqlab.model_files.footer import verify

    done = context().Value("q", 0)
    paths = [folder / str(number) / name for number, name in enumerate(NAMES)]
    for path in paths:
        path.parent.mkdir()
    last = dict.fromkeys(paths, 0)
    within = whole = acknowledged = 0
    for number in range(kills):
        path = paths[number % len(paths)]
        done.value = 0
        first = last[path] + 1
        _kill(
            dying_fits.save_for_ever,
            (path, first, done),
            lambda first=first: done.value >= first + 1,
            random.uniform(0, 0.1),
        )
        within += len(os.listdir(path.parent)) > 1
        found = _number(path) if verify(path) is True else None
        whole += found is not None
        acknowledged += found is not None and found >= done.value
        last[path] = int(found or done.value)
    return within, whole, acknowledged, sum(len(os.listdir(path.parent)) - 1 for path in paths)


def _number(path: Path) -> float | None:
    """The generation that a file holds, by Keras's own reading; None for a torn one."""
    from faqlab.core.backend import keras

    if path.name.endswith(".weights.h5"):
        from ..model_files.children import model_of

        model = keras.Sequential.from_config(model_of(0).get_config())
        model.load_weights(path)
    else:
        model = keras.saving.load_model(path, compile=False)
    numbers = {float(value) for one in model.get_weights() for value in one.flat}
    return numbers.pop() if len(numbers) == 1 else None


def _kill_fits(folder: Path, kills: int, random) -> tuple[int, int]:
    from faqlab.model_files.load import load

    start = time.perf_counter()
    dying_fits.fit(folder / "trial.keras")
    lasts = time.perf_counter() - start
    history, made = dying_fits.fit()
    loadable = same = 0
    for number in range(kills):
        path = folder / f"{number}.keras"
        # Some come when it is done, and then nothing but the end is left.
        _kill(dying_fits.fit, (path,), path.exists, random.uniform(0, lasts))
        loadable += load(path).built
        again, remade = dying_fits.resume(path)
        equal = len(made) == len(remade) and all(map(np.array_equal, made, remade))
        same += equal and again == history
        path.unlink()
    return loadable, same


def _kill(target, given: tuple, is_ready, wait: float) -> None:
    child = context().Process(target=target, args=given)
    child.start()
    end = time.monotonic() + PATIENCE
    while child.is_alive() and not is_ready() and time.monotonic() < end:
        time.sleep(0.005)
    child.join(wait)
    child.kill()
    child.join()
