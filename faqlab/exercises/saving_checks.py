"""How `saving`'s exercises are checked: a saved file, and a learner's functions at work."""

import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe


def how_big_the_file_is(path: str) -> tuple[str, str]:
    """Compare the size of a `.keras` file with the weights in it.

    Args:
        path: The file that the lesson saved.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If there is no such file.
    """
    if not isinstance(path, str | os.PathLike) or not zipfile.is_zipfile(path):
        raise NotAttempted("This takes the path of the lesson's file, `digits.keras`.")
    weights = _bytes_of_weights(path)
    if not weights:
        raise NotAttempted("There are no weights in this file.")
    share = Path(path).stat().st_size / weights
    letter = "a" if share < 1.7 else "b" if share < 6 else "c"
    return letter, f"The file is {share:.1f} times as big as the weights in it."


def _bytes_of_weights(path: str) -> int:
    import h5py

    sizes = []
    with zipfile.ZipFile(path) as parts:
        if "model.weights.h5" not in parts.namelist():
            return 0
        weights = io.BytesIO(parts.read("model.weights.h5"))
    with h5py.File(weights) as file:
        if "layers" in file:
            file["layers"].visititems(lambda name, item: sizes.append(getattr(item, "nbytes", 0)))
    return sum(sizes)


def check_copy_common(copy_common: object) -> str:
    """Let a learner's `copy_common` copy between models made for it.

    Args:
        copy_common: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function does nothing.
        Incorrect: With what is wrong with what it does.
    """
    _must_be_a_function(copy_common)
    old, new = _pair()
    before = {layer.name: layer.get_weights() for layer in new.layers}
    theirs = {layer.name: layer.get_weights() for layer in old.layers}
    copied = attempt(copy_common, old, new, shown="(a trained model, a model with another head)")
    after = {layer.name: layer.get_weights() for layer in new.layers}
    changed = [name for name in after if not _same(after[name], before[name])]
    if not changed and copied in (None, ...):
        raise NotAttempted("`copy_common` does nothing yet. Fill it in, and run it again.")
    if not all(_same(layer.get_weights(), theirs[layer.name]) for layer in old.layers):
        raise Incorrect("Your function changes the model that it copies from.")
    for name in ("features", "edges"):
        if not _same(after[name], theirs[name]):
            raise Incorrect(
                f"Both models have a layer `{name}` of the same shapes; after your function its "
                "weights aren't those of the old model. (In the new model the layers stand in "
                "another order: go by their names.)"
            )
    for name in ("wider", "new_head"):
        if not _same(after[name], before[name]):
            raise Incorrect(f"The layer `{name}` had to be left alone; its weights are changed.")
    if not isinstance(copied, list | tuple | set) or set(copied) != {"features", "edges"}:
        raise Incorrect(
            "The weights are right. Return the names of the copied layers too, here "
            f"`['edges', 'features']`; you return {describe(copied)}."
        )
    return "Copied by name, and the rest left alone: this is what `by_name=True` did."


def _pair() -> tuple:
    """Two models with two layers in common, in another order, and one of another shape."""
    from faqlab.core.backend import keras

    def model(*widths, seed):
        layers = [
            keras.layers.Dense(
                units,
                name=name,
                kernel_initializer=keras.initializers.GlorotUniform(seed + place),
                bias_initializer=keras.initializers.RandomNormal(seed=seed + place),
            )
            for place, (name, units) in enumerate(widths)
        ]
        dropout = keras.layers.Dropout(0.5, seed=1, name="drop")
        return keras.Sequential([keras.Input((6,)), *layers, dropout])

    old = model(("edges", 6), ("features", 6), ("wider", 4), ("old_head", 10), seed=1)
    new = model(("features", 6), ("edges", 6), ("wider", 9), ("new_head", 3), seed=50)
    return old, new


def _same(some: list, others: list) -> bool:
    return len(some) == len(others) and all(map(np.array_equal, some, others))


def check_save_safely(save_safely: object) -> str:
    """Let a learner's `save_safely` save over a file, also a model that can't be saved.

    Args:
        save_safely: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function writes no file.
        Incorrect: With what is wrong with what it does.
    """
    _must_be_a_function(save_safely)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        attempt(save_safely, _model(1), str(path), shown="(a model, 'model.keras')")
        if not path.exists():
            raise NotAttempted("`save_safely` writes no file under `path` yet.")
        _must_hold(path, 1)
        _must_keep_the_old_file_meanwhile(save_safely, path)
        _must_survive_an_error(save_safely, path)
    return "The old file stays until the new one is whole, and then gives way in one step."


def _must_keep_the_old_file_meanwhile(save_safely: Callable, path: Path) -> None:
    old, seen = path.read_bytes(), []
    model = _model(2, during=lambda: seen.append(path.exists() and path.read_bytes() == old))
    attempt(save_safely, model, str(path), shown="(another model, 'model.keras')")
    if not all(seen):
        raise Incorrect(
            "While the new model is being saved, the old file is no longer whole. If the power "
            "fails at that moment, both are lost."
        )
    _must_hold(path, 2)


def _must_survive_an_error(save_safely: Callable, path: Path) -> None:
    old = path.read_bytes()

    def fail():
        raise RuntimeError("this layer can't be saved")

    try:
        save_safely(_model(3, during=fail), str(path))
    except Exception:
        told = True
    else:
        told = False
    if not path.exists() or path.read_bytes() != old:
        raise Incorrect("A model that can't be saved has taken the old file with it.")
    if not told:
        raise Incorrect(
            "The old file survives a model that can't be saved, but your function says nothing: "
            "let the error through."
        )


def _model(number: int, during: Callable | None = None):
    """A model whose weights are a number; `during` is called when its layer is saved."""
    from faqlab.core.backend import keras

    class Told(keras.layers.Dense):
        def get_config(self):
            if during:
                during()
            return super().get_config()

    kind = Told if during else keras.layers.Dense
    start = keras.initializers.Constant(number)
    return keras.Sequential([keras.Input((2,)), kind(3, kernel_initializer=start, name="only")])


def _must_hold(path: Path, number: int) -> None:
    for found in _first_weights(path):
        if np.all(found == number):
            return
    raise Incorrect("After your function, the file under `path` isn't the model that it was given.")


def _first_weights(path: Path) -> Iterator[np.ndarray]:
    """Read the weights without Keras, which would want to know the class of the layer."""
    import h5py

    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as parts:
        weights = io.BytesIO(parts.read("model.weights.h5"))
    found = []
    with h5py.File(weights) as file:
        file.visititems(
            lambda name, item: found.append(item[()]) if hasattr(item, "dtype") else None
        )
    yield from (one for one in found if one.shape == (2, 3))


def _must_be_a_function(given: object) -> None:
    if not callable(given):
        raise Incorrect(
            f"This is {describe(given)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
