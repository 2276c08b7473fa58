"""Device parallel: parts of one model on different devices, and where each part really is."""

import re
from collections import Counter
from dataclasses import dataclass

from .backend import keras
from .errors import three_beats
from .page_table import page_table, text_table

ANYWHERE = "anywhere"


class OnDevice(keras.layers.Layer):
    """Runs a layer on a device: the scope is inside its `call`, where it has an effect.

    A scope around a *symbolic* call, `with keras.device(...): y = layer(x)`, places nothing in
    Keras 3: the layer runs later, when the scope is gone. One layer may be put on several devices;
    its weights are shared, and each use runs on its own device.

    Args:
        layer: The layer.
        device: The device, `"cpu:1"` or `"gpu:0"`.
        name: The name. Default: Keras chooses one.

    Raises:
        ValueError: If the device's name isn't like these.

    Example:

    >>> shared = keras.layers.Dense(2)
    >>> a, b = keras.Input((3,)), keras.Input((3,))
    >>> both = [OnDevice(shared, "cpu:0")(a), OnDevice(shared, "cpu:0")(b)]
    >>> keras.Model([a, b], both).count_params()
    8
    """

    def __init__(self, layer: keras.layers.Layer, device: str, *, name: str | None = None):
        super().__init__(name=name)
        if not re.fullmatch(r"(cpu|gpu):\d+", device):
            wrong = f"There is no device of the name {device!r}."
            raise ValueError(three_beats(wrong, "a name such as 'cpu:1' or 'gpu:0'", device))
        self.layer, self.device = layer, device

    def build(self, input_shape):
        """Make the layer's weights, if another use of it hasn't."""
        if not self.layer.built:
            self.layer.build(input_shape)

    def call(self, inputs):
        """Call the layer, on the device."""
        with keras.device(self.device):
            return self.layer(inputs)

    def compute_output_shape(self, input_shape):
        """Give the shape that the layer gives."""
        return self.layer.compute_output_shape(input_shape)


def two_branches(
    devices: tuple[str, str] = ("cpu:0", "cpu:1"), steps: int = 140, features: int = 256
) -> keras.Model:
    """Make the FAQ's model with a shared LSTM, its undefined names mended, a branch a device.

    Args:
        devices: The device of each branch. Default: the first two logical CPUs.
        steps: The steps of a sequence. Default: 140.
        features: The numbers at a step. Default: 256.

    Returns:
        The model: two sequences in, one merged vector of 128 numbers for each pair out.

    Example:

    >>> two_branches(("cpu:0", "cpu:0")).output_shape
    (None, 128)
    """
    input_a = keras.Input((steps, features), name="a")
    input_b = keras.Input((steps, features), name="b")
    shared_lstm = keras.layers.LSTM(64, name="shared_lstm")
    encoded_a = OnDevice(shared_lstm, devices[0], name="branch_a")(input_a)
    encoded_b = OnDevice(shared_lstm, devices[1], name="branch_b")(input_b)
    merged = keras.layers.Concatenate(axis=-1, name="merged")([encoded_a, encoded_b])
    return keras.Model([input_a, input_b], merged)


@dataclass(frozen=True)
class Placement:
    """On which device the parts of a model run; its text is a table.

    Args:
        operations: For each part and each device the number of its operations there; the device is
            `"anywhere"` for those that TensorFlow may put where it likes.
    """

    operations: dict[tuple[str, str], int]

    def on(self, device: str) -> int:
        """Count the operations that are placed on a device.

        Args:
            device: Its name, `"cpu:1"`; or `"anywhere"`.

        Returns:
            How many.
        """
        return sum(count for (_, where), count in self.operations.items() if where == device)

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: part of the model, device, operations."""
        return [(part, where, str(count)) for (part, where), count in self.operations.items()]

    def __str__(self) -> str:
        return text_table(_HEAD, self.rows())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows())


_HEAD = ("part", "device", "operations")


def placement(model: keras.Model) -> Placement:
    """Say for which devices the operations of a model are meant, by the graph of a forward pass.

    Args:
        model: A functional model, on the TensorFlow backend. To see several devices, call this in
            `on_devices`.

    Returns:
        A `Placement`; the parts are the model's own layers.

    Raises:
        ValueError: If the model has no inputs yet.

    Example:

    >>> inputs = keras.Input((3,))
    >>> dense = OnDevice(keras.layers.Dense(2, use_bias=False), "cpu:0", name="placed")
    >>> placement(keras.Model(inputs, dense(inputs))).on("cpu:0") > 0
    True
    """
    import tensorflow as tf

    if not getattr(model, "inputs", None):
        raise ValueError(
            three_beats("The model can't be traced.", "a model with inputs", type(model).__name__)
        )
    signature = [tf.TensorSpec((2, *one.shape[1:]), one.dtype) for one in model.inputs]

    def forward(*inputs):
        return model(list(inputs) if len(inputs) > 1 else inputs[0])

    traced = tf.function(forward).get_concrete_function(*signature)
    names = [layer.name for layer in model.layers]
    counts: Counter[tuple[str, str]] = Counter()
    for operation in traced.graph.get_operations():
        part = _part(operation.name, names)
        if part is not None and operation.type not in _COMPUTE_NOTHING:
            counts[part, _short(operation.device)] += 1
    return Placement(dict(sorted(counts.items(), key=lambda item: names.index(item[0][0]))))


_COMPUTE_NOTHING = ("Const", "Placeholder", "ReadVariableOp", "Identity", "NoOp")


def _part(operation: str, names: list[str]) -> str | None:
    """The layer that an operation belongs to; TensorFlow puts a number behind its name."""
    for piece in operation.split("/"):
        for name in (re.sub(r"_\d+$", "", piece), piece):
            if name in names:
                return name
    return None


def _short(device: str) -> str:
    """The device as `OnDevice` takes it: `"/device:CPU:1"` is `"cpu:1"`."""
    found = re.search(r"(cpu|gpu):\d+$", device.lower())
    return found[0] if found else ANYWHERE
