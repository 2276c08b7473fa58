"""What `fit` is given, row by row: arrays, frames, and dicts, lists or tuples of them."""

from collections.abc import Iterator

import numpy as np

from .errors import three_beats

_ARRAYS = "an array, a tensor, a pandas frame, an HDF5 dataset, or a dict, list or tuple of them"
_TWO_OF_THEM = (
    "What comes batch by batch can't be cut by rows, and `fit` refuses `validation_split` for it "
    "too. Make two of it, and give the second as `validation_data`."
)


def row_leaves(data: object, name: str) -> dict[str, object]:
    """Give the single arrays of what `fit` is given as `x`, `y` or `sample_weight`.

    A list or tuple that holds arrays is several inputs, as for Keras; one that holds numbers, texts
    or lists is a single array.

    Args:
        data: The data; None is none.
        name: What to call it, such as `"x"`.

    Returns:
        For each array its name, such as `"x['image']"`, and the array, rows first. Plain lists have
        become arrays; all else is as it was given, and nothing is read from a file.

    Raises:
        TypeError: If something isn't an array.
        ValueError: If a list is uneven.

    Example:

    >>> leaves = row_leaves({"image": np.zeros((5, 8, 8)), "age": [3, 4, 5, 6, 7]}, "x")
    >>> {name: one.shape for name, one in leaves.items()}
    {"x['image']": (5, 8, 8), "x['age']": (5,)}
    """
    return dict(_leaves(data, name))


def count_rows(leaves: dict[str, object]) -> int:
    """Count the rows, the same number in all arrays.

    Args:
        leaves: The arrays by name.

    Returns:
        How many rows there are.

    Raises:
        ValueError: If there is none, or the arrays differ.

    Example:

    >>> count_rows({"x": np.zeros((5, 2)), "y": np.zeros(5)})
    5
    """
    lengths = {name: int(one.shape[0]) for name, one in leaves.items()}
    if len(set(lengths.values())) > 1:
        wrong = "The arrays differ in their number of rows."
        remedy = "A list of arrays is several inputs to Keras: `np.stack(...)` makes rows of it."
        remedy = remedy if any("[0]" in name for name in lengths) else ""
        raise ValueError(three_beats(wrong, "as many rows in each", lengths, remedy))
    if not any(lengths.values()):
        raise ValueError(three_beats("There are no rows.", "one row at least", lengths))
    return next(iter(lengths.values()))


def take_rows(data: object, rows: np.ndarray) -> object:
    """Take some rows of what `fit` is given.

    Args:
        data: The data, as for `row_leaves`.
        rows: The numbers of the rows, of shape `(n,)`, in the order wanted.

    Returns:
        The same structure: a dict stays a dict, a frame a frame. Plain lists, TensorFlow's tensors
        and HDF5 datasets become arrays.

    Example:

    >>> take_rows({"age": [3, 4, 5], "name": np.array(["a", "b", "c"])}, np.array([2, 0]))
    {'age': array([5, 3]), 'name': array(['c', 'a'], dtype='<U1')}
    """
    if data is None:
        return None
    if isinstance(data, dict):
        return {key: take_rows(one, rows) for key, one in data.items()}
    if _several(data):
        taken = [take_rows(one, rows) for one in data]
        return type(data)(*taken) if hasattr(data, "_fields") else type(data)(taken)
    return _take(_as_rows(data, "this"), rows)


def is_plain_list(data: object) -> bool:
    """Say whether there is a plain list, or a list in a dict, where Keras wants arrays.

    Args:
        data: The data, as for `row_leaves`.

    Returns:
        Whether there is one.

    Example:

    >>> is_plain_list([[1, 2], [3, 4]]), is_plain_list([np.ones(2), np.ones(2)])
    (True, False)
    """
    if isinstance(data, dict):
        return any(map(is_plain_list, data.values()))
    if _several(data):
        return any(map(is_plain_list, data))
    return isinstance(data, (list, tuple))


def _leaves(data: object, name: str) -> Iterator[tuple[str, object]]:
    if data is None:
        return
    if isinstance(data, dict):
        for key, one in data.items():
            yield from _leaves(one, f"{name}[{key!r}]")
    elif _several(data):
        for place, one in enumerate(data):
            yield from _leaves(one, f"{name}[{place}]")
    else:
        yield name, _as_rows(data, name)


def _several(data: object) -> bool:
    """Whether it is a list or a tuple of arrays, and not one of numbers."""
    if not isinstance(data, (list, tuple)):
        return False
    return any(isinstance(one, dict) or len(getattr(one, "shape", ())) > 0 for one in data)


def _as_rows(data: object, name: str) -> object:
    if isinstance(data, (list, tuple)):
        try:
            data = np.asarray(data)
        except ValueError:
            wrong = f"{name} is a list whose rows are of different length."
            expected = "rows of one length, such as `keras.utils.pad_sequences` makes"
            raise ValueError(three_beats(wrong, expected, type(data).__name__)) from None
    elif not hasattr(data, "shape") and hasattr(data, "__array__"):
        data = np.asarray(data)
    shape = getattr(data, "shape", None)
    ragged = hasattr(data, "row_splits")
    if shape is None or ragged or not hasattr(data, "__getitem__"):
        remedy = "" if ragged or isinstance(data, (str, bytes)) else _TWO_OF_THEM
        raise TypeError(three_beats(f"{name} isn't cut by rows.", _ARRAYS, _Kind(data), remedy))
    if len(shape) == 0 or shape[0] is None:
        wrong = f"{name} has no rows."
        raise TypeError(three_beats(wrong, _ARRAYS, _Kind(data)))
    return data


class _Kind:
    """The type of something, where its own text would differ each time or fill a page."""

    def __init__(self, thing: object):
        self._name = type(thing).__name__

    def __repr__(self) -> str:
        return f"a {self._name}"


def _take(leaf: object, rows: np.ndarray) -> object:
    if hasattr(leaf, "iloc"):
        return leaf.iloc[rows]
    if hasattr(leaf, "tocsr"):
        return leaf.tocsr()[rows]
    home = type(leaf).__module__.partition(".")[0]
    if home == "h5py":
        # HDF5 reads rows in rising order only.
        order = np.argsort(rows, kind="stable")
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return leaf[rows[order]][back] if len(rows) else leaf[:0]
    if home in ("tensorflow", "jax", "jaxlib"):
        leaf = np.asarray(leaf)
    return leaf[rows]
