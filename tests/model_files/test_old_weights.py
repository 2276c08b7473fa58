import h5py
import numpy as np
import pytest

from faqlab.model_files.old_layers import new_layer
from faqlab.model_files.old_weights import names, today

random = np.random.default_rng(0)


def test_names_that_go_on_in_further_attributes(tmp_path):
    with h5py.File(tmp_path / "f.h5", "w") as file:
        file.attrs["layer_names0"] = [b"a", b"b"]
        file.attrs["layer_names1"] = [b"c"]
        assert names(file, "layer_names") == ["a", "b", "c"]
        assert names(file, "weight_names") == []


@pytest.mark.parametrize("kind", ["CuDNNLSTM", "CuDNNGRU"])
def test_a_cudnn_layer_keeps_every_number_and_turns_each_gate(kind):
    """The oracle is Keras 2's own `transform_kernels`, gate by gate, in plain numpy."""
    gates = 4 if kind == "CuDNNLSTM" else 3
    units, features = 3, 2
    old = new_layer(kind, {"name": "fast", "units": units})
    old.layer.build((None, 5, features))
    shapes = (features, gates * units), (units, gates * units), (2 * gates * units,)
    kernel, recurrent, bias = (random.normal(size=shape).astype("float32") for shape in shapes)
    new = today(old, [kernel, recurrent, bias], "tensorflow")
    assert [one.shape for one in new] == [tuple(one.shape) for one in old.layer.weights]
    for gate in range(gates):
        columns = slice(gate * units, (gate + 1) * units)
        np.testing.assert_array_equal(new[1][:, columns], recurrent[:, columns].T)
        # cuDNN's matrix has a row for each unit; Keras 2 kept its numbers in that order.
        as_cudnn = kernel[:, columns].T.ravel(order="F").reshape(units, features)
        np.testing.assert_array_equal(new[0][:, columns], as_cudnn.T)
    if kind == "CuDNNLSTM":
        half = gates * units
        np.testing.assert_allclose(new[2], bias[:half] + bias[half:], rtol=1e-6)
    else:
        np.testing.assert_array_equal(new[2].ravel(), bias)


def test_a_convolution_of_theano_is_turned():
    old = new_layer("Conv2D", {"name": "c", "filters": 1, "kernel_size": [2, 3]})
    kernel = np.arange(6, dtype="float32").reshape(2, 3, 1, 1)
    turned = today(old, [kernel, np.zeros(1, "float32")], "theano")[0]
    np.testing.assert_array_equal(turned[:, :, 0, 0], [[5, 4, 3], [2, 1, 0]])
    same = today(old, [kernel, np.zeros(1, "float32")], "tensorflow")[0]
    np.testing.assert_array_equal(same, kernel)


@pytest.mark.parametrize("order", ["tf", "th"])
def test_a_kernel_of_keras_1(order):
    config = {"name": "c", "nb_filter": 4, "nb_row": 3, "nb_col": 2, "dim_ordering": order}
    old = new_layer("Convolution2D", config, keras_1=True)
    stored = (3, 2, 5, 4) if order == "tf" else (4, 5, 3, 2)
    assert today(old, [np.zeros(stored, "float32")], "tensorflow")[0].shape == (3, 2, 5, 4)
