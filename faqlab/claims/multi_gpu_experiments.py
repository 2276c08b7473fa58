"""What is done to find out whether the sentences on several devices are so.

Several devices need a Python of its own, and several workers two: each is started once, and tells
all that the experiments ask.
"""

import functools
import tempfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED, UNTESTABLE, Evidence
from faqlab.core.data_parallel import EQUAL
from faqlab.core.logical_devices import on_devices, with_devices
from faqlab.core.worker_launch import launch_workers

from . import multi_gpu_probes as probes
from .networks import array, start


@functools.cache
def several_devices():
    """Start a Python with eight devices, and ask it everything."""
    return with_devices(probes.devices, 8)


@functools.cache
def two_workers():
    """Start two workers; for each the numbers of its loop, and what its `fit` did."""
    return _told_by_workers(probes.WORKER, 2)


@functools.cache
def jax_workers():
    """Start two workers on JAX, and one alone; what each tells of `fit`."""
    return [_told_by_workers(probes.JAX_WORKER, count, backend="jax") for count in (2, 1)]


def _told_by_workers(program, count, **more):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        script = Path(folder, "worker.py")
        script.write_text(program, encoding="utf-8")
        report = launch_workers(script, count, limit=300, **more)
    if not report.finished:
        raise RuntimeError(str(report))
    told = [
        dict(line.split(": ", 1) for line in one.lines if ": " in line) for one in report.workers
    ]
    names = set.intersection(*map(set, told))  # the libraries' own lines differ
    return {name: [one[name] for one in told] for name in names}


def tensorflow_is_the_backend_for_it(look=several_devices):
    """Count the rows that a device is given under `MirroredStrategy`, and `keras.distribution`."""
    told = look()
    shares, alone = told["shares"][0], told["keras.distribution"]
    numbers = {
        "MirroredStrategy, 256 rows on 8 devices": f"{shares[0]} each",
        "keras.distribution, 32 rows on 2": f"{alone} on the first",
    }
    if max(shares) == sum(shares):
        return Evidence(FALSE, numbers)
    if alone < 32:
        return Evidence(HOLDS, numbers)
    condition = "you train under `MirroredStrategy`: there, `keras.distribution` does nothing"
    return Evidence(HOLDS_IF, numbers, condition)


def there_is_multi_gpu_model(utils=keras.utils):
    """Look for the function."""
    there = hasattr(utils, "multi_gpu_model")
    numbers = {"keras.utils.multi_gpu_model": "there" if there else "gone"}
    return Evidence(HOLDS if there else RETIRED, numbers)


def each_device_has_a_copy_and_a_part(look=several_devices):
    """Count the copies of a weight on two devices, and the rows of eight."""
    told = look()
    shares = told["shares"][0]
    numbers = {
        "copies of a weight, 2 devices": told["copies"],
        "rows of all 8 devices": sum(shares),
    }
    good = told["copies"] == 2 and sum(shares) == 256 and max(shares) < 256
    return Evidence(HOLDS if good else FALSE, numbers)


def a_batch_of_256_is_32_for_each_of_8(look=several_devices):
    """Have each replica count its rows."""
    shares = look()["shares"][0]
    numbers = {"rows of each device": " ".join(map(str, shares))}
    return Evidence(HOLDS if shares == (32,) * 8 else FALSE, numbers)


def eight_gpus_are_nearly_eight_times_as_fast():
    """Nothing: eight logical devices of a CPU share its cores, and eight GPUs are rare."""
    return Evidence(UNTESTABLE, {"why": "it takes eight GPUs"})


def the_result_is_that_of_one_device(look=several_devices):
    """Train on two devices and on one, without BatchNormalization and with it."""
    told = look()
    same = {name: told[name] <= EQUAL for name in ("even", "norm")}
    numbers = {
        "dense layers": _weights(same["even"]),
        "with BatchNormalization": _weights(same["norm"]),
    }
    if all(same.values()):
        return Evidence(HOLDS, numbers)
    if same["even"]:
        condition = "no layer looks at the whole batch, as BatchNormalization does"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def _weights(same):
    return "same weights" if same else "other weights"


def the_last_batch_may_be_smaller(look=several_devices):
    """End an epoch with 32 rows for two devices, and with 3; begin one with 3."""
    told = look()
    same = {name: told[name] <= EQUAL for name in ("even", "uneven")}
    numbers = {
        "a last batch of 32 rows on 2": _weights(same["even"]),
        "of 3": _weights(same["uneven"]),
        "a first batch of 3": told["uneven first batch"],
    }
    if all(same.values()) and told["uneven first batch"] == "runs":
        return Evidence(HOLDS, numbers)
    if same["even"]:
        return Evidence(HOLDS_IF, numbers, "the devices can share it equally")
    return Evidence(FALSE, numbers)


def _refused(look, name, numbers_name):
    told = look()[name]
    return Evidence(HOLDS if told == "runs" else FALSE, {numbers_name: told})


def a_model_that_is_there_becomes_parallel(look=several_devices):
    """Make a model, then compile it within the scope, and fit."""
    return _refused(look, "made before", "made outside of the scope")


def a_stateful_rnn_trains_too(look=several_devices):
    """Fit a stateful LSTM with batches of 8 on two devices."""
    return _refused(look, "stateful", "batches of 8 on 2 devices")


def a_scope_around_the_call_places_it(look=several_devices):
    """Put a device's scope around a symbolic call, and into the layer's own call."""
    told = look()
    numbers = {
        "operations there, scope around the call": told["symbolic"],
        "scope within `call`": "some" if told["inside"] else 0,
    }
    return Evidence(HOLDS if told["symbolic"] else FALSE, numbers)


