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
                content = strip_weights(model, io.BytesIO(content)).getvalue()
            parts.writestr(info, content)


def strip_weights(model: keras.Model, content: io.BytesIO) -> io.BytesIO:
    """Write what a `.weights.h5` file holds again without the optimizer.

    Args:
        model: The model whose weights they are.
        content: The bytes of the file.

    Returns:
        The bytes without it.
    """
    stripped = io.BytesIO()
    leave = _optimizers(model)
    with h5py.File(content) as source, h5py.File(stripped, "w") as target:
        for name in source.attrs:
            target.attrs[name] = source.attrs[name]
        # Deleting a group wouldn't do: HDF5 keeps its bytes.
        for name in source:
            if name not in leave:
                source.copy(name, target)
    return stripped


def _optimizers(model: keras.Model) -> set[str]:
    """The names under which Keras stores them: those of the model's attributes."""
    kind = keras.optimizers.Optimizer
    return {"optimizer"} | {name for name, one in vars(model).items() if isinstance(one, kind)}
