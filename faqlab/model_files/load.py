"""Load a model after a look at the file: nothing in it runs unless you name it."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

import h5py

from ..core.backend import keras
from ..core.errors import three_beats
from .audit import Audit, check
from .footer import verify
from .formats import ARCHITECTURE, KERAS, OLD_WEIGHTS_H5, WEIGHTS_H5, WHOLE_H5, recognise
from .h5_training import compile_from_h5

# What else can be done with a file that holds no whole model.
_USES = {
    WEIGHTS_H5: "Build the model in code, and transfer_weights(path, model).",
    OLD_WEIGHTS_H5: "Build the model in code, and transfer_weights(path, model).",
    ARCHITECTURE: "keras.models.model_from_json(text) makes a model of it, without weights.",
}


class Damaged(ValueError):
    """A file is no longer the one that was saved: its checksum is another."""


def load(
    path: str | os.PathLike,
    *,
    custom_objects: Mapping[str, object] | None = None,
    compile: bool = True,
    despite: Collection[str] = (),
) -> keras.Model:
    """Load a whole model from a `.keras` or `.h5` file, after an audit of the file.

    The checksum that `save` wrote is compared. What Keras's own `load_model` loses of an `.h5` file
    is there: the optimizer with its state, so that training goes on, and losses such as "mse".

    Args:
        path: The file.
        custom_objects: Your own classes and functions by name. Default: none.
        compile: Whether the model comes back compiled, with the optimizer as it was. Default: True.
        despite: What the audit may find and the file is loaded all the same: the words that the
            audit names it by. With "lambda" the Python code in the file is made into functions,
            which run when the model is called. Default: nothing.

    Returns:
        The model.

    Raises:
        UnsafeFile: If the audit refuses the file; a `ValueError`.
        Damaged: If the file isn't the one that was saved; a `ValueError`.
        ValueError: If it holds no whole model, or one of Keras 1 or 2.
        FileNotFoundError: If there is no such file.

    Example:

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "model.keras")
    >>> keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]).save(path)
    >>> load(path).count_params()
    15
    """
    path = Path(path)
    despite = [despite] if isinstance(despite, str) else list(despite)
    kind = recognise(path)
    if "checksum" not in despite:
        check_checksum(path)
    audit = check(path, custom_objects or (), despite)
    _check_kind(path, kind)
    _check_unchanged(audit)
    model = keras.saving.load_model(
        path,
        custom_objects=custom_objects,
        compile=compile and kind == KERAS,
        safe_mode="lambda" not in despite,
    )
    if compile and kind == WHOLE_H5:
        compile_from_h5(model, path, custom_objects)
    _check_unchanged(audit)
    return model


def check_checksum(path: Path) -> None:
    """Refuse a file whose checksum is wrong.

    Args:
        path: The file; one without a checksum passes.

    Raises:
        Damaged: If it is wrong.
    """
    if path.is_file() and verify(path) is False:
        raise Damaged(
            three_beats(
                f"{path.name} is damaged: it isn't the file that was saved.",
                "the bytes whose sha256 stands at its end",
                "other bytes",
                "Take another copy of it. If you changed it on purpose: despite=['checksum'].",
            )
        )


def _check_kind(path: Path, kind: str) -> None:
    if kind not in (KERAS, WHOLE_H5):
        raise ValueError(
            three_beats(
                f"{path.name} holds no whole model.",
                "a .keras file, or a whole model in .h5",
                kind,
                _USES.get(kind, ""),
            )
        )
    endings = (".keras",) if kind == KERAS else (".h5", ".hdf5")
    if not path.name.endswith(endings):
        raise ValueError(
            three_beats(
                f"Keras goes by the name, and {path.name} doesn't say what it is.",
                f"a name that ends in {endings[0]}",
                kind,
                "Rename it.",
            )
        )
    if kind == WHOLE_H5 and _is_of_keras_2(path):
        raise ValueError(
            three_beats(
                f"{path.name} was written by Keras 1 or 2, and today's Keras reads it as "
                "something else.",
                "a file of Keras 3",
                kind,
                "upgrade(path, 'new.keras') makes one of it that predicts the same.",
            )
        )


def _is_of_keras_2(path: Path) -> bool:
    with h5py.File(path, "r", locking=False) as file:
        version = file.attrs.get("keras_version", "1")
    version = version.decode() if isinstance(version, bytes) else str(version)
    return version.split(".")[0] in ("1", "2")


def _check_unchanged(audit: Audit) -> None:
    if not audit.is_unchanged():
        raise ValueError(
            three_beats(
                f"{audit.path.name} was changed while it was being looked at.",
                "the file that the audit saw",
                "another one",
                "Load it again when nobody writes to it.",
            )
        )
