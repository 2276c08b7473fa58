"""Data parallel training: a copy of the model on each device, each with its share of the batch."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .backend import keras
from .errors import three_beats
from .logical_devices import with_devices
from .page_table import page_table, text_table

EQUAL = 1e-5


@dataclass(frozen=True)
class DataParallel:
    """What came of training a model on several devices, and on one; its text is a table.

    Args:
        devices: How many devices.
        shares: For each step the rows of the batch that each device's copy of the model was given.
        losses: The loss after each epoch, on several devices.
        losses_of_one: The same on one device.
        weights: The weights in the end, in the order of `model.weights`.
        difference: The largest difference between them and those that one device trained.
    """

    devices: int
    shares: tuple[tuple[int, ...], ...]
    losses: tuple[float, ...]
    losses_of_one: tuple[float, ...]
    weights: tuple[np.ndarray, ...]
    difference: float

    @property
    def equal(self) -> bool:
        """Whether all weights are those of one device, to 1e-5."""
        return self.difference <= EQUAL

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: step, rows of the batch, rows of each device."""
        told, step = [], 1
        for shares, same in itertools.groupby(self.shares):
            last = step + len(list(same)) - 1
            steps = f"{step}" if step == last else f"{step} to {last}"
            told.append((steps, str(sum(shares)), *map(str, shares)))
            step = last + 1
        return told

    def __str__(self) -> str:
        return "\n".join([text_table(self._head(), self.rows()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        uneven = [i for i, row in enumerate(self.rows()) if len(set(row[2:])) > 1]
        return page_table(self._head(), self.rows(), uneven, self._sum_up())

    def _head(self) -> tuple[str, ...]:
        return ("step", "rows", *(f"device {i}" for i in range(self.devices)))

    def _sum_up(self) -> str:
        if self.equal:
            return f"The weights are those of one device, to {EQUAL:g}."
        return f"The weights differ from those of one device, by up to {self.difference:.0e}."


def data_parallel(
    network: Callable[[], keras.Model],
    x: np.ndarray,
    y: np.ndarray,
    devices: int = 2,
    *,
    batch_size: int = 32,
    epochs: int = 1,
    seed: int = 0,
) -> DataParallel:
    """Train a model on several logical devices and on one, and compare.

    It is `fit` under TensorFlow's `MirroredStrategy`, with `shuffle=False`; in a Python of its own,
    unless this one has as many devices (`split_cpu`).
    Several logical devices of a CPU are slow: take 2 to 4 for anything longer than a few steps.

    Args:
        network: A function that makes the compiled model: it is called once for each training, as a
            strategy takes only models that are made within its scope.
        x: The inputs, of shape `(samples, ...)`.
        y: The targets, of shape `(samples, ...)`.
        devices: How many devices. Default: 2.
        batch_size: The samples of a step, on all devices together. Default: 32.
        epochs: How often to go through the data. Default: 1.
        seed: The seed that is set before the model is made. Default: 0.

    Returns:
        A `DataParallel`.

    Raises:
        TypeError: If `network` is no function.
        ValueError: If there are fewer than two devices.
        RuntimeError: If the training raises in another Python, with its error; here it is the error
            itself.
        TimeoutError: If it takes longer than ten minutes in another Python.

    Example:

    >>> def network():
    ...     model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    ...     model.compile("sgd", "mse")
    ...     return model
    >>> data_parallel(network, np.ones((8, 3)), np.ones((8, 1)), batch_size=8)
    step  rows  device 0  device 1
    1     8     4         4
    The weights are those of one device, to 1e-05.
    """
    check_network(network)
    if devices < 2:
        raise ValueError(three_beats("One device has nothing to share.", "2 or more", devices))
    several, one = with_devices(
        _train_both, devices, network, x, y, devices, batch_size, epochs, seed, limit=600
    )
    pairs = zip(several.weights, one.weights, strict=True)
    difference = max((float(np.abs(a - b).max()) for a, b in pairs if a.size), default=0.0)
    trained = several.shares, several.losses, one.losses, several.weights
    return DataParallel(devices, *trained, difference)


def check_network(network: object) -> None:
    """Refuse what doesn't make a model.

    Args:
        network: What was given for the function that makes it.

    Raises:
        TypeError: If it is no function, or a model that is made already.
    """
    if isinstance(network, keras.Model) or not callable(network):
        raise TypeError(
            three_beats(
                "The devices need a model that is made within their scope.",
                "a function that makes the compiled model, and returns it",
                type(network).__name__,
                "Put what makes it into a function: `def network(): ...; return model`.",
            )
        )


@dataclass(frozen=True)
class Trained:
    """One training: the rows that each replica was given at each step, losses, weights."""

    shares: tuple[tuple[int, ...], ...]
    losses: tuple[float, ...]
    weights: tuple[np.ndarray, ...]


def _train_both(network, x, y, devices, batch_size, epochs, seed) -> list[Trained]:
    arguments = network, x, y, batch_size, epochs, seed
    return [train_on(names(count), *arguments) for count in (devices, 1)]


def names(count: int) -> list[str]:
    """Name the first logical devices of the CPU."""
    return [f"/cpu:{i}" for i in range(count)]


def mirrored(devices: Sequence[str]):
    """Make the strategy that keeps a copy of the model on each of the devices.

    Args:
        devices: Their names.

    Returns:
        A `tf.distribute.MirroredStrategy`, which sums gradients up on one device. The way that it
        takes by itself for CPUs allows one number of devices in a Python, and no second one.
    """
    import tensorflow as tf

    reduction = tf.distribute.ReductionToOneDevice()
    return tf.distribute.MirroredStrategy(devices, cross_device_ops=reduction)


def train_on(devices: Sequence[str], network, x, y, batch_size, epochs, seed) -> Trained:
    """Train on devices of this Python, and note what each replica is given.

    Args:
        devices: Their names; one device is trained on without a strategy.
        network: The function that makes the model, as for `data_parallel`.
        x: The inputs.
        y: The targets.
        batch_size: The samples of a step.
        epochs: How often to go through the data.
        seed: The seed that is set before the model is made.

    Returns:
        A `Trained`.
    """
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    strategy = mirrored(devices) if len(devices) > 1 else tf.distribute.get_strategy()
    with strategy.scope():
        model = network()
    seen: list[list[int]] = [[] for _ in devices]
    _spy(model, seen)
    history = model.fit(x, y, batch_size, epochs, verbose=0, shuffle=False)
    weights = tuple(np.asarray(keras.ops.convert_to_numpy(one)) for one in model.weights)
    return Trained(tuple(zip(*seen, strict=True)), tuple(history.history["loss"]), weights)


def _spy(model: keras.Model, seen: list[list[int]]) -> None:
    """Have each replica note how many rows its train step is given."""
    import tensorflow as tf

    model.jit_compile = False  # XLA compiles no call of Python
    train_step = model.train_step

    def note(replica, rows):
        seen[int(replica)].append(int(rows))
        return np.int32(0)

    def spied(data):
        replica = tf.distribute.get_replica_context().replica_id_in_sync_group
        rows = tf.shape(tf.nest.flatten(data)[0])[0]
        noted = tf.numpy_function(note, [tf.cast(replica, tf.int32), rows], tf.int32)
        with tf.control_dependencies([noted]):
            return train_step(data)

    model.train_step = spied
