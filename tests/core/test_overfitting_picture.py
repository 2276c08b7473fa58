import numpy as np

from faqlab.core.overfitting import overfitting

from .test_overfitting import FALLING, VALLEY, run


def test_what_comes_after_the_best_epoch_is_shaded():
    (axes,) = overfitting(run(FALLING, VALLEY)).draw().axes
    (shade,) = axes.patches
    assert (shade.get_x(), shade.get_width()) == (13, 17)
    assert [text.get_text() for text in axes.texts] == ["best: 13", " overfits "]
    training = next(line for line in axes.get_lines() if line.get_label().startswith("training"))
    np.testing.assert_allclose(training.get_xdata(), np.arange(30) + 0.5)


def test_nothing_is_shaded_while_it_learns():
    found = overfitting(run(FALLING, FALLING))
    assert not found.draw().axes[0].patches
    assert found._repr_png_().startswith(b"\x89PNG")
