"""What is done to find out whether the sentences on early stopping are so."""

import warnings

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.claim import FALSE, HOLDS, HOLDS_IF, Evidence
from faqlab.core.scripted_training import drive, scripted_model

# Best in epoch 3, then three epochs that are worse, then better ones again.
FALLS_AND_RISES = (5, 4, 3, 3.5, 3.4, 3.3, 2, 1, 1, 1, 1, 1)
NAN = float("nan")


def _script(values, name="val_loss"):
    return [{name: float(value)} for value in values]


def _run(kind, values, **settings):
    """Drive a callback over a scripted validation loss."""
    return drive(kind(**settings), _script(values))


def _end(scripted):
    return f"stops after epoch {scripted.ran}" if scripted.stopped else "never stops"


def stops_when_it_no_longer_falls(kind=keras.callbacks.EarlyStopping):
    """Give it a loss that falls for three epochs, and one that falls to the end."""
    rises = {n: _run(kind, FALLS_AND_RISES, patience=n) for n in range(4)}
    falls = _run(kind, range(12, 0, -1))
    numbers = {f"best in epoch 3, patience {n}": _end(one) for n, one in rises.items()}
    numbers["falls to the end"] = _end(falls)
    as_said = [rises[n].ran for n in rises] == [4, 4, 5, 6] and not falls.stopped
    return Evidence(HOLDS if as_said else FALSE, numbers)


def the_faqs_lines_stop(kind=keras.callbacks.EarlyStopping):
    """Fit as the FAQ does, with data that can't be learned; then the same with epochs=20."""
    ran = {}
    for epochs in (None, 20):
        rng = np.random.default_rng(0)
        x, y = rng.normal(size=(40, 3)), rng.normal(size=40)
        model = keras.Sequential(
            [keras.Input((3,)), keras.layers.Dense(1, kernel_initializer="zeros")]
        )
        # So long a step that the loss rises from the first epoch on.
        model.compile(keras.optimizers.SGD(1.5), "mse", run_eagerly=True)
        more = {} if epochs is None else {"epochs": epochs}
        early_stopping = kind(monitor="val_loss", patience=2)
        fitted = model.fit(
            x, y, validation_split=0.2, callbacks=[early_stopping], verbose=0, **more
        )
        ran[epochs] = len(fitted.history["loss"])
    numbers = {"epochs trained, as it stands": ran[None], "with epochs=20": ran[20]}
    if ran[None] == 1 and ran[20] < 20:
        condition = "`epochs` is given too: as they stand they train one epoch, the default of fit"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(HOLDS if ran[20] < 20 else FALSE, numbers)


def two_misses_end_it(kind=keras.callbacks.EarlyStopping):
    """Two misses in a row, and as many misses with new bests between them."""
    row = _run(kind, (3, 4, 4, 4, 4), patience=2)
    apart = _run(kind, (5, 6, 4, 5, 3, 4, 2, 3), patience=2)
    numbers = {"two in a row": _end(row), "four, each after a new best": _end(apart)}
    if row.ran == 3 and not apart.stopped:
        return Evidence(HOLDS_IF, numbers, "they come one after the other: a new best starts anew")
    return Evidence(HOLDS if row.ran == 3 else FALSE, numbers)


def equal_is_better(kind=keras.callbacks.EarlyStopping):
    """A loss that stays where it is."""
    flat = _run(kind, (1.0,) * 6, patience=2)
    return Evidence(FALSE if flat.stopped else HOLDS, {"1, 1, 1, 1, 1, 1": _end(flat)})


def better_than_the_last_is_enough(kind=keras.callbacks.EarlyStopping):
    """After a best of 3, a loss that falls from 9 without coming near it."""
    falling = _run(kind, (3, 9, 8, 7, 6, 5), patience=2)
    return Evidence(FALSE if falling.stopped else HOLDS, {"3, 9, 8, 7, 6, 5": _end(falling)})


def small_steps_count_for_nothing(kind=keras.callbacks.EarlyStopping):
    """Steps of 0.04 with `min_delta=0.1`, and two patiences."""
    steps = [1 - 0.04 * step for step in range(12)]
    ends = {n: _run(kind, steps, patience=n, min_delta=0.1) for n in (2, 4)}
    numbers = {f"steps of 0.04, patience {n}": _end(one) for n, one in ends.items()}
    if ends[2].stopped and not ends[4].stopped:
        condition = "patience ends before they add up: what counts is the distance to the best"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(HOLDS if ends[4].stopped else FALSE, numbers)


def nan_ends_training(kind=keras.callbacks.EarlyStopping):
    """A loss that becomes NaN after three epochs."""
    broken = _run(kind, (3, 2, 1) + (NAN,) * 7, patience=4)
    return Evidence(HOLDS if broken.ran == 4 else FALSE, {"patience 4": _end(broken)})


def a_first_nan_is_forgotten(kind=keras.callbacks.EarlyStopping):
    """NaN first, then a loss that falls to the end; which weights come back?"""
    ended = _run(kind, (NAN, 5, 4, 3, 2, 1), patience=3, restore_best_weights=True)
    numbers = {"NaN, 5, 4, 3, 2, 1": _end(ended), "weights kept": f"of epoch {ended.kept}"}
    return Evidence(FALSE if ended.stopped or ended.kept == 1 else HOLDS, numbers)


