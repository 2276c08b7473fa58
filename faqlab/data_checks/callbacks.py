"""Checks of callbacks: whether what they wait for ever comes, and whether they read it right."""

import re
from collections.abc import Iterator

from ..core.backend import keras
from ..core.errors import nearest
from .compiled import Scored
from .graph_ends import is_keras, kind
from .plan import Plan
from .report import WRONG, Finding, finding, listed, note

_WAITING = ("EarlyStopping", "ReduceLROnPlateau")
# Keras's own that put a number into the logs of an epoch.
_RATES = ("LearningRateScheduler", "ReduceLROnPlateau")


def given_callbacks(plan: Plan) -> list[object]:
    """Give the callbacks one by one.

    Args:
        plan: The plan.

    Returns:
        What was given as callbacks, in a list in any case.
    """
    given = plan["callbacks"]
    if isinstance(given, keras.callbacks.CallbackList):
        return list(given.callbacks)
    if isinstance(given, list | tuple):
        return [one for part in given for one in (part if isinstance(part, list) else [part])]
    return [] if given is None else [given]


def plain(callback: object) -> bool:
    """Whether a callback is known to leave the logs alone: one of the learner's may fill them."""
    home, name = type(callback).__module__, type(callback).__name__
    if home.startswith("keras."):
        return name != "LambdaCallback"
    return home.startswith("faqlab.")  # all of ours read the logs, and write nothing into them


def not_made(plan: Plan) -> Iterator[Finding]:
    """A class where an object is needed, or something that is no callback."""
    for one in given_callbacks(plan):
        if isinstance(one, type):
            yield finding(
                "callback is a class",
                WRONG,
                f"The callback {one.__name__} is a class, not an object of it; Keras's error "
                "speaks of a missing argument.",
                f"{one.__name__}(...), with parentheses",
                one.__name__,
                "Write the parentheses.",
            )
        elif not isinstance(one, keras.callbacks.Callback) and not hasattr(one, "set_model"):
            yield finding(
                "no callback",
                WRONG,
                "Something among the callbacks is none; Keras's error speaks of a missing "
                "attribute.",
                "objects of keras.callbacks.Callback",
                one,
                "A function goes into one: keras.callbacks.LambdaCallback(on_epoch_end=function).",
            )


def waits_in_vain(plan: Plan) -> Iterator[Finding]:
    """A callback that watches a number which is never there."""
    every = given_callbacks(plan)
    if not plan.compiled or not all(plain(one) for one in every if not isinstance(one, type)):
        return
    validates = bool(plan["validation_data"] is not None or plan["validation_split"])
    names = _recorded(plan, validates)
    if any(type(one).__name__ in _RATES for one in every) and names is not None:
        names = [*names, "learning_rate"]
    for one in every:
        if not _watches(one):
            continue
        monitor, name = one.monitor, type(one).__name__
        if monitor.startswith("val_") and not validates:
            yield finding(
                "no validation data",
                WRONG,
                f"{name} watches {monitor!r}, but there is no validation data: it never acts, "
                "and Keras warns once an epoch at most.",
                "validation_data=(x_val, y_val), or validation_split=0.2",
                "neither",
                f"Give validation data, or monitor={monitor.removeprefix('val_')!r}.",
            )
        elif names is not None and monitor not in names:
            near = nearest(monitor, names, 1)
            yield finding(
                "unknown monitor",
                WRONG,
                f"{name} watches {monitor!r}, which no epoch records: it never acts, or Keras "
                "ends after the first epoch.",
                f"one of {listed(names, 8)}",
                monitor,
                f"Write monitor={near[0]!r}." if near else "Compile with that metric.",
            )


def _watches(one: object) -> bool:
    if kind(one) == "ModelCheckpoint":
        return bool(one.save_best_only)
    return kind(one) in _WAITING


def _recorded(plan: Plan, validates: bool) -> list[str] | None:
    """The names of what an epoch records; None where it can't be known."""
    model = plan.model
    own = (keras.Model, keras.Sequential)
    if not plan.outputs or type(model).train_step is not keras.Model.train_step:
        return None
    if type(model).__module__.split(".")[0] != "keras" and type(model) not in own:
        return None
    names, many = ["loss"], len(plan.outputs) > 1
    for one in plan.outputs:
        before = f"{one.name}_" if many else ""
        if many and one.loss is not None:
            names.append(f"{before}loss")
        for metric in one.metrics:
            if not metric.name:
                return None
            names.append(f"{before}{metric.name}")
    if not many and len(set(names)) < len(names):
        return None
    return names + [f"val_{one}" for one in names] * validates


