"""Workers on the machines of a Ray cluster; Ray is needed for them alone."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from .errors import three_beats
from .local_worker import LocalWorker, free_ports

_LOST = 70  # the exit code of a worker whose machine doesn't answer any more


class RayMachines:
    """Places for workers on a Ray cluster, one each, for the time of a `with` block.

    Each machine needs the same Python with faqlab. If this process dies, Ray ends what holds the
    places, and the workers end with it.

    Args:
        address: The cluster's address, as `ray.init` takes it.
        count: How many places; a place is one CPU.

    Attributes:
        addresses: Of each place a `"host:port"` for its worker.

    Raises:
        ImportError: If Ray isn't installed.
    """

    def __init__(self, address: str, count: int):
        try:
            import ray
        except ImportError:
            wrong = "Ray isn't installed, and workers on a cluster need it."
            remedy = "Without an address the workers run on this machine, and need no Ray."
            told = three_beats(wrong, "`pip install ray`, on each machine", address, remedy)
            raise ImportError(told) from None
        self._ray, self._address, self._count = ray, address, count
        self._places: list = []

    def __enter__(self) -> "RayMachines":
        ray = self._ray
        self._ours = not ray.is_initialized()
        if self._ours:
            quiet = {"include_dashboard": False} if self._address == "local" else {}
            ray.init(address=self._address, log_to_driver=False, logging_level="error", **quiet)
        place = ray.remote(num_cpus=1)(Place)
        self._places = [place.remote() for _ in range(self._count)]
        self.addresses = ray.get([one.address.remote() for one in self._places], timeout=120)
        return self

    def __exit__(self, *error: object) -> None:
        for one in self._places:
            self._ray.kill(one)
        self._places = []
        if self._ours:
            self._ray.shutdown()

    def start(
        self,
        script: str | os.PathLike,
        arguments: Sequence[str],
        environment: dict[str, str],
        told: Callable[[str], object],
    ) -> "RayWorker":
        """Start the next worker: the rank says at which place.

        Args:
            script: The script; its text is sent there.
            arguments: What it is given.
            environment: The environment variables that the worker gets.
            told: Called with each line that it writes.

        Returns:
            A `RayWorker`, to be used as a `LocalWorker`.
        """
        place = self._places[int(environment["KERAS_DISTRIBUTION_PROCESS_ID"])]
        text = Path(script).read_text(encoding="utf-8")
        call = place.start.remote(Path(script).name, text, list(arguments), environment)
        self._ray.get(call, timeout=120)
        return RayWorker(self._ray, place, told)


class Place:
    """What runs on a machine of the cluster, and holds the worker there."""

    def address(self) -> str:
        """Say where others find a worker here."""
        import ray

        return f"{ray.util.get_node_ip_address()}:{free_ports(1)[0]}"

    def start(self, name: str, text: str, arguments: list[str], environment: dict) -> None:
        """Start the worker, from the text of its script."""
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        script = Path(self._folder.name, name)
        script.write_text(text, encoding="utf-8")
        self._worker = LocalWorker(script, arguments, environment)

    def look(self, known: int) -> tuple[int | None, list[str]]:
        """Tell the exit code, and the lines after those that are known."""
        return self._worker.poll(), self._worker.log[known:]

    def kill(self) -> None:
        """Kill the worker at once."""
        self._worker.kill()

    def stop(self) -> None:
        """End the worker, and what it started."""
        self._worker.stop()
        self._folder.cleanup()


class RayWorker:
    """A worker on a machine of a Ray cluster, to be used as a `LocalWorker`."""

    def __init__(self, ray, place, told: Callable[[str], object]):
        self.log: list[str] = []
        self._ray, self._place, self._told = ray, place, told
        self._code: int | None = None

    def poll(self) -> int | None:
        """Look whether it has ended, and fetch what it wrote."""
        if self._code is None:
            try:
                call = self._place.look.remote(len(self.log))
                self._code, lines = self._ray.get(call, timeout=30)
            except self._ray.exceptions.RayError as error:
                self._code, lines = _LOST, [f"RayError: {type(error).__name__}: its place is lost"]
            self.log += lines
            for line in lines:
                self._told(line)
        return self._code

    def kill(self) -> None:
        """Kill it at once."""
        self._ray.get(self._place.kill.remote(), timeout=30)

    def stop(self) -> None:
        """End it, and what it started; if its place is lost, it has ended by itself."""
        with contextlib.suppress(self._ray.exceptions.RayError):
            self._ray.get(self._place.stop.remote(), timeout=30)
            self.poll()
        self._code = _LOST if self._code is None else self._code
