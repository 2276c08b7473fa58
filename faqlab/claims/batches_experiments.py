"""What is done to find out whether the sentences on samples, batches and epochs are so."""

import tempfile
import warnings
from pathlib import Path

import numpy as np

from faqlab.core.accumulation import accumulation
from faqlab.core.backend import keras, quiet_stderr
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence
from faqlab.core.epoch_steps import steps
from faqlab.core.gradient_noise import gradient_noise
from faqlab.core.stepper import Stepper

from .batches_networks import deep, eager, faster, normalised, rows_of
from .networks import array, ready, some

CALM = {"shuffle": False, "verbose": 0}


def samples_are_independent(dense=keras.layers.Dense, norm=keras.layers.BatchNormalization):
    """Look whether the answer for a sample depends on the samples beside it."""
    x, _ = some(8)

    def alone(layer, **mode):
        layer.build(x.shape)
        together = array(layer(x, **mode))[:1]
        return np.allclose(together, array(layer(x[:1], **mode)), atol=1e-5)

    found = {
        "Dense": alone(dense(4, kernel_initializer="ones")),
        "BatchNormalization, inference": alone(norm(), training=False),
        "BatchNormalization, training": alone(norm(), training=True),
    }
    numbers = {name: "independent" if flag else "mixed" for name, flag in found.items()}
    if all(found.values()):
        return Evidence(HOLDS, numbers)
    if list(found.values()) == [True, True, False]:
        return Evidence(HOLDS_IF, numbers, "no BatchNormalization is in training mode")
    return Evidence(FALSE, numbers)


def a_batch_is_an_update(sgd=keras.optimizers.SGD):
    """Count after how many of eight batches the weights are others, without and with collecting."""
    x, y = some(64)

    def count(**more):
        model = ready()
        model.compile(sgd(0.1, **more), model.loss)
        stepper = Stepper(model, x, y, 8)
        stepper.epoch()
        return sum(one.change > 0 for one in stepper.log)

    each, collected = count(), count(gradient_accumulation_steps=4)
    numbers = {"batches": 8, "updates": each, "gradient_accumulation_steps=4": collected}
    if each != 8:
        return Evidence(FALSE, numbers)
    if collected == 2:
        return Evidence(HOLDS_IF, numbers, "the optimizer collects no gradients")
    return Evidence(HOLDS, numbers)


def larger_batches_are_nearer(measure=gradient_noise):
    """Compare the gradients of batches of 4, 16 and 64 samples with that of 512."""
    noise = measure(ready, *some(512), sizes=(4, 16, 64), draws=12)
    nearer = bool((np.diff(noise.typical) < 0).all())
    as_root = -0.7 < noise.slope < -0.4
    numbers = {
        "each size nearer": "yes" if nearer else "no",
        "error as 1/root of the size": "yes" if as_root else "no",
    }
    return Evidence(HOLDS if nearer else FALSE, numbers)


def larger_batches_take_longer(sizes=(32, 1024), compare=faster):
    """Time steps on small and large batches, in turns."""
    x, y = some(1024)
    model = deep()
    small, large = ((x[:size], y[:size]) for size in sizes)
    before = int(array(model.optimizer.iterations))
    longer = compare(lambda: model.train_on_batch(*small), lambda: model.train_on_batch(*large))
    made = int(array(model.optimizer.iterations)) - before
    numbers = {
        f"{sizes[1]} samples take longer than {sizes[0]}": "yes" if longer > 1.2 else "no",
        "steps and updates are as many": "yes" if made == 2 * (2 + 7) else "no",
    }
    return Evidence(HOLDS if longer > 1.2 else FALSE, numbers)


def larger_batches_predict_faster(compare=faster):
    """Time `predict` in batches of 1, 32, 256 and 1,024."""
    x, _ = some(1024)
    model = deep()

    def gain(one, other):
        """How many times as long batches of one size take as those of the other."""
        few = x[:128] if one == 1 else x
        ways = [
            lambda size=size: model.predict(few, batch_size=size, verbose=0)
            for size in (other, one)
        ]
        return compare(*ways, rounds=3)

    first, last = gain(1, 32), gain(256, 1024)
    numbers = {
        "32 is faster than 1": "yes" if first > 1.2 else "no",
        "1024 is much faster than 256": "yes" if last > 1.5 else "no",
    }
    if first <= 1.2:
        return Evidence(FALSE, numbers)
    if last > 1.5:
        return Evidence(HOLDS, numbers)
    return Evidence(HOLDS_IF, numbers, "the batch is small: from some hundred on it gains little")


