"""What is given to a model: checked, counted, and cut into batches, before anything runs."""

from collections.abc import Mapping

import numpy as np

from .backend import keras
from .errors import three_beats


class ModelInputs:
    """The arrays that a model is given, in the model's order, checked against what it expects.

    Args:
        model: The model.
        x: An array of shape `(samples, ...)`; for several inputs a list of them in the model's
            order, or a dict by the inputs' names. Whatever has a shape, a dtype and slices, an
            HDF5 dataset say, is read batch by batch.

    Attributes:
        samples: How many there are.
        expected: What a built model says of its inputs; empty for a subclassed one.
        specs: For each array the shape without the samples, and the type that the model is given.
        fixed_batch: The batch size that a stateful model insists on, or None.

    Raises:
        TypeError: If something in `x` isn't an array.
        ValueError: If there is no sample, if the arrays' lengths differ, or if a name, the number
            of arrays or a shape isn't what the model expects.

    Example:

    >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    >>> inputs = ModelInputs(model, np.zeros((10, 3)))
    >>> inputs.samples, inputs.batch(8, 10)[0].shape
    (10, (2, 3))
    """

    def __init__(self, model: keras.Model, x: object):
        self.expected = list(getattr(model, "inputs", None) or [])
        if self.expected:
            self._structure = input_structure(model)
            arrays = _in_order(self.expected, x)
        else:
            self._structure = _tidy(x)
            arrays = keras.tree.flatten(self._structure)
        self._arrays = [_array(one) for one in arrays]
        for expected, array in zip(self.expected, self._arrays, strict=False):
            _check_shape(expected, array)
        self.samples = _samples(self._arrays)
        self.specs = [(one.shape[1:], one.dtype) for one in self.batch(0, 1)]
        self.fixed_batch = fixed_batch(model)

    @classmethod
    def without_data(cls, model: keras.Model) -> "ModelInputs":
        """Say what a built model expects, where there is nothing to give it.

        Args:
            model: The model.

        Returns:
            Inputs of no sample.

        Raises:
            ValueError: If the model doesn't know the shape of its input.
        """
        inputs = cls.__new__(cls)
        inputs.expected = list(getattr(model, "inputs", None) or [])
        if not inputs.expected:
            wrong = f"The model {model.name!r} doesn't know the shape of its input."
            raise ValueError(three_beats(wrong, "an input for it, x=...", None))
        inputs._structure = input_structure(model)
        inputs._arrays, inputs.samples = [], 0
        inputs.specs = [(tuple(one.shape[1:]), one.dtype) for one in inputs.expected]
        inputs.fixed_batch = fixed_batch(model)
        return inputs

    def batch(self, start: int, stop: int) -> list[np.ndarray]:
        """Cut a batch out of every array; real numbers get the precision that Keras computes in."""
        return [_in_keras_precision(np.asarray(one[start:stop])) for one in self._arrays]

    def pack(self, flat: list) -> object:
        """Arrange what belongs to the arrays, one for one, in the way that the model expects."""
        return keras.tree.pack_sequence_as(self._structure, flat)

    def __repr__(self) -> str:
        shapes = [f"samples of shape {tuple(shape)}, {dtype}" for shape, dtype in self.specs]
        return shapes[0] if len(shapes) == 1 else f"[{', '.join(shapes)}]"


def input_structure(model: keras.Model) -> object:
    """Give a built model's symbolic inputs as it wants them: a tensor, a list, a dict.

    A Sequential's `input` raises, or, once the Sequential is part of a model, is that one's tensor.
    """
    return model.inputs[0] if isinstance(model, keras.Sequential) else model.input


def input_name(expected: keras.KerasTensor) -> str:
    """Give the name of the layer that stands for an input; its tensor may have another."""
    return expected._keras_history.operation.name


