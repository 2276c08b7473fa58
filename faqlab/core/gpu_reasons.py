"""Why a backend sees no GPU, and what to do: from what was found, and from nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

from .gpu_backends import Seen
from .gpu_machine import Machine


@dataclass(frozen=True)
class Reason:
    """Why a backend sees no GPU.

    Args:
        name: The reason in a word or two, `"driver missing"`.
        found: What was found, a sentence.
        remedy: What to do, a sentence.
    """

    name: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.found} {self.remedy}"


# What to install so that a backend can use an NVIDIA GPU.
WHEELS = {
    "tensorflow": "pip install 'tensorflow[and-cuda]'",
    "jax": "pip install --upgrade 'jax[cuda13]' (or cuda12, as the driver is)",
    "torch": "install the build with CUDA that pytorch.org/get-started names for your driver",
}


def reasons(machine: Machine, seen: Seen) -> tuple[Reason, ...]:
    """Say why a backend sees no GPU.

    Args:
        machine: What the machine has.
        seen: What the backend was built for, and which devices it sees.

    Returns:
        The reasons, in the order in which to remove them; empty where the backend sees a GPU.

    Example:

    >>> print(*reasons(Machine("Linux"), Seen("jax", devices=("CPU:0",))))
    no GPU: No NVIDIA GPU is in this machine. Nothing is wrong: the same code runs on the CPU. \
For a GPU, open the lesson on a machine that has one.
    """
    if seen.gpus:
        return ()
    if seen.error:
        remedy = f"Import {seen.backend} alone in a fresh Python, and mend what it complains of."
        return (Reason("backend broken", f"It can't be loaded: {seen.error}.", remedy),)
    found = tuple(_reasons(machine, seen))
    if found:
        return found
    remedy = (
        "Start Python anew with TF_CPP_MIN_LOG_LEVEL=0, and read what the backend writes at first."
    )
    return (Reason("unknown", "Driver, package and settings look as they should.", remedy),)


def _reasons(machine: Machine, seen: Seen) -> Iterator[Reason]:
    if machine.system == "Darwin":
        yield from _on_a_mac(machine, seen)
        return
    if machine.system == "Windows" and seen.backend != "torch":
        yield _ON_WINDOWS[seen.backend]
        return
    if seen.hidden:
        yield Reason(
            "hidden in this process",
            f"{', '.join(seen.hidden)}: there, but `set_visible_devices` left it out.",
            "Restart the kernel, and leave that call out.",
        )
        return
    driver = tuple(_driver(machine))
    yield from driver
    yield from _variables(machine, seen)
    if not any(one.name == "no GPU" for one in driver):
        yield from _package(machine, seen)


def _driver(machine: Machine) -> Iterator[Reason]:
    if machine.gpus:
        return
    if machine.driver_error:
        remedy = (
            "Restart the machine: driver and kernel module differ after an update."
            if "mismatch" in machine.driver_error.lower()
            else "Restart the machine; if it stays so, install NVIDIA's driver anew."
        )
        yield Reason("driver broken", f"The driver says: {machine.driver_error}.", remedy)
    elif machine.wsl:
        yield Reason(
            "driver missing",
            "This Linux within Windows has no NVIDIA driver to call.",
            "Install NVIDIA's driver in Windows, none in WSL, then run `wsl --update`.",
        )
    elif machine.cards and "NVIDIA" not in machine.cards:
        yield Reason(
            "another maker's GPU",
            f"The GPU in this machine is made by {machine.cards[0]}; the usual packages call "
            "NVIDIA's CUDA.",
            "Use the packages for ROCm, which AMD publishes for each backend.",
        )
    elif machine.cards and machine.container:
        yield Reason(
            "container without GPU",
            "The machine has an NVIDIA GPU, and this container was started without it.",
            "Install nvidia-container-toolkit on the machine, and start with `docker run "
            "--gpus all`.",
        )
    elif machine.cards or machine.cards is None:
        yield Reason(
            "driver missing",
            ("An NVIDIA GPU is" if machine.cards else "If an NVIDIA GPU is")
            + " in this machine, its driver doesn't answer: there is no nvidia-smi.",
            "Install NVIDIA's driver, and restart the machine.",
        )
    else:
        yield Reason(
            "no GPU",
            "No NVIDIA GPU is in this machine.",
            "Nothing is wrong: the same code runs on the CPU. For a GPU, open the lesson on a "
            "machine that has one.",
        )


def _variables(machine: Machine, seen: Seen) -> Iterator[Reason]:
    value = machine.setting("CUDA_VISIBLE_DEVICES")
    if value is not None and _hides_all(value, len(machine.gpus)):
        yield Reason(
            "hidden by a variable",
            f"CUDA_VISIBLE_DEVICES is set to {value!r}, which names no GPU that is there.",
            "Take it out of the environment (`unset CUDA_VISIBLE_DEVICES`), and restart the "
            "kernel.",
        )
    platforms = machine.setting("JAX_PLATFORMS")
    if seen.backend == "jax" and platforms and set(platforms.split(",")) == {"cpu"}:
        yield Reason(
            "hidden by a variable",
            f"JAX_PLATFORMS is set to {platforms!r}.",
            "Take it out of the environment (`unset JAX_PLATFORMS`), and restart the kernel.",
        )


def _hides_all(value: str, gpus: int) -> bool:
    """CUDA takes the devices up to the first that isn't there."""
    first = value.split(",")[0].strip()
    if first.lstrip("-").isdigit():
        return int(first) < 0 or (bool(gpus) and int(first) >= gpus)
    return not first.startswith(("GPU-", "MIG-"))


