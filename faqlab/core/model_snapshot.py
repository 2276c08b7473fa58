"""Use a model as one likes, and find it afterwards as it was, bit for bit."""

import contextlib
from collections.abc import Iterable, Iterator

import numpy as np

from .backend import keras
from .forward import losses_kept


class Snapshot:
    """What some variables hold at one moment, to be put back later.

    Args:
        variables: Keras variables.

    Example:

    >>> variable = keras.Variable([1.0, 2.0])
    >>> before = Snapshot([variable])
    >>> variable.assign([5.0, 6.0])  # doctest: +ELLIPSIS
    <...>
    >>> before.put_back()
    >>> keras.ops.convert_to_numpy(variable).tolist()
    [1.0, 2.0]
    """

    def __init__(self, variables: Iterable[keras.Variable]):
        self._kept = [(one, np.array(keras.ops.convert_to_numpy(one))) for one in variables]

    def put_back(self) -> None:
        """Give the variables what they held."""
        for variable, array in self._kept:
            variable.assign(array)


def dice_of(model: keras.Model) -> list[keras.Variable]:
    """Find what decides the random numbers that a model draws: dropout, noise, augmentation.

    Args:
        model: The model.

    Returns:
        The states of its seed generators, and Keras's global one, for layers that draw from that.

    Example:

    >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dropout(0.5)])
    >>> len(dice_of(model))
    2
    """
    weights = {id(one) for one in model.weights}
    return [*(one for one in model.variables if id(one) not in weights), *_global_dice()]


def moved_by_a_call(model: keras.Model) -> list[keras.Variable]:
    """Find what a call in training mode may change: statistics of batch norm, random states.

    Args:
        model: The model.

    Returns:
        The variables that no gradient changes.
    """
    trained = {id(one) for one in model.trainable_variables}
    return [*(one for one in model.variables if id(one) not in trained), *_global_dice()]


@contextlib.contextmanager
def left_as_it_was(model: keras.Model) -> Iterator[None]:
    """Let a block train and run a compiled model, and put all of its state back afterwards.

    Weights, optimizer, metrics, the statistics of batch norm and all random states are put back
    bit for bit, also where the block raises. An optimizer that hasn't begun is built, as the next
    `fit` would do it. XLA is off in the block, since it draws other random numbers.

    Args:
        model: The model; built and compiled.

    Yields:
        Nothing.

    Example:

    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("adam", "mse")
    >>> before = model.get_weights()
    >>> with left_as_it_was(model):
    ...     loss = model.train_on_batch(np.ones((4, 2)), np.ones(4))
    >>> all(map(np.array_equal, before, model.get_weights())), int(model.optimizer.iterations)
    (True, 0)
    """
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    metrics = [one for metric in model.metrics for one in metric.variables]
    everything = [*model.variables, *model.optimizer.variables, *metrics, *_global_dice()]
    before = Snapshot({id(one): one for one in everything}.values())
    functions = model.train_function, model.test_function
    jit_compile = model.jit_compile
    if jit_compile:
        model.jit_compile = False
        model.train_function = model.test_function = None
    try:
        with losses_kept(model):
            yield
    finally:
        # What was made in the block holds its numbers; what was there before gets its own back.
        model.reset_metrics()
        before.put_back()
        model.jit_compile = jit_compile
        # A traced function remembers which layers were frozen, so one that wasn't there must go.
        model.train_function, model.test_function = functions


def _global_dice() -> list[keras.Variable]:
    from keras.src.random.seed_generator import global_seed_generator

    return [global_seed_generator().state]
