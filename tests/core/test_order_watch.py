"""The watch at the end of the pipeline, without a model; with one in test_order_recorder.py."""

import numpy as np
import pytest
import tensorflow as tf
from keras.src.trainers.data_adapters import get_data_adapter

from faqlab.core.order_watch import OrderWatch

X = np.arange(10, dtype="float32")[:, None]


def rows(numbers):
    return get_data_adapter({"x": X, "number": np.array(numbers)}, X, batch_size=4)


def test_the_batches_come_through_unchanged_and_without_their_numbers():
    watch = OrderWatch(rows(range(10)), range(10))
    for (x, y), (plain, _) in zip(
        watch.get_tf_dataset(), get_data_adapter(X, X, batch_size=4).get_tf_dataset(), strict=True
    ):
        np.testing.assert_array_equal(x, plain)
        np.testing.assert_array_equal(y, plain)
    watch.end_pass()
    watch.end_pass()  # nothing was taken in between: no epoch
    passes, numbers = watch.numbered()
    assert [[one.tolist() for one in batches] for batches in passes] == [
        [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    ]
    assert numbers == range(10)


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_nothing_is_noted_that_was_not_taken(batches):
    dataset = tf.data.Dataset.from_tensor_slices(X).batch(2).prefetch(4)
    watch = OrderWatch(get_data_adapter(dataset), samples=X)
    taken = iter(watch.get_tf_dataset())
    for _ in range(batches):
        next(taken)
    watch.end_pass()
    assert sum(map(len, watch.passes)) == batches


def test_a_set_that_has_no_tuples_keeps_its_elements():
    dataset = tf.data.Dataset.from_tensor_slices(X).batch(4)
    watch = OrderWatch(get_data_adapter(dataset), samples=X.astype("float64"))
    assert watch.get_tf_dataset().element_spec == dataset.element_spec
    assert [len(one) for one in watch.get_tf_dataset()] == [4, 4, 2]
    watch.end_pass()
    ((first, *_),), numbers = watch.numbered()
    assert (first.tolist(), numbers) == ([0, 1, 2, 3], range(10))


def test_it_tells_what_keras_asks_of_data():
    inner = rows(range(10))
    watch = OrderWatch(inner, range(10))
    for name in ("num_batches", "batch_size", "has_partial_batch", "partial_batch_size"):
        assert getattr(watch, name) == getattr(inner, name)
    assert (watch.num_batches, watch.partial_batch_size) == (3, 2)
