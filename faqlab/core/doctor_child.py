"""What may crash, step by step, in a process of its own: `python -m faqlab.core.doctor_child`.

Before each step its name is written, and after it what it found: if the process dies, the last name
says of what.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np


def h5py_step() -> str:
    """Write an HDF5 file and read it again, compressed too.

    Returns:
        The versions.

    Raises:
        OSError: If it reads something else than was written.
    """
    import h5py

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "probe.h5")
        numbers = np.arange(1000.0)
        with h5py.File(path, "w") as file:
            file.create_dataset("numbers", data=numbers, compression="gzip", chunks=(100,))
            file.attrs["what"] = "数"
        with h5py.File(path, "r") as file:
            if not np.array_equal(file["numbers"][:], numbers) or file.attrs["what"] != "数":
                raise OSError("what was written to an HDF5 file isn't what is read")
    built = ".".join(map(str, h5py.version.hdf5_built_version_tuple))
    if built != h5py.version.hdf5_version:
        raise ImportError(f"h5py is for HDF5 {built}, and HDF5 {h5py.version.hdf5_version} is here")
    return f"{h5py.__version__}, with HDF5 {built}: written and read"


def backend_step() -> str:
    """Import the backend that Keras will take.

    Returns:
        Its name and version.
    """
    import importlib

    name = _backend()
    module = importlib.import_module(name)
    if name == "tensorflow":
        module.zeros(1)
    return f"{name} {getattr(module, '__version__', '')}".strip()


def _backend() -> str:
    from .keras_json import read

    named = os.environ.get("KERAS_BACKEND")
    try:
        return named or str(read()["backend"])
    except ValueError:
        return "tensorflow"


def keras_step() -> str:
    """Train a small network, and save and load it in both formats.

    Returns:
        The version and the backend.

    Raises:
        OSError: If a file gives another network.
    """
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", keras.losses.MeanSquaredError())
    x = np.ones((4, 2), "float32")
    model.fit(x, np.ones((4, 1), "float32"), verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("m.keras", "m.h5"):
            model.save(Path(folder, name))
            loaded = keras.models.load_model(Path(folder, name))
            if not np.allclose(loaded.predict(x, verbose=0), model.predict(x, verbose=0)):
                raise OSError(f"{name} gives another network")
    return f"{keras.__version__} on {keras.config.backend()}: trained, saved and loaded"


STEPS: dict[str, Callable[[], str]] = {
    "h5py": h5py_step,
    "backend": backend_step,
    "Keras": keras_step,
}


def main(*names: str) -> None:
    """Go the steps, and write a line of JSON before and after each.

    Args:
        *names: The steps. Default: all.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what libraries print is no answer
    for name in names or STEPS:
        _told(answers, {"step": name})
        try:
            _told(answers, {"step": name, "found": STEPS[name]()})
        except BaseException as error:
            text = f"{type(error).__name__}: {error}"
            _told(answers, {"step": name, "error": " ".join(text.split())[:1000]})
    os._exit(0)


def _told(answers, what: dict) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
