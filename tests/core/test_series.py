import numpy as np
import pytest

from faqlab.core.series import listed, paired


@pytest.mark.parametrize(
    ("series", "shapes"),
    [
        (np.ones(7), {"0": (7,)}),
        ([1, 2, 3], {"0": (3,)}),
        (np.ones((7, 2)), {"0": (7, 2)}),
        (np.ones((3, 7, 2)), {"0": (7, 2), "1": (7, 2), "2": (7, 2)}),
        ([np.ones(3), np.ones(4)], {"0": (3,), "1": (4,)}),
        ({"a": [1.0, 2.0]}, {"a": (2,)}),
    ],
)
def test_one_series_or_many(series, shapes):
    assert {name: one.shape for name, one in listed(series).items()} == shapes


def test_the_next_values_are_the_targets_where_there_are_no_others():
    values = np.random.default_rng(0).normal(size=(9, 2))
    x, y = paired(values, None, 3)["0"]
    np.testing.assert_allclose(x, values[:6], rtol=1e-6)
    np.testing.assert_allclose(y, values[3:], rtol=1e-6)
    assert x.dtype == "float32"


def test_targets_keep_their_kind_and_stand_beside_their_series():
    labels = np.arange(6).reshape(2, 3)
    pairs = paired(np.ones((2, 3, 4)), labels, 1)
    assert [y.tolist() for _, y in pairs.values()] == labels.tolist()
    assert pairs["0"][1].dtype == labels.dtype
    one = paired(np.ones(3), np.ones((3, 2)), 1)
    assert one["0"][1].shape == (3, 2)


@pytest.mark.parametrize(
    ("series", "targets", "message"),
    [
        (np.ones((0, 3, 1)), None, "There is no series. Expected: one at least."),
        ({}, None, "There is no series. Expected: one at least. Received: {}."),
        (np.ones((2, 3, 4, 5)), None, r"Received: 'float64 of shape \(2, 3, 4, 5\)'"),
        (np.array(["a", "b"]), None, "Words and dates have to become numbers"),
        ({"IBM": [1.0, np.nan]}, None, r"'IBM' has a gap at moment 1: .* Received: nan\. Fill it"),
        ([np.ones(3), [1, np.inf, 1]], None, r"Series '1' has a gap at moment 1: .* inf"),
        ([np.ones((3, 2)), np.ones(3)], None, r"different numbers of features.*{'0': 2, '1': 1}"),
        (np.ones(4), np.ones(3), r"don't fit the series.*lengths {'0': 4}. Received: {'0': 3}"),
        ({"a": [1, 2]}, {"b": [1, 2]}, "don't fit the series"),
    ],
)
def test_what_is_no_series_is_refused(series, targets, message):
    with pytest.raises(ValueError, match=message):
        paired(series, targets, 1)
