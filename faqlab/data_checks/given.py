"""What is given to `fit`, taken apart: every array by a name that a sentence can use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..core.backend import keras
from .look import Look, look

# What an array may hold: whole numbers, numbers, true and false.
_NUMBERS = "biuf"


@dataclass(frozen=True, eq=False)
class Part:
    """One array of those that are given.

    Args:
        name: How a sentence calls it, `"x['image']"`.
        key: Where it stands among the others: an index, a name, or None where it is alone.
        array: Something with a shape, a dtype and slices.
        whole: Whether it is all there is; False for one batch of many.
    """

    name: str
    key: object
    array: object
    whole: bool = True

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape, the samples first."""
        return tuple(self.array.shape)

    @property
    def rows(self) -> int:
        """How many samples it holds."""
        return int(self.array.shape[0]) if self.array.shape else 0

    @property
    def dtype(self) -> np.dtype:
        """The type of what it holds."""
        return self.array.dtype

    @property
    def numbers(self) -> bool:
        """Whether it holds numbers, so that it can be looked at."""
        return self.dtype.kind in _NUMBERS and len(self.shape) > 0

    @cached_property
    def look(self) -> Look:
        """What is seen of its numbers."""
        return look(self.array)


@dataclass(frozen=True, eq=False)
class Odd:
    """Something that is given, but is no array.

    Args:
        name: How a sentence calls it.
        kind: `"lists"` for numbers in Python lists, `"closed"` for a data set of a closed HDF5
            file, `"unknown"` for anything else.
        value: The thing itself.
    """

    name: str
    kind: str
    value: object


def parts(given: object, name: str) -> tuple[list[Part], list[Odd]]:
    """Take what is given apart.

    Args:
        given: An array, tensor, frame or HDF5 data set; a list, tuple or dict of such; or None.
        name: How to call it, `"x"`.

    Returns:
        The arrays, and what is none.

    Example:

    >>> [part.name for part in parts({"a": np.zeros(3), "b": np.zeros(3)}, "x")[0]]
    ["x['a']", "x['b']"]
    >>> parts([[1, 2], [3, 4]], "x")[1][0].kind
    'lists'
    """
    found, odd = [], []
    for key, value in _leaves(given):
        called = name if key is None else f"{name}[{key!r}]"
        array = _array(value)
        if isinstance(array, str):
            odd.append(Odd(called, array, value))
        else:
            found.append(Part(called, key, array))
    return found, odd


def _leaves(given: object) -> Iterator[tuple[object, object]]:
    if given is None:
        return
    if isinstance(given, Mapping):
        yield from given.items()
    elif isinstance(given, list | tuple) and any(hasattr(one, "shape") for one in given):
        # One array in a list is an array.
        alone = len(given) == 1
        yield from ((None if alone else i, one) for i, one in enumerate(given) if one is not None)
    else:
        yield None, given


def _array(value: object) -> object:
    """Give an array of it, or say why there is none."""
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, list | tuple):
        return "lists"
    kind = f"{type(value).__module__}.{type(value).__name__}"
    if kind.startswith("h5py.") and not value:
        return "closed"
    if hasattr(value, "to_numpy"):  # a frame or a column of pandas
        return _of_frame(value)
    if keras.ops.is_tensor(value):
        dense = all(isinstance(one, int) for one in value.shape) and hasattr(value, "__getitem__")
        return keras.ops.convert_to_numpy(value) if dense and _dense(kind) else "unknown"
    readable = all(hasattr(value, one) for one in ("shape", "dtype", "__getitem__"))
    if not readable or "sparse" in kind.lower() or not isinstance(value.dtype, np.dtype):
        return "unknown"
    return value


def _of_frame(frame: object) -> np.ndarray:
    """Give what Keras makes of a frame: all of one precision, if a column is of another."""
    columns = list(frame.dtypes) if frame.ndim == 2 else [frame.dtype]
    plain = [one for one in columns if isinstance(one, np.dtype)]
    if any(one.kind == "f" and one.name != keras.config.floatx() for one in plain):
        try:
            return frame.astype("float64").to_numpy()
        except (TypeError, ValueError):
            pass  # a column of words
    # What is no type of NumPy's, a category say, Keras doesn't take.
    return frame.to_numpy() if len(plain) == len(columns) else frame.to_numpy(dtype=object)


def _dense(kind: str) -> bool:
    return not any(one in kind for one in ("Sparse", "Ragged"))


def unpacked(given: object) -> tuple[object, object, object]:
    """Take validation data, or a batch, apart as Keras does.

    Args:
        given: `(x,)`, `(x, y)` or `(x, y, sample_weight)`; anything else is x.

    Returns:
        x, y and the samples' weights; None for what isn't there.

    Example:

    >>> unpacked((1, 2))
    (1, 2, None)
    """
    if isinstance(given, list | tuple) and 1 <= len(given) <= 3:
        return (*given, None, None)[:3]
    return given, None, None
