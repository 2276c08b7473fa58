"""A training step on CPU and GPU, in batches of several sizes, in mixed precision, with XLA."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from .gpu_backends import look
from .quiet import no_advice, quiet_stderr
from .step_timing import Timing, in_turns

NOTHING_TO_COMPARE = (
    "Only a CPU is here, so there is nothing to compare: this is the CPU's own figure."
)
_ROUNDS = 15


def compare_devices(make_model: Callable[[], object], x, y, rounds: int = _ROUNDS) -> Timing:
    """Measure a training step on the CPU and on each GPU.

    Args:
        make_model: Makes a compiled model; it is called for each device.
        x: The inputs of one batch.
        y: The targets of one batch.
        rounds: How many steps are measured on each. Default: 15.

    Returns:
        A `Timing`; without a GPU it says that there is nothing to compare.
    """
    # Not "cpu:0": on PyTorch, Keras 3.15 copies each weight to it, and finds no gradients then.
    devices = ["cpu", *_gpus()]
    ways = {name: _step(make_model, x, y, name) for name in devices}
    timing = _measured(ways, rounds, dict.fromkeys(ways, len(x)))
    return timing if len(devices) > 1 else replace(timing, note=NOTHING_TO_COMPARE)


def compare_batch_sizes(
    make_model: Callable[[], object], x, y, sizes: Iterable[int], rounds: int = _ROUNDS
) -> Timing:
    """Measure a training step on batches of several sizes, on the device that Keras uses.

    Args:
        make_model: Makes a compiled model.
        x: Inputs, at least as many as the largest size.
        y: Their targets.
        sizes: The sizes.
        rounds: How many steps are measured of each. Default: 15.

    Returns:
        A `Timing`.
    """
    ways = {f"batch of {n}": _step(make_model, x[:n], y[:n]) for n in sizes}
    samples = {f"batch of {n}": n for n in sizes}
    return _measured(ways, rounds, samples)


def compare_precisions(make_model: Callable[[], object], x, y, rounds: int = _ROUNDS) -> Timing:
    """Measure a training step in float32 and in mixed precision.

    Args:
        make_model: Makes a compiled model, in the precision that Keras is set to.
        x: The inputs of one batch.
        y: The targets of one batch.
        rounds: How many steps are measured in each. Default: 15.

    Returns:
        A `Timing`. Keras's own setting is afterwards as it was.
    """
    from .backend import keras

    before, ways = keras.config.dtype_policy(), {}
    try:
        for policy in ("float32", "mixed_bfloat16", "mixed_float16"):
            keras.config.set_dtype_policy(policy)
            ways[policy] = _step(make_model, x, y)
    finally:
        keras.config.set_dtype_policy(before)
    return _measured(ways, rounds, dict.fromkeys(ways, len(x)))


def compare_xla(make_model: Callable[[bool], object], x, y, rounds: int = _ROUNDS) -> Timing:
    """Measure a training step without and with the XLA compiler.

    Args:
        make_model: Makes a compiled model; its argument is for `compile(jit_compile=...)`.
        x: The inputs of one batch.
        y: The targets of one batch.
        rounds: How many steps are measured of each. Default: 15.

    Returns:
        A `Timing`; what compiling itself takes isn't in it.
    """
    ways = {
        name: _step(lambda jit=jit: make_model(jit), x, y)
        for name, jit in (("without XLA", False), ("with XLA", True))
    }
    return _measured(ways, rounds, dict.fromkeys(ways, len(x)))


def _step(make_model, x, y, device: str | None = None) -> Callable[[], object]:
    """A training step of a new model; it returns the loss, so it has ended when it returns."""
    with _on(device):
        model = make_model()

    def step():
        with _on(device):
            return model.train_on_batch(x, y)

    return step


def _on(device: str | None) -> AbstractContextManager:
    from .backend import keras

    return keras.device(device) if device else nullcontext()


def _measured(ways: dict[str, Callable], rounds: int, samples: dict[str, int]) -> Timing:
    # TensorFlow advises against many models, and XLA and oneDNN say hello: both to no purpose here.
    with no_advice("tensorflow"), quiet_stderr():
        timing = in_turns(ways, rounds)
    note = "" if _gpus() else "Measured on the CPU: of a GPU it says nothing."
    return replace(timing, samples=samples, note=note)


def _gpus() -> list[str]:
    """The GPUs that this backend sees, as `keras.device` takes them."""
    from .backend import keras

    return [name.lower() for name in look(keras.backend.backend()).gpus]
