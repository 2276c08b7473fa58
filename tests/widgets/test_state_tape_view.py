import json

import numpy as np
import pytest
import traitlets

from faqlab.core.tape import Strip, Tape
from faqlab.widgets.state_tape_view import StateTapeView

RNG = np.random.default_rng(0)


def tape(rows=2, lengths=(4, 6), stateful=True, units=3, names=("hidden", "cell")):
    count, time = len(lengths), sum(lengths)
    strips = tuple(
        Strip(
            "lstm",
            name,
            stateful,
            False,
            RNG.normal(size=(count, rows, units)),
            RNG.normal(size=(rows, time, units)),
            RNG.normal(size=(count, rows, units)),
        )
        for name in names
    )
    return Tape(strips, lengths, (0,), tuple(range(count)))


def test_the_page_gets_the_numbers_of_all_tapes_in_their_order():
    one, two = tape(), tape(stateful=False)
    view = StateTapeView({"stateful": one, "stateless": two})
    sent = np.frombuffer(view.numbers, dtype="float32")
    expected = [strip.steps.ravel() for part in (one, two) for strip in part.strips]
    np.testing.assert_allclose(sent, np.concatenate(expected), rtol=1e-6)
    assert (view.strip, view.strips, view.rows) == ("lstm hidden", ["lstm hidden", "lstm cell"], 2)
    assert view.tapes[0]["begins"] == ["zeros: reset", "the state of batch 0"]
    assert view.tapes[1]["begins"] == ["zeros, as every batch"] * 2
    before = view.tapes[0]["strips"][1]["before"][1][0]
    assert before == pytest.approx(np.sqrt(np.mean(one.strips[1].before[0, 1] ** 2)))


def test_what_is_not_finite_reaches_the_page_as_a_number_all_the_same():
    one = tape()
    one.strips[0].after[:] = np.nan
    json.dumps(StateTapeView({"a": one}).tapes, allow_nan=False)


def test_of_many_rows_the_first_are_shown():
    many = tape(rows=40)
    view = StateTapeView({"a": many})
    assert view.rows == 16
    sent = np.frombuffer(view.numbers, dtype="float32").reshape(2, 16, 10, 3)
    np.testing.assert_allclose(sent[1], many.strips[1].steps[:16], rtol=1e-6)


def test_python_can_turn_the_page_and_goes_not_beyond_its_ends():
    view = StateTapeView({"a": tape(lengths=(2, 2, 2))})
    assert view.seen == 1
    view.seen, view.row = 9, 7
    assert (view.seen, view.row) == (3, 1)
    view.seen, view.row = -1, -1
    assert (view.seen, view.row) == (1, 0)
    view.strip = "lstm cell"
    with pytest.raises(traitlets.TraitError, match="no such state"):
        view.strip = "gru hidden"


def test_the_text_tells_the_story():
    view = StateTapeView({"stateful": tape(), "long": tape(lengths=(10,))})
    assert repr(view).splitlines() == [
        "State tape over 10 time steps:",
        "  stateful: 2 batches, 1 of them begin with zeros",
        "  long: one batch, 1 of them begin with zeros",
        "  states: lstm hidden, lstm cell",
    ]
    bundle = view._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(view)


@pytest.mark.parametrize(
    ("tapes", "message"),
    [
        ({}, "There is no tape to show"),
        ({"a": tape(), "b": tape(lengths=(4, 5))}, r"different times.*{'a': 10, 'b': 9}"),
        ({"a": tape(lengths=(200_000,), units=5)}, "too long to be looked at"),
    ],
)
def test_what_cannot_be_shown_is_refused(tapes, message):
    with pytest.raises(ValueError, match=message):
        StateTapeView(tapes)
