import numpy as np

from faqlab.core.luck import Luck
from faqlab.core.luck_picture import draw


def test_a_dot_for_each_seed_and_a_line_for_the_mean():
    scores = {"old": np.array([0.1, 0.3]), "new": np.array([0.5, 0.9])}
    (axes,) = draw(Luck(scores, (0, 1))).axes
    dots = [line for line in axes.get_lines() if line.get_marker() == "o"]
    assert [line.get_xdata().tolist() for line in dots] == [[0.1, 0.3], [0.5, 0.9]]
    assert [line.get_ydata().tolist() for line in dots] == [[0, 0], [1, 1]]
    means = [one.get_segments()[0][0][0] for one in axes.collections]
    np.testing.assert_allclose(means, [0.2, 0.7])
    joined = [line.get_xdata() for line in axes.get_lines() if line.get_marker() != "o"]
    assert list(map(tuple, joined)) == [(0.1, 0.5), (0.3, 0.9)]
