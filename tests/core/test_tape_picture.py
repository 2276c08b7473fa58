import numpy as np
import pytest

from faqlab.core.tape import Strip, Tape
from faqlab.core.tape_picture import draw_tapes


def tape(values, stateful=True):
    ends = np.zeros((2, 1, 3))
    strip = Strip("lstm", "hidden", stateful, False, ends, values, ends)
    return Tape((strip,), (4, 6), (0,), (0, 1))


def test_each_tape_is_a_picture_of_units_by_time_on_one_scale():
    values = np.random.default_rng(0).normal(size=(2, 10, 3))
    figure = draw_tapes({"a": tape(values), "b": tape(values / 9)}, "lstm", "hidden", row=1)
    panels = [axes for axes in figure.axes if axes.images]
    assert [axes.get_title(loc="left") for axes in panels] == ["a", "b"]
    for axes, expected in zip(panels, (values, values / 9), strict=True):
        np.testing.assert_array_equal(axes.images[0].get_array(), expected[1].T)
        assert axes.images[0].get_clim() == (-np.abs(values[1]).max(), np.abs(values[1]).max())


def test_a_thick_line_stands_where_the_state_is_new():
    values = np.zeros((1, 10, 3))
    figure = draw_tapes({"a": tape(values), "b": tape(values, False)}, "lstm", "hidden")
    lines = [
        [(one.get_xdata()[0], one.get_linewidth()) for one in axes.lines] for axes in figure.axes
    ]
    assert lines[:2] == [[(0, 2.5), (4, 0.7)], [(0, 2.5), (4, 2.5)]]


def test_a_state_that_is_on_no_tape_is_refused():
    with pytest.raises(ValueError, match="no such strip"):
        draw_tapes({"a": tape(np.zeros((1, 10, 3)))}, "gru", "hidden")
