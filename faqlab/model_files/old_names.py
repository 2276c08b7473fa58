"""What Keras 1 called things, in the words of Keras 2."""

_LAYERS = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "SeparableConvolution2D": "SeparableConv2D",
    "TimeDistributedDense": "Dense",
}
_ARGUMENTS = {
    "output_dim": "units",
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation",
    "bias": "use_bias",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "subsample": "strides",
    "subsample_length": "strides",
    "border_mode": "padding",
    "atrous_rate": "dilation_rate",
    "pool_length": "pool_size",
    "stride": "strides",
    "sigma": "stddev",
    "p": "rate",
    "beta_init": "beta_initializer",
    "gamma_init": "gamma_initializer",
    "length": "size",
}
_EMBEDDING = {
    "init": "embeddings_initializer",
    "W_regularizer": "embeddings_regularizer",
    "W_constraint": "embeddings_constraint",
    "output_dim": "output_dim",
}
_INITIALIZERS = {
    "uniform": "random_uniform",
    "normal": "random_normal",
    "zero": "zeros",
    "one": "ones",
}
_MERGES = {
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
    "dot": "Dot",
    "cos": "Dot",
}


def of_keras_1(kind: str, config: dict) -> tuple[str, dict]:
    """Say a layer of Keras 1 in the words of Keras 2.

    Args:
        kind: The name of its class.
        config: Its configuration.

    Returns:
        Both, as Keras 2 would have them.

    Raises:
        ValueError: If Keras 2 has no word for it.

    Example:

    >>> of_keras_1("Convolution2D", {"nb_filter": 4, "nb_row": 3, "nb_col": 2, "bias": True})
    ('Conv2D', {'filters': 4, 'use_bias': True, 'kernel_size': [3, 2]})
    """
    if kind == "Merge":
        return _merge(config)
    if kind == "BatchNormalization" and config.get("mode", 0) != 0:
        raise ValueError(f"mode={config['mode']} is gone since Keras 2")
    names = _EMBEDDING if kind == "Embedding" else _ARGUMENTS
    if kind in ("Embedding", "BatchNormalization"):
        names = _ARGUMENTS | names
    new = {names.get(key, key): value for key, value in config.items()}
    for key in ("nb_row", "kernel_dim1"):
        if key in new:
            parts = (("nb_row", "nb_col"), ("kernel_dim1", "kernel_dim2", "kernel_dim3"))
            new["kernel_size"] = [new.pop(one) for one in parts[key != "nb_row"]]
    if "dim_ordering" in new:
        ordering = {"tf": "channels_last", "th": "channels_first"}
        new["data_format"] = ordering.get(new.pop("dim_ordering"), "channels_last")
    for key, value in new.items():
        if key.endswith("_initializer"):
            new[key] = _INITIALIZERS.get(value, value)
        elif key.endswith("_regularizer"):
            new[key] = _regularizer(value)
        elif key.endswith("_constraint"):
            new[key] = _constraint(value)
    return _LAYERS.get(kind, kind), new


def _merge(config: dict) -> tuple[str, dict]:
    mode = config.get("mode")
    if mode not in _MERGES or config.get("layers"):
        raise ValueError("a Merge with a function of its own, or with layers inside, is gone")
    new = {"name": config.get("name"), "trainable": config.get("trainable", True)}
    if mode == "concat":
        new["axis"] = config.get("concat_axis", -1)
    if mode in ("dot", "cos"):
        new |= {"axes": config.get("dot_axes", -1), "normalize": mode == "cos"}
    return _MERGES[mode], new


def _regularizer(value: object) -> object:
    if isinstance(value, dict) and "name" in value:
        return {"class_name": "L1L2", "config": {key: value.get(key, 0.0) for key in ("l1", "l2")}}
    return value


def _constraint(value: object) -> object:
    if not isinstance(value, dict) or "name" not in value:
        return value
    rest = {key: one for key, one in value.items() if key != "name"}
    if "m" in rest:
        rest["max_value"] = rest.pop("m")
    return {"class_name": value["name"], "config": rest}
