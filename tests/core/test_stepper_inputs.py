import keras
import numpy as np
import pytest

from faqlab.core.stepper_inputs import as_rows, as_targets, check_compiled, one_label_each


def network():
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)], name="small")


def test_a_compiled_model_is_taken():
    model = network()
    model.compile("sgd", "mse")
    check_compiled(model)


@pytest.mark.parametrize("given", [None, "model", network])
def test_what_is_no_model_is_refused(given):
    with pytest.raises(TypeError, match=r"nothing to train. Expected: a Keras model"):
        check_compiled(given)


def test_a_model_that_is_not_compiled_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match=r"'small' isn't compiled.*Call `model.compile"):
        check_compiled(network())


def test_targets_of_all_kinds():
    assert as_targets([1, 2], 2).tolist() == [1, 2]
    assert as_targets(keras.ops.ones((2, 1)), 2).tolist() == [[1], [1]]
    both = as_targets({"a": np.ones(3), "b": np.eye(3)}, 3)
    assert both["a"].shape == (3,)
    assert [one.shape for one in as_targets([np.ones(3), np.ones((3, 2))], 3)] == [(3,), (3, 2)]


@pytest.mark.parametrize("y", [np.ones(3), [1, 2, 3], np.float32(1), [np.ones(2), np.ones(3)]])
def test_targets_of_another_length_are_refused(y):
    with pytest.raises(ValueError, match=r"inputs and the targets are of different length"):
        as_targets(y, 2)
    with pytest.raises(TypeError, match="There are no targets"):
        as_targets(None, 2)


def test_what_each_sample_has_one_of():
    assert as_rows("weights", None, 2) is None
    assert as_rows("weights", [1, 2], 2).tolist() == [1, 2]
    with pytest.raises(ValueError, match=r"Expected: 2 weights, one a sample. Received: 3"):
        as_rows("weights", np.ones(3), 2)


def test_labels_are_whole_numbers_or_texts():
    assert one_label_each(np.array([[1], [2]])).tolist() == [1, 2]
    assert one_label_each(np.array(["a", "b"])).tolist() == ["a", "b"]
    assert one_label_each(np.eye(2, dtype=int)) is None
    assert one_label_each(np.array([0.5])) is None
    assert one_label_each({"a": np.array([1])}) is None
