import numpy as np
import pytest

from faqlab.core.backend import keras
from faqlab.core.imagenet_network import _weights_of_package
from faqlab.core.lite_network import lite_network, set_torch_weights, torch_names


@pytest.fixture(scope="module")
def model():
    return lite_network()


@pytest.fixture(scope="module")
def weights():
    return dict(_weights_of_package())


def test_it_is_the_architecture_of_the_paper(model):
    """As `keras.applications` counts B0, without what Lite0 leaves out."""
    kinds = [type(one).__name__ for one in model.layers]
    assert kinds.count("DepthwiseConv2D") == 16
    assert kinds.count("Conv2D") == 15 + 16 + 2
    assert kinds.count("Add") == 9
    strides = [one.strides for one in model.layers if hasattr(one, "kernel_size")]
    assert strides.count((2, 2)) == 5
    assert model.count_params() == 4_694_024
    body = keras.Model(model.inputs[0], model.get_layer("top_relu6").output)
    assert body.compute_output_shape((1, 224, 224, 3)) == (1, 7, 7, 1280)


def test_each_of_pytorchs_weights_goes_to_one_place(model, weights):
    meant = [name for one in model.layers if one.weights for name in torch_names(one.name)]
    assert len(meant) == len(set(meant)) == len(model.weights)
    assert set(meant) == {name for name in weights if not name.endswith("num_batches_tracked")}


def test_the_axes_are_keras_order(model, weights):
    set_torch_weights(model, weights)
    kernel = model.get_layer("block2a_expand_conv").kernel
    np.testing.assert_array_equal(
        kernel[0, 0], weights["_blocks.1._expand_conv.weight"][:, :, 0, 0].T
    )
    depth = np.asarray(model.get_layer("block3a_depth_conv").kernel)
    given = weights["_blocks.3._depthwise_conv.weight"]
    for channel in (0, 17):
        np.testing.assert_array_equal(depth[:, :, channel, 0], given[channel, 0])
    norm = model.get_layer("block7a_project_norm")
    np.testing.assert_array_equal(norm.moving_variance, weights["_blocks.15._bn2.running_var"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda w: w.pop("_fc.bias"), "don't fit 'classes'"),
        (lambda w: w.update({"_fc.bias": np.zeros(10)}), "don't fit 'classes'"),
        (lambda w: w.update({"_more.weight": np.zeros(1)}), "those of a larger network"),
    ],
)
def test_other_weights_are_refused(model, weights, change, message):
    other = dict(weights)
    change(other)
    with pytest.raises(ValueError, match=message):
        set_torch_weights(model, other)
