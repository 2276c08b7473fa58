"""What an audit takes: each file of the hostile corpus, and honest files up to 500 MB."""

import tempfile
import time
from pathlib import Path

import h5py
import numpy as np

from .report import Figure, middle

APPLICATIONS = (
    *("MobileNet", "MobileNetV2", "MobileNetV3Small", "MobileNetV3Large", "EfficientNetB0"),
    *("EfficientNetV2B0", "DenseNet121", "NASNetMobile", "ResNet50", "ResNet50V2"),
    *("InceptionV3", "Xception"),
)
LARGE = 500_000_000  # bytes
SMALL = 10  # audits of one small file


def measure() -> list[Figure]:
    """Audit all files, one after another, as a reader would; each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_hostile(Path(folder)), *_honest(Path(folder)), _large(Path(folder))]


def _hostile(folder: Path) -> list[Figure]:
    from tests.model_files.corpus import HOSTILE, Bench

    bench = Bench(folder, folder / "the marker")
    took, peaks, missed = {}, {}, []
    for name, (code, maker) in HOSTILE.items():
        path = maker(bench)
        took[name], done = _timed(path)
        peaks[name] = done.peak / 1e6
        if code not in {one.code for one in done.findings}:
            missed.append(name)
    ran = int(bench.marker.exists())
    slowest, hungriest = max(took, key=took.get), max(peaks, key=peaks.get)
    count, small = len(took), [_timed(bench.path("honest.keras"))[0] for _ in range(SMALL)]
    return [
        middle("audit: one hostile file", list(took.values()), "s"),
        Figure("audit: the slowest of them", took[slowest], "s", most=2, note=slowest),
        Figure("audit: the most memory", peaks[hungriest], "MB", most=300, note=hungriest),
        Figure("audit: not named", len(missed), "", count=count, most=0, note=", ".join(missed)),
        Figure("audit: payloads that ran", ran, "", count=count, most=0),
        middle("audit: a small honest .keras", small, "s", most=1),
    ]


def _honest(folder: Path) -> list[Figure]:
    from faqlab.core.backend import keras

    took, alarms = [], []
    for name in APPLICATIONS:
        path = folder / f"{name}.keras"
        keras.backend.clear_session()
        getattr(keras.applications, name)(weights=None).save(path)
        seconds, done = _timed(path)
        took.append(seconds)
        if done.verdict != "nothing found":
            alarms.append(name)
        path.unlink()
    note = ", ".join(alarms)
    return [
        middle("audit: an application, .keras", took, "s"),
        Figure("audit: alarms over them", len(alarms), "", count=len(took), most=0, note=note),
    ]


def _large(folder: Path) -> Figure:
    path = folder / "large.weights.h5"
    with h5py.File(path, "w") as file:
        row = np.random.default_rng(0).random(1_000_000, np.float32)
        for number in range(LARGE // row.nbytes):
            file[f"layers/dense_{number}/vars/0"] = row
    seconds, done = _timed(path)
    note = f"{done.verdict}, {done.peak / 1e6:.0f} MB of memory"
    return Figure("audit: 500 MB of weights", seconds, "s", note=note)


def _timed(path: Path):
    from faqlab.model_files.audit import audit

    begin = time.perf_counter()
    done = audit(path)
    return time.perf_counter() - begin, done
