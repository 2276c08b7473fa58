import numpy as np
from sklearn.datasets import load_digits

from faqlab.core.datasets import digits


def test_the_digits_are_scikit_learn_s_whole_and_in_order():
    (x_train, y_train), (x_test, y_test) = digits()
    theirs = load_digits()
    x = np.concatenate([x_train, x_test])
    np.testing.assert_array_equal(np.concatenate([y_train, y_test]), theirs.target)
    np.testing.assert_array_equal(x[..., 0] * 16, theirs.images)
    assert (x_train.shape, x_train.dtype, y_train.dtype) == ((1437, 8, 8, 1), "float32", "int64")
    assert (x.min(), x.max()) == (0, 1)


def test_each_class_is_on_both_sides():
    (_, y_train), (_, y_test) = digits()
    assert set(y_train) == set(y_test) == set(range(10))
