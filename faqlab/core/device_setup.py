"""Memory of a GPU, and a CPU as several devices: set before TensorFlow starts, or not at all."""

import importlib
import sys
from types import ModuleType

from .errors import three_beats
from .quiet import quiet_stderr

_WHEN = "Restart the kernel, and call it first, before any operation has run."


def split_cpu(parts: int) -> tuple[str, ...]:
    """Make several logical devices of the CPU, to try placing without a GPU.

    They compute as the one CPU did, no faster. Where that many are there already nothing is done,
    so that a cell may be run again.

    Args:
        parts: How many.

    Returns:
        Their names, as `keras.device` takes them: `("cpu:0", "cpu:1")`.

    Raises:
        RuntimeError: If TensorFlow has started, with another number of them.
        ValueError: If it is no number from 1 on.

    Example:

    >>> split_cpu(0)
    Traceback (most recent call last):
    ...
    ValueError: A CPU can't be split so. Expected: a whole number, 1 or more. Received: 0.
    """
    check_parts(parts)
    tf = _tensorflow()
    if not _started(tf):
        logical = [tf.config.LogicalDeviceConfiguration() for _ in range(parts)]
        cpu = tf.config.list_physical_devices("CPU")[0]
        tf.config.set_logical_device_configuration(cpu, logical)
    with quiet_stderr():
        there = len(tf.config.list_logical_devices("CPU"))
    if there != parts:
        wrong = f"It is too late: TensorFlow has started, and the number of its CPUs is {there}."
        raise RuntimeError(three_beats(wrong, "a fresh kernel", f"split_cpu({parts})", _WHEN))
    return tuple(f"cpu:{number}" for number in range(parts))


def devices_here() -> int:
    """Count the logical devices of the CPU, without starting TensorFlow for that.

    Returns:
        Their number; 0 where TensorFlow hasn't started, or isn't Keras's backend.
    """
    tf, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
    if tf is None or keras is None or keras.backend.backend() != "tensorflow" or not _started(tf):
        return 0
    return len(tf.config.list_logical_devices("CPU"))


def check_parts(parts: int) -> None:
    """Check that a CPU can be split into so many.

    Args:
        parts: How many.

    Raises:
        ValueError: If it is no number from 1 on.
    """
    if isinstance(parts, bool) or not isinstance(parts, int) or parts < 1:
        expected = "a whole number, 1 or more"
        raise ValueError(three_beats("A CPU can't be split so.", expected, parts))


def grow_memory() -> str:
    """Let TensorFlow take of each GPU's memory what it needs, instead of nearly all at once.

    Returns:
        What was done, a sentence; so too where there is no GPU.

    Raises:
        RuntimeError: If TensorFlow has started, and took the memory already.
    """
    tf = _tensorflow()
    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        return "There is no GPU that TensorFlow sees: nothing to set. See `devices()`."
    if not all(tf.config.experimental.get_memory_growth(gpu) for gpu in gpus):
        _refuse_late(tf, "grow_memory()")
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
    return f"The memory of {len(gpus)} GPU(s) is taken as it is needed."


def limit_memory(megabytes: int) -> str:
    """Let TensorFlow take no more than so much of each GPU's memory.

    Args:
        megabytes: How much, in MiB.

    Returns:
        What was done, a sentence; so too where there is no GPU.

    Raises:
        RuntimeError: If TensorFlow has started, and took the memory already.
        ValueError: If it is no number above 0.
    """
    if not isinstance(megabytes, int) or megabytes < 1:
        raise ValueError(three_beats("No memory can be limited so.", "a number of MiB", megabytes))
    tf = _tensorflow()
    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        return "There is no GPU that TensorFlow sees: nothing to set. See `devices()`."
    limit = [tf.config.LogicalDeviceConfiguration(memory_limit=megabytes)]
    if any(tf.config.get_logical_device_configuration(gpu) != limit for gpu in gpus):
        _refuse_late(tf, f"limit_memory({megabytes})")
        for gpu in gpus:
            tf.config.set_logical_device_configuration(gpu, limit)
    return f"Of each of {len(gpus)} GPU(s) {megabytes} MiB are taken at most."


def _refuse_late(tf: ModuleType, call: str) -> None:
    if _started(tf):
        wrong = "It is too late: TensorFlow has started, and took the memory."
        raise RuntimeError(three_beats(wrong, "a fresh kernel", call, _WHEN))


def _tensorflow() -> ModuleType:
    # Not through `backend`: it runs an operation, and then it would be too late. To look for
    # devices isn't too early, and it is what TensorFlow writes lines about.
    with quiet_stderr():
        tf = importlib.import_module("tensorflow")
        tf.config.list_physical_devices()
    return tf


def _started(tf: ModuleType) -> bool:
    """Whether TensorFlow has made its devices; then they stay as they are."""
    from tensorflow.python.eager import context

    return context.context()._initialized
