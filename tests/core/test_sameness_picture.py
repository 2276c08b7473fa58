"""What the axes hold is compared with the outcomes; pixels are not."""

import numpy as np

from faqlab.core.outcome import Outcome
from faqlab.core.sameness import Sameness
from faqlab.core.sameness_picture import draw


def figure(*outcomes):
    return draw(Sameness(tuple(outcomes), 1e-5))


def test_the_runs_lie_on_one_another_and_their_distance_beside():
    ones = np.array([1.0, 0.5, 0.25]), np.array([1.0, 0.5, 0.5])
    left, right = figure(*[Outcome(steps={"loss": one}) for one in ones]).axes
    assert [line.get_ydata().tolist() for line in left.get_lines()] == [
        one.tolist() for one in ones
    ]
    assert left.get_lines()[0].get_xdata().tolist() == [1, 2, 3]
    distance = next(line for line in right.get_lines() if line.get_label() == "run 2")
    np.testing.assert_allclose(distance.get_ydata(), [1e-9, 1e-9, 0.25])
    assert left.get_xlabel() == "step"


def test_curves_of_different_lengths_are_drawn_as_far_as_they_go():
    left, _ = figure(*[Outcome(epochs={"loss": np.ones(n)}) for n in (3, 2)]).axes
    assert [len(line.get_xdata()) for line in left.get_lines()] == [3, 2]
    assert left.get_xlabel() == "epoch"


def test_weights_alone_are_bars_the_largest_difference_on_top():
    pair = [Outcome(weights={"a": np.ones(2), "b": np.array([1.0, x])}) for x in (1.0, 1.5)]
    (axes,) = figure(*pair).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    np.testing.assert_allclose([bar.get_width() for bar in axes.patches], [1e-9, 0.5])
