"""The same on each backend that is installed: a process for each, as Keras has one for good."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from .errors import one_of, three_beats

# As Keras calls them. Its OpenVINO backend predicts only, and trains nothing.
BACKENDS = ("tensorflow", "jax", "torch")


def installed_backends() -> tuple[str, ...]:
    """Find the backends that Keras could train on here.

    Returns:
        Their names, as `KERAS_BACKEND` takes them.

    Example:

    >>> "tensorflow" in installed_backends()
    True
    """
    return tuple(name for name in BACKENDS if find_spec(name) is not None)


def on_each_backend(
    function: str, backends: Iterable[str] | None = None, limit: float = 120
) -> dict[str, object]:
    """Call a function on each backend, in a process of its own.

    Args:
        function: Its full name, `"package.module:function"`. It takes nothing, and returns what
            JSON can hold.
        backends: The backends. Default: all that are installed.
        limit: The seconds that each may take. Default: 120.

    Returns:
        For each backend what the function returned; where it didn't, the error as an `Exception`.

    Raises:
        ValueError: If there is no such backend.

    Example:

    >>> on_each_backend("keras.config:backend", ["tensorflow"])
    {'tensorflow': 'tensorflow'}
    """
    chosen = installed_backends() if backends is None else tuple(backends)
    for name in chosen:
        if name not in BACKENDS:
            wrong = f"Keras trains on no backend {name!r}."
            raise ValueError(three_beats(wrong, one_of(name, BACKENDS), name))
    return {name: _apart(name, function, limit) for name in chosen}


def _apart(backend: str, function: str, limit: float) -> object:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        answer = Path(folder, "answer")
        command = [sys.executable, "-m", "faqlab.core.backends", function, str(answer)]
        environment = os.environ | {"KERAS_BACKEND": backend}
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, timeout=limit, check=False
            )
        except subprocess.TimeoutExpired:
            return TimeoutError(f"It took longer than {limit:g} seconds.")
        if answer.is_file():
            return json.loads(answer.read_text("utf-8"))
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return RuntimeError(lines[-1] if lines else f"It ended with exit code {done.returncode}.")


def _main(function: str, answer: str) -> None:
    module, name = function.split(":")
    told = json.dumps(getattr(import_module(module), name)())
    Path(answer).write_text(told, encoding="utf-8")


if __name__ == "__main__":
    _main(*sys.argv[1:])
