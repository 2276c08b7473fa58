"""What is done to find out whether the sentences on training and testing loss are so."""

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence

from .networks import array, head, others, some, start

LAYERS = keras.layers
CALM = {"shuffle": False, "verbose": 0}
LOSS = "sparse_categorical_crossentropy"

# Layers that do something in training alone, each with the input that shows it.
MODES = {
    "Dropout": lambda: LAYERS.Dropout(0.5, seed=1),
    "SpatialDropout2D": lambda: LAYERS.SpatialDropout2D(0.5, seed=1),
    "GaussianNoise": lambda: LAYERS.GaussianNoise(0.5, seed=1),
    "BatchNormalization": lambda: LAYERS.BatchNormalization(),
    "RandomFlip": lambda: LAYERS.RandomFlip(seed=1),
    "Dense": lambda: LAYERS.Dense(4, kernel_initializer=start(1)),
}

PENALTIES = {
    "L1": {"kernel_regularizer": keras.regularizers.L1(0.01)},
    "L2": {"kernel_regularizer": keras.regularizers.L2(0.01)},
    "activity": {"activity_regularizer": keras.regularizers.L2(0.01)},
}


def yes(flag):
    """Say yes or no."""
    return "yes" if flag else "no"


def network(rate=0.1, drop=0.0, units=16, metrics=(), **penalty):
    """Make a small network that starts the same each time."""
    first = LAYERS.Dense(units, activation="relu", kernel_initializer=start(1), **penalty)
    dropped = [LAYERS.Dropout(drop, seed=1)] if drop else []
    last = LAYERS.Activation("softmax")
    model = keras.Sequential([keras.Input((64,)), first, *dropped, head(), last])
    model.compile(keras.optimizers.SGD(rate), LOSS, metrics=[*metrics])
    return model


def costs(model, x, y):
    """Work out with numpy what the predictions alone cost."""
    right = array(model(x))[np.arange(len(y)), y]
    return float(-np.log(right).mean())


def dropout_is_off_in_testing(kind=LAYERS.Dropout):
    """Send ten thousand ones through dropout in both modes."""
    ones = np.ones((100, 100), "float32")
    layer = kind(0.5, seed=1)
    tested, trained = array(layer(ones, training=False)), array(layer(ones, training=True))
    kept = sorted({float(one) for one in np.unique(trained)})
    numbers = {
        "changed in testing": int((tested != 1).sum()),
        "in training each becomes": " or ".join(f"{one:g}" for one in kept),
    }
    return Evidence(HOLDS if (tested == ones).all() and len(kept) > 1 else FALSE, numbers)


def dropout_is_the_only_one(kinds=MODES):
    """Call layers in both modes, and list those that answer otherwise."""
    images = np.random.default_rng(0).random((8, 4, 4, 3), dtype="float32")
    differ = []
    for name, kind in kinds.items():
        layer = kind()
        tested = array(layer(images, training=False))
        if not np.allclose(tested, array(layer(images, training=True)), atol=1e-3):
            differ.append(name)
    verdict = HOLDS if differ == ["Dropout"] else FALSE
    return Evidence(verdict, {"another answer in training": ", ".join(differ)})


def penalties_are_off_in_testing(evaluate=keras.Model.evaluate, penalties=PENALTIES):
    """Compare what `evaluate` says with what the predictions cost by hand."""
    x, y = others()
    counted = {}
    for name, penalty in penalties.items():
        model = network(**penalty)
        more = evaluate(model, x, y, batch_size=64, verbose=0) - costs(model, x, y)
        by_hand = sum(float(array(one)) for one in model.losses)
        counted[name] = by_hand > 1e-3 and abs(more - by_hand) < 1e-3 * by_hand
    numbers = {f"the test loss counts {name}": yes(flag) for name, flag in counted.items()}
    return Evidence(FALSE if any(counted.values()) else HOLDS, numbers)


def validation_leaves_penalties_out(fit=keras.Model.fit):
    """Train with L2, and compare `val_loss` with what the predictions cost by hand."""
    x, y = others()
    model = network(**PENALTIES["L2"])
    record = fit(model, *some(), validation_data=(x, y), **CALM)
    more = record.history["val_loss"][-1] - costs(model, x, y)
    kernel = array(model.layers[0].kernel)
    counted = abs(more - 0.01 * (kernel**2).sum()) < 1e-3 * more
    return Evidence(FALSE if counted else HOLDS, {"val_loss counts L2": yes(counted)})


