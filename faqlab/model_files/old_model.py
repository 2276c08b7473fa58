"""The model of today for the configuration of an old one: layers made, and called as they were."""

from collections.abc import Iterator, Mapping

from ..core.backend import keras
from .old_layers import OldLayer, new_layer

MODELS = ("Sequential", "Model", "Functional", "Container", "Graph")


def old_model(told: dict, keras_1: bool = False, custom_objects: Mapping | None = None) -> OldLayer:
    """Make a model of today out of an old configuration.

    Args:
        told: What the file says: `class_name` and `config`.
        keras_1: Whether Keras 1 says so. Default: False.
        custom_objects: Classes of your own by name. Default: none.

    Returns:
        An `OldLayer` whose `layer` is the model, and whose `parts` are its layers.

    Raises:
        ValueError: If it can't be made; `problems` of the parts says why.

    Example:

    >>> dense = {"name": "head", "units": 3, "batch_input_shape": [None, 4]}
    >>> told = {"class_name": "Sequential", "config": [{"class_name": "Dense", "config": dense}]}
    >>> old_model(told).layer.count_params()
    15
    """
    config = told["config"]
    listed = config if isinstance(config, list) else config["layers"]
    name = None if isinstance(config, list) else config.get("name")
    kind = "Sequential" if told["class_name"] == "Sequential" else "Model"
    about = {"trainable": True}
    if isinstance(config, dict):
        about["build_input_shape"] = config.get("build_input_shape")
    old = OldLayer(name or kind.lower(), kind, about, keras_1=keras_1)
    old.parts = [_part(one, keras_1, custom_objects) for one in listed]
    if any(problems(old)):
        return old
    old.layer = _sequential(old) if kind == "Sequential" else _functional(old, config, listed)
    return old


def problems(old: OldLayer, around: str = "") -> Iterator[tuple[str, str, str]]:
    """List what can't be made, layer by layer.

    Args:
        old: The model.
        around: The address of what it is in. Default: it is in nothing.

    Yields:
        The layer's address, the name of its old class, why.
    """
    for part in old.parts:
        address = f"{around}/{part.name}" if around else part.name
        if part.problem:
            yield address, part.kind, part.problem
        elif part.kind in ("Model", "Sequential"):
            yield from problems(part, address)


def _part(told: dict, keras_1: bool, custom_objects: Mapping | None) -> OldLayer:
    kind, config = told["class_name"], told["config"]
    if kind in MODELS:
        part = old_model(told, keras_1, custom_objects)
        part.name = told.get("name") or part.name
        return part
    if kind == "InputLayer":
        return OldLayer(told.get("name") or config.get("name", "input"), kind, dict(config))
    part = new_layer(kind, config, keras_1, custom_objects)
    part.name = told.get("name") or part.name
    return part


def _input(config: dict, kind: str = "InputLayer") -> object | None:
    shape = config.get("batch_input_shape")
    if shape is None:
        return None
    dtype = config.get("input_dtype") or config.get("dtype") or "float32"
    dtype = "int32" if kind == "Embedding" and dtype == "float32" else dtype
    name = config.get("name") if kind == "InputLayer" else None
    return keras.Input(batch_shape=tuple(shape), dtype=dtype, name=name)


def _sequential(old: OldLayer) -> keras.Model:
    model, parts = keras.Sequential(name=old.name), list(old.parts)
    if parts and parts[0].kind not in ("Model", "Sequential"):
        first = _input(parts[0].config, parts[0].kind)
        if first is not None:
            model.add(first)
    for part in parts:
        if part.layer is not None:
            model.add(part.layer)
    if not model.built and parts and parts[0].kind in ("Model", "Sequential"):
        model.build(parts[0].layer.input_shape)
    if not model.built and old.config.get("build_input_shape"):
        model.build(tuple(old.config["build_input_shape"]))
    return model


def _functional(old: OldLayer, config: dict, listed: list[dict]) -> keras.Model:
    outputs: dict[tuple[str, int], list] = {}
    for part in old.parts:
        if part.kind == "InputLayer":
            outputs[part.name, 0] = [_input(part.config)]
    # A model has been called once already, when it was made: its calls in another begin at 1.
    calls = [
        (part, number, node)
        for part, told in zip(old.parts, listed, strict=True)
        for number, node in enumerate(told.get("inbound_nodes", []), part.kind in MODELS)
    ]
    while calls:
        ready = [call for call in calls if _known(call, outputs)]
        if not ready:
            names = ", ".join(sorted({part.name for part, _, _ in calls}))
            raise ValueError(f"nothing leads to these layers: {names}")
        for call in ready:
            part, number, node = call
            outputs[part.name, number] = _call(part, node, outputs)
            calls.remove(call)
    ends = [
        [outputs[name, node][tensor] for name, node, tensor in config[which]]
        for which in ("input_layers", "output_layers")
    ]
    inputs, results = (one[0] if len(one) == 1 else one for one in ends)
    return keras.Model(inputs, results, name=old.name)


def _known(call: tuple, outputs: Mapping) -> bool:
    part, number, node = call
    before = number == (part.kind in MODELS) or (part.name, number - 1) in outputs
    return before and all((one[0], one[1]) in outputs for one in node)


def _call(part: OldLayer, node: list, outputs: Mapping) -> list:
    given = [outputs[name, number][tensor] for name, number, tensor, *_ in node]
    options = {key: value for one in node if len(one) > 3 for key, value in (one[3] or {}).items()}
    options = {key: value for key, value in options.items() if value is not None}
    if set(options) - {"training"}:
        raise ValueError(
            f"{part.name} was called with {', '.join(options)}, which isn't carried over"
        )
    if isinstance(part.layer, (keras.layers.RNN, keras.layers.Bidirectional)) and len(given) > 1:
        result = part.layer(given[0], initial_state=given[1:], **options)
    else:
        result = part.layer(given[0] if len(given) == 1 else given, **options)
    return list(result) if isinstance(result, (list, tuple)) else [result]
