"""Every row once an epoch, in another order every epoch, and how random it is."""

import numpy as np
import pytest

from faqlab.core.h5_order import ChunkOrder

CASES = [  # start, end, piece, window
    (0, 100, 8, 3),
    (0, 1, 8, 3),
    (5, 93, 8, 3),
    (7, 9, 8, 3),
    (0, 100, 1, 10),
    (0, 100, 7, 1),
    (3, 100, 200, 2),
    (0, 1000, 10, 1000),
]


def order(start=0, end=100, piece=8, window=3, seed=0, epoch=1, shuffle=True):
    return ChunkOrder(start, end, piece, window, seed, epoch, shuffle)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("shuffle", [True, False])
def test_each_row_comes_once(case, shuffle):
    rows = order(*case, shuffle=shuffle).rows()
    expected = np.arange(*case[:2])
    assert np.array_equal(np.sort(rows), expected)
    assert np.array_equal(rows, expected) or shuffle


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("batch", [1, 7, 32, 500])
def test_parts_of_stretches_make_the_whole(case, batch):
    one = order(*case)
    held = [
        np.concatenate([np.arange(a, b) for a, b in one.runs(k)])[one.mixed(k)]
        for k in range(len(one.windows))
    ]
    found = []
    for low in range(0, case[1] - case[0], batch):
        high = min(low + batch, case[1] - case[0])
        parts = list(one.parts(low, high))
        assert sum(b - a for _, a, b in parts) == high - low
        found += [held[k][a:b] for k, a, b in parts]
    assert np.array_equal(np.concatenate(found), one.rows())


def test_epochs_and_seeds_differ_and_come_again():
    rows = {(s, e): order(seed=s, epoch=e).rows().tolist() for s in range(3) for e in range(5)}
    assert len(set(map(tuple, rows.values()))) == len(rows)
    assert order(seed=2, epoch=4).rows().tolist() == rows[2, 4]


def test_a_piece_is_in_one_window_and_a_window_reads_it_whole():
    one = order(0, 1000, 10, 7)
    pieces = np.concatenate(one.windows)
    assert np.array_equal(np.sort(pieces), np.arange(100))
    assert {len(window) for window in one.windows} == {6, 7}
    for k, window in enumerate(one.windows):
        read = np.concatenate([np.arange(a, b) for a, b in one.runs(k)])
        assert np.array_equal(np.unique(read // 10), window)


def test_one_window_is_a_full_shuffle():
    # Where a row comes is uniform: over many epochs each place as often, by chi-squared.
    places = np.array([np.argsort(order(0, 20, 4, 5, epoch=e).rows()) for e in range(4000)])
    counts = np.array([np.bincount(column, minlength=20) for column in places.T])
    chi = ((counts - 200) ** 2 / 200).sum()
    assert abs(chi - 380) < 5 * np.sqrt(2 * 380)


def test_in_windows_neighbours_of_one_piece_stay_near():
    rows = order(0, 10_000, 100, 10).rows()
    same = np.mean(np.diff(rows // 100) == 0)
    # A row is followed by one of the 99 others of its piece among the 999 others of its window.
    assert same == pytest.approx(99 / 999, abs=0.02)


def test_its_words():
    assert str(order(shuffle=False)) == "100 rows in the order of the file"
    assert "as fully as an array" in str(order(window=13))
    assert str(order(0, 1000, 10, 7)) == (
        "1,000 rows in 15 windows: each row is drawn from 60 or more, which lie in 7 random pieces "
        "of 10 rows"
    )
    assert str(order(0, 100, 10, 1)).endswith(
        "from 10 or more, which lie in 1 random piece of 10 rows"
    )
