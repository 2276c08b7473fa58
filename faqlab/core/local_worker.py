"""One worker on this machine: its process, what it writes, and its end."""

import contextlib
import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

from .errors import three_beats

LOOPBACK = "127.0.0.1"
# Below those that systems lend to whoever connects to something: they stay free until a worker,
# some seconds later, takes one.
_PORTS = range(20_000, 32_000)


def free_ports(count: int) -> list[int]:
    """Find ports of this machine that nobody uses.

    Args:
        count: How many.

    Returns:
        The ports. They are free now; that they stay so until they are used is likely, not sure.

    Example:

    >>> len(set(free_ports(3)))
    3
    """
    shuffled = random.SystemRandom().sample(_PORTS, len(_PORTS))
    return list(itertools.islice(filter(_is_free, shuffled), count))


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        try:
            one.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def worker_environment(addresses: Sequence[str], rank: int) -> dict[str, str]:
    """Give the environment variables that tell a worker who it is, and where the others are.

    TensorFlow reads `TF_CONFIG`; `keras.distribution.initialize()`, on the JAX backend, reads the
    `KERAS_DISTRIBUTION_...` ones. On real machines set the same, with their addresses.

    Args:
        addresses: Of each worker its `"host:port"`, in the same order everywhere.
        rank: The number of the one that they are for, from 0.

    Returns:
        The variables.

    Raises:
        ValueError: If there is no worker of that number.

    Example:

    >>> worker_environment(["10.0.0.1:2222", "10.0.0.2:2222"], 1)["TF_CONFIG"]
    '{"cluster": {"worker": ["10.0.0.1:2222", "10.0.0.2:2222"]}, "task": {"type": "worker", \
"index": 1}}'
    """
    if not 0 <= rank < len(addresses):
        expected = f"a number from 0 to {len(addresses) - 1}" if addresses else "some addresses"
        raise ValueError(three_beats("There is no such worker.", expected, rank))
    task = {"type": "worker", "index": rank}
    return {
        "TF_CONFIG": json.dumps({"cluster": {"worker": list(addresses)}, "task": task}),
        "KERAS_DISTRIBUTION_JOB_ADDRESSES": ",".join(addresses),
        "KERAS_DISTRIBUTION_NUM_PROCESSES": str(len(addresses)),
        "KERAS_DISTRIBUTION_PROCESS_ID": str(rank),
    }


class LocalWorker:
    """A worker that runs on this machine, from now on. It ends when this process does.

    Args:
        script: The Python script that it runs.
        arguments: What the script is given.
        environment: The environment variables that it gets besides those of this process.
        told: Called with each line that it writes. Default: nothing.

    Attributes:
        log: The lines that it has written so far.
    """

    def __init__(
        self,
        script: str | os.PathLike,
        arguments: Sequence[str] = (),
        environment: dict[str, str] | None = None,
        told: Callable[[str], object] = lambda line: None,
    ):
        self.log: list[str] = []
        self._told = told
        paths = os.pathsep.join(filter(None, [*sys.path, os.environ.get("PYTHONPATH", "")]))
        ours = {"TF_CPP_MIN_LOG_LEVEL": "2", "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "faqlab.core.worker_process", os.fspath(script)]
        self._process = subprocess.Popen(
            [*command, *map(str, arguments)],
            env=os.environ | ours | {"PYTHONPATH": paths} | (environment or {}),
            # Nothing is written there: its end tells the worker that this process is gone.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # A group of its own: Ctrl-C comes here alone, and what it starts ends with it.
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout:
            text = line.decode("utf-8", "replace").rstrip()
            self.log.append(text)
            self._told(text)

    def poll(self) -> int | None:
        """Look whether it has ended.

        Returns:
            Its exit code, that of a process which a signal killed is negative; None if it runs.
        """
        known = self._process.returncode is not None
        code = self._process.poll()
        if code is not None and not known:
            # At once, while its number can't be that of somebody else yet.
            self._kill_group()
            self._reader.join(1)  # what it wrote last
        return code

    def _kill_group(self) -> None:
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()

    def kill(self) -> None:
        """Kill it at once, as a machine that fails would."""
        self._process.kill()

    def stop(self) -> None:
        """End it, and what it started; on Windows, which has no groups, it alone."""
        if self.poll() is None:
            self._kill_group()
        self._process.wait()
        self._reader.join(5)
        self._process.stdin.close()
        self._process.stdout.close()
