"""Sizes in a configuration that its weights can't have: `Dense(units=100_000_000)` in 20 kB."""

import math

from .config_walk import spots
from .findings import LOOK, Findings

_MOST_LAYERS = 2_000
_MOST_NUMBERS = 500_000_000  # of weights, where none come with the configuration: 2 GB
_LARGEST = 100_000_000  # of any one dimension
_SMALL = 1_000_000  # fewer numbers than this fit anywhere
_NUMBERS_A_BYTE = 4  # Keras packs two into a byte; twice that is left as room

_GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1, "LSTMCell": 4, "GRUCell": 3, "SimpleRNNCell": 1}
_BY_FEATURES = ("BatchNormalization", "LayerNormalization", "RMSNormalization", "PReLU")
_DIMENSION_KEYS = """
units filters nb_filter input_dim output_dim num_heads key_dim value_dim kernel_size pool_size
strides n size padding cropping target_shape output_shape max_tokens num_bins num_tokens
output_sequence_length batch_shape batch_input_shape input_shape shape height width
depth_multiplier num_thresholds num_classes mask_length input_length lora_rank query_shape
value_shape key_shape
"""
_DIMENSIONS = frozenset(_DIMENSION_KEYS.split())


def check_sizes(config: object, where: str, found: Findings, stored: int | None) -> None:
    """Compare the sizes that a configuration names with the weights that come with it.

    Args:
        config: What JSON made of it.
        where: What to call the place.
        found: Where to add what is found.
        stored: How many bytes of weights come with it; None if that isn't known.

    Example:

    >>> found = Findings()
    >>> layer = {"class_name": "Dense", "config": {"units": 100_000_000}}
    >>> check_sizes(layer, "config.json", found, stored=20_000)
    >>> [one.code for one in found][0]
    'size'
    """
    numbers = layers = 0
    for spot in spots(config, where):
        value = spot.value
        if isinstance(value, dict) and isinstance(value.get("config"), dict):
            numbers += least_numbers(value)
        if spot.key == "layers" and isinstance(value, list):
            layers += len(value)
        if spot.key in _DIMENSIONS and (largest := _largest(value)) > _LARGEST:
            reason = f"{spot.key} is {_short(largest)}: no model that fits a computer has that."
            found.add("size", spot.path, reason, LOOK)
    if layers > _MOST_LAYERS:
        found.add("layers", where, f"It has {layers:,} layers.")
    _compare(numbers, where, found, stored)


def _compare(numbers: int, where: str, found: Findings, stored: int | None) -> None:
    if stored is None:
        if numbers > _MOST_NUMBERS:
            reason = f"To make the model takes {_short(4 * numbers)} bytes or more."
            found.add("size", where, reason, LOOK)
    elif numbers > _NUMBERS_A_BYTE * stored + _SMALL:
        reason = (
            f"Its layers have {_short(numbers)} weights or more, but {stored:,} bytes of "
            "weights come with it."
        )
        found.add("size", where, reason)


def least_numbers(layer: dict) -> int:
    """Count the weights that a layer has at least, by its own sizes.

    Args:
        layer: Its configuration, with `class_name` and `config`.

    Returns:
        How many numbers.

    Example:

    >>> least_numbers({"class_name": "Dense", "config": {"units": 3},
    ...     "build_config": {"input_shape": [None, 10]}})
    30
    """
    name, config = str(layer.get("class_name")), layer["config"]
    size = {key: _largest(value) for key, value in config.items() if key in _DIMENSIONS}
    units, features = size.get("units", 0), _features(layer)
    if name in _GATES:
        return _GATES[name] * units * (units + features)
    if name == "Dense":
        return units * max(1, features, size.get("input_dim", 0))
    if name == "EinsumDense":
        return _last(config.get("output_shape"))
    if name in ("Embedding", "ReversibleEmbedding"):
        return size.get("input_dim", 0) * size.get("output_dim", 0)
    if name in ("MultiHeadAttention", "GroupQueryAttention"):
        return size.get("num_heads", 0) * max(size.get("key_dim", 0), size.get("head_dim", 0))
    if name in _BY_FEATURES:
        return features
    if "Conv" in name:
        return max(1, size.get("filters", 0)) * _volume(config.get("kernel_size"))
    return 0


def _features(layer: dict) -> int:
    """The last dimension of what goes in, where the file says it."""
    build = layer.get("build_config")
    shapes = [layer["config"].get("batch_input_shape")]
    if isinstance(build, dict):
        more = build.get("shapes_dict")
        shapes += [*build.values(), *(more.values() if isinstance(more, dict) else ())]
    return max(map(_last, shapes))


def _last(shape: object) -> int:
    """The last number of a shape, or the number itself; 0 if it isn't known."""
    return _largest(shape[-1]) if isinstance(shape, list) and shape else _largest(shape)


def _largest(value: object) -> int:
    """The largest whole number in a value or in its lists; 0 if there is none."""
    if isinstance(value, list):
        return max((_largest(one) for one in value), default=0)
    return value if type(value) is int and value > 0 else 0


def _volume(value: object) -> int:
    if isinstance(value, list):
        return math.prod(max(1, _largest(one)) for one in value[:3])
    return max(1, _largest(value))


def _short(number: int) -> str:
    return f"{number:,}" if number < 10**15 else "more than 10^15"
