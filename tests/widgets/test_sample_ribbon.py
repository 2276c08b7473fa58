import json

import numpy as np
import pytest

from faqlab.core.ribbon import Note, Ribbon
from faqlab.widgets.sample_ribbon import SampleRibbon

ORDERS = [[0, 1, 2, 3, 4], [3, 1, 4, 0, 2]]


def sent(view):
    return np.frombuffer(view.orders, dtype="<i4").reshape(len(view.names), view.positions)


def test_the_page_gets_the_orders_and_the_labels():
    view = SampleRibbon(Ribbon(ORDERS, 2, labels=["b", "a", "a", "b", "c"]))
    np.testing.assert_array_equal(sent(view), ORDERS)
    assert (view.batch_size, view.made, view.seen, view.live) == (2, 6, 6, False)
    assert (view.classes, view.labels, view.color) == (["a", "b", "c"], [1, 0, 0, 1, 2], "label")
    assert len(view.palette) >= len(view.classes)
    assert SampleRibbon(Ribbon(ORDERS, 2)).color == "number"


def test_python_can_turn_the_page_and_goes_not_beyond_its_ends():
    view = SampleRibbon(Ribbon(ORDERS, 2))
    view.seen = 99
    assert view.seen == 6
    view.seen = -1
    assert view.seen == 0


class Steps:
    """What a stepper does for its ribbon."""

    def __init__(self, fails=False):
        self.asked, self.fails, self.view = [], fails, None

    def __call__(self, count):
        self.asked.append(count)
        if self.fails:
            raise ValueError("no more <b>data</b>")
        notes = [Note(("moved",), 0.5)] * sum(self.asked)
        self.view.show(Ribbon(ORDERS[: 1 + len(notes) // 3], 2), notes)


def live(fails=False):
    step = Steps(fails)
    step.view = SampleRibbon(Ribbon(ORDERS[:1], 2), step=step)
    return step, step.view


def ask(view, **message):
    view._hear(view, message, [])


def test_a_click_makes_batches_and_shows_the_last():
    step, view = live()
    assert (view.made, view.seen, view.live) == (0, 0, True)
    ask(view, kind="step", count=1)
    assert (step.asked, view.made, view.seen, view.answered) == ([1], 1, 1, 1)
    ask(view, kind="step", count=3)
    assert (view.made, view.seen, len(view.names)) == (4, 4, 2)
    assert view.notes[3] == {"lines": ["moved"], "change": 0.5}
    json.dumps(view.notes, allow_nan=False)


def test_what_the_page_may_not_ask_for_is_not_done():
    step, view = live()
    ask(view, kind="step", count=10**9)
    assert step.asked == [3]  # an epoch at most
    ask(view, kind="other", count=1)
    ask(SampleRibbon(Ribbon(ORDERS, 2)), kind="step", count=1)
    assert step.asked == [3]


@pytest.mark.parametrize("message", [{"count": "many"}, {"count": None}, {}])
def test_a_message_that_makes_no_sense_is_answered_with_its_error(message):
    step, view = live()
    ask(view, kind="step", **message)
    assert (step.asked, view.answered) == ([], 1)
    assert "Error" in view.trouble


def test_an_error_of_the_training_is_told_in_the_page_until_the_next_click():
    step, view = live(fails=True)
    ask(view, kind="step", count=1)
    assert view.trouble == "`ValueError: no more <b>data</b>`"
    assert (view.answered, view.made) == (1, 0)
    step.fails = False
    ask(view, kind="step", count=1)
    assert (view.trouble, view.answered) == ("", 2)


def test_the_text_tells_the_story():
    _, view = live()
    ask(view, kind="step", count=2)
    assert repr(view).splitlines() == [
        "Sample ribbon: 1 epoch of 5 samples in batches of 2: 3 batches, the last of 1.",
        "  epoch 1: 0 to 4, one after the other",
        "  2 of 3 batches are shown.",
    ]
    bundle = view._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(view)


def test_too_long_a_ribbon_is_refused():
    with pytest.raises(ValueError, match=r"too long to be looked at.*Show fewer epochs"):
        SampleRibbon(Ribbon(np.zeros((2, 600_000), int), 32))
