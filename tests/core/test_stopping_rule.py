"""The replay against Keras's own callback, epoch for epoch, and what it refuses."""

import math
import warnings

import keras
import numpy as np
import pytest

from faqlab.core.run import Run
from faqlab.core.scripted_training import drive, scripted_model
from faqlab.core.stopping_rule import Rule, replay

from .stopping_cases import COUNT, cases

NAN = math.nan


@pytest.fixture(scope="module")
def model():
    return scripted_model(["accuracy"])


def by_keras(values, settings, model, monitor="val_loss"):
    """What Keras's callback does: its own attribute, the flag of the model, and the weights."""
    callback = keras.callbacks.EarlyStopping(monitor=monitor, **settings)
    script = [{"loss": 1.0} | ({} if one is None else {monitor: one}) for one in values]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Early stopping conditioned on metric")
        scripted = drive(callback, script, model)
    assert scripted.stopped == (callback.stopped_epoch > 0)
    if scripted.stopped:
        assert callback.stopped_epoch + 1 == scripted.ran
    # Keras says 0 where it has seen nothing.
    seen = callback.best is not None
    return scripted.ran, scripted.stopped, scripted.kept, callback.best_epoch + 1 if seen else None


def by_us(values, settings, monitor="val_loss"):
    found = replay({monitor: values}, monitor, **settings)
    return found.ran, found.stopped, found.kept_epoch, found.best_epoch


def test_the_replay_agrees_with_keras_on_every_scripted_case(model):
    differ = [
        (values, settings, by_us(values, settings), theirs)
        for values, settings in cases()
        if by_us(values, settings) != (theirs := by_keras(values, settings, model))
    ]
    assert COUNT >= 500
    assert differ == []


def test_the_cases_are_of_all_kinds():
    """So that agreement means something: all that can happen does, and often."""
    found = [(replay({"val_loss": values}, **settings), values) for values, settings in cases()]
    assert len(found) == COUNT
    restored = [one for one, _ in found if one.stopped and one.kept_epoch != one.ran]
    counts = {
        "stopped": sum(one.stopped for one, _ in found),
        "never": sum(not one.stopped for one, _ in found),
        "restored": len(restored),
        "holes": sum(None in values for _, values in found),
        "nan": sum(any(v is not None and math.isnan(v) for v in values) for _, values in found),
        "baseline": sum(one.rule.baseline is not None for one, _ in found),
        "warm-up": sum(one.rule.start_from_epoch > 0 for one, _ in found),
        "min_delta": sum(one.rule.min_delta != 0 for one, _ in found),
    }
    assert min(counts.values()) >= 40, counts


@pytest.mark.parametrize("seed", range(20))
def test_auto_takes_an_accuracy_for_what_it_is(seed, model):
    rng = np.random.default_rng(seed)
    values = np.clip(np.cumsum(rng.normal(0.02, 0.1, 15)) + 0.5, 0, 1).tolist()
    settings = {"patience": seed % 4, "restore_best_weights": bool(seed % 2)}
    ours = by_us(values, settings, "val_accuracy")
    assert ours == by_keras(values, settings, model, "val_accuracy")


def test_single_precision_decides():
    """1 and 1 - 1e-9 are one number to Keras, so the second is no improvement."""
    assert replay({"val_loss": [1.0, 1 - 1e-9]}).stopped
    assert not replay({"val_loss": [1.0, 1 - 1e-7]}).stopped


def test_a_run_is_read_with_its_holes_and_its_first_epoch():
    run = Run()
    for epoch, loss in zip(range(10, 18), (3, None, 2, None, 2.5, None, 2.6, None), strict=True):
        run.add_epoch(epoch, {"loss": 1.0} | ({} if loss is None else {"val_loss": loss}))
    found = replay(run, patience=2, restore_best_weights=True)
    assert (found.stops_after, found.kept_epoch, found.saved) == (17, 13, 1)
    assert found.better.tolist() == [11, 13]
    assert found.waited.tolist() == [0, 0, 0, 0, 1, 1, 2]
    # Keras counts start_from_epoch from its own epoch 0.
    assert replay(run, patience=2, start_from_epoch=12).better.tolist() == [13]


def test_what_is_saved_and_what_it_costs():
    losses = {"val_loss": [5, 4, 3, 3.5, 3.4, 3.3, 2, 1]}
    found = replay(losses, patience=2)
    assert (found.saved, found.lowest_epoch, found.cost) == (3, 8, pytest.approx(2.4))
    assert replay(losses, patience=2, restore_best_weights=True).cost == pytest.approx(2.0)
    accuracy = replay({"val_accuracy": [0.5, 0.8, 0.7, 0.9]}, "val_accuracy", patience=1)
    assert (accuracy.stops_after, accuracy.lowest_epoch) == (3, 4)
    assert accuracy.cost == pytest.approx(0.2)
    assert math.isnan(replay({"val_loss": [NAN, NAN]}).cost)


def test_the_wrong_mode_takes_the_worst_for_the_best():
    found = replay({"val_accuracy": [0.5, 0.6, 0.7, 0.8]}, "val_accuracy", mode="min", patience=2)
    assert (found.stops_after, found.best_epoch) == (3, 1)


def test_the_text_tells_the_story():
    text = str(replay({"val_loss": [2.0, 1.0, 1.5]}, patience=1, restore_best_weights=True))
    assert text.splitlines() == [
        "Training stops after epoch 3: after the best val_loss, in epoch 2, 1 epoch in a row "
        "brought nothing better.",
        "You keep the weights of epoch 2, the best; epoch 3 was the last one.",
        "val_loss: kept: 1.0, lowest recorded: 1.0.",
    ]


@pytest.mark.parametrize(
    ("settings", "kind", "message"),
    [
        ({"patience": -1}, ValueError, "patience counts epochs. Expected: 0 or more. Received: -1"),
        ({"patience": 1.5}, TypeError, "a whole number. Received: 1.5."),
        ({"patience": True}, TypeError, "a whole number. Received: True."),
        ({"start_from_epoch": "3"}, TypeError, "start_from_epoch counts epochs."),
        ({"min_delta": NAN}, ValueError, "min_delta is finite."),
        ({"min_delta": "small"}, TypeError, "min_delta is a number."),
        ({"baseline": math.inf}, ValueError, "baseline is finite."),
        ({"mode": "maximum"}, ValueError, "There is no mode 'maximum'. Expected: one of 'max'"),
        ({"monitor": "val_los"}, ValueError, "Expected: one of 'val_loss', 'val_f1'"),
        ({"monitor": None}, TypeError, "What to monitor is said by its name."),
        ({"monitor": "val_f1"}, ValueError, "doesn't say whether lower or higher is better"),
    ],
)
def test_what_cannot_be_replayed_is_refused(settings, kind, message):
    with pytest.raises(kind) as caught:
        replay({"val_loss": [1.0, 2.0], "val_f1": [0.1, 0.2]}, **settings)
    assert message in str(caught.value)


def test_keras_is_not_needed():
    assert Rule().patience == keras.callbacks.EarlyStopping().patience == 0
    ours = {name: one.default for name, one in Rule.__dataclass_fields__.items()}
    theirs = keras.callbacks.EarlyStopping()
    assert ours == {name: getattr(theirs, name) for name in ours}
