"""A `.keras` file of today for a model that Keras 1 or 2 wrote, which predicts the same numbers."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import h5py

from ..core.errors import three_beats
from ..core.page_table import page_table, text_table
from .formats import WHOLE_H5, recognise
from .old_layers import OldLayer
from .old_model import old_model, problems
from .old_training import compile_as_before, give_optimizer_state
from .old_weights import give_weights, stored_weights
from .save import save

_HEAD = ("layer", "was", "is", "parameters", "what changed")

_SHORTER = (
    "Its weights had 64 bits each and have 32 now: predictions differ from the seventh digit on."
)


@dataclass(frozen=True)
class Upgraded:
    """What `upgrade` wrote; its text and its page are a table.

    Args:
        path: The new file.
        version: The version of Keras that wrote the old one.
        layers: For each layer its name, its old class, its new one, how many numbers it holds, and
            what changed.
        notes: Sentences on compiling and on the optimizer.
    """

    path: Path
    version: str
    layers: tuple[tuple[str, str, str, int, str], ...]
    notes: tuple[str, ...]

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table."""
        return [(name, was, now, f"{size:,}", what) for name, was, now, size, what in self.layers]

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.rows()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows(), caption=self._sum_up())

    def _sum_up(self) -> str:
        written = f"From Keras {self.version}, written to {self.path.name}."
        return " ".join([written, *self.notes])


def upgrade(
    path: str | os.PathLike,
    out: str | os.PathLike,
    *,
    custom_objects: Mapping[str, object] | None = None,
) -> Upgraded:
    """Make a `.keras` file of today from a whole-model `.h5` of Keras 1 or 2.

    It predicts the same, and trains on. The old file is read as JSON and numbers alone: nothing in
    it is executed, and it stays as it is. The new one needs nothing but Keras to be loaded. Where
    the old `hard_sigmoid` stood, two layers of today compute the same, `clip(0.2 x + 0.5, 0, 1)`:
    weights, penalties and gradients are what they were. An optimizer's state is carried over where
    it still has a place.

    Args:
        path: The old file.
        out: The new one; its name ends in `.keras`.
        custom_objects: Your own layers, losses and metrics by name, as today's Keras takes them.
            Default: none.

    Returns:
        An `Upgraded`: layer by layer what became of it.

    Raises:
        ValueError: If the file isn't a whole model of Keras 1 or 2, or if some of it can't be
            upgraded: each such layer is named, and nothing is written.
        FileNotFoundError: If there is no such file.
        NotSaved: If the new file can't be written.
    """
    path, out = Path(path), Path(out)
    _check_names(path, out)
    told, training, version = _read(path)
    old = _made(path, told, version, custom_objects)
    notes = []
    with h5py.File(path, "r", locking=False) as file:
        group = file.get("model_weights", file)
        stored = stored_weights(group)
        _fill(path, old, stored, _text(file.attrs.get("backend", "tensorflow")))
        _set_flags(old)
        if any(one.dtype == "float64" for arrays in stored.values() for one in arrays):
            notes.append(_SHORTER)
        if training is None:
            notes.append("It was never compiled, and isn't.")
        else:
            amiss = compile_as_before(old.layer, training, custom_objects, is_of_tf_keras(version))
            notes += [amiss] if amiss else ["It is compiled as before."]
            if old.layer.compiled:
                notes.append(give_optimizer_state(old.layer, old, file.get("optimizer_weights")))
    save(old.layer, out)
    return Upgraded(out, version, tuple(_told(old)), tuple(notes))


def _check_names(path: Path, out: Path) -> None:
    if out.suffix != ".keras":
        raise ValueError(
            three_beats("The new file has to be a .keras.", "a name that ends in .keras", str(out))
        )
    kind = recognise(path)
    if kind != WHOLE_H5:
        raise ValueError(
            three_beats(
                f"{path.name} isn't a whole model of Keras 1 or 2.",
                "an .h5 file that model.save wrote",
                kind,
                "Weights alone: build the model in code, and transfer_weights(path, model).",
            )
        )


