"""HDF5 files written into memory first: on a full disk HDF5 itself may crash the process."""

import io

import h5py

from ..core.backend import keras


def weights_in_memory(model: keras.Model) -> io.BytesIO:
    """Write what `model.save_weights` writes.

    Args:
        model: The model.

    Returns:
        The bytes of a `.weights.h5` file.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    >>> with h5py.File(weights_in_memory(model)) as file:
    ...     file["layers/dense/vars/0"].shape
    (4, 3)
    """
    memory = _Memory()
    model.save_weights(memory)
    return memory


def whole_in_memory(model: keras.Model, optimizer: bool) -> io.BytesIO:
    """Write what `model.save` writes under a name that ends in `.h5`.

    Args:
        model: The model.
        optimizer: Whether the optimizer goes into it.

    Returns:
        The bytes of an `.h5` file.
    """
    memory = io.BytesIO()
    with _H5(memory, "w") as file:
        model.save(file, include_optimizer=optimizer)
    return memory


# Keras takes an open file as well as a name, and tells the format by what `str` makes of either.


class _Memory(io.BytesIO):
    def __str__(self) -> str:
        return "memory.weights.h5"


class _H5(h5py.File):
    def __str__(self) -> str:
        return "memory.h5"
