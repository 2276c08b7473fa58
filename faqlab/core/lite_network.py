"""EfficientNet-Lite0 in Keras, and where each of PyTorch's weights goes."""

from collections.abc import Iterator, Mapping

import numpy as np

from .backend import keras
from .errors import three_beats

# Stages of inverted residual blocks: repeats, expansion, channels, stride, kernel.
STAGES = (
    (1, 1, 16, 1, 3),
    (2, 6, 24, 2, 3),
    (2, 6, 40, 2, 5),
    (3, 6, 80, 2, 3),
    (3, 6, 112, 1, 5),
    (4, 6, 192, 2, 5),
    (1, 6, 320, 1, 3),
)
CLASSES = 1000


def lite_network() -> keras.Model:
    """Build EfficientNet-Lite0 with random weights.

    It is EfficientNet-B0 without what small processors are bad at: ReLU6 stands for swish, and
    there is no squeeze-and-excitation (the `efficientnet/lite` folder of TensorFlow's TPU models).

    Returns:
        A functional model. Pictures of shape `(samples, height, width, 3)` from 0 to 255 go in, of
        any size from 32 on; the scaling is its first layer. The layer `features` gives 1,280
        numbers a picture, the last one, `classes`, a share for each of the 1,000 classes.

    Example:

    >>> lite_network().count_params()
    4694024
    """
    x = inputs = keras.Input((None, None, 3), name="pixels")
    x = keras.layers.Rescaling(1 / 128, -127 / 128, name="scale")(x)
    x = _step(x, keras.layers.Conv2D(32, 3, 2, "same", use_bias=False, name="stem_conv"))
    for address, (expansion, channels, stride, kernel) in _blocks():
        x = _block(x, address, expansion, channels, stride, kernel)
    x = _step(x, keras.layers.Conv2D(1280, 1, use_bias=False, name="top_conv"))
    x = keras.layers.GlobalAveragePooling2D(name="features")(x)
    x = keras.layers.Dropout(0.2, name="dropout")(x)
    x = keras.layers.Dense(CLASSES, activation="softmax", name="classes")(x)
    return keras.Model(inputs, x, name="efficientnet_lite0")


def _blocks() -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """The address of each block, and its expansion, channels, stride and kernel."""
    for stage, (repeats, expansion, channels, stride, kernel) in enumerate(STAGES, 1):
        for repeat in range(repeats):
            address = f"block{stage}{'abcd'[repeat]}"
            yield address, (expansion, channels, 1 if repeat else stride, kernel)


def _block(x, address: str, expansion: int, channels: int, stride: int, kernel: int):
    """An inverted residual block: wide, filtered channel by channel, narrow again."""
    before, width = x, x.shape[-1]
    layers = keras.layers
    if expansion > 1:
        wide = layers.Conv2D(width * expansion, 1, use_bias=False, name=f"{address}_expand_conv")
        x = _step(x, wide)
    filtered = layers.DepthwiseConv2D(
        kernel, stride, "same", use_bias=False, name=f"{address}_depth_conv"
    )
    x = _step(x, filtered)
    narrow = layers.Conv2D(channels, 1, use_bias=False, name=f"{address}_project_conv")
    x = _step(x, narrow, activated=False)
    if stride == 1 and width == channels:
        x = layers.Add(name=f"{address}_add")([before, x])
    return x


def _step(x, convolution, activated: bool = True):
    name = convolution.name.removesuffix("_conv")
    x = convolution(x)
    x = keras.layers.BatchNormalization(epsilon=1e-3, name=f"{name}_norm")(x)
    return keras.layers.ReLU(6, name=f"{name}_relu6")(x) if activated else x


def set_torch_weights(model: keras.Model, weights: Mapping[str, np.ndarray]) -> None:
    """Put PyTorch's weights into the network.

    Args:
        model: What `lite_network` built.
        weights: For each of PyTorch's names its tensor, as `read_torch_file` gives them.

    Raises:
        ValueError: If a tensor is missing, left over, or of another shape.
    """
    left = {name for name in weights if not name.endswith("num_batches_tracked")}
    for layer in model.layers:
        if layer.weights:
            names = [*torch_names(layer.name)]
            try:
                found = [_turned(weights[name], layer) for name in names]
                layer.set_weights(found)
            except (KeyError, ValueError) as error:
                wrong = f"The weights don't fit {layer.name!r} of EfficientNet-Lite0."
                raise ValueError(three_beats(wrong, ", ".join(names), str(error))) from None
            left -= set(names)
    if left:
        wrong = "The weights are those of a larger network."
        raise ValueError(three_beats(wrong, "EfficientNet-Lite0's", sorted(left)[:3]))


def torch_names(layer: str) -> Iterator[str]:
    """Tell what PyTorch's file calls the weights of a layer.

    Args:
        layer: The layer's name in Keras.

    Yields:
        The names, in Keras's order.

    Example:

    >>> [*torch_names("block2a_depth_conv")]
    ['_blocks.1._depthwise_conv.weight']
    """
    if layer == "classes":
        yield from ("_fc.weight", "_fc.bias")
        return
    *block, part, kind = layer.split("_")
    if block:
        before = f"_blocks.{[address for address, _ in _blocks()].index(block[0])}."
        # The first block doesn't widen and has no `_bn0`; its other norms are named as ever.
        convolution, norm = {
            "expand": ("_expand_conv", "_bn0"),
            "depth": ("_depthwise_conv", "_bn1"),
            "project": ("_project_conv", "_bn2"),
        }[part]
    else:
        before = ""
        convolution, norm = {"stem": ("_conv_stem", "_bn0"), "top": ("_conv_head", "_bn1")}[part]
    if kind == "conv":
        yield f"{before}{convolution}.weight"
    else:
        for name in ("weight", "bias", "running_mean", "running_var"):
            yield f"{before}{norm}.{name}"


def _turned(tensor: np.ndarray, layer: keras.layers.Layer) -> np.ndarray:
    """PyTorch's axes in Keras's order."""
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        return tensor.transpose(2, 3, 0, 1)  # (channels, 1, height, width)
    if tensor.ndim == 4:
        return tensor.transpose(2, 3, 1, 0)  # (out, in, height, width)
    return tensor.T
