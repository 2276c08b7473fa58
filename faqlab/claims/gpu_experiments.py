"""What is done to find out whether the sentences on GPUs are so.

Keras is loaded by an experiment and not with this module: whoever imports `faqlab.gpu` may want to
set up the devices first.
"""

import importlib
import importlib.util

import numpy as np

from faqlab.core.backend_training import import_error
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, RETIRED, UNTESTABLE, Evidence
from faqlab.core.quiet import quiet_stderr

# A GPU that no machine has.
NOWHERE = "/gpu:99"


def _tensorflow():
    # First Keras, quietly, as everywhere; TensorFlow comes with it.
    importlib.import_module("faqlab.core.backend")
    return importlib.import_module("tensorflow")


def _product():
    tf = _tensorflow()
    return tf.ones((4, 4)) @ tf.ones((4, 4))


def _network(**compiling):
    from .networks import keras, sequential

    model = sequential()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss, **compiling)
    return model


def _gpus():
    return [one.name for one in _tensorflow().config.list_logical_devices("GPU")]


def a_gpu_is_used_by_itself(gpus=_gpus, product=_product):
    """Look for GPUs; if there are some, multiply two matrices and look where that was done."""
    there = gpus()
    if not there:
        return Evidence(UNTESTABLE, {"GPUs that TensorFlow sees": 0})
    ran = product().device.rpartition("device:")[2]
    numbers = {"GPUs that TensorFlow sees": len(there), "the product ran on": ran}
    return Evidence(HOLDS if ran.startswith("GPU") else FALSE, numbers)


def it_runs_without_a_gpu(fit=None):
    """Train a network on the CPU, by code that names no device."""
    from .networks import keras, some

    model = _network()
    with keras.device("cpu"):
        history = (fit or model.fit)(*some(), epochs=2, verbose=0)
    losses = history.history["loss"]
    learned = bool(np.isfinite(losses).all() and losses[-1] < losses[0])
    return Evidence(HOLDS if learned else FALSE, {"it trains": "yes" if learned else "no"})


def theano_and_cntk_are_backends(error=import_error):
    """Import Keras with each of the two as its backend, in a Python of its own."""
    told = {name: error(name) or "imported" for name in ("theano", "cntk")}
    if "imported" not in told.values():
        return Evidence(RETIRED, told)
    return Evidence(HOLDS if set(told.values()) == {"imported"} else FALSE, told)


def theano_can_be_set_up(find=importlib.util.find_spec, error=import_error):
    """Look for Theano, which the three ways of the FAQ set up; then for a Keras that calls it."""
    if not find("theano"):
        return Evidence(RETIRED, {"the module theano": "not installed, and Keras can't call it"})
    told = error("theano") or "imported"
    numbers = {"the module theano": "there", "Keras on it": told}
    return Evidence(HOLDS if told == "imported" else RETIRED, numbers)


def _on_nowhere():
    with _tensorflow().device(NOWHERE):
        return _product()


def a_scope_needs_its_device(on_nowhere=_on_nowhere):
    """Multiply on a GPU that isn't there, with soft placement and without."""
    config = _tensorflow().config
    before, told = config.get_soft_device_placement(), {}
    try:
        for name, soft in (("soft placement, as it is set at first", True), ("without it", False)):
            config.set_soft_device_placement(soft)
            told[name] = _outcome(on_nowhere)
    finally:
        config.set_soft_device_placement(before)
    soft, hard = told.values()
    if soft == hard == "runs elsewhere":
        return Evidence(FALSE, told)
    if soft == "runs elsewhere":
        return Evidence(HOLDS_IF, told, "`tf.config.set_soft_device_placement(False)` was called")
    return Evidence(HOLDS, told)


def _outcome(call):
    try:
        call()
    except Exception as error:
        return type(error).__name__
    return "runs elsewhere"


def _split_again():
    config = _tensorflow().config
    _product()
    parts = len(config.list_logical_devices("CPU")) + 1
    one = _tensorflow().config.LogicalDeviceConfiguration
    cpu = config.list_physical_devices("CPU")[0]
    config.set_logical_device_configuration(cpu, [one() for _ in range(parts)])


def devices_are_set_up_at_any_time(split=_split_again):
    """Run an operation, then split the CPU into more logical devices than there are."""
    told = _outcome(split)
    late = "works" if told == "runs elsewhere" else told
    return Evidence(HOLDS if late == "works" else FALSE, {"after the first operation": late})


def mixed_precision_keeps_weights(dense=None):
    """Make a layer in mixed precision: the types of its weights and of what it computes."""
    from .networks import four, keras

    layer = (dense or keras.layers.Dense)(4, dtype="mixed_bfloat16")
    output = layer(four())
    numbers = {
        "weights": keras.backend.standardize_dtype(layer.kernel.dtype),
        "output": keras.backend.standardize_dtype(output.dtype),
    }
    good = tuple(numbers.values()) == ("float32", "bfloat16")
    return Evidence(HOLDS if good else FALSE, numbers)


def xla_changes_the_result(network=_network):
    """Train a network with XLA and without, from the same start, and compare the weights."""
    from .networks import some

    trained = []
    for jit in (False, True):
        model = network(jit_compile=jit)
        with quiet_stderr():  # XLA says hello
            model.fit(*some(), shuffle=False, epochs=3, verbose=0)
        trained.append(model.get_weights())
    same = all(np.allclose(*pair, atol=1e-5) for pair in zip(*trained, strict=True))
    return Evidence(FALSE if same else HOLDS, {"equal to 0.00001": "yes" if same else "no"})
