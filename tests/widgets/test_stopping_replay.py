import json

import numpy as np
import pytest
import traitlets

from faqlab.core.run import Run
from faqlab.core.stopping_rule import replay
from faqlab.widgets.stopping_replay import StoppingReplay

CURVES = {
    "loss": [5.0, 4.0, 3.0, 2.0, 1.0, 0.5],
    "val_loss": [5, 4, None, 3.5, float("nan"), 2],
    "val_mine": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
}


def test_the_page_gets_doubles_and_where_there_is_one():
    view = StoppingReplay(CURVES)
    assert [one["name"] for one in view.curves] == ["val_loss", "val_mine", "loss"]
    values = np.frombuffer(view.numbers, "<f8").reshape(3, 6)
    np.testing.assert_array_equal(values[0], [5, 4, np.nan, 3.5, np.nan, 2])
    np.testing.assert_array_equal(values[2], CURVES["loss"])
    there = np.frombuffer(view.there, "u1").reshape(3, 6)
    assert there[0].tolist() == [1, 1, 0, 1, 1, 1]
    assert (view.epochs, view.first) == (6, 0)
    assert view.curves[0] == {"name": "val_loss", "direction": "min", "low": 2.0, "high": 5.0}
    assert view.curves[1]["direction"] is None


def test_what_is_not_finite_reaches_the_page_as_json():
    view = StoppingReplay({"val_loss": [float("nan"), float("inf")]})
    json.dumps(view.curves, allow_nan=False)


def test_the_replay_is_that_of_the_settings_shown():
    view = StoppingReplay(CURVES, patience=1)
    assert repr(view.replay) == repr(replay(CURVES, patience=1))
    view.patience, view.restore_best_weights, view.monitor = 2, True, "loss"
    assert repr(view.replay) == repr(replay(CURVES, "loss", patience=2, restore_best_weights=True))


def test_it_begins_with_the_loss_of_validation_or_what_there_is():
    assert StoppingReplay(CURVES).monitor == "val_loss"
    assert StoppingReplay({"accuracy": [1], "loss": [1]}).monitor == "loss"
    run = Run()
    for epoch in (4, 5):
        run.add_epoch(epoch, {"loss": 1.0})
    assert (StoppingReplay(run).first, StoppingReplay(run).epochs) == (4, 2)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("patience", -1, "patience counts epochs. Expected: 0 or more."),
        ("start_from_epoch", -2, "start_from_epoch counts epochs."),
        ("mode", "up", "There is no mode 'up'."),
        ("monitor", "val_los", "No epoch reports 'val_los'. Expected: one of 'val_loss'"),
        ("baseline", float("inf"), "baseline is finite."),
    ],
)
def test_a_setting_that_is_none_is_refused_and_the_old_one_stays(name, value, message):
    view = StoppingReplay(CURVES, patience=2)
    before = getattr(view, name)
    with pytest.raises(traitlets.TraitError) as caught:
        setattr(view, name, value)
    assert message in str(caught.value)
    assert getattr(view, name) == before


@pytest.mark.parametrize(
    ("arguments", "settings", "kind", "message"),
    [
        ((3,), {}, TypeError, "This holds no training"),
        (({},), {}, ValueError, "no epoch to replay"),
        ((CURVES, "val_los"), {}, ValueError, "No epoch reports 'val_los'"),
        ((CURVES, "val_mine"), {}, ValueError, "doesn't say whether lower or higher"),
        ((CURVES,), {"patience": -1}, ValueError, "patience counts epochs"),
        ((CURVES,), {"patients": 1}, TypeError, "StoppingReplay has no argument 'patients'"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, settings, kind, message):
    with pytest.raises(kind, match=message):
        StoppingReplay(*arguments, **settings)


def test_the_text_tells_settings_and_story():
    view = StoppingReplay(CURVES, "loss", patience=2, min_delta=0.6)
    head, *story = repr(view).splitlines()
    assert (
        head == "Early stopping over 6 recorded epochs, monitor='loss', min_delta=0.6, patience=2:"
    )
    assert story == repr(view.replay).splitlines()
    bundle = view._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(view)
    # A curve whose way nobody knows is chosen in the page first, its mode afterwards.
    view.monitor = "val_mine"
    assert "doesn't say whether lower or higher is better" in repr(view)
    view.mode, view.min_delta = "max", 0
    assert "Training is never stopped" in repr(view)
