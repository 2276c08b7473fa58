"""Data that isn't arrays: what can be known of it without taking anything out of it."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from ..core.backend import keras

ARRAYS, DATASET, PYDATASET, GENERATOR = "arrays", "a tf.data.Dataset", "a PyDataset", "a generator"
LOADER = "a loader of another library"


@dataclass(frozen=True, eq=False)
class Pipeline:
    """What can be known of data that comes in batches.

    Args:
        kind: `DATASET`, `PYDATASET`, `GENERATOR`, `LOADER`, or `ARRAYS` for all that is none.
        batches: How many batches there are; None if nobody knows.
        endless: Whether it is known never to end.
        batch: What could be looked at, `(x, y)` or `(x, y, sample_weight)`; None where looking
            would have taken something out.
        whole: Whether `batch` is all there is.
        hidden: Why there is no `batch`, a sentence; or nothing.
    """

    kind: str
    batches: int | None = None
    endless: bool = False
    batch: object = None
    whole: bool = False
    hidden: str = ""


def pipeline(data: object, name: str = "x") -> Pipeline:
    """Find out what some data is; nothing that is run once only is touched.

    A copy of a `PyDataset` is asked for its first batch: it must be able to give any batch at any
    time. Of a `tf.data.Dataset` the arrays that it was made of are looked at, if it does nothing to
    them but shuffle, batch, repeat and prefetch; running it would move its seeds on.

    Args:
        data: What is given as x, or as validation data.
        name: How to call it.

    Returns:
        A `Pipeline`.

    Example:

    >>> pipeline(iter([1])).kind
    'a generator'
    """
    if isinstance(data, keras.utils.PyDataset):
        return _py_dataset(data, name)
    names = [f"{one.__module__}.{one.__qualname__}" for one in type(data).__mro__]
    if any(one.startswith("tensorflow.") and one.endswith(".DatasetV2") for one in names):
        return _dataset(data, name)
    if any(one.startswith(("torch.utils.data.", "grain.")) for one in names):
        return Pipeline(LOADER, hidden=_hidden(name, LOADER))
    if isinstance(data, Iterator):
        return Pipeline(GENERATOR, hidden=_hidden(name, GENERATOR))
    return Pipeline(ARRAYS)


def _hidden(name: str, kind: str) -> str:
    return (
        f"{name} is {kind}: looking at its batches would use them up, so its numbers aren't "
        "checked. Check one batch of it as arrays: check_data(x_batch, y_batch, model)."
    )


def _py_dataset(data: keras.utils.PyDataset, name: str) -> Pipeline:
    batches = data.num_batches
    if not batches:
        return Pipeline(PYDATASET, batches, batches is None)
    # A copy is asked: one that notes what it was asked for notes nothing.
    return Pipeline(PYDATASET, int(batches), batch=copy.copy(data)[0], whole=batches == 1)


def _dataset(data: object, name: str) -> Pipeline:
    count = int(data.cardinality())
    known = {"batches": count if count >= 0 else None, "endless": count == -1}
    arrays = _arrays(data)
    if arrays is None:
        hidden = (
            f"{name} is {DATASET} with steps of its own: running them would move its seeds on, so "
            "its numbers aren't checked. Check one batch of it as arrays, of a copy of it."
        )
        return Pipeline(DATASET, **known, hidden=hidden)
    return Pipeline(DATASET, **known, batch=arrays, whole=True)


# What leaves the samples as they are.
_SAME = (
    "BatchDataset",
    "ParallelBatchDataset",
    "ShuffleDataset",
    "RepeatDataset",
    "PrefetchDataset",
    "OptionsDataset",
    "CacheDataset",
)


def _arrays(data: object) -> object:
    """The arrays that a data set cuts its samples from, if it does nothing else to them."""
    batched = 0
    for _ in range(20):
        kind = type(data).__name__.lstrip("_")
        if kind == "TensorSliceDataset" and batched == 1:
            tensors = getattr(data, "_tensors", None)
            structure = getattr(data, "element_spec", None)
            if tensors is None or structure is None:
                return None
            arrays = [keras.ops.convert_to_numpy(one) for one in tensors]
            return keras.tree.pack_sequence_as(structure, arrays)
        if kind not in _SAME or not hasattr(data, "_input_dataset"):
            return None
        batched += kind.endswith("BatchDataset")
        data = data._input_dataset
    return None
