"""How `freezing`'s exercises are checked: what moves in a fit, whatever the learner wrote."""

import numpy as np

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe


def what_the_first_fit_does(watching: object) -> tuple[str, str]:
    """Look what the fit did to the layer that the two models share.

    Args:
        watching: The `freezing.watch(frozen_model)` that was put around the fit.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it isn't a watch of one layer.
    """
    layers = getattr(watching, "layers", ())
    if len(layers) != 1:
        raise NotAttempted(
            "This takes the watch of the lesson's `frozen_model`: `watching = "
            "freezing.watch(frozen_model)`, before the fit."
        )
    share = layers[0].share
    return ("b" if share else "a"), f"The fit changed {share:.0%} of the layer's numbers."


def check_freeze_body(freeze_body: object) -> str:
    """Give a learner's `freeze_body` a fresh and a fitted model, and train them.

    Args:
        freeze_body: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function does nothing.
        Incorrect: With what moves that should not, or the other way round.
    """
    if not callable(freeze_body):
        raise Incorrect(
            f"This is {describe(freeze_body)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    for kind in ("new", "fitted"):
        model = _model(fitted=kind == "fitted")
        attempt(freeze_body, model, shown=f"(a {kind} model)")
        if all(layer.trainable for layer in model.layers):
            raise NotAttempted("`freeze_body` freezes nothing yet. Fill it in, and run it again.")
        _train(kind, model)
    return "Only the last layer moves, in a new model and in one that was fitted before."


_X = np.random.default_rng(0).normal(size=(32, 6)).astype("float32")
_Y = _X[:, :2] * 3


def _model(fitted: bool):
    from faqlab.core.backend import keras

    layers = [
        keras.Input((6,)),
        keras.layers.Dense(5, activation="tanh", name="first"),
        keras.layers.BatchNormalization(name="norm"),
        keras.layers.Dense(4, activation="tanh", name="second"),
        keras.layers.Dense(2, name="head"),
    ]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    if fitted:
        model.fit(_X, _Y, verbose=0)
    return model


def _train(kind: str, model) -> None:
    before = {layer.name: layer.get_weights() for layer in model.layers}
    try:
        model.fit(_X, _Y, epochs=2, verbose=0)
    except Exception as error:
        raise Incorrect(
            f"After it, `fit` on a {kind} model raises {type(error).__name__}: {error}"
        ) from None
    moved = [
        layer.name
        for layer in model.layers
        if not all(map(np.array_equal, before[layer.name], layer.get_weights()))
    ]
    wrong = [name for name in moved if name != "head"]
    if wrong and all(not model.get_layer(name).trainable for name in wrong):
        raise Incorrect(
            f"In a {kind} model `fit` still changes {_listed(wrong)}, though the flags say frozen: "
            "the model goes by the flags of its first fit. What makes it look again?"
        )
    if wrong:
        raise Incorrect(f"In a {kind} model `fit` still changes {_listed(wrong)}.")
    if "head" not in moved:
        raise Incorrect(f"In a {kind} model nothing is left to train: the last layer is still.")


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
