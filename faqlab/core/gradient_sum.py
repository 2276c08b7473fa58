"""One step of data parallel training: each device's gradient, and their sum."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .backend import keras
from .data_parallel import EQUAL, check_network, mirrored, names
from .errors import three_beats
from .logical_devices import with_devices
from .page_table import page_table, text_table


@dataclass(frozen=True)
class GradientSum:
    """The gradients of one batch, shared out to several devices; its text is a table.

    Args:
        rows: How many rows of the batch each device had.
        lengths: The length of each device's gradient, all weights together.
        length: The length of their sum.
        difference: The largest difference between the sum and the gradient of the whole batch on
            one device.
    """

    rows: tuple[int, ...]
    lengths: tuple[float, ...]
    length: float
    difference: float

    @property
    def equal(self) -> bool:
        """Whether the sum is the gradient of the whole batch, to 1e-5."""
        return self.difference <= EQUAL

    def table(self) -> list[tuple[str, ...]]:
        """Give the table: device, rows, length of its gradient."""
        each = zip(self.rows, self.lengths, strict=True)
        told = [(f"device {i}", str(rows), f"{one:.2g}") for i, (rows, one) in enumerate(each)]
        return [*told, ("their sum", str(sum(self.rows)), f"{self.length:.2g}")]

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.table()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.table(), (), self._sum_up())

    def _sum_up(self) -> str:
        what = "The sum and the gradient of the whole batch on one device"
        if self.equal:
            return f"{what} are equal, to {EQUAL:g}."
        return f"{what} differ by up to {self.difference:.0e}."


_HEAD = ("where", "rows", "length of the gradient")


def gradient_sum(
    network: Callable[[], keras.Model], x: np.ndarray, y: np.ndarray, devices: int = 2
) -> GradientSum:
    """Compute the gradient of one batch on several devices, each with its rows, and sum it up.

    Each device's loss is the mean over its own rows, divided by the number of devices: for equal
    shares the sum of the gradients is that of the mean over the whole batch.

    Args:
        network: A function that makes the compiled model.
        x: The batch's inputs, of shape `(samples, ...)`.
        y: Its targets, of shape `(samples, ...)`.
        devices: How many logical devices. Default: 2.

    Returns:
        A `GradientSum`.

    Raises:
        TypeError: If `network` is no function.
        ValueError: If the batch can't be shared out equally.

    Example:

    >>> def network():
    ...     model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, use_bias=False)])
    ...     model.set_weights([np.zeros((3, 1))])
    ...     model.compile("sgd", "mse")
    ...     return model
    >>> gradient_sum(network, np.ones((4, 3)), np.array([[1.0], [1.0], [3.0], [3.0]]))
    where      rows  length of the gradient
    device 0   2     1.7
    device 1   2     5.2
    their sum  4     6.9
    The sum and the gradient of the whole batch on one device are equal, to 1e-05.
    """
    check_network(network)
    if devices < 1 or len(x) == 0 or len(x) % devices:
        expected = f"a number of rows that {devices} divides"
        raise ValueError(three_beats("The batch can't be shared out equally.", expected, len(x)))
    each, summed, whole = with_devices(_gradients, devices, network, x, y, devices)
    difference = max(float(np.abs(a - b).max()) for a, b in zip(summed, whole, strict=True))
    lengths = tuple(map(_length, each))
    return GradientSum((len(x) // devices,) * devices, lengths, _length(summed), difference)


def _length(gradient: list[np.ndarray]) -> float:
    return float(np.sqrt(sum(np.square(one, dtype="float64").sum() for one in gradient)))


def _gradients(network, x, y, devices):
    """Give each device's gradient, the sum that they all receive, and that of the whole batch."""
    import tensorflow as tf

    strategy = mirrored(names(devices))
    keras.utils.set_random_seed(0)
    with strategy.scope():
        model = network()
    parts = [np.array_split(one, devices) for one in (x, y)]

    def of_part(x, y):
        with tf.GradientTape() as tape:
            loss = model.compute_loss(x, y, model(x, training=True))
        gradient = tape.gradient(loss, model.trainable_variables)
        context = tf.distribute.get_replica_context()
        return gradient, context.all_reduce(tf.distribute.ReduceOp.SUM, gradient)

    shared = [
        strategy.experimental_distribute_values_from_function(
            lambda context, part=part: tf.constant(part[context.replica_id_in_sync_group])
        )
        for part in parts
    ]
    own, summed = strategy.run(tf.function(of_part), args=shared)
    keras.utils.set_random_seed(0)
    alone = network()
    with tf.GradientTape() as tape:
        loss = alone.compute_loss(x, y, alone(tf.constant(x), training=True))
    whole = tape.gradient(loss, alone.trainable_variables)
    each = zip(*map(strategy.experimental_local_results, own), strict=True)
    first = [strategy.experimental_local_results(one)[0] for one in summed]
    return [_arrays(one) for one in each], _arrays(first), _arrays(whole)


def _arrays(tensors) -> list[np.ndarray]:
    return [keras.ops.convert_to_numpy(one) for one in tensors]
