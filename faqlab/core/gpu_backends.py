"""What a backend was built for, and which devices it sees."""

import importlib.metadata
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from .backends import on_each_backend


@dataclass(frozen=True)
class Seen:
    """What a backend was built for, and which devices it sees.

    Args:
        backend: Its name, as `KERAS_BACKEND` takes it.
        version: Its version.
        devices: The devices that it may use, `("CPU:0", "GPU:0")`.
        hidden: Devices that it sees and was told not to use. Default: none.
        cuda: The CUDA that it was built for, `(12, 5)`; None: it wasn't built for CUDA.
        libraries: Which libraries of CUDA came with Python packages, by name and version.
        extras: Other packages that bring GPUs: `"tensorflow-metal"`. Default: none.
        error: Why it couldn't be asked. Default: nothing.
    """

    backend: str
    version: str = ""
    devices: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    cuda: tuple[int, int] | None = None
    libraries: tuple[tuple[str, str], ...] = ()
    extras: tuple[str, ...] = ()
    error: str = ""

    @property
    def gpus(self) -> tuple[str, ...]:
        """The devices that are more than a CPU."""
        return tuple(one for one in self.devices if not one.startswith("CPU"))


def seen(backends: Sequence[str]) -> tuple[Seen, ...]:
    """Ask backends for their devices.

    One that is loaded in this process is asked here, so that what was hidden here is told; each
    other one in a process of its own, for to load it takes seconds and may take a GPU's memory.

    Args:
        backends: Their names.

    Returns:
        A `Seen` for each.

    Example:

    >>> seen([])
    ()
    """
    elsewhere = [name for name in backends if name not in sys.modules]
    told = on_each_backend(f"{__name__}:as_json", elsewhere)
    return tuple(_answer(name, told[name]) if name in told else look(name) for name in backends)


def _answer(backend: str, told: object) -> Seen:
    if isinstance(told, Exception):
        return Seen(backend, error=str(told))
    pairs = {key: tuple(value) for key, value in told.items() if isinstance(value, list)}
    pairs["libraries"] = tuple(map(tuple, told["libraries"]))
    return Seen(**told | pairs)


def as_json() -> dict:
    """Ask the backend that `KERAS_BACKEND` names; for a process of its own."""
    return asdict(look(os.environ["KERAS_BACKEND"]))


def look(backend: str) -> Seen:
    """Ask one backend for its devices, in this process.

    Args:
        backend: Its name.

    Returns:
        A `Seen`.
    """
    version = importlib.metadata.version(backend) if _installed([backend]) else ""
    return _LOOKS[backend](backend, version)


def _tensorflow(backend: str, version: str) -> Seen:
    import tensorflow as tf

    visible, every = tf.config.get_visible_devices(), tf.config.list_physical_devices()
    build = tf.sysconfig.get_build_info()
    libraries = [f"nvidia-{name}-cu12" for name in ("cudnn", "cuda-runtime", "cublas")]
    return Seen(
        backend,
        version or tf.__version__,
        devices=tuple(map(_short, visible)),
        hidden=tuple(_short(one) for one in every if one not in visible),
        cuda=_pair(build.get("cuda_version")) if build.get("is_cuda_build") else None,
        libraries=tuple(_installed(libraries).items()),
        extras=tuple(_installed(["tensorflow-metal"])),
    )


def _short(device) -> str:
    return device.name.partition("device:")[2]


def _jax(backend: str, version: str) -> Seen:
    import jax

    plugins = _installed(["jax-cuda12-plugin", "jax-cuda13-plugin"])
    major = max((int(re.search(r"cuda(\d+)", name)[1]) for name in plugins), default=None)
    kinds = {"cpu": "CPU", "gpu": "GPU", "tpu": "TPU"}
    return Seen(
        backend,
        version,
        devices=tuple(f"{kinds.get(one.platform, one.platform)}:{one.id}" for one in jax.devices()),
        cuda=None if major is None else (major, 0),
        extras=tuple(_installed(["jax-metal"])),
    )


def _torch(backend: str, version: str) -> Seen:
    import torch

    gpus = [f"GPU:{number}" for number in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        gpus.append("MPS:0")
    return Seen(
        backend, version, devices=("CPU:0", *gpus), cuda=_pair(getattr(torch.version, "cuda", None))
    )


_LOOKS = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}


def _pair(version: str | None) -> tuple[int, int] | None:
    numbers = re.findall(r"\d+", version or "")
    return (int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0) if numbers else None


def _installed(names: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
