"""The memory lab: ways to train from a file that is larger than the memory, measured."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import h5py
import numpy as np

from .clean_run import CleanRun
from .errors import three_beats
from .forked_runs import forked_runs
from .memory_lab_table import MemoryLab, WayMeasured
from .reading_ways import WAYS
from .resident_peak import ResidentPeak, data_limit
from .whole_number import whole_number
from .work_bar import work_told

if TYPE_CHECKING:
    from .backend import keras
    from .reading_ways import Way

_PROBE = 64  # samples


def memory_lab(
    path: Path | str,
    limit: int = 48_000_000,
    ways: Mapping[str, Way] | None = None,
    network: Callable[[], keras.Model] | None = None,
    batch_size: int = 256,
    probe: np.ndarray | None = None,
    progress: bool | Callable[[int, int], None] = True,
    patience: float = 300,
) -> MemoryLab:
    """Train one epoch from a file in several ways, each in a process and within a limit of its own.

    Each way first trains on a small file of the same kind, so that what Keras and TensorFlow
    themselves need isn't counted. From then on the process may take `limit` bytes more: on Linux
    the system refuses what goes beyond, elsewhere the peak is compared. A way that doesn't get
    through runs once more without the limit, to see what it would take.

    Args:
        path: An HDF5 file with the inputs `"x"` and the targets `"y"`.
        limit: The bytes that a way may take. Default: 48 million.
        ways: For each way by name a function `way(model, path, batch_size)` that trains one epoch.
            Default: `WAYS`, the five of this lesson.
        network: Makes the compiled model. Default: a small one for `write_digits`'s file.
        batch_size: The samples of a batch. Default: 256.
        probe: Inputs for which the trained networks are compared. Default: the first 64 samples.
        progress: A function, called as `progress(done, total)` with ways; True for a bar. Default:
            True.
        patience: The seconds that one way may take. Default: 300.

    Returns:
        A `MemoryLab`.

    Raises:
        ValueError: If there is no way, or a number is none.
        TypeError: If a way or the network is no function.
        FileNotFoundError: If there is no file.
        RuntimeError: If a way fails even without the limit.

    Example:

    >>> import os, tempfile
    >>> from faqlab.core.large_digits import write_digits
    >>> path = os.path.join(tempfile.mkdtemp(), "digits.h5")
    >>> _ = write_digits(path, samples=3000)
    >>> lab = memory_lab(path, ways={"PyDataset": WAYS["PyDataset"]}, progress=False)
    >>> lab["PyDataset"].fits, lab.file
    (True, 12312000)
    """
    ways = dict(WAYS if ways is None else ways)
    network = small_network if network is None else network
    _check(ways, network)
    limit = whole_number("limit", limit, 1)
    batch_size = whole_number("batch size", batch_size, 1)
    path = Path(path).resolve()
    size, samples = _measured(path)
    with (
        tempfile.TemporaryDirectory(prefix="faqlab-", ignore_cleanup_errors=True) as folder,
        work_told(progress, len(ways), "ways") as tell,
    ):
        small = Path(folder, "small.h5")
        _write_small(path, small, batch_size, samples)
        if probe is None:
            with h5py.File(path) as file:
                probe = file["x"][:_PROBE]
        tasks = [
            (way, network, str(path), str(small), batch_size, limit, probe) for way in ways.values()
        ]
        runs = forked_runs(_in_both, tasks, limit=patience, tell=tell)
        found, enforced = {}, False
        for name, run, task in zip(ways, runs, tasks, strict=True):
            if run.error.startswith("Its process died"):
                # C++ code that gets no memory may end the process; without the limit it may not.
                [again] = forked_runs(_in_both, [(*task[:5], None, probe)], limit=patience)
                told = run.error.removeprefix("Its ").rstrip(".")
                run = _failed_within(again, told)
            if run.error:
                wrong = f"The way {name!r} fails, and not for the limit."
                what = "a function of model, path and batch size that trains one epoch"
                raise RuntimeError(three_beats(wrong, what, run.error))
            found[name], held = run.returned
            enforced |= held
    return MemoryLab(found, size, limit, enforced, samples)


def small_network() -> keras.Model:
    """Make the lab's own network, for digits of 32 x 32 pixels.

    Returns:
        A compiled model: pixels are averaged by fours, then a hidden layer, then ten classes.
    """
    from .backend import keras

    layers = [
        keras.Input((32, 32, 1)),
        keras.layers.AveragePooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    loss = "sparse_categorical_crossentropy"
    # To compile it for the processor would take longer than the lab.
    model.compile(keras.optimizers.Adam(0.003), loss, metrics=["accuracy"], jit_compile=False)
    return model


def _check(ways: Mapping, network: Callable) -> None:
    if not ways:
        raise ValueError(three_beats("There is nothing to measure.", "one way at least", ways))
    for name, one in {**ways, "network": network}.items():
        if not callable(one):
            raise TypeError(three_beats(f"{name!r} is no function.", "a function", one))


def _measured(path: Path) -> tuple[int, int]:
    if not path.is_file():
        wrong, remedy = "There is no such file.", "`write_digits(path)` makes one."
        raise FileNotFoundError(three_beats(wrong, "an HDF5 file", str(path), remedy))
    with h5py.File(path) as file:
        missing = [name for name in "xy" if name not in file]
        if missing:
            wrong = f"{path.name} has no {missing[0]!r}."
            raise ValueError(three_beats(wrong, "the datasets 'x' and 'y'", sorted(file)))
        return sum(file[name].size * file[name].dtype.itemsize for name in "xy"), len(file["x"])


def _failed_within(again: CleanRun, told: str) -> CleanRun:
    if again.error:
        return again
    measured, _ = again.returned
    return replace(again, returned=(replace(measured, fits=False, trouble=told), True))


def _in_both(way, network, path, small, batch_size, limit, probe) -> tuple[WayMeasured, bool]:
    """Train in a process of its own: on a small file, within the limit, and maybe without it."""
    from .backend import keras

    keras.utils.set_random_seed(0)
    model = network()
    way(model, small, batch_size)
    kept = [(one, np.array(one)) for one in (*model.variables, *model.optimizer.variables)]
    trouble, enforced = "", False
    if limit is not None:
        with data_limit(limit) as enforced:
            measured, trouble = _epoch(way, model, path, batch_size)
    if limit is None or trouble:
        for variable, value in kept:
            variable.assign(value)
        measured, error = _epoch(way, model, path, batch_size)
        if error:
            raise MemoryError(error)
    taken, seconds = measured
    if limit is not None and not trouble and taken is not None and taken > limit:
        trouble = "takes more"
    outputs = keras.ops.convert_to_numpy(model(probe))
    return WayMeasured(not trouble, trouble, taken, seconds, outputs), enforced


def _epoch(way, model, path, batch_size) -> tuple[tuple[int | None, float], str]:
    began = time.perf_counter()
    with ResidentPeak() as peak:
        try:
            way(model, path, batch_size)
            trouble = ""
        except MemoryError:
            trouble = "MemoryError"
        except Exception as error:
            if type(error).__name__ != "ResourceExhaustedError":  # TensorFlow's word for it
                raise
            trouble = "ResourceExhaustedError"
    return (peak.bytes, time.perf_counter() - began), trouble


def _write_small(path: Path, small: Path, batch_size: int, samples: int) -> None:
    """Two whole batches and one as the file's last, so that every shape has been seen."""
    rows = min(samples, 2 * batch_size + samples % batch_size)
    with h5py.File(path) as file, h5py.File(small, "w") as copy:
        for name in "xy":
            chunks = file[name].chunks
            chunks = chunks and (min(chunks[0], rows), *chunks[1:])
            copy.create_dataset(name, data=file[name][:rows], chunks=chunks)
