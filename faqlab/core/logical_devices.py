"""Several devices on any machine: a Python whose CPU is split into logical ones."""

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import cloudpickle

from .device_setup import check_parts, devices_here, split_cpu
from .errors import one_of, three_beats
from .quiet import no_advice, quiet_stderr

BACKENDS = ("tensorflow", "jax")


def on_devices(
    function: Callable,
    count: int,
    *arguments,
    backend: str = "tensorflow",
    limit: float = 300,
    environment: Mapping[str, str] | None = None,
) -> object:
    """Call a function in a Python of its own that has several logical CPU devices.

    They share the cores of this machine: what is computed is what several real devices would
    compute, but it isn't faster. The function is sent there with what it uses, so it may come from
    a notebook; what it prints is written here when it ends. That Python ends once the function
    has returned: `atexit` handlers don't run.

    Args:
        function: The function.
        count: How many devices, 1 or more.
        *arguments: What to call it with; anything that can be pickled.
        backend: The backend, `"tensorflow"` or `"jax"`. Default: TensorFlow.
        limit: The seconds that it may take. Default: 300.
        environment: Variables of the environment to set there, beside this process's. Default:
            none.

    Returns:
        What the function returned; anything that can be pickled.

    Raises:
        ValueError: If there can't be so many devices, or there is no such backend.
        TypeError: If the function or its arguments can't be pickled.
        RuntimeError: If the function raised there, with its error; or if that Python died.
        TimeoutError: If it took longer than the limit; it is ended.

    Example:

    >>> def devices():
    ...     import tensorflow as tf
    ...
    ...     return [one.name for one in tf.config.list_logical_devices("CPU")]
    >>> on_devices(devices, 2)
    ['/device:CPU:0', '/device:CPU:1']
    """
    check_parts(count)
    if backend not in BACKENDS:
        wrong = f"No backend {backend!r} splits a CPU."
        raise ValueError(three_beats(wrong, one_of(backend, BACKENDS), backend))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        _write(Path(folder, "path"), sys.path)
        try:
            _write(Path(folder, "call"), (function, arguments))
        except (TypeError, pickle.PicklingError) as error:
            wrong = "The function, or what it uses, can't be sent there."
            expected = "a function that uses modules, other functions, arrays and plain values"
            raise TypeError(three_beats(wrong, expected, str(error))) from None
        command = [sys.executable, "-m", __spec__.name, folder, backend, str(count)]
        try:
            done = subprocess.run(
                command,
                env=_environment(backend, count) | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"It took longer than {limit:g} seconds, and was ended.") from None
        sys.stdout.write(done.stdout.decode("utf-8", "replace"))
        if Path(folder, "answer").is_file():
            return _read(Path(folder, "answer"))
        raise RuntimeError(_last_words(done))


def with_devices(function: Callable, count: int, *arguments, limit: float = 300) -> object:
    """Call a function where there are several devices: here, if this Python has them already.

    It has after `split_cpu`, and then there is no other Python to wait for. All seeds are put back.

    Args:
        function: The function, for TensorFlow's devices `"cpu:0"`, `"cpu:1"` and so on.
        count: How many devices, 1 or more.
        *arguments: What to call it with.
        limit: The seconds that it may take elsewhere. Default: 300.

    Returns:
        What the function returned.

    Raises:
        Exception: What the function raises, if it is called here; else as `on_devices` does.

    Example:

    >>> with_devices(int.__add__, 1, 2, 3)
    5
    """
    check_parts(count)
    if devices_here() < count:
        return on_devices(function, count, *arguments, limit=limit)
    # Here, because it starts TensorFlow, and `_main` has to be the first to.
    from .kept_seeds import kept_seeds

    with kept_seeds(), no_advice("tensorflow"), quiet_stderr():
        return function(*arguments)


def _environment(backend: str, count: int) -> dict[str, str]:
    ours = {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONIOENCODING": "utf-8"}
    if backend == "jax":
        flags = os.environ.get("XLA_FLAGS", "")
        ours["XLA_FLAGS"] = f"{flags} --xla_force_host_platform_device_count={count}".strip()
        ours["JAX_PLATFORMS"] = "cpu"
    return os.environ | ours


def _last_words(done: subprocess.CompletedProcess) -> str:
    """The error in which a Python ended, or how it ended without one."""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    begins = [i for i, line in enumerate(lines) if line.startswith("Traceback ")]
    if not begins:
        return f"It ended with exit code {done.returncode}."
    # Within a traceback all lines are indented; the error begins with the first that isn't.
    error = [i for i in range(begins[-1] + 1, len(lines)) if not lines[i].startswith(" ")]
    return "\n".join(lines[error[0] :]) if error else lines[-1]


# Its pickles hold the functions of a notebook too.
def _write(path: Path, value: object) -> None:
    path.write_bytes(cloudpickle.dumps(value))


def _read(path: Path) -> object:
    return cloudpickle.loads(path.read_bytes())


def _main(folder: str, backend: str, count: str) -> None:
    sys.path[:] = _read(Path(folder, "path"))
    if backend == "tensorflow":
        split_cpu(int(count))
    function, arguments = _read(Path(folder, "call"))
    _write(Path(folder, "part"), function(*arguments))
    # The answer is there in one piece or not at all.
    Path(folder, "part").rename(Path(folder, "answer"))
    # To take TensorFlow down piece by piece takes a second and more, and nobody waits for it.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    _main(*sys.argv[1:])
