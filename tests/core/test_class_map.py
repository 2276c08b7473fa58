import keras
import numpy as np
import pytest
from sklearn.datasets import load_sample_image

from faqlab.core.class_map import Looked, class_map, where_it_looks
from faqlab.core.imagenet_network import kept_network
from faqlab.core.photograph import centre_square


def small(*end):
    keras.utils.set_random_seed(0)
    first = [keras.Input((9, 9, 3)), keras.layers.Conv2D(5, 3, activation="relu")]
    return keras.Sequential([*first, *end])


def test_the_mean_of_the_map_and_the_bias_are_the_score():
    """Against the model itself: without its softmax it gives the score."""
    end = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dropout(0.5), keras.layers.Dense(4)]
    model = small(*end)
    model.layers[-1].bias.assign([1, 2, 3, 4])
    x = np.random.default_rng(0).normal(size=(10, 9, 9, 3)).astype("float32")
    scores = model.predict(x, verbose=0)
    for number in range(4):
        found = class_map(model, x, number)
        assert found.shape == (10, 7, 7)
        np.testing.assert_allclose(
            found.mean(axis=(1, 2)) + number + 1, scores[:, number], atol=1e-5
        )


def test_it_is_exact_on_the_real_network():
    model = kept_network()
    x = centre_square(load_sample_image("china.jpg"))[None]
    bias = np.asarray(model.get_layer("classes").bias)
    scores = [class_map(model, x, one).mean() + bias[one] for one in (698, 442)]
    shares = np.asarray(model(x.astype("float32"), training=False))[0]
    # The softmax turns differences of scores into quotients of shares.
    assert np.exp(scores[0] - scores[1]) == pytest.approx(shares[698] / shares[442], rel=1e-3)


@pytest.mark.parametrize(
    "end",
    [
        [keras.layers.Flatten(), keras.layers.Dense(2)],
        [keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(2)],
        [keras.layers.GlobalAveragePooling2D()],
        [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3), keras.layers.Dense(2)],
    ],
)
def test_another_end_is_refused(end):
    with pytest.raises(ValueError, match=r"Expected: GlobalAveragePooling2D, then Dense, last"):
        class_map(small(*end), np.zeros((1, 9, 9, 3)), 0)


def test_a_class_that_is_not_there_is_refused():
    model = small(keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2))
    for number in (2, -1):
        with pytest.raises(ValueError, match="Expected: a number from 0 to 1"):
            class_map(model, np.zeros((1, 9, 9, 3)), number)


def test_the_palace_is_left_and_the_shore_is_right_of_it():
    looked = where_it_looks(load_sample_image("china.jpg"), ["palace", "lakeshore"])
    columns = {
        name: (np.maximum(one, 0).sum(axis=0) * np.arange(14)).sum() / np.maximum(one, 0).sum()
        for name, one in looked.maps.items()
    }
    assert {one.shape for one in looked.maps.values()} == {(14, 14)}
    assert columns["palace"] + 1 < columns["lakeshore"]


def test_without_a_class_the_two_best_are_shown():
    looked = where_it_looks(load_sample_image("flower.jpg"), size=224)
    assert [*looked.maps] == ["daisy", "mushroom"]
    with pytest.raises(ValueError, match="no such class"):
        where_it_looks(load_sample_image("flower.jpg"), "daisie")
    with pytest.raises(ValueError, match="The size is wrong"):
        where_it_looks(load_sample_image("flower.jpg"), "daisy", size=10)


def test_the_picture_has_a_panel_a_class_and_says_where():
    corner = np.zeros((6, 6))
    corner[5, 0] = 1
    middle = np.zeros((6, 6))
    middle[3, 2] = 1
    looked = Looked(np.zeros((12, 12, 3), np.uint8), {"a": corner, "b": middle})
    assert (
        str(looked) == "Where the network looks: a most at the bottom left; b most at the centre."
    )
    figure = looked.draw()
    assert [axes.get_title() for axes in figure.axes] == ["the picture", "a", "b"]
    np.testing.assert_array_equal(figure.axes[1].images[1].get_array(), corner)
    assert repr(figure) == str(looked)
