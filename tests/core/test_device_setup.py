"""Without a GPU the settings have one that the test plants; TensorFlow's part is recorded."""

import subprocess
import sys

import pytest
import tensorflow as tf

from faqlab.core import device_setup
from faqlab.core.device_setup import grow_memory, limit_memory, split_cpu

GPU = tf.config.PhysicalDevice("/physical_device:GPU:0", "GPU")
BOTH = pytest.mark.parametrize("call", [grow_memory, lambda: limit_memory(1024)])


@pytest.fixture
def gpu(monkeypatch):
    """A GPU, and what was set for it."""
    was_set = {}
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind=None: [GPU])
    for home, getter, setter in (
        (tf.config.experimental, "get_memory_growth", "set_memory_growth"),
        (tf.config, "get_logical_device_configuration", "set_logical_device_configuration"),
    ):
        monkeypatch.setattr(home, getter, lambda device, name=setter: was_set.get(name))
        monkeypatch.setattr(
            home, setter, lambda device, value, name=setter: was_set.update({name: value})
        )
    return was_set


@BOTH
def test_without_a_gpu_it_says_so(call, monkeypatch):
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind=None: [])
    assert "no GPU that TensorFlow sees" in call()


def test_in_time_it_is_set(gpu, monkeypatch):
    monkeypatch.setattr(device_setup, "_started", lambda tf: False)
    assert "as it is needed" in grow_memory()
    assert "1024 MiB" in limit_memory(1024)
    assert gpu["set_memory_growth"] is True
    assert [one.memory_limit for one in gpu["set_logical_device_configuration"]] == [1024]


@BOTH
def test_too_late_it_is_refused_and_nothing_is_set(call, gpu):
    tf.ones(1)
    with pytest.raises(RuntimeError, match=r"too late: .* Expected: a fresh kernel\. .*Restart"):
        call()
    assert gpu == {}


@BOTH
def test_what_is_set_already_may_be_asked_for_again(call, gpu, monkeypatch):
    monkeypatch.setattr(device_setup, "_started", lambda tf: False)
    told = call()
    monkeypatch.undo()
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind=None: [GPU])
    monkeypatch.setattr(tf.config.experimental, "get_memory_growth", lambda gpu: True)
    limit = [tf.config.LogicalDeviceConfiguration(memory_limit=1024)]
    monkeypatch.setattr(tf.config, "get_logical_device_configuration", lambda gpu: limit)
    assert call() == told


@pytest.mark.parametrize("wrong", [0, -1, "4 GB", 1.5])
def test_no_memory_is_refused(wrong):
    with pytest.raises(ValueError, match="Expected: a number of MiB"):
        limit_memory(wrong)


def test_started_is_as_tensorflow_behaves():
    """In a fresh Python asking starts nothing; the first operation does."""
    source = (
        "from faqlab.core import device_setup as setup\n"
        "setup.grow_memory()\n"
        "import tensorflow as tf\n"
        "assert not setup._started(tf)\n"
        "tf.ones(1)\n"
        "assert setup._started(tf)\n"
        "try:\n"
        "    one = tf.config.LogicalDeviceConfiguration()\n"
        "    cpu = tf.config.list_physical_devices('CPU')[0]\n"
        "    tf.config.set_logical_device_configuration(cpu, [one] * 2)\n"
        "except RuntimeError:\n"
        "    print('too late')\n"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.stdout == "too late\n"


def test_the_cpu_is_split_in_time_and_again_is_no_fault():
    source = (
        "from faqlab.core.device_setup import split_cpu\n"
        "names = split_cpu(2)\n"
        "import tensorflow as tf\n"
        "print(names, [one.name[-5:] for one in tf.config.list_logical_devices('CPU')])\n"
        "print(split_cpu(2) == names)\n"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.stdout.splitlines() == ["('cpu:0', 'cpu:1') ['CPU:0', 'CPU:1']", "True"]


def test_too_late_the_cpu_is_not_split():
    tf.ones(1)
    there = len(tf.config.list_logical_devices("CPU"))
    with pytest.raises(RuntimeError, match=rf"too late: .* CPUs is {there}\. Expected: a fresh"):
        split_cpu(there + 1)
    assert len(tf.config.list_logical_devices("CPU")) == there


@pytest.mark.parametrize("wrong", [0, -1, True, "2", 1.5])
def test_no_parts_are_refused(wrong):
    with pytest.raises(ValueError, match="Expected: a whole number, 1 or more"):
        split_cpu(wrong)
