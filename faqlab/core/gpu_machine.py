"""What a machine has of GPUs, its driver and the settings that hide them; no backend is loaded."""

import ctypes
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# Where Linux lists what is plugged in, and how NVIDIA's and AMD's devices sign.
_PCI = Path("/sys/bus/pci/devices")
_VENDORS = {"0x10de": "NVIDIA", "0x1002": "AMD"}
_DISPLAY = "0x03"  # the class of display controllers
_DRIVER = {"Windows": "nvcuda.dll"}
VARIABLES = ("CUDA_VISIBLE_DEVICES", "JAX_PLATFORMS", "KERAS_TORCH_DEVICE")


@dataclass(frozen=True)
class Machine:
    """What a machine has of GPUs.

    Args:
        system: `"Linux"`, `"Darwin"` or `"Windows"`.
        processor: Its kind, `"x86_64"`, `"arm64"`.
        cards: The makers of the GPUs that are plugged in, `("NVIDIA",)`; None where that can't be
            told.
        driver: The version of NVIDIA's driver; `""` where there is none.
        driver_cuda: The newest CUDA that the driver can run, `(12, 4)`; None where unknown.
        gpus: The GPUs that the driver names.
        driver_error: What the driver says instead. Default: nothing.
        variables: Of `VARIABLES` those that are set.
        wsl: Whether it is a Linux within Windows. Default: it isn't.
        container: Whether it is a container. Default: it isn't.
    """

    system: str
    processor: str = "x86_64"
    cards: tuple[str, ...] | None = ()
    driver: str = ""
    driver_cuda: tuple[int, int] | None = None
    gpus: tuple[str, ...] = ()
    driver_error: str = ""
    variables: Mapping[str, str] | None = None
    wsl: bool = False
    container: bool = False

    def setting(self, name: str) -> str | None:
        """Give the value of an environment variable; None where it isn't set."""
        return (self.variables or {}).get(name)


def machine(environ: Mapping[str, str] = os.environ) -> Machine:
    """Look what this machine has of GPUs. It takes less than a second, and loads no backend.

    Args:
        environ: The environment variables. Default: those of this process.

    Returns:
        A `Machine`.

    Example:

    >>> machine({"CUDA_VISIBLE_DEVICES": "-1"}).setting("CUDA_VISIBLE_DEVICES")
    '-1'
    """
    system = platform.system()
    driver, gpus, error = _asked_nvidia_smi()
    return Machine(
        system=system,
        processor=platform.machine(),
        cards=cards() if system == "Linux" else None,
        driver=driver,
        driver_cuda=_driver_cuda(system),
        gpus=gpus,
        driver_error=error,
        variables={name: environ[name] for name in VARIABLES if name in environ},
        wsl="microsoft" in platform.release().lower(),
        container=Path("/.dockerenv").exists() or Path("/run/.containerenv").exists(),
    )


def cards(folder: Path = _PCI) -> tuple[str, ...] | None:
    """Find the makers of the GPUs that are plugged in.

    Args:
        folder: Where Linux lists the devices. Default: where it does.

    Returns:
        `"NVIDIA"` or `"AMD"` for each; None where there is no such list.
    """
    if not folder.is_dir():
        return None
    found = []
    for device in sorted(folder.iterdir()):
        try:
            vendor, kind = (device / name for name in ("vendor", "class"))
            maker = _VENDORS.get(vendor.read_text().strip())
            if maker and kind.read_text().startswith(_DISPLAY):
                found.append(maker)
        except OSError:
            continue
    return tuple(found)


def _asked_nvidia_smi() -> tuple[str, tuple[str, ...], str]:
    """NVIDIA's own tool: the driver's version, the GPUs, what went wrong."""
    question = ["nvidia-smi", "--query-gpu=driver_version,name", "--format=csv,noheader"]
    try:
        done = subprocess.run(question, capture_output=True, text=True, timeout=20, check=False)
    except FileNotFoundError:
        return "", (), ""
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", (), str(error)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines or "," not in lines[0]:
        said = (done.stdout + done.stderr).strip().splitlines()
        return "", (), said[0] if said else f"nvidia-smi ends with exit code {done.returncode}"
    rows = [line.partition(",") for line in lines]
    return rows[0][0].strip(), tuple(name.strip() for _, _, name in rows), ""


def _driver_cuda(system: str) -> tuple[int, int] | None:
    try:
        library = ctypes.CDLL(_DRIVER.get(system, "libcuda.so.1"))
        number = ctypes.c_int()
        if library.cuDriverGetVersion(ctypes.byref(number)):
            return None
    except (OSError, AttributeError):
        return None
    return number.value // 1000, number.value % 1000 // 10
