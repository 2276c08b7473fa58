"""Weights from one model into another, layer by layer, by the layers' names."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py

from ..core.backend import keras
from ..core.errors import one_of, three_beats
from ..core.page_table import page_table, text_table
from .formats import OLD_WEIGHTS_H5, WEIGHTS_H5, WHOLE_H5, recognise
from .named_weights import keep, layer_groups, open_weights, weights_by_name
from .old_order import in_order

_HEAD = ("layer", "what was done", "parameters", "why")
Shapes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Transfer:
    """What `transfer_weights` did; its text and its page are a table.

    Args:
        loaded: For each layer that got weights its address, and how many numbers.
        skipped: The layers of the same name whose shapes differ: address, the shapes in the source,
            the shapes in the model.
        left_over: The layers of the source that the model doesn't have.
        untouched: The layers of the model that the source doesn't have.
        unclear: The layers of an old file whose arrays can't be told apart, or run the other way:
            address, why. They are left as they are.
    """

    loaded: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, Shapes, Shapes], ...]
    left_over: tuple[str, ...]
    untouched: tuple[str, ...]
    unclear: tuple[tuple[str, str], ...] = ()

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table."""
        rows = [(name, "loaded", f"{size:,}", "") for name, size in self.loaded]
        rows += [
            (name, "skipped", "", f"{_listed(theirs)} in the source, {_listed(ours)} in the model")
            for name, theirs, ours in self.skipped
        ]
        rows += [(name, "skipped", "", why) for name, why in self.unclear]
        rows += [(name, "untouched", "", "not in the source") for name in self.untouched]
        return rows + [(name, "left over", "", "not in the model") for name in self.left_over]

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.rows()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        skipped = len(self.skipped) + len(self.unclear)
        marked = range(len(self.loaded), len(self.loaded) + skipped)
        return page_table(_HEAD, self.rows(), marked, self._sum_up())

    def _sum_up(self) -> str:
        count = len(self.loaded)
        layers = f"{count} layer{'' if count == 1 else 's'} loaded"
        skipped = len(self.skipped) + len(self.unclear)
        rest = f"{skipped} skipped, {len(self.untouched)} untouched"
        return f"{layers}, {rest}, {len(self.left_over)} left over."


def transfer_weights(
    source: str | os.PathLike | keras.Model,
    model: keras.Model,
    *,
    rename: Mapping[str, str] | None = None,
) -> Transfer:
    """Give the layers of a model the weights that layers of the same names have elsewhere.

    This is the FAQ's `load_weights(..., by_name=True)`, for files of any format. A layer whose
    shapes differ is left as it is, whole. No `compile` is needed, and the optimizer stays.

    Args:
        source: A `.keras`, `.weights.h5` or `.h5` file, of today or of Keras 1 or 2; or a model.
        model: The model that gets them; it must be built.
        rename: For layers with another name in the source: its name there, and the one in the
            model. In an old `.h5` a model within the model is one layer. Default: none.

    Returns:
        A `Transfer`: what was loaded, skipped, left over, untouched.

    Raises:
        ValueError: If no layer of the model has a name of the source's, if `rename` names what
            isn't there or one twice, or if the file has no weights.
        FileNotFoundError: If there is no such file.

    Example:

    >>> layers = [keras.layers.Dense(3, name="body"), keras.layers.Dense(2, name="head")]
    >>> old = keras.Sequential([keras.Input((4,)), *layers])
    >>> body, head = keras.layers.Dense(3, name="body"), keras.layers.Dense(5, name="new_head")
    >>> new = keras.Sequential([keras.Input((4,)), body, head])
    >>> print(transfer_weights(old, new))
    layer     what was done  parameters  why
    body      loaded         15
    new_head  untouched                  not in the source
    head      left over                  not in the model
    1 layer loaded, 0 skipped, 1 untouched, 1 left over.
    """
    if not isinstance(model, keras.Model) or not model.weights:
        expected = "a Keras model that is built"
        raise ValueError(three_beats("There are no weights to replace.", expected, model))
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        _opened(source, Path(folder)) as (theirs, what, by_place, theano),
    ):
        names = _names(theirs, rename or {})
        # Keras itself says where in a file each weight of a layer is, and puts it back from there.
        own = Path(folder, "own.weights.h5")
        model.save_weights(own)
        loaded, skipped, untouched, unclear = [], [], [], []
        if by_place:
            unclear = _by_place(model, names, theirs, theano, loaded, skipped, untouched)
        else:
            _by_path(model, own, names, theirs, loaded, skipped, untouched)
    ours = {name for name, *_ in (*loaded, *skipped, *unclear)}
    if not ours:
        raise ValueError(
            three_beats(
                f"No layer of the model has the name of one in {what}.",
                one_of((untouched or ["?"])[0], names),
                ", ".join(untouched)[:150],
                "rename={'its name there': 'its name here'} joins two.",
            )
        )
    left = tuple(old for new, old in names.items() if new not in ours)
    return Transfer(tuple(loaded), tuple(skipped), left, tuple(untouched), tuple(unclear))


