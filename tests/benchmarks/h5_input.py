"""What training on an HDF5 file costs beside the same data in memory, and how much memory it takes.

The digits network, the same batches of 128: fits of one epoch on arrays, on an `H5Dataset` that
shuffles in windows of a tenth of the file, and on a generator that picks random rows by h5py, in
an order that changes from round to round. Then the most memory of a process that trains on files
of three sizes.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from .report import Figure, middle

ROUNDS = 15
BATCH = 128
COPIES = 40  # of the 1,437 training digits
NAIVE_BATCHES = 40  # it is slow: part of an epoch tells its rate
SIZES = {"0.1 GB": 0.1e9, "1 GB": 1e9, "4 GB": 4e9, "12 GB": 12e9}
ALLOWED = 64  # MB
STEPS = 400  # of the fits whose memory is measured


def measure(rounds: int = ROUNDS, sizes: dict[str, float] | None = None) -> list[Figure]:
    """Fit by turns in three ways, then in a process for each size of the file."""
    with tempfile.TemporaryDirectory() as folder:
        figures = _rates(Path(folder), rounds)
        peaks = {
            name: _peak(Path(folder, "large.h5"), size)
            for name, size in (SIZES if sizes is None else sizes).items()
        }
    for name, peak in peaks.items():
        figures.append(
            Figure(
                f"H5Dataset, file of {name}: most memory added / memory allowed",
                peak / ALLOWED,
                "times",
                most=1.5,
                note=f"{peak:.0f} MB, the network's step in it; {ALLOWED} allowed for windows",
            )
        )
    if len(peaks) > 1:
        least, most = min(peaks.values()), max(peaks.values())
        figures.append(
            Figure(
                "H5Dataset: most memory, most of these / least",
                most / least,
                "times",
                note="of the smallest file the windows aren't full",
            )
        )
    return figures


def _rates(folder: Path, rounds: int) -> list[Figure]:
    from faqlab.core.h5_dataset import H5Dataset
    from faqlab.core.h5_write import write

    from .digits_fit import data, network

    x, y, _ = data()
    x, y = np.tile(x, (COPIES, 1)), np.tile(y, COPIES)
    write(folder / "digits.h5", {"x": x, "y": y})
    memory = x.nbytes // 5  # two windows, each a tenth of the file
    streamed = H5Dataset(folder / "digits.h5", batch_size=BATCH, memory=memory)
    model = network()

    def array():
        model.fit(x, y, batch_size=BATCH, verbose=0)
        return len(x)

    def windows():
        model.fit(streamed, shuffle=False, verbose=0)
        return len(x)

    def naive():
        model.fit(_naive(folder / "digits.h5"), steps_per_epoch=NAIVE_BATCHES, verbose=0)
        return NAIVE_BATCHES * BATCH

    ways = [array, windows, naive]
    rates = {way: [] for way in ways}
    _quietly(naive)
    array(), windows()  # what is traced at the first use isn't measured
    for i in range(rounds):
        for way in np.roll(ways, i):
            began = time.perf_counter()
            samples = _quietly(way)
            rates[way].append(samples / (time.perf_counter() - began))
    fast = {way: np.array(found) for way, found in rates.items()}
    told = ", ".join(f"{way.__name__} {np.median(rate):,.0f}" for way, rate in fast.items())
    return [
        middle(
            "H5Dataset / arrays: samples a second",
            fast[windows] / fast[array] * 100,
            "%",
            least=90,
            note=f"{told}; {len(streamed.order.windows)} windows",
        ),
        middle(
            "H5Dataset / random rows by h5py: samples a second",
            fast[windows] / fast[naive],
            "times",
            least=3,
        ),
    ]


def _quietly(way):
    import warnings

    with warnings.catch_warnings():
        # Keras says that it doesn't shuffle a generator.
        warnings.simplefilter("ignore", UserWarning)
        return way()


def _naive(path: Path):
    import h5py

    rng = np.random.default_rng(0)
    with h5py.File(path) as file:
        while True:
            order = rng.permutation(len(file["x"]))
            for low in range(0, len(order) - BATCH, BATCH):
                rows = np.sort(order[low : low + BATCH])
                yield file["x"][rows], file["y"][rows]


def _peak(path: Path, size: float) -> float:
    """Write a file of so many bytes, and train on it in a process of its own; MB."""
    from faqlab.core.h5_write import write

    rows = 20_000
    x = np.random.default_rng(0).random((rows, 64), "float32")
    y = np.arange(rows) % 10
    count = max(1, round(size / (x.nbytes + y.nbytes)))
    write(path, ({"x": x, "y": y} for _ in range(count)), overwrite=True, progress=False)
    program = [sys.executable, "-m", "tests.benchmarks.h5_input", str(path)]
    told = subprocess.run(program, capture_output=True, text=True, check=True, timeout=1800)
    path.unlink()
    return float(told.stdout.split()[-1])


def _train(path: str) -> None:
    """Print by how many MB the most memory of this process grew while it trained on the file.

    On Linux: the system counts the most, `VmHWM`, from when it is told to begin anew.
    """
    from faqlab.core.h5_dataset import H5Dataset

    from .digits_fit import network

    model = network()
    x = np.zeros((BATCH, 64), "float32")
    model.fit(x, np.zeros(BATCH), verbose=0)
    data = H5Dataset(path, batch_size=BATCH, memory=ALLOWED * 1_000_000)
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    # More than a pass over the windows that are held, and the whole order of the epoch.
    model.fit(_some(data, STEPS), shuffle=False, verbose=0)
    for index in range(STEPS, len(data), max(1, len(data) // 200)):
        data[index]
    print((_status("VmHWM") - before) / 1e6)


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(key))
    return int(line.split()[1]) * 1024


def _some(data, steps: int):
    """The first batches of a dataset: an epoch of 4 GB would take minutes."""
    from faqlab.core.backend import keras

    class Some(keras.utils.PyDataset):
        def __len__(self):
            return min(steps, len(data))

        def __getitem__(self, index):
            return data[index]

    return Some()


if __name__ == "__main__":
    _train(sys.argv[1])
