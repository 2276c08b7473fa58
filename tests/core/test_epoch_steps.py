import math

import numpy as np
import pytest

from faqlab.core.epoch_steps import check_count, steps


@pytest.mark.parametrize("samples", [1, 31, 32, 33, 1000, 60_000])
@pytest.mark.parametrize("size", [1, 7, 32, 128, 1000])
def test_the_numbers_are_those_of_cutting(samples, size):
    cut = [samples - start for start in range(0, samples, size)]
    told = steps(samples, size, epochs=3)
    assert told.per_epoch == len(cut) == math.ceil(samples / size)
    assert told.last == min(size, cut[-1])
    assert (told.batches, told.updates, told.waiting) == (3 * len(cut), 3 * len(cut), 0)


def test_keras_has_as_many_batches():
    from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

    for samples, size in [(90, 32), (96, 32), (5, 8)]:
        adapter = ArrayDataAdapter(np.zeros((samples, 1)), batch_size=size)
        told = steps(samples, size)
        assert told.per_epoch == adapter.num_batches
        assert told.last % size == (adapter.partial_batch_size or 0)


@pytest.mark.parametrize(
    ("given", "batches", "updates", "waiting"),
    [((40, 8, 1, 4), 5, 1, 1), ((40, 8, 2, 4), 10, 2, 2), ((32, 8, 3, 4), 12, 3, 0)],
)
def test_collecting_makes_fewer_updates(given, batches, updates, waiting):
    told = steps(*given)
    assert (told.batches, told.updates, told.waiting) == (batches, updates, waiting)


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (
            (1, 1),
            [
                "1 sample in batches of 1:",
                "  an epoch: 1 step, 1 batch of 1",
                "  1 epoch: 1 batch, 1 update of the weights",
            ],
        ),
        (
            (3, 8),
            [
                "3 samples in batches of 8:",
                "  an epoch: 1 step, a single batch of 3",
                "  1 epoch: 1 batch, 1 update of the weights",
            ],
        ),
        (
            (40, 16, 3, 2),
            [
                "40 samples in batches of 16:",
                "  an epoch: 3 steps, 2 batches of 16 and a last batch of 8",
                "  3 epochs: 9 batches, 4 updates of the weights, one after every 2 batches",
                "  1 batch at the end, whose gradient is never used",
            ],
        ),
    ],
)
def test_the_text(given, lines):
    assert str(steps(*given)).splitlines() == lines


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ((0,), ValueError, r"number of samples is wrong\. Expected: a whole number.*Received: 0"),
        ((10, 0), ValueError, "The batch size is wrong"),
        ((10, -3), ValueError, r"The batch size is wrong.*Received: -3"),
        ((10, 2.5), TypeError, r"The batch size is wrong.*Received: 2\.5"),
        ((10, "32"), TypeError, r"The batch size is wrong.*Received: '32'"),
        ((10, None), TypeError, "The batch size is wrong"),
        ((10, True), TypeError, "The batch size is wrong"),
        ((10, 2, 0), ValueError, "The number of epochs is wrong"),
        ((10, 2, 1, 0), ValueError, "The number of batches for an update is wrong"),
    ],
)
def test_what_cannot_be_counted_is_refused(given, error, message):
    with pytest.raises(error, match=message):
        steps(*given)


def test_whole_numbers_of_numpy_are_taken():
    assert check_count("It", np.int64(3)) == 3
    assert steps(np.int32(10), np.uint8(4)).per_epoch == 3
    with pytest.raises(TypeError, match="Use what is there"):
        check_count("It", np.float32(3), "Use what is there.")
