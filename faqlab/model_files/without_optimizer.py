"""Take the optimizer out of a file that Keras wrote."""

import io
import json
import zipfile
from pathlib import Path

import h5py

from ..core.backend import keras


def strip_keras(model: keras.Model, path: Path) -> None:
    """Write a `.keras` file again without the optimizer, and without what it was compiled with.

    Keras ignores `include_optimizer=False` for this format.

    Args:
        model: The model that is in it.
        path: The file.
    """
    with zipfile.ZipFile(path) as parts:
        members = {info: parts.read(info) for info in parts.infolist()}
    with zipfile.ZipFile(path, "w") as parts:
        for info, content in members.items():
            if info.filename == "config.json":
                config = json.loads(content)
                config.pop("compile_config", None)
                content = json.dumps(config).encode()
            elif info.filename == "model.weights.h5":
                weights = io.BytesIO()
                with h5py.File(io.BytesIO(content)) as source, h5py.File(weights, "w") as target:
                    _copy(source, target, _optimizers(model))
                content = weights.getvalue()
            parts.writestr(info, content)


def strip_weights(model: keras.Model, path: Path) -> None:
    """Write a `.weights.h5` file again without the optimizer.

    Args:
        model: The model whose weights are in it.
        path: The file.
    """
    content = io.BytesIO(path.read_bytes())
    with h5py.File(content) as source, h5py.File(path, "w") as target:
        _copy(source, target, _optimizers(model))


def _copy(source: h5py.File, target: h5py.File, leave: set[str]) -> None:
    # Deleting a group wouldn't do: HDF5 keeps its bytes.
    for name in source.attrs:
        target.attrs[name] = source.attrs[name]
    for name in source:
        if name not in leave:
            source.copy(name, target)


def _optimizers(model: keras.Model) -> set[str]:
    """The names under which Keras stores them: those of the model's attributes."""
    kind = keras.optimizers.Optimizer
    return {"optimizer"} | {name for name, one in vars(model).items() if isinstance(one, kind)}
