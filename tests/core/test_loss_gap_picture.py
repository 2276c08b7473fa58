"""What the axes hold is compared with the numbers; pixels are not."""

from dataclasses import replace

import numpy as np

from faqlab.core.loss_gap_picture import HIGHER, LOWER, draw
from faqlab.core.run_picture import TRAIN, VAL

from .test_loss_gap_parts import GAP


def bars(figure):
    return figure.axes[0].patches


def color(bar):
    return "#" + "".join(f"{round(255 * one):02x}" for one in bar.get_facecolor()[:3])


def test_the_way_from_one_loss_to_the_other():
    figure = draw(GAP)
    (axes,) = figure.axes
    names = ["training loss", *GAP.parts, "validation loss"]
    assert [label.get_text() for label in axes.get_yticklabels()] == names
    ends, steps = bars(figure)[:2], bars(figure)[2:]
    assert [(bar.get_x(), round(bar.get_width(), 6), color(bar)) for bar in ends] == [
        (0.0, 1.1, TRAIN),
        (0.0, 0.65, VAL),
    ]
    levels = 1.1 - np.cumsum([0, *GAP.parts.values()])
    for bar, size, before, after in zip(
        steps, GAP.parts.values(), levels[:-1], levels[1:], strict=True
    ):
        np.testing.assert_allclose(bar.get_x(), min(before, after), atol=1e-9)
        np.testing.assert_allclose(bar.get_width(), abs(size), atol=1e-9)
        assert color(bar) == (HIGHER if size > 0 else LOWER)
    np.testing.assert_allclose(levels[-1], GAP.validation)
    texts = [text.get_text().strip() for text in axes.texts]
    assert texts == ["1.1", "0.65", "+0.10", "+0.30", "+0.050", "+0.050", "-0.050"]


def test_small_steps_are_seen_and_the_axis_says_so():
    far = replace(GAP, reported=101.1, validation=100.65)
    far = replace(
        far, moving=replace(GAP.moving, data=100.9), trained=replace(GAP.trained, data=100.8)
    )
    far = replace(
        far, tested=replace(GAP.tested, data=100.5), unseen=replace(GAP.unseen, data=100.5)
    )
    axes = draw(far).axes[0]
    assert axes.get_xlim()[0] > 99
    assert axes.get_xlabel() == "loss; the axis begins at 100"
    assert draw(GAP).axes[0].get_xlabel() == "loss"


def test_a_negative_loss_is_drawn_from_zero():
    below = replace(GAP, reported=-1.0, validation=-1.45)
    low, high = draw(below).axes[0].get_xlim()
    assert low <= -1.45
    assert high >= 0


def test_what_is_not_explained_is_a_step_too():
    labels = draw(replace(GAP, reported=1.3)).axes[0].get_yticklabels()
    assert labels[-2].get_text() == "not explained"


def test_the_figure_says_in_words_what_it_shows():
    assert repr(draw(GAP)) == f"Waterfall. {GAP}"
    assert draw(GAP)._repr_png_().startswith(b"\x89PNG")
