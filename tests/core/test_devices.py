import pytest

from faqlab.core import devices as module
from faqlab.core.devices import Devices, devices
from faqlab.core.gpu_backends import Seen
from faqlab.core.gpu_machine import Machine
from faqlab.core.gpu_reasons import reasons

LINUX = Machine("Linux", cards=("NVIDIA",), driver="550", driver_cuda=(12, 4), gpus=("T4",))


def test_a_row_a_reason_and_the_remedies_below():
    hidden = Machine("Linux", variables={"CUDA_VISIBLE_DEVICES": "-1"})
    report = Devices(hidden, (Seen("tensorflow", "2.21.0", ("CPU:0",)),))
    assert [row[0] for row in report.rows()] == ["tensorflow", ""]
    assert str(report).splitlines()[1].split() == ["tensorflow", "2.21.0", "CPU:0", "no", "GPU"]
    for reason in reasons(hidden, report.backends[0]):
        assert f"- {reason}" in str(report)
        assert reason.name in report._repr_html_()
    assert "No backend sees a GPU" in str(report)


def test_a_gpu_that_is_seen_and_one_that_is_not():
    good = Seen("tensorflow", "2.21.0", ("CPU:0", "GPU:0"))
    bad = Seen("torch", "2.13.0+cpu", ("CPU:0",))
    both = str(Devices(LINUX, (good, bad)))
    assert "A GPU is seen by tensorflow, and" in both
    assert "package for the CPU" in both
    assert "The driver names T4, but no backend sees it." in str(Devices(LINUX, (bad,)))


def test_a_remedy_that_two_backends_share_is_told_once():
    bare = Machine("Linux")
    report = Devices(bare, (Seen("jax", "1", ("CPU:0",)), Seen("torch", "1", ("CPU:0",))))
    assert str(report).count("Nothing is wrong") == 1


def test_text_is_escaped_in_the_page():
    assert "&lt;b&gt;" in Devices(LINUX, (Seen("torch", error="<b>"),))._repr_html_()


def test_this_machine_is_asked_with_its_variables(monkeypatch):
    import tensorflow as tf

    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    report = devices(["tensorflow"])
    assert report.machine.setting("CUDA_VISIBLE_DEVICES") == "-1"
    if not tf.config.list_physical_devices("GPU"):
        assert "hidden by a variable" in [one.name for one in report.reasons["tensorflow"]]


def test_a_backend_that_is_not_installed_is_refused(monkeypatch):
    monkeypatch.setattr(module, "installed_backends", lambda: ("tensorflow",))
    with pytest.raises(ValueError, match=r"'theano' isn't installed\. Expected: 'tensorflow'"):
        devices(["theano"])
