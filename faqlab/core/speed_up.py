"""How much faster several devices would train: an estimate from a measured step, and its curve."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .errors import three_beats
from .run_picture import BEST, TRAIN, VAL
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .backend import keras


@dataclass(frozen=True)
class SpeedUp:
    """What a training step costs, and what it would cost on several devices.

    A step on n devices takes `fixed + batch_size * per_sample / n + communication(n)` seconds. Its
    middle part alone is shared out, so the speed-up has a limit, as Amdahl's law says; and the
    devices must sum up their gradients, which takes the longer the more weights there are.

    Args:
        fixed: Seconds of a step that don't depend on the number of rows.
        per_sample: Seconds for each row.
        batch_size: Rows of a step, on all devices together.
        parameters: How many numbers the gradient holds, of 4 bytes each.
        bandwidth: Bytes that a device sends in a second. Default: 10 billion, as PCIe does;
            some 100 million is a usual network.
        latency: Seconds until a message arrives. Default: 20 millionths.

    Raises:
        ValueError: If a number can't be.

    Example:

    >>> estimate = SpeedUp(0.001, 0.0001, 256, 1_000_000)
    >>> [round(estimate.on(devices), 1) for devices in (1, 2, 4, 8)]
    [1.0, 1.9, 3.3, 5.1]
    """

    fixed: float
    per_sample: float
    batch_size: int
    parameters: int
    bandwidth: float = 10e9
    latency: float = 20e-6

    def __post_init__(self):
        if min(self.fixed, self.latency, self.parameters) < 0 or (
            min(self.per_sample, self.bandwidth, self.batch_size) <= 0
        ):
            expected = "times and sizes above zero"
            raise ValueError(three_beats("There is no such training step.", expected, self))

    def seconds(self, devices: int) -> float:
        """Estimate the seconds of a step.

        Args:
            devices: How many devices, 1 or more.

        Returns:
            The seconds.
        """
        shared = self.batch_size * self.per_sample / devices
        return self.fixed + shared + self.communication(devices)

    def communication(self, devices: int) -> float:
        """Estimate the seconds in which the devices sum up their gradients, in a ring.

        Each sends a part to its neighbour `2 * (devices - 1)` times, a part being the gradient
        divided by the number of devices.

        Args:
            devices: How many devices, 1 or more.

        Returns:
            The seconds.
        """
        part = 4 * self.parameters / devices
        return 2 * (devices - 1) * (self.latency + part / self.bandwidth)

    def on(self, devices: int) -> float:
        """Estimate how many times faster than one device so many are.

        Args:
            devices: How many devices, 1 or more.

        Returns:
            The speed-up.
        """
        return self.seconds(1) / self.seconds(devices)

    @property
    def limit(self) -> float:
        """The speed-up that no number of devices exceeds, even if sending took no time."""
        return float("inf") if self.fixed == 0 else self.seconds(1) / self.fixed

    def best(self, most: int = 64) -> int:
        """Find with how many devices a step is shortest.

        Args:
            most: The largest number to think of. Default: 64.

        Returns:
            The number of devices.
        """
        return min(range(1, most + 1), key=self.seconds)

    def draw(self, most: int = 16, slower: float = 100e6) -> Figure:
        """Draw the speed-up over the number of devices.

        Args:
            most: The largest number of devices. Default: 16.
            slower: The bytes in a second of a second, slower connection to compare with. Default:
                100 million.

        Returns:
            A matplotlib figure that a notebook shows.
        """
        figure = told_picture(f"Speed-up with 1 to {most} devices", figsize=(5.6, 3.6))
        axes = figure.subplots()
        devices = np.arange(1, most + 1)
        network = replace(self, bandwidth=slower, latency=max(self.latency, 1e-4))
        alone = replace(self, parameters=0, latency=0)
        for label, of, color, style in (
            ("all of it shared", lambda n: n, BEST, ":"),
            ("and the fixed part (Amdahl)", alone.on, "#00805c", "--"),
            (f"and sending at {self.bandwidth / 1e9:g} GB/s", self.on, TRAIN, "-o"),
            (f"and sending at {slower / 1e9:g} GB/s", network.on, VAL, "-D"),
        ):
            axes.plot(devices, [of(int(n)) for n in devices], style, color=color, ms=4, label=label)
        axes.set_xlabel("devices")
        axes.set_ylabel("times as fast")
        axes.set_ylim(0, most)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(fontsize="small", frameon=False)
        return figure


def measure_speed_up(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    batch_size: int = 256,
    *,
    repeats: int = 15,
    **connection: float,
) -> SpeedUp:
    """Time the training steps of a model on this machine, and estimate the rest.

    It trains: give it a copy of a model that matters.

    Args:
        model: The compiled model.
        x: Inputs, of shape `(samples, ...)`: `batch_size` of them or more.
        y: Their targets.
        batch_size: Rows of a step, on all devices together. Default: 256.
        repeats: Steps of each size to time; the shortest counts, as what else the machine does
            makes steps only longer. Default: 15.
        **connection: `bandwidth` and `latency`, as for `SpeedUp`.

    Returns:
        A `SpeedUp`.

    Raises:
        ValueError: If there are too few rows, or the batch can't be halved twice.
    """
    if batch_size < 4 or len(x) < batch_size:
        wrong = "There are too few rows to time."
        expected = f"{max(batch_size, 4)} or more, in batches of 4 or more"
        raise ValueError(three_beats(wrong, expected, len(x) if batch_size >= 4 else batch_size))
    sizes = [batch_size // 4, batch_size // 2, batch_size]
    seconds = [_shortest_step(model, x[:size], y[:size], repeats) for size in sizes]
    fixed, per_sample = line(sizes, seconds)
    parameters = sum(int(np.prod(one.shape)) for one in model.trainable_weights)
    return SpeedUp(fixed, per_sample, batch_size, parameters, **connection)


def _shortest_step(model, x, y, repeats: int) -> float:
    model.train_on_batch(x, y)  # the first one of a size makes its graph
    took = []
    for _ in range(repeats):
        begin = time.perf_counter()
        model.train_on_batch(x, y)
        took.append(time.perf_counter() - begin)
    return min(took)


def line(sizes: Sequence[int], seconds: Sequence[float]) -> tuple[float, float]:
    """Lay a line through the times of steps: what is fixed, and what each row adds.

    Args:
        sizes: Rows of the steps.
        seconds: What they took.

    Returns:
        The fixed seconds, zero at least, and those for each row, above zero.

    Example:

    >>> fixed, per_row = line([1, 2, 3], [3.0, 4.0, 5.0])
    >>> round(fixed, 6), round(per_row, 6)
    (2.0, 1.0)
    """
    slope, at_zero = np.polyfit(sizes, seconds, 1)
    # Steps that take about the same time, whatever their size, may seem to get shorter.
    tiny = 0.01 * max(seconds) / max(sizes)
    slope = max(float(slope), tiny)
    return max(float(at_zero), 0.0), slope
