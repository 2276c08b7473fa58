import numpy as np
import pytest

from faqlab.core.sample_order import SampleOrder
from faqlab.core.sample_order_picture import draw_order


def order(*epochs, validation=(), samples=6):
    def batches(one):
        return tuple(np.array(batch) for batch in one)

    passes, others = map(batches, epochs), map(batches, validation)
    return SampleOrder(tuple(passes), tuple(others), range(samples), range(samples))


MIXED, PLAIN = [[3, 1], [0, 2], [5, 4]], [[0, 1], [2, 3], [4, 5]]


def panels(figure):
    return [axes for axes in figure.axes if axes.images]


def test_the_picture_has_the_numbers_the_borders_and_the_words():
    figure = draw_order(order(MIXED, MIXED, validation=[PLAIN, PLAIN]))
    training, validation = panels(figure)
    np.testing.assert_array_equal(training.images[0].get_array(), [[3, 1, 0, 2, 5, 4]] * 2)
    np.testing.assert_array_equal(validation.images[0].get_array(), [range(6)] * 2)
    assert [label.get_text() for label in training.get_yticklabels()] == ["epoch 1", "epoch 2"]
    told = [label.get_text() for label in training.child_axes[0].get_yticklabels()]
    assert told == ["shuffled", "the same order as epoch 1"]
    borders = [
        path.vertices[0, 0] for lines in training.collections[:2] for path in lines.get_paths()
    ]
    assert borders == [2, 4, 2, 4]
    assert repr(figure).splitlines()[-1] == "  validation, each of 2 times: in order"
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_what_was_not_seen_stays_white():
    (axes,) = panels(draw_order(order(PLAIN, [[2, -1]])))
    mask = np.ma.getmaskarray(axes.images[0].get_array())
    assert mask.tolist() == [[False] * 6, [False, True, True, True, True, True]]


def test_of_many_epochs_the_first_are_drawn():
    (axes,) = panels(draw_order(order(*[MIXED] * 40)))
    assert axes.images[0].get_array().shape == (12, 6)


def test_of_many_batches_no_borders_are_drawn():
    many = [[i] for i in range(500)]
    (axes,) = panels(draw_order(order(many, samples=500)))
    assert len(axes.collections) == 1  # what parts the epochs


@pytest.mark.parametrize("one", [order(), order([[0]], samples=1)])
def test_nothing_and_a_single_sample_can_be_drawn(one):
    assert draw_order(one)._repr_png_().startswith(b"\x89PNG")
