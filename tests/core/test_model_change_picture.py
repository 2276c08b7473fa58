import io

import numpy as np
import pytest
from PIL import Image

from faqlab.core.backend import keras
from faqlab.core.head_swap import new_head
from faqlab.core.layer_inventory import inventory
from faqlab.core.model_change import compare
from faqlab.core.model_change_picture import MOST, draw_change
from faqlab.core.told_picture import png

layers = keras.layers


def chain(many):
    body = [layers.Dense(3, name=f"layer{i}") for i in range(many)]
    return keras.Sequential([keras.Input((3,)), *body])


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def boxes(figure):
    return [(box.get_x() == 0, box.get_linestyle()) for box in figure.axes[0].patches]


def test_a_dashed_box_is_gone_or_new_and_a_line_joins_the_others():
    model = chain(3)
    figure = draw_change(compare(model, new_head(model, layers.Dense(2, name="fresh"))))
    left, right = True, False
    assert boxes(figure) == [
        (left, "solid"),
        (right, "solid"),
        (left, "solid"),
        (right, "solid"),
        (left, "dashed"),
        (right, "dashed"),
    ]
    assert len(figure.axes[0].lines) == 2
    assert texts(figure).count("same") == 2
    assert {"removed", "new", "fresh", "(None, 2)  8"} <= set(texts(figure))
    assert repr(figure) == (
        "Before and after: layer0, layer1 kept; layer2 removed; fresh new. Parameters: 36 -> 32."
    )


def test_what_is_stale_is_written_beside_it():
    model = chain(2)
    model.predict(np.ones((2, 3)), verbose=0)
    before = inventory(model)
    model.pop()
    figure = draw_change(compare(before, model))
    assert "(!) predict: still the left side, until compile" in texts(figure)
    assert repr(figure).endswith("Still the old layers in: predict.")


@pytest.mark.parametrize("many", [MOST, MOST + 1, 60])
def test_the_middle_of_a_long_model_is_folded_and_none_is_lost(many):
    model = chain(many)
    figure = draw_change(compare(model, new_head(model, layers.Dense(2, name="fresh"))))
    names = [text for text in texts(figure) if text.startswith("layer")]
    folded = {int(text.split()[1]) for text in texts(figure) if text.startswith("…")}
    assert len(set(names)) + sum(folded) == many
    assert f"layer{many - 1}" in names
    assert f"layer{many - 2}" in names
    assert figure.get_figheight() < 9


def test_copies_have_another_colour_and_word():
    model = chain(2)
    figure = draw_change(compare(model, new_head(model, layers.Dense(2), copy=True)))
    assert texts(figure).count("copied") == 1
    shared = draw_change(compare(model, new_head(model, layers.Dense(2))))
    edges = [one.axes[0].patches[0].get_edgecolor() for one in (figure, shared)]
    assert edges[0] != edges[1]


def test_nothing_is_cut_off_or_overlapping():
    """Every text lies within the figure, and no two texts on each other."""
    model = keras.Sequential(
        [
            keras.Input((64, 64, 3)),
            layers.Conv2D(1024, 3, name="a_convolution_with_a_very_long_name"),
            layers.Flatten(name="flat"),
            layers.Dense(2, name="head"),
        ]
    )
    figure = draw_change(compare(model, new_head(model, layers.Dense(2, name="fresh"))))
    picture = Image.open(io.BytesIO(png(figure)))
    extents = [text.get_window_extent() for text in figure.axes[0].texts]
    for one in extents:
        assert one.x0 >= 0
        assert one.x1 <= picture.width
    for i, one in enumerate(extents):
        assert not any(one.overlaps(other) for other in extents[i + 1 :])
