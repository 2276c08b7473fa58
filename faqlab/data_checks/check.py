"""All checks, and the one call that makes them."""

from collections.abc import Callable, Iterator

from ..core.backend import keras
from . import (
    callbacks,
    class_weights,
    fit_arguments,
    labels,
    last_activation,
    metrics,
    shapes,
    splits,
    state_of_model,
    values,
)
from .plan import Plan, make_plan
from .report import DataCheck, Finding, note

CHECKS: tuple[Callable[[Plan], Iterator[Finding]], ...] = (
    *values.CHECKS,
    *shapes.CHECKS,
    *labels.CHECKS,
    *last_activation.CHECKS,
    *metrics.CHECKS,
    *splits.CHECKS,
    *class_weights.CHECKS,
    *fit_arguments.CHECKS,
    *callbacks.CHECKS,
    *state_of_model.CHECKS,
)


def check_data(
    x: object, y: object = None, model: keras.Model | None = None, **fit_arguments: object
) -> DataCheck:
    """Look for mistakes that `fit` wouldn't report, or only in riddles, before it runs.

    Take the line that calls `fit`, and give the same data and arguments to this. Nothing is
    trained, and neither the model nor the data is changed. Very large arrays are looked at in
    parts. What can't be judged isn't mentioned: an empty report is no proof.

    Args:
        x: The inputs, as `fit` takes them: arrays, tensors, frames, HDF5 data sets; a list or dict
            of them; a `tf.data.Dataset`, a `PyDataset`, a generator.
        y: The targets. Default: none.
        model: The compiled model. Default: none, so that only the data is checked.
        fit_arguments: Other arguments of `fit`, by name: `validation_split=0.2`, `callbacks=[...]`.

    Returns:
        A `DataCheck`: true where nothing was found; its `findings` are shown as a table.

    Raises:
        TypeError: If the model is none, or stands in another's place, or an argument is none of
            `fit`.

    Example:

    >>> import numpy as np
    >>> layers = [keras.Input((4,)), keras.layers.Dense(3, "softmax")]
    >>> model = keras.Sequential(layers)
    >>> model.compile("adam", "sparse_categorical_crossentropy")
    >>> x = np.random.default_rng(0).normal(size=(60, 4))
    >>> check_data(x, np.arange(60) % 3, model)
    Nothing found: nothing that could be checked is wrong.
    >>> check_data(x, np.arange(60) % 3 + 1, model).codes
    ('labels out of range',)
    """
    plan = make_plan(x, y, model, fit_arguments)
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found += check(plan)
        except Exception as error:  # what a check can't make sense of must not stop the others
            name = check.__name__.replace("_", " ")
            found.append(note("not checked", f"{name}: {type(error).__name__}, {error}"))
    return DataCheck(found)
