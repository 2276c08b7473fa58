import json
import subprocess
import sys

import pytest

from faqlab.core import gpu_backends
from faqlab.core.gpu_backends import Seen, look, seen


def test_tensorflow_is_asked_as_its_own_functions_tell():
    import tensorflow as tf

    found = look("tensorflow")
    assert found.version == tf.__version__
    physical = [one.name.split("device:")[1] for one in tf.config.list_physical_devices()]
    assert list(found.devices + found.hidden) == physical
    assert (found.cuda is not None) == bool(tf.sysconfig.get_build_info().get("is_cuda_build"))


def test_what_was_hidden_in_this_process_is_told(monkeypatch):
    import tensorflow as tf

    gpu = tf.config.PhysicalDevice("/physical_device:GPU:0", "GPU")
    every = [*tf.config.list_physical_devices("CPU"), gpu]
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda: every)
    monkeypatch.setattr(tf.config, "get_visible_devices", lambda: every[:1])
    (found,) = seen(["tensorflow"])
    assert (found.devices, found.hidden, found.gpus) == (("CPU:0",), ("GPU:0",), ())


@pytest.mark.parametrize(
    ("module", "backend"), [("jax", "jax"), ("torch", "torch")], ids=["jax", "torch"]
)
def test_another_backend_is_asked_elsewhere_and_not_loaded_here(monkeypatch, module, backend):
    monkeypatch.delitem(sys.modules, module, raising=False)
    asked = []
    told = json.loads(json.dumps(gpu_backends.asdict(Seen(backend, "1", ("CPU:0",), cuda=(12, 0)))))

    def on_each_backend(function, backends):
        asked.append((function, list(backends)))
        return {backend: told}

    monkeypatch.setattr(gpu_backends, "on_each_backend", on_each_backend)
    assert seen([backend]) == (Seen(backend, "1", ("CPU:0",), cuda=(12, 0)),)
    assert asked == [("faqlab.core.gpu_backends:as_json", [backend])]
    assert module not in sys.modules


def test_one_that_cannot_be_asked_is_an_answer_too(monkeypatch):
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setattr(
        gpu_backends, "on_each_backend", lambda *_: {"torch": RuntimeError("ImportError: broken")}
    )
    assert seen(["torch"]) == (Seen("torch", error="ImportError: broken"),)


def test_a_process_of_its_own_tells_what_this_one_tells():
    source = (
        "from faqlab.core.gpu_backends import seen\n"
        "import sys\n"
        "(apart,) = seen(['tensorflow'])\n"
        "assert 'tensorflow' not in sys.modules\n"
        "print(apart)"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.stdout.strip() == repr(look("tensorflow"))
