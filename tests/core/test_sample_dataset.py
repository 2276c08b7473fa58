import numpy as np
import pytest

from faqlab.core.sample_dataset import sample_dataset

X = np.arange(10).reshape(5, 2)


def test_samples_come_in_the_order_of_the_arrays():
    found = list(sample_dataset(X, X[:, 0]).as_numpy_iterator())
    assert [(x.tolist(), int(y)) for x, y in found] == [([i, i + 1], i) for i in range(0, 10, 2)]


def test_inputs_may_be_several():
    for several in ({"a": X, "b": 2 * X}, [X, 2 * X]):
        (x, y), *_ = sample_dataset(several, X).batch(5).as_numpy_iterator()
        a, b = x.values() if isinstance(x, dict) else x
        np.testing.assert_array_equal(2 * a, b)
        np.testing.assert_array_equal(a, y)


@pytest.mark.parametrize(
    ("arrays", "received"), [((), "'nothing'"), ((X, X[:3]), "'3, 5'"), ((3,), "'nothing'")]
)
def test_what_does_not_fit_is_refused(arrays, received):
    with pytest.raises(ValueError, match=r"The arrays don't fit together\. Expected: arrays") as e:
        sample_dataset(*arrays)
    assert received in str(e.value)
