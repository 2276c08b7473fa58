"""What is said of `fit`'s record, and whether it is so."""

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    HOLDS_IF,
    IMPLIED,
    NOTES,
    OFFICIAL,
    Claim,
    Claims,
    Evidence,
)

from .networks import others, ready, some

RECORDED = ("3.12.0", "3.15.1")


# No shuffling: it would draw from the random numbers of whoever runs this.
CALM = {"shuffle": False, "verbose": 0}


def batch_losses(x, y, train=keras.Model.train_on_batch):
    """Train for one epoch in batches of 32, and give each batch's own loss before its update."""
    model, own = ready(), []
    for begin in range(0, len(x), 32):
        batch = x[begin : begin + 32], y[begin : begin + 32]
        own.append(float(model.loss(batch[1], model(batch[0]))))
        train(model, *batch)
    return own


def fit_returns_a_history(fit=keras.Model.fit):
    """Train for three epochs and look at what comes back."""
    record = fit(ready(["accuracy"]), *some(), epochs=3, **CALM)
    lists = getattr(record, "history", {})
    kinds = {type(number).__name__ for numbers in lists.values() for number in numbers}
    lengths = {len(numbers) for numbers in lists.values()}
    good = isinstance(record, keras.callbacks.History) and (lengths, kinds) == ({3}, {"float"})
    numbers = {
        "it returns a": type(record).__name__,
        "epochs": 3,
        "numbers in each list": ", ".join(map(str, sorted(lengths))),
        "each is a": ", ".join(sorted(kinds)),
    }
    return Evidence(HOLDS if good else FALSE, numbers)


def loss_and_accuracy_are_in_it(fit=keras.Model.fit):
    """Train with nothing asked for, then with a metric and validation data."""
    bare = set(fit(ready(), *some(), **CALM).history)
    asked = fit(ready(["accuracy"]), *some(), validation_data=others(), **CALM).history
    all_four = {"loss", "accuracy", "val_loss", "val_accuracy"}
    numbers = {"nothing asked for": ", ".join(sorted(bare)), "asked": ", ".join(sorted(asked))}
    if all_four <= bare:
        return Evidence(HOLDS, numbers)
    if "loss" in bare and all_four <= set(asked):
        condition = "you compile with `accuracy` and give validation data"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


def validation_runs_after_each_epoch(fit=keras.Model.fit):
    """Count how often validation begins, by default and with `validation_freq=2`."""

    def count(**arguments):
        begun = []
        watch = keras.callbacks.LambdaCallback()
        watch.on_test_begin = lambda logs=None: begun.append(1)
        arguments |= {"epochs": 4, "validation_data": others(), "callbacks": [watch]}
        fit(ready(), *some(), **arguments, **CALM)
        return len(begun)

    each, other = count(), count(validation_freq=2)
    numbers = {"epochs": 4, "validations": each, "with validation_freq=2": other}
    if each != 4:
        return Evidence(FALSE, numbers)
    if other != 4:
        return Evidence(HOLDS_IF, numbers, "you leave `validation_freq` at 1")
    return Evidence(HOLDS, numbers)


def val_loss_is_what_evaluate_gives(evaluate=keras.Model.evaluate):
    """Evaluate the validation data once more when `fit` is done."""
    model = ready()
    record = model.fit(*some(), epochs=2, validation_data=others(), **CALM)
    recorded = record.history["val_loss"]
    again = evaluate(model, *others(), verbose=0)
    same_last, same_first = np.isclose(recorded[::-1], again, rtol=1e-5)
    numbers = {"equals the last val_loss": same_last, "equals the first val_loss": same_first}
    return Evidence(HOLDS if same_last else FALSE, numbers)


def loss_is_the_mean_of_its_batches(fit=keras.Model.fit):
    """Compare the epoch's loss with its batches', which a twin reports one by one."""
    x, y = some(33)  # a batch of 32, and one of a single digit
    recorded = fit(ready(), x, y, batch_size=32, **CALM).history["loss"][0]
    own = batch_losses(x, y)
    plain = bool(np.isclose(recorded, np.mean(own), rtol=1e-5))
    weighted = bool(np.isclose(recorded, np.average(own, weights=[32, 1]), rtol=1e-5))
    numbers = {"digits in the batches": "32, 1", "plain mean": plain, "weighted mean": weighted}
    if plain:
        return Evidence(HOLDS, numbers)
    if weighted:
        return Evidence(HOLDS_IF, numbers, "each batch counts by how many samples it has")
    return Evidence(FALSE, numbers)


def the_first_batches_are_worse(train=keras.Model.train_on_batch):
    """Train for one epoch and compare the first ten batches with the last ten."""
    own = batch_losses(*some(1437), train)
    first, last = np.mean(own[:10]), np.mean(own[-10:])
    numbers = {"batches": len(own), "first ten higher than last ten": first > last}
    return Evidence(HOLDS if first > last else FALSE, numbers)


