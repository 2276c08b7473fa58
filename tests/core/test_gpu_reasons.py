"""A planted situation for each reason; what must be named and done comes from the situation."""

from dataclasses import replace

import pytest

from faqlab.core.gpu_backends import Seen
from faqlab.core.gpu_machine import Machine
from faqlab.core.gpu_reasons import reasons

# A machine and packages with which a GPU would be seen: each situation spoils one thing.
WELL = Machine(
    "Linux", cards=("NVIDIA",), driver="550.54", driver_cuda=(12, 4), gpus=("NVIDIA T4",)
)
TF = Seen(
    "tensorflow",
    "2.21.0",
    devices=("CPU:0",),
    cuda=(12, 5),
    libraries=(("nvidia-cudnn-cu12", "9.3.0"),),
)
JAX = Seen("jax", "0.10.2", devices=("CPU:0",), cuda=(12, 0))
TORCH = Seen("torch", "2.13.0+cu126", devices=("CPU:0",), cuda=(12, 6))
BARE = {"driver": "", "driver_cuda": None, "gpus": ()}
MAC = Machine("Darwin", "arm64", cards=None)


def on(**changes):
    return replace(WELL, **changes)


def with_variables(**variables):
    return on(variables=variables)


SITUATIONS = {
    "no card": (on(cards=(), **BARE), TF, "no GPU", "machine that has one"),
    "no driver": (on(**BARE), TF, "driver missing", "Install NVIDIA's driver"),
    "card can't be told": (on(cards=None, **BARE), TORCH, "driver missing", "driver"),
    "AMD": (on(cards=("AMD",), **BARE), TF, "another maker's GPU", "ROCm"),
    "container": (on(container=True, **BARE), TF, "container without GPU", "--gpus all"),
    "WSL": (on(cards=(), wsl=True, **BARE), TF, "driver missing", "in Windows, none in WSL"),
    "after an update": (
        on(driver_error="Failed to initialize NVML: Driver/library version mismatch", **BARE),
        TF,
        "driver broken",
        "Restart the machine",
    ),
    "driver silent": (on(driver_error="couldn't communicate", **BARE), TF, "driver broken", "anew"),
    "variable -1": (
        with_variables(CUDA_VISIBLE_DEVICES="-1"),
        TF,
        "hidden by a variable",
        "unset CUDA_VISIBLE_DEVICES",
    ),
    "variable empty": (
        with_variables(CUDA_VISIBLE_DEVICES=""),
        JAX,
        "hidden by a variable",
        "unset CUDA_VISIBLE_DEVICES",
    ),
    "variable names a second GPU": (
        with_variables(CUDA_VISIBLE_DEVICES="1"),
        TORCH,
        "hidden by a variable",
        "unset CUDA_VISIBLE_DEVICES",
    ),
    "JAX on the CPU": (
        with_variables(JAX_PLATFORMS="cpu"),
        JAX,
        "hidden by a variable",
        "unset JAX_PLATFORMS",
    ),
    "set_visible_devices": (
        WELL,
        replace(TF, hidden=("GPU:0",)),
        "hidden in this process",
        "Restart the kernel",
    ),
    "tensorflow-cpu": (WELL, replace(TF, cuda=None), "package for the CPU", "[and-cuda]"),
    "jax for the CPU": (WELL, replace(JAX, cuda=None), "package for the CPU", "jax[cuda"),
    "torch +cpu": (WELL, replace(TORCH, cuda=None), "package for the CPU", "pytorch.org"),
    "no libraries": (WELL, replace(TF, libraries=()), "libraries missing", "[and-cuda]"),
    "old cuDNN": (
        WELL,
        replace(TF, libraries=(("nvidia-cudnn-cu12", "8.9.7"),)),
        "versions differ",
        "--upgrade 'tensorflow[and-cuda]'",
    ),
    "old driver": (on(driver_cuda=(11, 4)), TF, "driver too old", "newer driver"),
    "TensorFlow on Windows": (Machine("Windows", cards=None), TF, "Windows", "WSL2"),
    "JAX on Windows": (Machine("Windows", cards=None), JAX, "Windows", "WSL2"),
    "TensorFlow on a Mac": (MAC, TF, "Metal missing", "pip install tensorflow-metal"),
    "JAX on a Mac": (MAC, JAX, "Metal missing", "pip install jax-metal"),
    "PyTorch on a Mac": (MAC, TORCH, "Metal not ready", "Update macOS"),
    "Metal of another version": (
        MAC,
        replace(TF, extras=("tensorflow-metal",)),
        "versions differ",
        "together",
    ),
    "a Mac with Intel": (Machine("Darwin", "x86_64", cards=None), TF, "no GPU", "on the CPU"),
    "broken package": (WELL, Seen("torch", error="ImportError: x"), "backend broken", "Import"),
    "nothing to be found": (WELL, TF, "unknown", "TF_CPP_MIN_LOG_LEVEL=0"),
}


@pytest.mark.parametrize("situation", SITUATIONS.values(), ids=SITUATIONS)
def test_the_one_thing_that_is_wrong_is_named_with_its_remedy(situation):
    machine, seen, name, remedy = situation
    (reason,) = reasons(machine, seen)
    assert reason.name == name
    assert remedy in reason.remedy
    assert reason.found.endswith(".")
    assert reason.remedy.count("\n") == 0


@pytest.mark.parametrize("seen", [TF, JAX, TORCH])
def test_where_a_gpu_is_seen_there_is_no_reason(seen):
    assert reasons(WELL, replace(seen, devices=("CPU:0", "GPU:0"))) == ()


def test_several_faults_come_in_the_order_in_which_to_remove_them():
    machine = on(variables={"CUDA_VISIBLE_DEVICES": "-1"}, **BARE)
    found = reasons(machine, replace(TF, cuda=None))
    assert [one.name for one in found] == [
        "driver missing",
        "hidden by a variable",
        "package for the CPU",
    ]


@pytest.mark.parametrize("value", ["0", "0,1", "0,-1", "GPU-3a1b", "MIG-1"])
def test_a_variable_that_names_a_gpu_hides_none(value):
    names = [one.name for one in reasons(with_variables(CUDA_VISIBLE_DEVICES=value), TF)]
    assert names == ["unknown"]