def _package(machine: Machine, seen: Seen) -> Iterator[Reason]:
    install = WHEELS[seen.backend]
    if seen.cuda is None:
        yield Reason(
            "package for the CPU",
            f"This {seen.backend} {seen.version} was built for the CPU alone.",
            f"For an NVIDIA GPU: {install}.",
        )
        return
    needs = ".".join(map(str, seen.cuda))
    if machine.driver_cuda and machine.driver_cuda[0] < seen.cuda[0]:
        runs = ".".join(map(str, machine.driver_cuda))
        yield Reason(
            "driver too old",
            f"The driver runs CUDA up to {runs}, and this {seen.backend} was built for {needs}.",
            "Install a newer driver of NVIDIA's, and restart the machine.",
        )
    if seen.backend != "tensorflow":
        return
    libraries = dict(seen.libraries)
    cudnn = libraries.get("nvidia-cudnn-cu12")
    if cudnn is None:
        yield Reason(
            "libraries missing",
            f"This tensorflow was built for CUDA {needs}, and its libraries aren't among the "
            "Python packages.",
            f"Unless CUDA is installed in the system: {install}.",
        )
    elif int(cudnn.split(".")[0]) < 9:
        yield Reason(
            "versions differ",
            f"cuDNN {cudnn} is installed, and tensorflow {seen.version} needs 9.",
            "pip install --upgrade 'tensorflow[and-cuda]'.",
        )


def _on_a_mac(machine: Machine, seen: Seen) -> Iterator[Reason]:
    if machine.processor != "arm64":
        yield Reason(
            "no GPU",
            "This Mac has no Apple chip, and NVIDIA's CUDA doesn't run on macOS.",
            "Nothing is wrong: the same code runs on the CPU.",
        )
    elif seen.backend == "torch":
        yield Reason(
            "Metal not ready",
            "PyTorch doesn't see Apple's GPU.",
            "Update macOS and PyTorch: Metal comes with the usual package.",
        )
    elif not seen.extras:
        plugin = {"tensorflow": "tensorflow-metal", "jax": "jax-metal"}[seen.backend]
        yield Reason(
            "Metal missing",
            f"{seen.backend} uses Apple's GPU through a plugin, and it isn't installed.",
            f"pip install {plugin}, if a release fits your version; or use the torch backend, "
            "which brings Metal.",
        )
    else:
        yield Reason(
            "versions differ",
            f"{seen.extras[0]} is installed, and doesn't fit {seen.backend} {seen.version}.",
            "Install the two versions that the plugin's page names together.",
        )


_ON_WINDOWS = {
    "tensorflow": Reason(
        "Windows",
        "TensorFlow 2.10 was the last to use GPUs on Windows itself.",
        "Install it within WSL2: pip install 'tensorflow[and-cuda]'.",
    ),
    "jax": Reason(
        "Windows",
        "JAX uses no GPU on Windows itself.",
        "Install it within WSL2: pip install 'jax[cuda13]'.",
    ),
}
