import numpy as np
import pytest

from faqlab.core.thin import MOST_BUCKETS, bucket_size, thin


def slowly(values, size):
    """The definition, bucket by bucket."""
    rows = []
    for start in range(0, len(values), size):
        finite = [v for v in values[start : start + size] if np.isfinite(v)]
        rows.append(
            (min(finite), max(finite), sum(finite) / len(finite)) if finite else (np.nan,) * 3
        )
    return np.array(rows).reshape(-1, 3).T


@pytest.mark.parametrize("size", [1, 2, 4, 8])
@pytest.mark.parametrize("rows", [0, 1, 7, 8, 100])
def test_against_the_definition(rows, size):
    rng = np.random.default_rng(rows)
    values = rng.normal(size=rows)
    values[rng.random(rows) < 0.3] = np.nan
    values[rng.random(rows) < 0.1] = np.inf
    np.testing.assert_allclose(thin(values, size), slowly(values, size), rtol=1e-6)


def test_every_extreme_of_a_million_rows_is_kept():
    rng = np.random.default_rng(0)
    values = rng.normal(size=1_000_000)
    values[[123_456, 999_999]] = 50, -50
    size = bucket_size(len(values))
    lowest, highest, _ = thin(values, size)
    assert len(lowest) <= MOST_BUCKETS
    assert highest[123_456 // size] == 50
    assert lowest[-1] == -50


@pytest.mark.parametrize("rows", [0, 1, 2048, 2049, 4096, 4097, 10**6, 10**7])
def test_the_size_is_the_smallest_power_of_two_that_fits(rows):
    size = bucket_size(rows)
    assert -(-rows // size) <= MOST_BUCKETS
    assert size == 1 or -(-rows // (size // 2)) > MOST_BUCKETS
