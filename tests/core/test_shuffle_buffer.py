"""How well a buffer mixes, beside a buffer of numpy's and what can be computed by hand."""

import math

import numpy as np
import pytest
from scipy.stats import spearmanr

from faqlab.core.shuffle_buffer import buffer_order, mixing, shuffle_buffers

N = 600


def by_hand(samples, size, rng):
    """A buffer as TensorFlow describes it: filled first, then one drawn, the next let in."""
    waiting, order = list(range(min(size, samples))), []
    for coming in [*range(len(waiting), samples), *[None] * len(waiting)]:
        place = rng.integers(len(waiting))
        order.append(waiting[place])
        if coming is None:
            waiting.pop(place)
        else:
            waiting[place] = coming
    return np.array(order)


def test_a_full_shuffle_mixes_as_much_as_one():
    rng = np.random.default_rng(0)
    mean = np.mean([mixing(rng.permutation(N)) for _ in range(200)])
    assert mean == pytest.approx(1, abs=0.01)


def test_order_and_its_reverse():
    assert mixing(np.arange(N)) == 0
    assert mixing(np.arange(N)[::-1]) == pytest.approx(1.5, abs=0.01)
    assert mixing([90, 91, 95]) == 0
    assert mixing([91, 90, 92, 93]) == mixing([1, 0, 2, 3])


@pytest.mark.parametrize("size", [2, 20, 100, 300, N, 5 * N])
def test_tf_data_mixes_as_a_buffer_by_hand(size):
    rng = np.random.default_rng(1)
    expected = [mixing(by_hand(N, size, rng)) for _ in range(60)]
    found = shuffle_buffers(N, [size], repeats=60).mixing[0]
    error = math.hypot(np.std(expected), np.std(found)) / math.sqrt(60)
    assert np.mean(found) == pytest.approx(np.mean(expected), abs=4 * error + 1e-9)
    # Another measure says the same.
    ranks = [spearmanr(by_hand(N, size, rng), np.arange(N)).statistic for _ in range(60)]
    orders = shuffle_buffers(N, [size], repeats=60, seed=100).orders[0]
    other = [spearmanr(one, np.arange(N)).statistic for one in orders]
    error = math.hypot(np.std(ranks), np.std(other)) / math.sqrt(60)
    assert np.mean(other) == pytest.approx(np.mean(ranks), abs=4 * error + 1e-9)


def test_a_small_buffer_moves_a_sample_by_two_buffers_over_e():
    # A sample waits a time that is exponential with the mean B, less the B before it came in.
    samples, size = 20_000, 200
    expected = (2 * size / math.e) / (samples / 3)
    assert mixing(buffer_order(samples, size, seed=1)) == pytest.approx(expected, rel=0.05)


def test_no_sample_comes_earlier_than_the_buffer_reaches():
    found = shuffle_buffers(N, [1, 2, 50], repeats=20)
    assert found.earliest[0] == 0
    assert found.earliest[1] == 1
    assert 40 <= found.earliest[2] <= 49


def test_the_table_and_the_seed():
    found = shuffle_buffers(100, [1, 100], repeats=2, seed=3)
    again = shuffle_buffers(100, [1, 100], repeats=2, seed=3)
    np.testing.assert_array_equal(found.orders, again.orders)
    assert not np.array_equal(found.orders, shuffle_buffers(100, [1, 100], 2, None).orders)
    _, first, second, caption = str(found).splitlines()
    assert first.split() == ["1", "0.00", "0"]
    assert second.split()[0] == "100"
    assert caption == "100 samples, mean of 2 shuffles. 0 is in order, 1 a full shuffle."
    assert "one shuffle" in str(shuffle_buffers(10, [2], repeats=1))
    assert 'style="width:0%"' in found._repr_html_()


@pytest.mark.parametrize("order", [[], [1], [1, 1, 2], [[1, 2]], 3])
def test_what_is_no_order_is_refused(order):
    with pytest.raises(ValueError, match=r"This is no order of samples\. Expected: two sample"):
        mixing(order)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: buffer_order(0, 3), r"The number of samples is wrong\. Expected: a whole number"),
        (lambda: buffer_order(3, 0), r"The buffer size is wrong\..*Received: 0"),
        (lambda: buffer_order(3, 1.5), "The buffer size is wrong"),
        (lambda: shuffle_buffers(10, []), "There is nothing to measure"),
        (lambda: shuffle_buffers(10, [2], repeats=0), "The number of shuffles is wrong"),
        (lambda: shuffle_buffers(10, ["a"]), r"The buffer size is wrong\..*Received: 'a'"),
        (lambda: shuffle_buffers(1, [2]), r"number of samples is wrong\. Expected: a .* from 2"),
    ],
)
def test_what_is_wrong_is_said(call, message):
    with pytest.raises(ValueError, match=message):
        call()
