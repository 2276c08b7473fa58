"""A model's configuration in short words: its layers, how it is compiled. Nothing is built."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

# What a learner wants to know of a layer, with the names that Keras 1 gave it.
_NUMBERS = (
    *("units", "output_dim", "filters", "nb_filter", "kernel_size", "filter_length", "nb_row"),
    *("nb_col", "strides", "subsample", "pool_size", "dilation_rate", "depth_multiplier"),
    *("num_heads", "key_dim", "rate", "p", "size", "target_shape", "shape", "axis", "input_dim"),
    *("max_tokens", "n", "return_sequences", "stateful", "merge_mode", "function"),
)
_STEPS = ("strides", "subsample", "dilation_rate", "depth_multiplier")
_PLAIN = {"activation": "linear", "padding": "valid", "border_mode": "valid"}
_INPUT = ("batch_shape", "batch_input_shape")
# Where a layer keeps another one.
_INNER = ("layer", "forward_layer", "backward_layer", "cell", "cells")
_DEEPEST = 40
_MOST_LAYERS = 20_000
_LONGEST = 60  # characters of one setting


@dataclass(frozen=True)
class Layer:
    """One layer of an architecture.

    Args:
        address: Where it is, `"encoder/conv2"`.
        name: Its name.
        kind: The name of its class.
        settings: What it is set to, in short words, `"units 4, relu"`.
        depth: In how many others it is nested.
    """

    address: str
    name: str
    kind: str
    settings: str
    depth: int


def kind_of(entry: object) -> str:
    """Give the name of the class that a piece of configuration describes.

    Args:
        entry: The piece.

    Returns:
        The name, `"Dense"`; empty if it describes none.

    Example:

    >>> kind_of({"class_name": "Custom>Mine", "config": {}}), kind_of("adam"), kind_of(None)
    ('Mine', 'adam', '')
    """
    if isinstance(entry, str):
        return entry
    name = entry.get("class_name") if isinstance(entry, dict) else None
    if isinstance(name, str) and name not in ("function", "builtin_function"):
        return name.rsplit(">", 1)[-1]
    inner = entry.get("config") if isinstance(entry, dict) else None
    return inner if isinstance(inner, str) else ""


def name_of(entry: object) -> str:
    """Give the name that a layer or a model has.

    Args:
        entry: Its configuration.

    Returns:
        The name; empty if there is none.
    """
    inner = entry.get("config") if isinstance(entry, dict) else None
    for one in (inner, entry):
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            return one["name"]
    return ""


def layers_of(model: object) -> tuple[Layer, ...]:
    """List the layers of a model, each before those that are in it.

    Args:
        model: The model's configuration, of Keras 1, 2 or 3.

    Returns:
        The layers.

    Example:

    >>> dense = {"class_name": "Dense", "config": {"name": "a", "units": 4, "activation": "relu"}}
    >>> layers_of({"class_name": "Sequential", "config": {"layers": [dense]}})
    (Layer(address='a', name='a', kind='Dense', settings='units 4, relu', depth=0),)
    """
    return tuple(layer for layer, _, _ in _walk(model))


def group_addresses(model: object) -> dict[str, str]:
    """Tell which group of a `.weights.h5` belongs to which layer.

    Keras names the groups by the classes, `dense`, `dense_1`; files of its first versions don't
    tell the layers' own names.

    Args:
        model: The model's configuration.

    Returns:
        For each group's path the address of its layer.

    Example:

    >>> entries = [{"class_name": "Dense", "config": {"name": one}} for one in ("in", "out")]
    >>> group_addresses({"class_name": "Sequential", "config": {"layers": entries}})
    {'layers/dense': 'in', 'layers/dense_1': 'out'}
    """
    return {group: layer.address for layer, group, _ in _walk(model)}


def _walk(model: object) -> Iterator[tuple[Layer, str, object]]:
    waiting = [(entry, "", group, 0) for entry, group in reversed(list(_within(model, "")))]
    count = 0
    while waiting and count < _MOST_LAYERS:
        entry, above, group, depth = waiting.pop()
        name = name_of(entry) or kind_of(entry)
        address = f"{above}/{name}" if above else name
        yield Layer(address, name, kind_of(entry), _settings(entry), depth), group, entry
        count += 1
        if depth < _DEEPEST:
            inner = list(_within(entry, group))
            waiting.extend((one, address, its, depth + 1) for one, its in reversed(inner))


def _within(entry: object, group: str) -> Iterator[tuple[object, str]]:
    """The layers right within a model or a wrapper, and the groups of their weights."""
    config = entry.get("config") if isinstance(entry, dict) else None
    counts: Counter[str] = Counter()
    listed = config if isinstance(config, list) else None
    if isinstance(config, dict):
        listed = config.get("layers")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and "class_name" in one:
            name = _snake(kind_of(one))
            counts[name] += 1
            number = f"_{counts[name] - 1}" if counts[name] > 1 else ""
            yield one, f"{group}/layers/{name}{number}".lstrip("/")
    for key in _INNER if isinstance(config, dict) else ():
        inner = config.get(key)
        for one in inner if isinstance(inner, list) else (inner,):
            if isinstance(one, dict) and "class_name" in one:
                twin = key == "layer" and kind_of(entry) == "Bidirectional"
                yield one, f"{group}/{'forward_layer' if twin else key}"


def _snake(name: str) -> str:
    """Write a class's name as Keras writes it in its files."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def _settings(entry: dict) -> str:
    config = entry.get("config")
    if not isinstance(config, dict):
        return ""
    words = [_short(config[key]) for key in _INPUT if isinstance(config.get(key), list)][:1]
    if words and kind_of(entry) != "InputLayer":
        words[0] = f"input {words[0]}"
    words += [f"{key} {_short(config[key])}" for key in _NUMBERS if _tells(key, config.get(key))]
    for key, usual in _PLAIN.items():
        word = kind_of(config.get(key))
        if word and word != usual:
            words.append(word[:_LONGEST])
    words += _types(config.get("dtype"))
    if config.get("trainable") is False:
        words.append("frozen")
    calls = entry.get("inbound_nodes")
    if isinstance(calls, list) and len(calls) > 1:
        words.append(f"called {len(calls)} times")
    return ", ".join(words)


def _tells(key: str, value: object) -> bool:
    """Whether a setting is worth a word: off, not set and a step of 1 aren't, nor is a program."""
    if key in _STEPS and value in (1, [1], [1, 1], [1, 1, 1]):
        return False
    if key == "axis" and value in (-1, [-1]):
        return False
    return value not in (None, False, "", []) and not isinstance(value, dict)


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        shown = "×".join(_short(one) if one is not None else "?" for one in value[:8])
        return shown[:_LONGEST] + ("…" if len(value) > 8 else "")
    return str(value)[:_LONGEST]


def _types(policy: object) -> list[str]:
    """The type of its numbers, where it isn't the usual one."""
    config = policy.get("config") if isinstance(policy, dict) else {"name": policy}
    config = config if isinstance(config, dict) else {}
    if isinstance(config.get("mode"), str):
        return [config["mode"][:_LONGEST]]
    name = config.get("name")
    return [name[:_LONGEST]] if isinstance(name, str) and name != "float32" else []
