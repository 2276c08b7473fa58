import numpy as np
from sklearn.datasets import load_sample_image

from faqlab.core.photo_patches import (
    _TEST,
    _TRAIN,
    PATCH_NAMES,
    draw_patches,
    photo_patches,
    photographs,
)


def test_the_regions_to_train_and_to_test_do_not_touch():
    for one in (region for parts in _TRAIN for region in parts):
        for other in (region for parts in _TEST for region in parts):
            if one[0] == other[0]:
                apart = (
                    one[2] <= other[1]
                    or other[2] <= one[1]
                    or one[4] <= other[3]
                    or other[4] <= one[3]
                )
                assert apart, (one, other)


def test_each_piece_is_found_in_a_region_of_its_class():
    for (x, y), regions in zip(photo_patches(3, 5), (_TRAIN, _TEST), strict=True):
        for picture, number in zip(x, y, strict=True):
            assert np.ptp(picture, axis=-1).max() == 0  # grey
            assert any(_within(picture[..., 0], *one) for one in regions[number])


def _within(piece, name, top, bottom, left, right):
    grey = load_sample_image(name)[top:bottom, left:right].astype("float32").mean(axis=-1)
    places = np.argwhere(np.isclose(grey[:-47, :-47], piece[0, 0], atol=1e-3))
    return any(np.allclose(grey[i : i + 48, j : j + 48], piece, atol=1e-3) for i, j in places)


def test_the_classes_are_even_mixed_and_always_the_same():
    (x, y), (_, y_test) = photo_patches()
    assert np.bincount(y).tolist() == [6] * len(PATCH_NAMES)
    assert np.bincount(y_test).tolist() == [40] * len(PATCH_NAMES)
    assert len(np.unique(y_test[:10])) == 3
    (again, _), _ = photo_patches()
    np.testing.assert_array_equal(x, again)
    assert 0 <= x.min() < x.max() <= 255


def test_the_photographs_are_those_of_the_packages():
    found = photographs()
    np.testing.assert_array_equal(found["flower"], load_sample_image("flower.jpg"))
    assert {one.dtype for one in found.values()} == {np.dtype("uint8")}


def test_the_picture_has_a_row_a_class():
    x = np.arange(4)[:, None, None, None] * np.ones((4, 48, 48, 3))
    figure = draw_patches(x, np.array([0, 1, 0, 2]))
    assert repr(figure) == "Pieces of photographs: 2 of building, 1 of tree, 1 of petals."
    rows = [axes.images[0].get_array()[0, 0, 0] for axes in figure.axes if axes.images]
    assert rows == [0, 2, 1, 3]