def _names(theirs: Mapping, rename: Mapping[str, str]) -> dict[str, str]:
    """For each name in the model the one in the source."""
    for name in rename:
        if name not in theirs:
            wrong = "rename names a layer that the source doesn't have."
            raise ValueError(three_beats(wrong, one_of(name, theirs), name))
    names = {rename.get(name, name): name for name in theirs}
    if len(names) < len(theirs):
        wrong = "rename gives two layers of the source one name."
        raise ValueError(three_beats(wrong, "a name for each", dict(rename)))
    return names


@contextmanager
def _opened(source: object, folder: Path) -> Iterator[tuple[dict, str, bool, bool]]:
    """Give the arrays, what they are from, whether by place alone, whether Theano wrote them."""
    if isinstance(source, keras.Model):
        path, what = folder / "source.weights.h5", f"the model {source.name!r}"
        source.save_weights(path)
        kind = WEIGHTS_H5
    else:
        path, what = Path(source), os.path.basename(source)
        kind = recognise(path)
    with ExitStack() as stack:
        try:
            file = stack.enter_context(open_weights(path, kind))
            found = weights_by_name(file, kind)
            theano = file.get("model_weights", file).attrs.get("backend") in (b"theano", "theano")
        except (OSError, KeyError, ValueError, RuntimeError) as error:
            found, kind, theano = {}, f"{kind}, and {error}", False
        if not found:
            expected = "a .keras, .weights.h5 or .h5 file with layers"
            raise ValueError(three_beats(f"There are no weights in {what}.", expected, kind))
        yield found, what, kind in (WHOLE_H5, OLD_WEIGHTS_H5), theano


def _by_path(model, own: Path, names, theirs, loaded, skipped, untouched) -> None:
    """Put the source's numbers into a file of the model's own, and let Keras load that."""
    with h5py.File(own, "r+") as file:
        for address, group in layer_groups(file):
            mine = {}
            group.visititems(lambda name, item, to=mine: keep(to, name, item))
            if not mine:
                continue
            given = theirs.get(names.get(address))
            shapes = {name: item.shape for name, item in mine.items()}
            if given is None:
                untouched.append(address)
            elif shapes != {name: one.shape for name, one in given.items()}:
                pair = (_shapes(given.values()), _shapes(mine.values()))
                skipped.append((address, *pair))
            else:
                for name, item in mine.items():
                    item[...] = given[name][()]
                loaded.append((address, sum(item.size for item in mine.values())))
    model.load_weights(own)


def _by_place(model, names, theirs, theano, loaded, skipped, untouched) -> list[tuple[str, str]]:
    """The old formats tell the weights of a layer apart by their order."""
    unclear = []
    for layer in model.layers:
        if not layer.weights:
            continue
        given = theirs.get(names.get(layer.name))
        if given is None:
            untouched.append(layer.name)
            continue
        slots, arrays = in_order(layer, list(given)), list(given.values())
        if slots is None:
            unclear.append((layer.name, "which of its arrays is which can't be told"))
            continue
        if theano and any(one.ndim > 2 for one in arrays):
            unclear.append(
                (layer.name, "Theano's convolutions run the other way: upgrade the file")
            )
            continue
        if _shapes(arrays) != _shapes(slots):
            skipped.append((layer.name, _shapes(arrays), _shapes(slots)))
            continue
        for slot, array in zip(slots, arrays, strict=True):
            slot.assign(array[()])
        loaded.append((layer.name, sum(int(array.size) for array in arrays)))
    return unclear


def _shapes(arrays) -> Shapes:
    return tuple(tuple(one.shape) for one in arrays)


def _listed(shapes: Shapes) -> str:
    return ", ".join(map(str, shapes))