def predictions_are_the_same(network=ready):
    """Predict in batches of 1, 32 and 100, and compare."""
    x, _ = some(100)
    model = network()
    one, two, three = (model.predict(x, batch_size=size, verbose=0) for size in (1, 32, 100))
    same = np.allclose(one, two, atol=1e-5) and np.allclose(one, three, atol=1e-5)
    return Evidence(HOLDS if same else FALSE, {"the same to 1e-5": "yes" if same else "no"})


def larger_batches_learn_less_an_epoch(sizes=(8, 256)):
    """Train for three epochs in small and in large batches, from the same weights."""
    x, y = some(512)
    losses = []
    for size in sizes:
        losses.append(ready().fit(x, y, size, 3, **CALM).history["loss"][-1])
    numbers = {f"updates, batches of {size}": steps(512, size, 3).updates for size in sizes}
    slower = losses[1] > losses[0]
    numbers["the larger batches have the higher loss"] = "yes" if slower else "no"
    return Evidence(HOLDS if slower else FALSE, numbers)


def an_epoch_is_one_pass(fit=keras.Model.fit):
    """Note which samples a model gets in one epoch of 90 samples, and in which batches."""
    seen = rows_of(lambda model, x, y: fit(model, x, y, epochs=1, **CALM), samples=90)
    sizes = [len(batch) for batch in seen]
    all_once = sorted(sample for batch in seen for sample in batch) == list(range(90))
    numbers = {
        "samples": 90,
        "batches": len(sizes),
        "sizes": ", ".join(map(str, sizes)),
        "each sample once": "yes" if all_once else "no",
    }
    return Evidence(HOLDS if all_once and sizes == [32, 32, 26] else FALSE, numbers)


def the_last_batch_counts_by_its_samples(evaluate=keras.Model.evaluate):
    """Evaluate 90 samples in batches of 32, and in one."""
    x, y = some(90)
    model = ready()
    parts, whole = (evaluate(model, x, y, batch_size=size, verbose=0) for size in (32, 90))
    each = [model.test_on_batch(x[i : i + 32], y[i : i + 32]) for i in (0, 32, 64)]
    alike = bool(np.isclose(parts, whole, rtol=1e-5))
    numbers = {
        "in three batches as in one": "yes" if alike else "no",
        "the plain mean of the batches": "the same"
        if np.isclose(np.mean(each), whole, rtol=1e-5)
        else "another",
    }
    return Evidence(HOLDS if alike else FALSE, numbers)


def the_number_of_updates_is_free(fit=keras.Model.fit):
    """Ask for ten steps an epoch, of data that have 32 batches."""
    x, y = some(256)
    counted, warned = [], []
    for given in ((x, y), (_endless(x, y),)):
        model, made = eager(), []
        note = keras.callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, logs, model=model, made=made: made.append(
                int(array(model.optimizer.iterations))
            )
        )
        size = {"batch_size": 8} if len(given) == 2 else {}
        with warnings.catch_warnings(record=True) as caught, quiet_stderr():
            warnings.simplefilter("always")
            fit(model, *given, epochs=4, steps_per_epoch=10, callbacks=[note], **size, **CALM)
        counted.append(np.diff([0, *made]).tolist())
        warned.append(any("ran out of data" in str(one.message) for one in caught))
    told = [", ".join(map(str, one)) for one in counted]
    numbers = {"32 batches in arrays": told[0], "warned": "yes" if warned[0] else "no"}
    numbers["a source without end"] = told[1]
    if counted[0] == [10] * 4:
        return Evidence(HOLDS, numbers)
    if counted[1] == [10] * 4:
        return Evidence(HOLDS_IF, numbers, "the data don't end: each epoch goes on where it was")
    return Evidence(FALSE, numbers)


