import numpy as np
import pytest

from faqlab.core.batch_values import own_values


def slowly(own, sizes, lengths):
    """What Keras reports: for every batch the mean over all samples of its epoch so far."""
    running, samples, epochs = [], [], []
    row = 0
    for epoch, length in enumerate(lengths):
        total = count = 0
        for _ in range(length):
            total += own[row] * sizes[row]
            count += sizes[row]
            running.append(total / count)
            samples.append(count)
            epochs.append(epoch)
            row += 1
    return np.array(running), np.array(samples), np.array(epochs)


@pytest.mark.parametrize("lengths", [[1], [5], [3, 1, 4], [1, 1, 1], [7, 6]])
def test_the_running_mean_is_undone_from_any_row_on(lengths):
    rng = np.random.default_rng(0)
    own = rng.normal(size=sum(lengths))
    sizes = rng.integers(1, 33, size=sum(lengths))
    told = slowly(own, sizes, lengths)
    for start in range(len(own) + 1):
        np.testing.assert_allclose(own_values(*told, start), own[start:], rtol=1e-9)


def test_the_samples_tell_apart_two_epochs_of_one_number():
    running, samples, epochs = np.array([2.0, 1.0, 5.0]), np.array([8, 16, 8]), np.zeros(3)
    assert own_values(running, samples, epochs).tolist() == [2.0, 0.0, 5.0]


def test_nan_stays_until_the_end_of_its_epoch():
    """Keras's mean never recovers from a NaN within the epoch, so nothing can be recovered."""
    running = np.array([1.0, np.nan, np.nan, 3.0])
    own = own_values(running, np.array([8, 16, 24, 8]), np.array([0, 0, 0, 1]))
    np.testing.assert_array_equal(own, [1.0, np.nan, np.nan, 3.0])


def test_the_rounding_error_stays_below_what_the_docstring_of_run_says():
    """float32 means over a thousand batches: about n x 1e-7 of the value after n batches."""
    rng = np.random.default_rng(0)
    own = 1 + rng.random(1000)
    running, samples, epochs = slowly(own, np.full(1000, 32), [1000])
    error = np.abs(own_values(running.astype("float32"), samples, epochs) / own - 1)
    assert (error <= 2e-7 * np.arange(1, 1001)).all()


def test_no_rows():
    assert own_values(np.array([]), np.array([]), np.array([])).shape == (0,)