def _read(path: Path) -> tuple[dict, dict | None, str]:
    """Read architecture, training configuration and version; `check` looks at the file first."""
    from .audit import check

    # Nothing of these is made here: what no layer of today stands for is refused by name.
    check(path, despite=("lambda", "callable", "unknown class"))
    with h5py.File(path, "r", locking=False) as file:
        told = json.loads(_text(file.attrs["model_config"]))
        training = file.attrs.get("training_config")
        version = file.attrs.get("keras_version")
        if version is None and "model_weights" in file:
            version = file["model_weights"].attrs.get("keras_version")
    version = _text(version) if version is not None else "1"
    if int(version.split(".")[0]) > 2:
        raise ValueError(
            three_beats(
                f"{path.name} needs no upgrade.",
                "a file of Keras 1 or 2",
                f"one of Keras {version}",
                "Load it with load(path), and save it as .keras.",
            )
        )
    return told, json.loads(_text(training)) if training is not None else None, version


def _text(value: object) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def _made(path: Path, told: dict, version: str, custom_objects: Mapping | None) -> OldLayer:
    keras_1 = version.split(".")[0] in ("0", "1")
    try:
        old = old_model(told, keras_1, custom_objects)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise _refused(path, [("the model", told.get("class_name", "?"), str(error))]) from error
    found = [*problems(old), *_moved_pixels(old, version)]
    if found:
        raise _refused(path, found)
    if not old.layer.built:
        why = "nothing says the shape of its input"
        raise _refused(path, [(old.name, old.kind, why)])
    return old


def is_of_tf_keras(version: str) -> bool:
    """Tell whether the Keras within TensorFlow wrote a file: a few things meant something else.

    Args:
        version: The version in the file; Keras on its own stopped at 2.3, later ones are in both.

    Returns:
        Whether it did.

    Example:

    >>> [is_of_tf_keras(one) for one in ("2.2.4", "2.2.4-tf", "2.11.0")]
    [False, True, True]
    """
    return version.endswith("-tf") or _numbers(version) >= (2, 4)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in version.split("-")[0].split(".")[:2])


def _moved_pixels(old: OldLayer, version: str):
    """Find what TensorFlow 1 enlarged between pixels: since TensorFlow 2 it is half a pixel off."""
    for part in old.parts:
        bilinear = part.config.get("interpolation") == "bilinear"
        if bilinear and part.kind == "UpSampling2D" and _numbers(version) < (2, 4):
            why = (
                "enlarged bilinearly, half a pixel beside today's; write it as a layer of your own"
            )
            yield part.name, part.kind, f"{why}, and pass it in custom_objects"
        yield from _moved_pixels(part, version)


def _refused(path: Path, found: list[tuple[str, str, str]]) -> ValueError:
    listed = "; ".join(
        f"{address} ({kind}): {' '.join(why.split())}" for address, kind, why in found
    )
    return ValueError(
        three_beats(
            f"{path.name} can't be upgraded; nothing is written. {listed}.",
            "layers that today's Keras has, or custom_objects for them",
            [kind for _, kind, _ in found],
        )
    )


def _fill(path: Path, old: OldLayer, stored: dict[str, list], backend: str) -> None:
    amiss = []
    for part in old.parts:
        if part.kind == "InputLayer":
            continue
        arrays = stored.get(part.name, [])
        try:
            give_weights(part, arrays, backend)
        except (ValueError, IndexError, TypeError) as error:
            amiss.append((part.name, part.kind, str(error)))
    if amiss:
        raise _refused(path, amiss)


def _set_flags(old: OldLayer) -> None:
    """Freeze what was frozen, now that the order of the weights no longer depends on it."""
    for part in old.parts:
        if part.kind in ("Model", "Sequential", "TimeDistributed"):
            _set_flags(part)
        if part.layer is not None and not part.trainable:
            part.layer.trainable = False


def _told(old: OldLayer, around: str = ""):
    for part in old.parts:
        if part.kind == "InputLayer":
            continue
        name = f"{around}{part.name}"
        if part.kind in ("Model", "Sequential"):
            yield from _told(part, f"{name}/")
        else:
            now, size = type(part.layer).__name__, part.layer.count_params()
            yield name, part.kind, now, size, "; ".join(dict.fromkeys(part.changes)) or "-"