def wrong_way(plan: Plan) -> Iterator[Finding]:
    """A callback that takes the worst for the best."""
    metrics = {metric.name: metric for one in plan.outputs for metric in one.metrics}
    for one in given_callbacks(plan):
        if not _watches(one) or getattr(one, "mode", "auto") not in ("min", "max"):
            continue
        name = one.monitor.removeprefix("val_")
        up = False if name == "loss" else _up(metrics.get(name))
        if up is not None and up != (one.mode == "max"):
            right = "max" if up else "min"
            yield finding(
                "wrong mode",
                WRONG,
                f"{type(one).__name__} takes the worst epoch for the best: of {one.monitor!r} "
                f"{'more' if up else 'less'} is better.",
                f"mode={right!r}, or 'auto'",
                f"mode={one.mode!r}",
                "Leave mode out: Keras knows it.",
            )


def _up(metric: Scored | None) -> bool | None:
    """Whether more is better; an object says it itself, of a name it must be known."""
    if metric is None or metric.up is not None or not metric.kind:
        return metric and metric.up
    if "accuracy" in metric.kind or metric.kind in ("auc", "precision", "recall"):
        return True
    losses = ("error", "crossentropy", "hinge", "logcosh", "poisson", "divergence")
    return False if metric.kind.endswith(losses) else None


def checkpoint_file(plan: Plan) -> Iterator[Finding]:
    """A checkpoint that can't be written, or not be loaded."""
    validates = bool(plan["validation_data"] is not None or plan["validation_split"])
    for one in given_callbacks(plan):
        if kind(one) != "ModelCheckpoint":
            continue
        path = str(one.filepath)
        if re.search(r"\{val_\w+", path) and not validates and plan.compiled:
            yield finding(
                "no validation data",
                WRONG,
                "The checkpoint's file is to be named after a value of the validation, but there "
                "is no validation data: Keras ends with a KeyError after the first epoch.",
                "validation_data=(x_val, y_val), or validation_split=0.2",
                "neither",
                "Give validation data, or take {loss} or {epoch} for the name.",
            )
        if one.save_weights_only:
            continue
        shorts = _short_names(plan) if path.endswith(".h5") else []
        if shorts:
            yield finding(
                "short name in h5",
                WRONG,
                f"Keras can't load what this checkpoint saves: an .h5 file names the loss "
                f"{listed(map(repr, shorts))}, and load_model doesn't find it.",
                "a .keras file, or long names",
                path.rsplit("/", 1)[-1],
                "Let the file end in .keras; or compile with 'mean_squared_error' in place of "
                "'mse', or load with compile=False.",
            )
        if plan.model is not None and not plan.model.built:
            continue
        own = _unregistered(plan.model)
        if own:
            yield note(
                "own layer in a file",
                f"The checkpoint holds layers of your own, {listed(own)}. Saving them succeeds; "
                "loading needs their classes: @keras.saving.register_keras_serializable() above "
                "each, or load_model(path, custom_objects={...}).",
            )


def _short_names(plan: Plan) -> list[str]:
    short = ("mse", "mae", "mape", "msle", "kld", "bce")
    every = [output.loss for output in plan.outputs]
    return [one.name for one in every if one and one.text and one.name.lower() in short]


def _unregistered(model: keras.Model | None) -> list[str]:
    every = model._flatten_layers() if model is not None else []
    classes = {type(one) for one in every if not is_keras(one)}
    registered = keras.saving.get_registered_name
    return sorted(one.__name__ for one in classes if registered(one) == one.__name__)


def keeps_the_last(plan: Plan) -> Iterator[Finding]:
    """Early stopping that leaves the last weights, not the best."""
    for one in given_callbacks(plan):
        if kind(one) == "EarlyStopping" and not one.restore_best_weights:
            yield note(
                "last weights",
                "EarlyStopping leaves the weights of the last epoch, not those of the best one: "
                "EarlyStopping(..., restore_best_weights=True) puts those back.",
            )


CHECKS = (not_made, waits_in_vain, wrong_way, checkpoint_file, keeps_the_last)
