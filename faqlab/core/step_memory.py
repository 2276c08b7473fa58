"""How much memory a training step needs, measured by the allocator of TensorFlow itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .backend import keras
from .data_parallel import check_network
from .epoch_steps import check_count
from .errors import three_beats
from .logical_devices import on_devices
from .page_table import page_table, text_table
from .summary import two

if TYPE_CHECKING:
    Network = Callable[[], keras.Model]

# The CPU's usual allocator keeps no books; this one is what a GPU has too.
_BOOKKEEPING = {"TF_CPU_ALLOCATOR_USE_BFC": "1"}
_HEAD = ("step", "batch size", "memory for the step", "of the first")


@dataclass(frozen=True)
class StepMemory:
    """The memory of training steps; the text and the page are a table.

    Args:
        device: Where it was measured: "CPU" or "GPU".
        sizes: For each way its batch size.
        bytes: For each way the most memory that was taken during a step, beyond what stays: the
            weights and what the optimizer keeps.
    """

    device: str
    sizes: Mapping[str, int]
    bytes: Mapping[str, int]

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: the way, its batch size, megabytes, share of the first."""
        first = next(iter(self.bytes.values()))
        return [
            (name, f"{self.sizes[name]:,}", f"{two(taken / 1e6)} MB", f"{taken / first:.2f}")
            for name, taken in self.bytes.items()
        ]

    def __str__(self) -> str:
        return "\n".join([text_table(_HEAD, self.rows()), self._sum_up()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        most = max(self.bytes.values())
        bars = [taken / most for taken in self.bytes.values()]
        return page_table(_HEAD, self.rows(), caption=self._sum_up(), bars=bars)

    def _sum_up(self) -> str:
        return f"The peak of one step on the {self.device}, as TensorFlow's allocator counts it."


def step_memory(
    ways: Mapping[str, tuple[Network, int]], x: np.ndarray, y: np.ndarray, limit: float = 300
) -> StepMemory:
    """Measure the memory that a training step takes, in a Python of its own.

    It is what must fit on a device beside the weights and the optimizer's numbers: above all what
    the layers put out, which is kept until the gradients have been computed.

    Args:
        ways: For each way, by name, a function that makes the compiled model, and the batch size.
        x: Inputs, of shape `(samples, ...)`: as many as the largest batch, or more.
        y: Their targets.
        limit: The seconds that it may take. Default: 300.

    Returns:
        A `StepMemory`.

    Raises:
        TypeError: If a network is no function, or a batch size isn't a whole number.
        ValueError: If there is no way, a batch size is less than 1, or there are too few samples.
        RuntimeError: If Keras runs on another backend than TensorFlow, or a step raises.
        TimeoutError: If it takes longer than the limit.

    Example:

    >>> def network():
    ...     model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(256)])
    ...     model.compile("sgd", "mse")
    ...     return model
    >>> x, y = np.ones((512, 64)), np.ones((512, 256))
    >>> taken = step_memory({"large": (network, 512), "small": (network, 128)}, x, y).bytes
    >>> 2 < taken["large"] / taken["small"] < 5
    True
    """
    if not ways:
        raise ValueError(three_beats("There is nothing to measure.", "one way at least", ways))
    for network, size in ways.values():
        check_network(network)
        if check_count("A batch size", size) > len(x):
            wrong = "There are too few samples for a batch."
            raise ValueError(three_beats(wrong, f"{size} or more", len(x)))
    if keras.backend.backend() != "tensorflow":
        raise RuntimeError(
            three_beats(
                "Only TensorFlow's memory can be measured so.",
                "the backend 'tensorflow'",
                keras.backend.backend(),
            )
        )
    device, taken = on_devices(
        _peaks, 1, list(ways.values()), x, y, limit=limit, environment=_BOOKKEEPING
    )
    sizes = {name: int(size) for name, (_, size) in ways.items()}
    return StepMemory(device, sizes, dict(zip(ways, taken, strict=True)))


def _peaks(ways, x, y) -> tuple[str, list[int]]:
    import tensorflow as tf

    device = "GPU" if tf.config.list_physical_devices("GPU") else "CPU"
    taken = []
    for network, size in ways:
        keras.backend.clear_session()
        model = network()
        batch = tf.constant(x[:size]), tf.constant(y[:size])
        for _ in range(2):  # the first makes the graph
            model.train_on_batch(*batch)
        stays = tf.config.experimental.get_memory_info(f"{device}:0")["current"]
        tf.config.experimental.reset_memory_stats(f"{device}:0")
        model.train_on_batch(*batch)
        peak = tf.config.experimental.get_memory_info(f"{device}:0")["peak"]
        taken.append(int(peak - stays))
    return device, taken