def fixed_batch(model: keras.Model) -> int | None:
    """Give the batch size that the states of a stateful model were made for.

    Args:
        model: Any model.

    Returns:
        The batch size, or None if nothing in the model is stateful or nothing is built yet.
    """
    stateful = [one for one in model._flatten_layers() if getattr(one, "stateful", False)]
    for layer in stateful:
        for state in keras.tree.flatten(getattr(layer, "states", None)):
            if state is not None:
                return int(state.shape[0])
    return model.inputs[0].shape[0] if stateful and getattr(model, "inputs", None) else None


def _in_order(expected: list, x: object) -> list:
    names = [input_name(one) for one in expected]
    if isinstance(x, Mapping):
        found = [x.get(one.name, x.get(name)) for one, name in zip(expected, names, strict=True)]
        for name, one in zip(names, found, strict=True):
            if one is None:
                wrong = f"The model's input {name!r} isn't there."
                raise ValueError(three_beats(wrong, " and ".join(map(repr, names)), list(x)))
        return found
    if len(expected) == 1:
        alone = isinstance(x, list | tuple) and len(x) == 1 and hasattr(x[0], "shape")
        return [x[0] if alone and len(x[0].shape) >= len(expected[0].shape) else x]
    if not isinstance(x, list | tuple) or len(x) != len(expected):
        many = f"{len(expected)} arrays, for {', '.join(map(repr, names))}"
        got = f"{len(x)} of them" if isinstance(x, list | tuple) else type(x).__name__
        raise ValueError(three_beats("The model has several inputs.", many, got))
    return list(x)


def _tidy(x: object) -> object:
    # A list of numbers is one array; a list of arrays is several.
    if isinstance(x, list | tuple) and not any(hasattr(one, "shape") for one in x):
        return np.asarray(x)
    return x


def _array(x: object) -> object:
    if hasattr(x, "shape") and hasattr(x, "dtype") and not keras.ops.is_tensor(x):
        array = x if hasattr(x, "__getitem__") else np.asarray(x)
    else:
        array = keras.ops.convert_to_numpy(x) if keras.ops.is_tensor(x) else np.asarray(x)
    words = array.dtype == object and array.size and isinstance(array.flat[0], str | bytes)
    if array.dtype == object and not words:
        raise TypeError(three_beats("The input isn't an array.", "arrays of numbers", type(x)))
    return array


def _check_shape(expected: keras.KerasTensor, array: object) -> None:
    wanted, got = tuple(expected.shape), tuple(array.shape)
    # As Keras does: a last axis of length 1 may be missing, or be there without need.
    if len(got) == len(wanted) + 1 and got[-1] == 1:
        got = got[:-1]
    elif len(got) == len(wanted) - 1 and wanted[-1] == 1 and not _fits(wanted[1:], got):
        got = (*got, 1)
    if len(got) == len(wanted) and _fits(wanted[1:], got[1:]):
        return
    shown = str(("samples", *("any" if one is None else one for one in wanted[1:])))
    remedy = "It looks like one sample: give it an axis of samples, x[None]."
    raise ValueError(
        three_beats(
            f"The shape of the input {input_name(expected)!r} is wrong.",
            shown.replace("'", "").replace(",)", ")"),
            tuple(array.shape),
            remedy if _fits(wanted[1:], tuple(array.shape)) else "",
        )
    )


def _fits(wanted: tuple, got: tuple) -> bool:
    pairs = zip(wanted, got, strict=False)
    return len(wanted) == len(got) and all(one in (None, other) for one, other in pairs)


def _samples(arrays: list) -> int:
    lengths = {one.shape[0] if one.shape else 0 for one in arrays}
    if len(lengths) > 1:
        wrong = "The inputs hold different numbers of samples."
        raise ValueError(three_beats(wrong, "as many in each", [len(one) for one in arrays]))
    if not lengths or lengths == {0}:
        raise ValueError(
            three_beats(
                "The input holds no sample.",
                "an array of shape (samples, ...) with at least one",
                [tuple(one.shape) for one in arrays],
            )
        )
    return lengths.pop()


def _in_keras_precision(array: np.ndarray) -> np.ndarray:
    return array.astype(keras.config.floatx(), copy=False) if array.dtype.kind == "f" else array
