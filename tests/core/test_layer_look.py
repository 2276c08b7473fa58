import math

import numpy as np
import pytest

from faqlab.core.layer_look import MOST_MAPS, MOST_PIXELS, look, numbers


@pytest.mark.parametrize(
    ("shape", "picture", "kind", "planes"),
    [
        ((26, 20, 4), False, "maps", (4, 26, 20)),
        ((8, 8, 1), True, "maps", (1, 8, 8)),
        ((32, 32, 3), True, "image", (3, 32, 32)),
        ((32, 32, 3), False, "maps", (3, 32, 32)),
        ((10, 16), False, "heat", (1, 10, 16)),
        ((7,), False, "bars", (1, 1, 7)),
        ((), False, "number", (1, 1, 1)),
        ((2, 5, 6, 3), False, "maps", (3, 10, 6)),
    ],
)
def test_each_shape_has_its_look(shape, picture, kind, planes):
    found = look(np.zeros(shape), picture)
    assert (found.kind, found.planes.shape, found.stride) == (kind, planes, 1)
    assert found.total == planes[0]


def test_a_plane_is_a_channel():
    values = np.random.default_rng(0).normal(size=(5, 6, 3))
    found = look(values)
    for channel in range(3):
        np.testing.assert_array_equal(
            found.planes[channel], values[..., channel].astype(np.float32)
        )


def test_what_is_large_is_thinned_but_its_extremes_are_told():
    values = np.zeros((300, 200, 100))
    values[1, 1, 99] = 7
    found = look(values)
    assert found.total == 100
    assert len(found.planes) == MOST_MAPS
    assert max(found.planes.shape[1:]) <= MOST_PIXELS
    assert (found.stride, found.high) == (3, 7.0)


def test_long_vectors_are_shown_whole():
    assert look(np.zeros(1000)).planes.shape == (1, 1, 1000)


def test_numbers_against_numpy():
    values = np.random.default_rng(0).normal(size=(32, 6, 6, 4))
    values[..., 2] = 0
    values[0, 0, 0, 0] = 0
    found = numbers(values)
    assert found.mean == pytest.approx(values.mean())
    assert found.deviation == pytest.approx(values.std())
    assert (found.low, found.high) == (values.min(), values.max())
    assert found.zeros == pytest.approx((32 * 36 + 1) / values.size)
    assert found.dead == (2,)
    assert found.units == 4
    assert sum(found.counts) == values.size


def test_numbers_leave_out_what_is_not_finite_and_say_how_many():
    found = numbers(np.array([[1.0, math.nan], [3.0, math.inf]]))
    assert (found.mean, found.not_finite) == (2.0, 2)
    assert "2 values that are not finite" in str(found)
    assert numbers(np.array([[math.nan]])).not_finite == 1


def test_a_constant_output_has_a_histogram():
    assert sum(numbers(np.ones((4, 3))).counts) == 12