def a_metric_is_the_loss(kind=keras.metrics.SparseCategoricalCrossentropy):
    """Measure the loss a second time as a metric, with a penalty and without."""
    x, y = others()
    same = {}
    for name, penalty in {"no penalty": {}, "L2": PENALTIES["L2"]}.items():
        model = network(metrics=[kind(name="again")], **penalty)
        found = model.evaluate(x, y, return_dict=True, verbose=0)
        same[name] = abs(found["loss"] - found["again"]) < 1e-4
    numbers = {f"the same with {name}": yes(flag) for name, flag in same.items()}
    if all(same.values()):
        return Evidence(HOLDS, numbers)
    if same["no penalty"]:
        condition = "the model has no penalty: metrics leave penalties out"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def epoch_by_epoch(model, x, y, epochs, size=24):
    """Train by hand, and give each epoch's batch losses and what `evaluate` says after it."""
    found = []
    for _ in range(epochs):
        own = [
            model.train_on_batch(x[i : i + size], y[i : i + size], return_dict=True)["loss"]
            for i in range(0, len(x), size)
        ]
        found.append(([float(one) for one in own], model.evaluate(x, y, verbose=0)))
    return found


def the_training_loss_is_a_mean_over_batches(fit=keras.Model.fit):
    """Train for an epoch in batches of 24, 24 and 16 rows: with `fit`, and batch by batch."""
    x, y = some()
    reported = fit(network(), x, y, batch_size=24, **CALM).history["loss"][0]
    own = epoch_by_epoch(network(), x, y, 1)[0][0]
    weighted = abs(np.average(own, weights=[24, 24, 16]) - reported) < 1e-5
    plain = abs(np.mean(own) - reported) < 1e-5
    numbers = {
        "batches": len(own),
        "it is their mean, each as its rows count": yes(weighted),
        "it is their plain mean": yes(plain),
    }
    return Evidence(HOLDS if weighted or plain else FALSE, numbers)


def the_first_batches_have_the_higher_loss(rate=0.1):
    """Compare the first and the last quarter of the first epoch's batches."""
    own = np.array(epoch_by_epoch(network(rate), *some(768), 1)[0][0])
    quarter = len(own) // 4
    higher = own[:quarter].mean() > own[-quarter:].mean() * 1.05
    numbers = {"batches": len(own), "the first quarter is higher": yes(higher)}
    return Evidence(HOLDS if higher else FALSE, numbers)


def the_loss_after_the_epoch_is_lower(rate=0.1):
    """Evaluate the training rows themselves after each epoch of a network without dropout."""
    x, y = some(768)
    sizes = [min(24, len(x) - i) for i in range(0, len(x), 24)]
    found = epoch_by_epoch(network(rate), x, y, 3)
    lower = sum(after < np.average(own, weights=sizes) - 1e-4 for own, after in found)
    numbers = {"epochs": len(found), "lower after the epoch": lower}
    return Evidence(HOLDS if lower == len(found) else FALSE, numbers)


def a_gap_means_overfitting(drop=0.8):
    """Train once with much dropout, and once a large network on few rows."""
    few, seen, unseen = some(100), some(768), others()
    model = network(drop=drop, units=32)
    record = model.fit(*seen, epochs=5, validation_data=unseen, batch_size=24, **CALM).history
    harmless = record["loss"], record["val_loss"]

    model = network(rate=1.0, units=256)
    record = model.fit(*few, epochs=40, batch_size=100, **CALM).history
    above = model.evaluate(*unseen, verbose=0) > record["loss"][-1]
    apart = abs(harmless[1][-1] - harmless[0][-1]) > 0.2
    still_learning = harmless[1][-1] <= min(harmless[1]) * 1.02
    numbers = {
        "much dropout: a large gap": yes(apart),
        "and validation still improves": yes(still_learning),
        "few rows: validation ends above training": yes(above),
    }
    if apart and still_learning and harmless[0][-1] > harmless[1][-1] and above:
        condition = "the validation loss is the upper one, and no longer falls"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(HOLDS if above else FALSE, numbers)


def class_weights_count_in_validation(fit=keras.Model.fit):
    """Validate on the training rows themselves, each class with the weight 10, without learning."""
    x, y = some()
    weights = dict.fromkeys(range(10), 10.0)
    model = network(rate=0.0)
    record = fit(model, x, y, class_weight=weights, validation_data=(x, y), **CALM).history
    times = record["loss"][0] / record["val_loss"][0]
    verdict = HOLDS if abs(times - 1) < 1e-3 else FALSE
    return Evidence(verdict, {"loss / val_loss on the same rows": f"{times:.1f}"})
