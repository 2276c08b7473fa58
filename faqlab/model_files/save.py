"""Save a model so that a good file is never lost: the old one stays until the new one is whole."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..core.backend import keras
from ..core.errors import three_beats
from ..core.files import atomic_path
from ..core.held_interrupt import held_interrupt
from ..core.quiet import no_advice
from .endings import JSON, KERAS, WEIGHTS, WHOLE_H5, ending
from .footer import add_checksum
from .h5_memory import weights_in_memory, whole_in_memory
from .without_optimizer import strip_keras, strip_weights


class NotSaved(RuntimeError):
    """A model could not be written; what was in its place before is still there."""


@dataclass(frozen=True)
class Saved:
    """What `save` wrote.

    Args:
        path: The file.
        size: Its size in bytes.
        sha256: The checksum that stands at its end, 64 hexadecimal digits; empty for `.json`.
        parts: For each part how many bytes it takes: weights, optimizer, the rest.
    """

    path: Path
    size: int
    sha256: str
    parts: dict[str, int]

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {size:,}" for name, size in self.parts.items())
        checksum = f"; sha256 {self.sha256[:12]}…" if self.sha256 else ""
        return f"{self.path.name}: {self.size:,} bytes ({parts}){checksum}"

    __repr__ = __str__


def save(model: keras.Model, path: str | os.PathLike, *, optimizer: bool = True) -> Saved:
    """Save a model into a file that is the old one until it is wholly the new one.

    The new file grows under another name in the same folder, is flushed to the disk, and takes the
    place of the old one in one step. Whatever happens before, a kill, a full disk, an error in a
    layer's `get_config`, the old file stays. An interrupt waits until the file is whole. At the end
    of the file stands a checksum that `load` compares; Keras reads the file as its own.

    Args:
        model: The model; it is left as it was.
        path: Where to. The ending says what: `.keras` for all of the model, `.h5` for all of it as
            Keras 2 wrote it, `.weights.h5` for the weights, `.json` for the architecture.
        optimizer: Whether the optimizer and its state go into the file too. Default: True. Without
            it a whole model comes back uncompiled.

    Returns:
        A `Saved`; its text is one line.

    Raises:
        TypeError: If it isn't a model.
        ValueError: If the ending is another one, or the model has no weights yet.
        PermissionError: If the file is read-only or its folder can't be written.
        FileNotFoundError: If there is no such folder.
        NotSaved: If it can't be written; the message says why.

    Example:

    >>> import tempfile
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> saved = save(model, Path(tempfile.mkdtemp(), "model.keras"))
    >>> saved.parts["weights"], saved.parts["optimizer"]
    (60, 0)
    """
    write, path = _WRITERS[ending(path)], Path(path)
    _check(model, path)
    with held_interrupt():
        return write_whole(model, path, lambda temporary: write(model, temporary, optimizer))


def write_whole(
    model: keras.Model, path: Path, write: Callable[[Path], Iterable[keras.Variable]]
) -> Saved:
    """Let a file be written under another name, end it with its checksum, and put it in place.

    Args:
        model: The model that is in it.
        path: Where to.
        write: Writes the file whose name it is given; returns the optimizers' variables in it.

    Returns:
        A `Saved`.

    Raises:
        NotSaved: If it can't be written.
    """
    before = path.exists()
    try:
        with atomic_path(path) as temporary:
            try:
                states = write(temporary)
                plain = ending(path) == JSON
                digest = "" if plain else add_checksum(temporary)
                size = temporary.stat().st_size
            except Exception as error:
                raise _not_saved(path, before, error) from error
    except NotSaved:
        raise
    except OSError as error:
        if isinstance(error, (PermissionError, FileNotFoundError, IsADirectoryError)):
            raise
        raise _not_saved(path, before, error) from error
    weights = 0 if plain else _bytes(model.weights)
    kept = _bytes(states)
    parts = {"weights": weights, "optimizer": kept, "the rest": size - weights - kept}
    return Saved(path, size, digest, parts)


def write_keras(model: keras.Model, path: Path, optimizer: bool = True) -> list[keras.Variable]:
    """Write a `.keras` file under this very name.

    Args:
        model: The model.
        path: The file.
        optimizer: Whether the optimizer goes into it. Default: True.

    Returns:
        The optimizer's variables that are in it.
    """
    model.save(path)
    if not optimizer:
        strip_keras(model, path)
    return _states(model) if optimizer else []


def _write_weights(model: keras.Model, path: Path, optimizer: bool) -> list[keras.Variable]:
    content = weights_in_memory(model)
    path.write_bytes((content if optimizer else strip_weights(model, content)).getbuffer())
    return _states(model) if optimizer else []


def _write_h5(model: keras.Model, path: Path, optimizer: bool) -> list[keras.Variable]:
    # Keras takes the optimizer out of the live model's compile configuration while it writes, and
    # doesn't put it back: the next .keras file would come back with another one.
    compiled = getattr(getattr(model, "_compile_config", None), "config", None)
    kept = dict(compiled or {})
    try:
        with no_advice("absl"):
            content = whole_in_memory(model, optimizer)
    finally:
        if compiled is not None:
            compiled.update(kept)
    path.write_bytes(content.getbuffer())
    return _states(model) if optimizer else []


def _write_json(model: keras.Model, path: Path, optimizer: bool) -> list[keras.Variable]:
    path.write_text(model.to_json(), encoding="utf-8")
    return []


_WRITERS = {
    KERAS: write_keras,
    WEIGHTS: _write_weights,
    WHOLE_H5: _write_h5,
    JSON: _write_json,
}


def _check(model: object, path: Path) -> None:
    if not isinstance(model, keras.Model):
        raise TypeError(three_beats("There is nothing to save.", "a Keras model", model))
    if not model.built and ending(path) != JSON:
        raise ValueError(
            three_beats(
                f"The model {model.name!r} has no weights yet.",
                "a model that knows the shape of its input",
                "one that was never called or built",
                "Call it on a batch of data, or give it a keras.Input, and save it then.",
            )
        )


def _states(model: keras.Model) -> list[keras.Variable]:
    optimizer = getattr(model, "optimizer", None)
    return list(optimizer.variables) if optimizer is not None else []


def _bytes(variables: Iterable[keras.Variable]) -> int:
    return sum(keras.ops.convert_to_numpy(one).nbytes for one in variables)


def _not_saved(path: Path, before: bool, error: Exception) -> NotSaved:
    kept = "the file that was there is untouched" if before else "nothing is left in its place"
    return NotSaved(
        three_beats(
            f"{path.name} was not saved; {kept}.",
            "room on the disk, and a model all of whose parts can be written",
            error,
            _remedy(error),
        )
    )


def _remedy(error: Exception) -> str:
    text = str(error)
    if "No space left" in text or "quota" in text or "File too large" in text:
        return "Make room and save again: the model in memory is as it was."
    if "name already exists" in text:
        return "Two variables have the same name, which .h5 can't hold: save it as .keras."
    if isinstance(error, OSError):
        return "Look at the disk, and save again: the model in memory is as it was."
    return "Give each layer of yours a get_config() that returns its constructor's arguments."
