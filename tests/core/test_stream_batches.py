import keras
import numpy as np
import pytest

from faqlab.core.datasets import stocks
from faqlab.core.stream_batches import stream_batches

RNG = np.random.default_rng(0)


def joined(stream, row, rounds=slice(None)):
    """What a row reads from the first batch to the last."""
    return np.concatenate([x[row] for x, _ in stream][rounds])


@pytest.mark.parametrize(("moments", "batch_size", "steps"), [(41, 4, 5), (100, 3, 7), (8, 1, 1)])
def test_one_series_is_read_side_by_side_and_in_order(moments, batch_size, steps):
    values = RNG.normal(size=(moments, 2)).astype("float32")
    stream = stream_batches(values, batch_size, steps)
    length = (moments - 1) // batch_size // steps * steps
    for row in range(batch_size):
        expected = values[row * length : (row + 1) * length]
        np.testing.assert_array_equal(joined(stream, row), expected)
    assert (stream.starts, len(stream)) == ((0,), length // steps)
    rest = moments - 1 - batch_size * length
    assert stream.left_off == (
        (f"Left off: {rest} of {moments - 1} moments, at the ends.",) if rest else ()
    )


def test_the_target_is_what_comes_next():
    values = np.arange(41)
    stream = stream_batches(values, 4, 5)
    for x, y in stream:
        np.testing.assert_array_equal(y[:, 0], x[:, -1, 0] + 1)
        assert (x.dtype, x.shape, y.shape) == ("float32", (4, 5, 1), (4, 1))
    for x, y in stream_batches(values, 4, 5, ahead=3, every_step=True):
        np.testing.assert_array_equal(y, x + 3)


def test_several_series_take_turns():
    several = RNG.normal(size=(6, 10, 1)).astype("float32")
    labels = np.arange(60).reshape(6, 10)
    stream = stream_batches(several, 2, 5, targets=labels)
    assert stream.starts == (0, 2, 4)
    assert [y.tolist() for _, y in stream] == [
        labels[i : i + 2, end].tolist() for i in (0, 2, 4) for end in (4, 9)
    ]
    np.testing.assert_array_equal(joined(stream, 1, slice(2, 4)), several[3])
    assert str(stream).endswith("begin at batch 0, 2, 4.\nNothing is left off.")


def test_real_series_of_different_length_say_what_is_left_off():
    prices = stocks()
    stream = stream_batches(prices, 4, 12)
    lengths = [len(one) - 1 for one in prices.values()]
    ends = [min(lengths[i : i + 4]) // 12 * 12 for i in (0, 4)]
    assert len(stream) == sum(ends) // 12
    assert stream.starts == (0, ends[0] // 12)
    rest = sum(lengths[:8]) - 4 * sum(ends)
    assert stream.left_off == (
        "Series that run side by side end together, with the shortest.",
        f"Left off: {rest:,} of {sum(lengths[:8]):,} moments, at the ends.",
        "Left off: 2 of 10 series, which don't fill 4 rows.",
    )


def test_keras_gets_the_same_batches_in_the_same_order():
    values = np.arange(61, dtype="float32")
    stream = stream_batches(values, 3, 4)
    assert isinstance(stream, keras.utils.PyDataset)
    model = keras.Sequential([keras.Input((4, 1), batch_size=3), keras.layers.Flatten()])
    x, _ = stream.arrays()
    np.testing.assert_array_equal(model.predict(stream, verbose=0), x[..., 0])
    np.testing.assert_array_equal(x.reshape(len(stream), 3, 4)[:, 1].ravel(), values[20:40])
    assert stream.jump is None


def test_the_wrong_order_is_noted():
    stream = stream_batches(np.arange(61), 3, 4)
    model = keras.Sequential([keras.Input((4, 1)), keras.layers.Flatten(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(stream, shuffle=False, epochs=2, verbose=0)
    assert stream.jump is None
    model.fit(stream, shuffle=True, verbose=0)
    expected, asked = stream.jump
    assert asked not in (0, expected)
    stream.on_epoch_begin()
    assert stream.jump is None


def test_a_loop_ends_and_a_batch_may_be_counted_from_the_end():
    stream = stream_batches(np.arange(61), 3, 4)
    np.testing.assert_array_equal(stream[-1][0], stream[len(stream) - 1][0])
    with pytest.raises(IndexError):
        stream[len(stream)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (np.ones(9), 3, 3),
            r"The series is too short. Expected: 3 rows x 3 steps = 9 .*Received: 8\.",
        ),
        ((np.ones((2, 9, 1)), 3, 3), r"fewer series than rows. .* Received: 2. Take batch_size=2"),
        (({"a": np.ones(3), "b": np.ones(9)}, 2, 3), r"Series 'a' is too short.*Received: 2\."),
        ((np.ones(9), 0, 3), "`batch_size` is no number of things. Expected: a whole number"),
        ((np.ones(9), 2, 1.5), "`steps` is no number of things"),
        ((np.ones(9), 2, True), "`steps` is no number of things"),
        ((np.full(9, np.nan), 2, 2), "has a gap at moment 0"),
    ],
)
def test_what_cannot_be_continued_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        stream_batches(*arguments)