def _endless(x, y):
    while True:
        for start in range(0, len(x), 8):
            yield x[start : start + 8], y[start : start + 8]


def validation_ends_an_epoch(fit=keras.Model.fit):
    """Count the validations of four epochs."""
    x, y = some(16)

    def count(**more):
        begun = []
        watch = keras.callbacks.LambdaCallback()
        watch.on_test_begin = lambda logs=None: begun.append(1)
        fit(eager(), x, y, epochs=4, validation_data=(x, y), callbacks=[watch], **more, **CALM)
        return len(begun)

    each, other = count(), count(validation_freq=2)
    numbers = {"epochs": 4, "validations": each, "with validation_freq=2": other}
    if each != 4:
        return Evidence(FALSE, numbers)
    if other != 4:
        return Evidence(HOLDS_IF, numbers, "you leave `validation_freq` at 1")
    return Evidence(HOLDS, numbers)


def callbacks_end_an_epoch(fit=keras.Model.fit):
    """Lower the learning rate and save, at the end of each of two epochs."""
    x, y = some(16)
    model = eager()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        callbacks = [
            keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2),
            keras.callbacks.ModelCheckpoint(str(Path(folder, "{epoch}.keras"))),
        ]
        fit(model, x, y, epochs=2, callbacks=callbacks, **CALM)
        saved = sorted(path.name for path in Path(folder).iterdir())
    rate = float(array(model.optimizer.learning_rate))
    halved = np.isclose(rate, 0.1 / 4)
    numbers = {
        "files": ", ".join(saved) or "none",
        "learning rate halved twice": "yes" if halved else "no",
    }
    return Evidence(HOLDS if halved and len(saved) == 2 else FALSE, numbers)


def collected_batches_are_one_large(networks=(ready, normalised)):
    """Go through 256 digits in batches of 32, four to an update, and in batches of 128."""
    names = ("Dense layers", "with BatchNormalization")
    found = {
        name: accumulation(network, *some(256), batch_size=32, times=4).equal
        for name, network in zip(names, networks, strict=True)
    }
    numbers = {name: "equal" if flag else "different" for name, flag in found.items()}
    if all(found.values()):
        return Evidence(HOLDS, numbers)
    if found[names[0]]:
        condition = "each sample's gradient is its own: no BatchNormalization, all batches whole"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def what_is_left_is_used(fit=keras.Model.fit):
    """Train on five batches, four to an update; and on the first four of them alone."""
    x, y = some(40)
    weights = []
    for samples in (40, 32):
        model = eager(gradient_accumulation_steps=4)
        fit(model, x[:samples], y[:samples], batch_size=8, **CALM)
        weights.append(model.get_weights())
    used = not all(np.array_equal(a, b) for a, b in zip(*weights, strict=True))
    numbers = {"the fifth batch did": "something" if used else "nothing"}
    return Evidence(HOLDS if used else FALSE, numbers)


def schedules_count_updates(sgd=keras.optimizers.SGD):
    """Halve the learning rate with each step of the schedule, and train on eight batches."""
    halving = keras.optimizers.schedules.ExponentialDecay(1.0, 1, 0.5)
    optimizer = sgd(halving, gradient_accumulation_steps=4)
    variable = keras.Variable([1.0])
    for _ in range(8):
        optimizer.apply([keras.ops.ones((1,))], [variable])
    updates = int(array(optimizer.iterations))
    counted = round(-float(np.log2(array(optimizer.learning_rate))))
    numbers = {"batches": 8, "updates": updates, "the schedule counted": counted}
    return Evidence(HOLDS if counted == updates else FALSE, numbers)


def mixed_precision_halves_the_weights(policy="mixed_float16"):
    """Look at the types in which a layer keeps its weights and computes."""
    layer = keras.layers.Dense(4, dtype=policy, kernel_initializer="ones")
    layer.build((None, 8))
    kept = keras.backend.standardize_dtype(layer.kernel.dtype)
    computed = layer(keras.KerasTensor((None, 8))).dtype
    numbers = {"weights": kept, "what layers put out": computed}
    return Evidence(FALSE if kept == "float32" else HOLDS, numbers)
