"""The seeds of a process, put back after something that sets them."""

import contextlib
import random
import sys
from collections.abc import Iterator

import numpy as np

from .backend import keras

# Where Keras keeps its seed and its generator; there is no public way to read them.
_OURS = ("global_random_seed", "global_seed_generator")


@contextlib.contextmanager
def kept_seeds() -> Iterator[None]:
    """Put back the states of Python's, NumPy's, Keras's and TensorFlow's generators at the end.

    Example:

    >>> before = random.getstate()
    >>> with kept_seeds():
    ...     keras.utils.set_random_seed(1)
    >>> random.getstate() == before
    True
    """
    python, numpy = random.getstate(), np.random.get_state()
    state = keras.src.backend.common.global_state
    ours = {name: state.get_global_attribute(name) for name in _OURS}
    with _tensorflow_kept():
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numpy)
            for name, value in ours.items():
                state.set_global_attribute(name, value)


@contextlib.contextmanager
def _tensorflow_kept() -> Iterator[None]:
    if "tensorflow" not in sys.modules:
        yield
        return
    # There is no public way to read TensorFlow's seed.
    from tensorflow.python.eager import context
    from tensorflow.random import set_seed

    state = context.context()
    seed, generator = state._seed, getattr(state, "_rng", None)
    try:
        yield
    finally:
        set_seed(seed)
        state._rng = generator
