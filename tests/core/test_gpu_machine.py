"""What is told of a machine, with an nvidia-smi and a list of devices that the test makes."""

import sys

import pytest

from faqlab.core.gpu_machine import Machine, cards, machine

posix = pytest.mark.skipif(sys.platform == "win32", reason="the planted nvidia-smi is a script")


@pytest.fixture
def smi(tmp_path, monkeypatch):
    def plant(script):
        path = tmp_path / "nvidia-smi"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    return plant


@posix
def test_driver_and_gpus_are_those_that_nvidia_smi_names(smi):
    smi("echo '550.54.14, NVIDIA A100'; echo '550.54.14, NVIDIA T4'")
    found = machine({})
    assert (found.driver, found.gpus) == ("550.54.14", ("NVIDIA A100", "NVIDIA T4"))
    assert found.driver_error == ""


@posix
@pytest.mark.parametrize(
    "said",
    [
        "Failed to initialize NVML: Driver/library version mismatch",
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
    ],
)
def test_a_driver_that_does_not_answer_is_quoted(smi, said):
    smi(f'echo "{said}"; exit 9')
    found = machine({})
    assert (found.driver, found.gpus, found.driver_error) == ("", (), said)


@posix
def test_no_devices_were_found(smi):
    smi("echo 'No devices were found'")
    assert machine({}).driver_error == "No devices were found"


def test_without_nvidia_smi_there_is_no_driver(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = machine({})
    assert (found.driver, found.gpus, found.driver_error) == ("", (), "")


def test_variables_that_are_set_empty_are_told_from_those_that_are_not_set():
    found = machine({"CUDA_VISIBLE_DEVICES": "", "HOME": "x"})
    assert found.setting("CUDA_VISIBLE_DEVICES") == ""
    assert found.setting("JAX_PLATFORMS") is None
    assert Machine("Linux").setting("JAX_PLATFORMS") is None


def test_cards_are_display_controllers_by_their_makers(tmp_path):
    devices = {
        "0": ("0x10de", "0x030000"),  # NVIDIA, a display
        "1": ("0x10de", "0x040300"),  # NVIDIA, its sound
        "2": ("0x1002", "0x038000"),  # AMD, a display
        "3": ("0x8086", "0x030000"),  # Intel
    }
    for name, (vendor, kind) in devices.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "vendor").write_text(f"{vendor}\n")
        (tmp_path / name / "class").write_text(f"{kind}\n")
    (tmp_path / "4").mkdir()  # one that can't be read
    assert cards(tmp_path) == ("NVIDIA", "AMD")
    assert cards(tmp_path / "none") is None
