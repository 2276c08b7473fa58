"""Compile a model again as it was, so that nothing goes on running the layers it had."""

from .backend import keras
from .layer_inventory import FUNCTIONS


def compile_again(model: keras.Model) -> str:
    """Let a model forget the functions that Keras has made of it, and keep how it was compiled.

    Loss, metrics and optimizer stay. An optimizer refuses weights that it wasn't built for, and
    its state can't be loaded from a file if it knows others than the model's; so if the weights
    have changed, a new one of the same settings takes its place.

    Args:
        model: The model.

    Returns:
        `""` if it wasn't compiled, `"the same optimizer"` or `"a new optimizer"`.

    Example:

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    >>> model.compile("adam", "mse")
    >>> _ = model.predict(keras.ops.ones((1, 4)), verbose=0)
    >>> compile_again(model), model.predict_function, model.loss
    ('the same optimizer', None, 'mse')
    """
    for kept in FUNCTIONS.values():
        setattr(model, kept, None)
    if not model.compiled:
        return ""
    # A class with a `compile` of its own knows what else it needs; it may not take these.
    given = getattr(getattr(model, "_compile_config", None), "config", None)
    fresh = not _knows(model.optimizer, model)
    if given is None or not type(model).compile.__module__.startswith("keras."):
        return "the same optimizer"
    if fresh:
        given = given | {"optimizer": _like(model.optimizer)}
    model.compile(**given)
    return "a new optimizer" if fresh else "the same optimizer"


def _knows(optimizer: keras.optimizers.Optimizer | None, model: keras.Model) -> bool:
    if optimizer is None or not optimizer.built:
        return True
    inner = getattr(optimizer, "inner_optimizer", optimizer)  # behind a scaled loss
    known = [id(one) for one in inner._trainable_variables]
    wanted = [id(one) for one in model.trainable_variables]
    return model.built and wanted == known


def _like(optimizer: keras.optimizers.Optimizer) -> keras.optimizers.Optimizer:
    return type(optimizer).from_config(optimizer.get_config())