def the_best_weights_are_kept(kind=keras.callbacks.EarlyStopping):
    """The best in epoch 3; which weights has the model after the end?"""
    kept = {
        flag: _run(kind, FALLS_AND_RISES, patience=2, restore_best_weights=flag).kept
        for flag in (False, True)
    }
    numbers = {
        "by default": f"those of epoch {kept[False]}",
        "restore_best_weights=True": f"those of epoch {kept[True]}",
    }
    if kept == {False: 5, True: 3}:
        return Evidence(HOLDS_IF, numbers, "you ask for it with restore_best_weights=True")
    return Evidence(HOLDS if kept[False] == 3 else FALSE, numbers)


def restored_at_a_natural_end(kind=keras.callbacks.EarlyStopping):
    """Training ends because the epochs are over, two epochs after the best."""
    ended = _run(kind, (5, 3, 4, 4), patience=10, restore_best_weights=True)
    numbers = {"best in epoch 2 of 4": _end(ended), "weights kept": f"of epoch {ended.kept}"}
    return Evidence(HOLDS if ended.kept == 2 and not ended.stopped else FALSE, numbers)


def restored_after_an_interrupt(kind=keras.callbacks.EarlyStopping):
    """The notebook's stop button, in epoch 4 of a real fit, two epochs after the best."""
    model = scripted_model()

    class Interrupting(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            model.set_weights([np.full((1, 1), epoch + 1.0)])
            logs["val_loss"] = (5.0, 3.0, 4.0, 4.0)[epoch]
            if epoch == 3:
                raise KeyboardInterrupt

    stopping = kind(patience=10, restore_best_weights=True)
    try:
        x = np.zeros((2, 1))
        model.fit(x, x, epochs=4, verbose=0, callbacks=[Interrupting(), stopping])
    except KeyboardInterrupt:
        pass
    kept = int(model.get_weights()[0].item())
    return Evidence(HOLDS if kept == 2 else FALSE, {"weights kept": f"of epoch {kept}"})


def the_best_of_all_epochs(kind=keras.callbacks.EarlyStopping):
    """The best of all in epoch 2, once with `start_from_epoch=3`."""
    losses = (5, 1, 4, 3, 2, 3, 3)
    kept = {
        start: _run(
            kind, losses, patience=9, restore_best_weights=True, start_from_epoch=start
        ).kept
        for start in (0, 3)
    }
    numbers = {f"start_from_epoch={start}": f"epoch {one}" for start, one in kept.items()}
    if kept == {0: 2, 3: 5}:
        return Evidence(
            HOLDS_IF, numbers, "start_from_epoch is 0: what comes before isn't looked at"
        )
    return Evidence(HOLDS if kept[3] == 2 else FALSE, numbers)


def missing_validation_is_an_error(kind=keras.callbacks.EarlyStopping):
    """Report a training loss alone for four epochs, and count what is said."""
    said, ended = _listen(lambda: drive(kind(patience=1), _script((4, 5, 6, 7), "loss")))
    if isinstance(ended, Exception):
        return Evidence(HOLDS, {"error": type(ended).__name__})
    return Evidence(FALSE, {"four epochs": _end(ended), "warnings": len(said)})


def a_misspelt_name_is_an_error(kind=keras.callbacks.EarlyStopping):
    """Ask for `val_los`, in each mode."""
    found, numbers = {}, {}
    for mode in ("auto", "min"):
        stopping = kind(monitor="val_los", mode=mode, patience=1)
        said, ended = _listen(lambda stopping=stopping: drive(stopping, _script((4, 5, 6, 7))))
        found[mode] = isinstance(ended, Exception)
        told = type(ended).__name__ if found[mode] else f"{_end(ended)}, {len(said)} warnings"
        numbers[f"mode={mode!r}"] = told
    if found == {"auto": True, "min": False}:
        return Evidence(HOLDS_IF, numbers, "mode is left at 'auto'; else Keras warns once an epoch")
    return Evidence(HOLDS if found["min"] else FALSE, numbers)


def auto_finds_the_way(kind=keras.callbacks.EarlyStopping):
    """Ask for an accuracy by its name, by another name, and for a metric of one's own."""

    def share(y_true, y_pred):
        return keras.ops.mean(keras.ops.abs(y_true - y_pred) < 0.5)

    model = scripted_model(["accuracy", share])
    found, numbers = {}, {}
    for name in ("val_accuracy", "val_acc", "val_share"):
        rises = _script((0.1, 0.2, 0.3, 0.4, 0.4, 0.4), name)
        stopping = kind(monitor=name, patience=2)
        _, ended = _listen(lambda stopping=stopping, rises=rises: drive(stopping, rises, model))
        broken = isinstance(ended, Exception)
        found[name] = not broken and ended.ran == 6
        numbers[name] = type(ended).__name__ if broken else _end(ended)
    if found == {"val_accuracy": True, "val_acc": False, "val_share": False}:
        condition = "Keras's own metric was compiled under this very name; else it raises an error"
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(HOLDS if all(found.values()) else FALSE, numbers)


def a_baseline_ends_it(kind=keras.callbacks.EarlyStopping):
    """A baseline far below: a loss that doesn't move, and one that falls slowly."""
    flat = _run(kind, (5.0,) * 8, patience=3, baseline=1)
    falls = _run(kind, (9, 8, 7, 6, 5, 4, 3, 2), patience=3, baseline=1)
    numbers = {"stays at 5": _end(flat), "falls from 9 to 2": _end(falls)}
    if flat.stopped and not falls.stopped:
        condition = (
            "the epoch in question isn't the best so far: as long as it gets better, it runs on"
        )
        return Evidence(HOLDS_IF, numbers, condition)
    return Evidence(HOLDS if flat.stopped else FALSE, numbers)


def _listen(act):
    """What was warned of, and what came of it: a result, or the error."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            result = act()
        except Exception as error:
            result = error
    return [one for one in said if issubclass(one.category, UserWarning)], result
