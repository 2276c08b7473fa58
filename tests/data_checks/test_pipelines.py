import numpy as np
import pytest
import tensorflow as tf

from faqlab.core.backend import keras
from faqlab.data_checks.pipelines import ARRAYS, DATASET, GENERATOR, PYDATASET, pipeline

X, Y = np.arange(12.0).reshape(6, 2), np.arange(6)


class Batches(keras.utils.PyDataset):
    def __init__(self, count=3):
        super().__init__()
        self.count, self.asked = count, 0

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        self.asked += 1
        return X[index * 2 : index * 2 + 2], Y[index * 2 : index * 2 + 2]


class Endless(Batches):
    @property
    def num_batches(self):
        return None


@pytest.mark.parametrize("data", [X, None, [X, X], {"a": X}, [[1, 2]], "words"])
def test_arrays_are_no_pipeline(data):
    assert pipeline(data).kind == ARRAYS


def test_a_py_dataset_gives_its_first_batch_and_notices_nothing():
    data = Batches()
    found = pipeline(data)
    assert (found.kind, found.batches, found.endless, found.whole) == (PYDATASET, 3, False, False)
    assert np.array_equal(found.batch[0], X[:2])
    assert data.asked == 0
    assert pipeline(Batches(1)).whole
    assert pipeline(Endless()).endless
    assert pipeline(Batches(0)).batch is None


def test_a_generator_loses_nothing():
    data = iter([(X, Y)])
    found = pipeline(data)
    assert (found.kind, found.batch) == (GENERATOR, None)
    assert "check_data(x_batch, y_batch, model)" in found.hidden
    assert next(data)[0] is X


def slices():
    return tf.data.Dataset.from_tensor_slices((X, Y))


@pytest.mark.parametrize(
    ("data", "batches", "endless"),
    [
        (slices().batch(4), 2, False),
        (slices().shuffle(6, seed=1).batch(4, drop_remainder=True).prefetch(1), 1, False),
        (slices().batch(4).repeat(), None, True),
        (slices().repeat(2).batch(4), 3, False),
    ],
)
def test_a_dataset_of_arrays_shows_them(data, batches, endless):
    found = pipeline(data)
    assert (found.kind, found.batches, found.endless) == (DATASET, batches, endless)
    assert np.array_equal(found.batch[0], X)
    assert np.array_equal(found.batch[1], Y)


def test_a_dataset_of_named_arrays():
    data = tf.data.Dataset.from_tensor_slices(({"a": X, "b": Y}, Y)).batch(2)
    inputs, targets = pipeline(data).batch
    assert np.array_equal(inputs["a"], X)
    assert np.array_equal(targets, Y)


@pytest.mark.parametrize(
    "data",
    [
        slices().map(lambda x, y: (x * 2, y)).batch(4),
        slices().batch(4).map(lambda x, y: (x * 2, y)),
        tf.data.Dataset.from_generator(lambda: iter([X]), output_signature=tf.TensorSpec((6, 2))),
        slices(),
        slices().batch(2).batch(2),
    ],
)
def test_other_datasets_are_not_run(data):
    found = pipeline(data)
    assert (found.kind, found.batch) == (DATASET, None)
    assert "aren't checked" in found.hidden


def test_looking_leaves_the_order_of_a_shuffled_dataset():
    orders = []
    for look in (False, True):
        tf.random.set_seed(1)
        data = slices().shuffle(6).batch(2)
        if look:
            pipeline(data)
        orders.append([[y.numpy().tolist() for _, y in data] for _ in range(2)])
    assert orders[0] == orders[1]
