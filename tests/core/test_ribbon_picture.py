import numpy as np

from faqlab.core.ribbon import Note, Ribbon
from faqlab.core.ribbon_picture import draw_ribbon

ORDERS = [[0, 1, 2, 3, 4], [3, 1, 4, 0, 2]]


def strips(figure):
    return [axes.images[0].get_array() for axes in figure.axes if axes.images]


def test_a_row_has_the_numbers_of_its_samples_in_their_order():
    figure = draw_ribbon(Ribbon(ORDERS, 2))
    np.testing.assert_array_equal(np.concatenate(strips(figure)), ORDERS)
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert repr(figure).startswith("2 epochs of 5 samples")


def test_what_was_not_seen_stays_white():
    first, second = strips(draw_ribbon(Ribbon(ORDERS, 2), seen=4))
    assert first.count() == 5
    assert second.compressed().tolist() == [3, 1]
    padded = strips(draw_ribbon(Ribbon([[0, -1, 1]], 2)))[0]
    assert np.ma.getmaskarray(padded).tolist() == [[False, True, False]]


def test_labels_are_colours_and_changes_are_bars():
    notes = [Note(change=0.5), Note(change=0.0), Note(change=1.0)]
    figure = draw_ribbon(Ribbon(ORDERS[1:], 2, labels=["b", "a", "a", "b", "c"]), notes)
    assert strips(figure)[0].tolist() == [[1, 0, 2, 1, 0]]
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    np.testing.assert_allclose(heights, [0.35, 0, 0.7])
    assert [text.get_text() for text in figure.axes[-1].get_yticklabels()] == ["a", "b", "c"]


def test_of_many_epochs_the_last_are_drawn():
    figure = draw_ribbon(Ribbon(np.tile(np.arange(3), (30, 1)), 2))
    names = [axes.get_ylabel() for axes in figure.axes if axes.images]
    assert (len(names), names[0], names[-1]) == (12, "epoch 19", "epoch 30")
