import numpy as np
import pytest

from faqlab.core.layer_look import look
from faqlab.core.layer_picture import draw_layers

RNG = np.random.default_rng(0)


def images(figure):
    return [axes.images[0] for axes in figure.axes if axes.images]


def test_maps_are_the_first_channels_on_one_scale():
    values = RNG.random((6, 5, 12))
    drawn = images(draw_layers([("conv", look(values))]))
    assert len(drawn) == 10
    for channel, image in enumerate(drawn):
        np.testing.assert_array_equal(image.get_array(), values[..., channel].astype(np.float32))
        assert image.get_clim() == pytest.approx((values.min(), values.max()))


def test_a_signed_output_is_centred_on_zero():
    values = RNG.normal(size=(20, 4))
    (image,) = images(draw_layers([("lstm", look(values))]))
    reach = np.abs(values).max()
    assert image.get_clim() == pytest.approx((-reach, reach))
    np.testing.assert_allclose(image.get_array(), values.T, rtol=1e-6)


def test_a_vector_is_bars_and_a_picture_is_a_picture():
    values = RNG.normal(size=7)
    figure = draw_layers(
        [("input", look(RNG.random((8, 8, 3)), picture=True)), ("d", look(values))]
    )
    assert images(figure)[0].get_array().shape == (8, 8, 3)
    heights = [patch.get_height() for axes in figure.axes for patch in axes.patches]
    np.testing.assert_allclose(heights, values, rtol=1e-6)


def test_the_words_stand_beside():
    figure = draw_layers([("conv (6, 6, 4)", look(np.zeros((6, 6, 4))))])
    assert "conv (6, 6, 4)" in [text.get_text() for axes in figure.axes for text in axes.texts]


def test_nothing_to_draw():
    with pytest.raises(ValueError, match=r"Expected: at least one layer"):
        draw_layers([])