def device_scope_is_the_name(tf=None):
    """Look for `tf.device_scope`, and for `tf.device`."""
    if tf is None:
        import tensorflow as tf
    numbers = {f"tf.{name}": "there" if hasattr(tf, name) else "not there" for name in _SCOPES}
    return Evidence(HOLDS if hasattr(tf, "device_scope") else FALSE, numbers)


_SCOPES = ("device_scope", "device")


def a_scope_needs_its_gpu(look=several_devices):
    """Add two numbers in the scope of a GPU that isn't there, placed softly and not."""
    told = look()
    numbers = {"as TensorFlow starts": told["soft"], "soft placement off": told["hard"]}
    if told["soft"] != "CPU:0":
        return Evidence(HOLDS, numbers)
    if told["hard"] == "CPU:0":
        return Evidence(FALSE, numbers)
    condition = "soft placement is off; by itself TensorFlow takes the CPU, and says nothing"
    return Evidence(HOLDS_IF, numbers, condition)


def a_shared_lstm_has_one_set_of_weights(lstm=keras.layers.LSTM):
    """Call one LSTM on two inputs: count, compare outputs, and compare the gradient with a sum."""
    import tensorflow as tf

    a, b = keras.Input((3, 4)), keras.Input((3, 4))
    layer = lstm(4, kernel_initializer=start(1), recurrent_initializer=start(2), seed=0)
    model = keras.Model([a, b], [layer(a), layer(b)])
    x, other = np.random.default_rng(0).normal(size=(2, 2, 3, 4)).astype("float32")
    same = np.allclose(*map(array, model([x, x])), atol=1e-6)
    with tf.GradientTape(persistent=True) as tape:
        of_a, of_b = (tf.reduce_sum(one) for one in model([x, other]))
        both = of_a + of_b
    kernel = model.trainable_variables[0].value
    zero = {"unconnected_gradients": tf.UnconnectedGradients.ZERO}
    parts = [tape.gradient(one, kernel, **zero) for one in (of_a, of_b)]
    each, whole = map(array, parts), array(tape.gradient(both, kernel))
    summed = all(np.any(one) for one in parts) and np.allclose(whole, sum(each), atol=1e-5)
    numbers = {
        "parameters": model.count_params(),
        "of two LSTMs": 2 * 4 * 4 * (4 + 4 + 1),
        "same input": "same output" if same else "other output",
        "its gradient": "sum of both branches" if summed else "another",
    }
    good = same and summed and 2 * model.count_params() == numbers["of two LSTMs"]
    return Evidence(HOLDS if good else FALSE, numbers)


def fit_trains_on_several_machines(look=two_workers):
    """Have two workers call `fit` under `MultiWorkerMirroredStrategy`."""
    told = look()["fit"]
    numbers = {"fit on two workers": " and ".join(sorted(set(told)))}
    return Evidence(HOLDS if set(told) == {"runs"} else FALSE, numbers)


def a_loop_trains_on_several_machines(look=two_workers):
    """Have two workers train by a loop of their own, and compare their weights."""
    loops = look()["loop"]
    same = len(loops) == 2 and len(set(loops)) == 1
    return Evidence(HOLDS if same else FALSE, {"weights of the two workers": _alike(same)})


def _alike(same):
    return "the same" if same else "not the same"


def jax_trains_on_several_devices(look=None):
    """Where JAX is installed, train on two of its devices and on one."""
    if look is None:
        if find_spec("jax") is None:
            return Evidence(UNTESTABLE, {"why": "JAX isn't installed"})
        look = functools.partial(on_devices, probes.jax_devices, 2, backend="jax")
    difference, devices = look()
    same = difference <= EQUAL
    numbers = {"devices that hold a weight": devices, "compared with one": _weights(same)}
    return Evidence(HOLDS if same and devices == 2 else FALSE, numbers)


def jax_trains_on_several_machines(look=None):
    """Where JAX is installed, have two workers call `fit`, each on its own rows, then on all."""
    if look is None:
        if find_spec("jax") is None:
            return Evidence(UNTESTABLE, {"why": "JAX isn't installed"})
        look = jax_workers
    two, one = look()
    same = len(two["weights"]) == 2 and set(two["weights"]) == set(one["weights"])
    works = {name: set(two[name]) == {"runs"} for name in ("own", "all")}
    numbers = {
        "each its own rows, not shared out": " and ".join(sorted(set(two["own"]))),
        "all rows, shared out": " and ".join(sorted(set(two["all"]))),
        "compared with one worker": _weights(same),
    }
    if not (works["own"] and same):
        return Evidence(FALSE, numbers)
    if works["all"]:
        return Evidence(HOLDS, numbers)
    return Evidence(HOLDS_IF, numbers, "each gets its own rows, with `auto_shard_dataset=False`")


def keras_2_fits_on_several_machines():
    """Nothing: `tf_keras`, which is Keras 2, isn't a part of this environment."""
    return Evidence(UNTESTABLE, {"why": "it takes tf_keras, which is Keras 2"})


def ray_starts_the_workers():
    """Nothing: to start a Ray cluster takes longer than all the other experiments."""
    return Evidence(UNTESTABLE, {"why": "it takes a Ray cluster; the tests of faqlab start one"})


def horovod_trains_on_several_machines():
    """Nothing: Horovod comes as source alone, and doesn't compile against today's TensorFlow."""
    return Evidence(UNTESTABLE, {"why": "it doesn't build with TensorFlow 2.21"})
