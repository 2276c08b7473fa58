import numpy as np
import pytest
from matplotlib.colors import to_rgb

from faqlab.core.run_picture import TRAIN, VAL
from faqlab.core.split_picture import draw
from faqlab.core.split_xray import xray
from faqlab.core.told_picture import png


def titles(figure):
    return [axes.get_title(loc="left") for axes in figure.axes]


def test_each_row_is_in_the_colour_of_its_class_and_of_its_side():
    y = np.array([0, 1, 1, 0, 2, 2, 0, 1, 2, 0])
    rows, sides, bars = draw(xray(np.arange(10), y, 0.3)).axes
    picture = np.asarray(rows.images[0].get_array())
    # Each row is one column, from above to below in one colour; classes differ.
    assert (picture == picture[:1]).all()
    colors = [tuple(one) for one in picture[0]]
    assert len(set(colors)) == 3
    assert [colors.index(one) for one in colors] == [[0, 1, 4][label] for label in y]
    side = np.asarray(sides.images[0].get_array())[0]
    np.testing.assert_allclose(side, [to_rgb(TRAIN)] * 7 + [to_rgb(VAL)] * 3)
    heights = [patch.get_height() for patch in bars.patches]
    shares = [100 * np.mean(part == label) for part in (y[:7], y[7:]) for label in range(3)]
    np.testing.assert_allclose(heights, shares)


def test_with_many_rows_a_column_is_a_stack_of_its_classes():
    y = np.arange(6000) % 2
    picture = np.asarray(draw(xray(np.arange(6000), y, 0.3)).axes[0].images[0].get_array())
    assert picture.shape[1] == 600
    first = picture[:, 0]
    halves = (first == first[0]).all(axis=1).sum()
    assert halves == len(first) / 2


def test_the_strips_are_drawn_over_the_rows():
    figure = draw(xray(np.arange(50), np.arange(50) % 3, 0.2))
    assert figure.axes[0].images[0].get_extent()[:2] == [0, 50]
    assert titles(figure)[1] == "training (40) and validation (10)"


def test_numbers_have_a_strip_and_two_histograms():
    y = np.random.default_rng(0).normal(size=500)
    y[7] = np.nan
    figure = draw(xray(np.arange(500), y, 0.2))
    assert titles(figure) == [
        "each row by its y",
        "training (400) and validation (100)",
        "share of the values of y",
    ]
    train, _, validation, _ = figure.axes[2].patches
    for stairs, part in ((train, y[:400]), (validation, y[400:])):
        shares, edges, _ = stairs.get_data()
        known = part[~np.isnan(part)]
        np.testing.assert_allclose(shares, 100 * np.histogram(known, edges)[0] / len(known))


def test_groups_and_times_have_strips_of_their_own():
    rows = np.arange(40)
    figure = draw(xray(rows, rows % 2, 0.2, groups=rows // 4, times=rows[::-1] * 1.5))
    assert titles(figure)[:4] == [
        "each row by its class",
        "each row by its group",
        "each row by its time",
        "training (32) and validation (8)",
    ]
    groups, times = (np.asarray(figure.axes[i].images[0].get_array())[0] for i in (1, 2))
    assert (groups[:-1] == groups[1:]).all(axis=1).sum() == 30
    from matplotlib import colormaps

    expected = colormaps["viridis"](np.linspace(1, 0, 40))[:, :3]
    np.testing.assert_allclose(times, expected, atol=0.02)


def test_many_classes_are_those_that_differ_most():
    y = np.tile(np.arange(30), 10)
    figure = draw(xray(np.arange(300), y, 0.2))
    assert titles(figure)[2] == "share of the classes, the 20 that differ most"
    assert len(figure.axes[2].get_xticks()) == 20


@pytest.mark.parametrize(
    "y", [None, np.zeros((20, 4, 4)), np.full(20, np.nan), ["a long name"] * 20]
)
@pytest.mark.parametrize("fraction", [0.2, 20, 0, -1, 0.001])
def test_everything_can_be_drawn(y, fraction):
    figure = draw(xray(np.arange(20), y, fraction))
    assert png(figure).startswith(b"\x89PNG")
    assert len(png(figure)) < 40_000