def the_loss_after_the_epoch_is_lower(evaluate=keras.Model.evaluate):
    """Measure the training digits again after the first epoch: the same digits, no dropout."""
    model, (x, y) = ready(), some(1437)
    during = model.fit(x, y, **CALM).history["loss"][0]
    after = evaluate(model, x, y, verbose=0)
    numbers = {"lower on the same digits": after < during}
    return Evidence(HOLDS if after < during else FALSE, numbers)


def the_learning_rate_is_in_it(scheduler=keras.callbacks.LearningRateScheduler):
    """Halve the learning rate after each epoch: Keras's callback does it, then one of our own."""

    class Halve(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.optimizer.learning_rate.assign(0.05)

    recorded, changed = [], []
    for callback in (scheduler(lambda epoch, rate: 0.05), Halve()):
        model = ready()
        history = model.fit(*some(), epochs=2, callbacks=[callback], **CALM).history
        recorded.append("learning_rate" in history)
        changed.append(bool(np.isclose(float(model.optimizer.learning_rate), 0.05)))
    names = "by Keras's callback", "by a callback of your own"
    numbers = {
        f"{what} {name}": value
        for what, values in (("changed", changed), ("written down", recorded))
        for name, value in zip(names, values, strict=True)
    }
    if not all(changed) or not recorded[0]:
        return Evidence(FALSE, numbers)
    if not recorded[1]:
        return Evidence(HOLDS_IF, numbers, "it is one of Keras's own callbacks that changes it")
    return Evidence(HOLDS, numbers)


def a_second_fit_goes_on(fit=keras.Model.fit):
    """Train for two epochs and for one more; then again, with one `History` given to both."""
    model, shared = ready(), keras.callbacks.History()
    alone = [fit(model, *some(), epochs=n, **CALM) for n in (2, 1)]
    given = [fit(model, *some(), epochs=n, callbacks=[shared], **CALM) for n in (2, 1)]
    after, after_shared = len(alone[1].history["loss"]), len(given[1].history["loss"])
    numbers = {"epochs": "2 + 1", "in the second history": after, "in one shared": after_shared}
    if after == 3:
        return Evidence(HOLDS, numbers)
    if after_shared == 3:
        condition = "you give both the same `keras.callbacks.History()`"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(FALSE, numbers)


CLAIMS = Claims(
    [
        Claim(
            "history.1",
            "`fit` returns a `History`; its `history` has a list for each thing that is measured, "
            "with one number an epoch.",
            (FAQ, NOTES),
            fit_returns_a_history,
            HOLDS,
            RECORDED,
            ("C93",),
        ),
        Claim(
            "history.2",
            "The loss and the accuracy are in it, of the training and of the validation data.",
            (FAQ, NOTES),
            loss_and_accuracy_are_in_it,
            HOLDS_IF,
            RECORDED,
            ("C94",),
        ),
        Claim(
            "history.3",
            "With validation data, validation runs at the end of every epoch.",
            (FAQ, NOTES, OFFICIAL),
            validation_runs_after_each_epoch,
            HOLDS_IF,
            RECORDED,
            ("C34", "C94"),
        ),
        Claim(
            "history.4",
            "The validation loss of an epoch is that of the network as it is when the epoch ends: "
            "`evaluate` gives the last one again.",
            (FAQ, NOTES, OFFICIAL),
            val_loss_is_what_evaluate_gives,
            HOLDS,
            RECORDED,
            ("C95",),
        ),
        Claim(
            "history.5",
            "The training loss of an epoch is the mean of the losses of its batches.",
            (FAQ, NOTES, OFFICIAL),
            loss_is_the_mean_of_its_batches,
            HOLDS_IF,
            RECORDED,
            ("C65",),
        ),
        Claim(
            "history.6",
            "The first batches of an epoch have a higher loss than the last ones.",
            (FAQ, NOTES, OFFICIAL),
            the_first_batches_are_worse,
            HOLDS,
            RECORDED,
            ("C66",),
        ),
        Claim(
            "history.7",
            "A loss that is measured after the epoch is lower than the training loss of the epoch.",
            (FAQ, NOTES, OFFICIAL),
            the_loss_after_the_epoch_is_lower,
            HOLDS,
            RECORDED,
            ("C67",),
        ),
        Claim(
            "history.8",
            "Callbacks can change the learning rate at the end of an epoch, and `history` says so.",
            (FAQ, NOTES, OFFICIAL),
            the_learning_rate_is_in_it,
            HOLDS_IF,
            RECORDED,
            ("C35", "C94"),
        ),
        Claim(
            "history.9",
            "A second `fit` goes on with the record of the first.",
            (IMPLIED,),
            a_second_fit_goes_on,
            HOLDS_IF,
            RECORDED,
            ("C96",),
        ),
    ]
)
