"""How `layer_outputs`' exercises are checked: a learner's function on models made for it."""

from collections.abc import Mapping

import numpy as np

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe


def what_dropout_does(found: Mapping[str, np.ndarray]) -> tuple[str, str]:
    """Look what a dropout layer made of its input, in outputs that were taken in inference mode.

    Args:
        found: What `layer_outputs.outputs(model, x)` gave for the lesson's model.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If the layers `flat` and `dropout` aren't there.
    """
    if not isinstance(found, Mapping) or not {"flat", "dropout"} <= set(found):
        raise NotAttempted(
            "This takes what `layer_outputs.outputs(model, x_test)` gave for the lesson's model, "
            "with its layers `flat` and `dropout`."
        )
    before, after = np.asarray(found["flat"]), np.asarray(found["dropout"])
    changed = float(np.mean(before != after))
    measured = f"Of all numbers, {changed:.0%} differ before and after the dropout layer."
    if changed == 0:
        return "b", measured
    dropped = float(np.mean((before != 0) & (after == 0)))
    return ("a" if dropped > 0.05 else "c"), measured


def check_feature_maps(feature_maps: object) -> str:
    """Call a learner's `feature_maps` on a Sequential and on a functional model.

    Args:
        feature_maps: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With what is wrong with what it returns.
    """
    if not callable(feature_maps):
        raise Incorrect(
            f"This is {describe(feature_maps)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    for kind, model, x in _models():
        answer = attempt(
            feature_maps, model, x, "middle", shown=f"(a {kind} model, 6 pictures, 'middle')"
        )
        if answer is None or answer is ...:
            raise NotAttempted("`feature_maps` returns nothing yet. Fill it in, and run it again.")
        _compare(kind, model, x, answer)
    return "The layer's own output, in inference mode, for both kinds of model."


def _models():
    """Models with a layer `middle` behind dropout, and pictures for them."""
    from faqlab.core.backend import keras

    x = np.random.default_rng(0).random((6, 8, 8, 1)).astype("float32")
    layers = keras.layers

    def chain():
        return [
            layers.Conv2D(3, 3, activation="relu", name="first"),
            layers.Dropout(0.5, name="drop"),
            layers.Conv2D(4, 3, name="middle"),
            layers.Flatten(name="flat"),
            layers.Dense(5, name="last"),
        ]

    sequential = keras.Sequential([keras.Input((8, 8, 1)), *chain()])
    inputs = tensor = keras.Input((8, 8, 1))
    for layer in chain():
        tensor = layer(tensor)
    yield "Sequential", sequential, x
    yield "functional", keras.Model(inputs, tensor), x


def _compare(kind: str, model, x: np.ndarray, answer: object) -> None:
    steps = {}
    values = x
    for layer in model.layers:
        if layer.name in ("first", "drop", "middle", "flat", "last"):
            values = (
                np.asarray(layer(values, training=False))
                if layer.name == "drop"
                else (np.asarray(layer(values)))
            )
            steps[layer.name] = values
    given = f"For a {kind} model your function gives"
    try:
        found = np.asarray(answer, dtype=np.float32)
    except (TypeError, ValueError):
        raise Incorrect(
            f"{given} {describe(answer)}. Return the numbers: an array, or a tensor that numpy "
            "can read."
        ) from None
    expected = steps["middle"]
    for name in ("last", "first", "flat"):
        if found.shape == steps[name].shape and np.allclose(found, steps[name], atol=1e-4):
            raise Incorrect(f"{given} the output of the layer `{name}`; `middle` was asked for.")
    if found.shape != expected.shape:
        raise Incorrect(
            f"{given} an array of shape {found.shape}; `middle` puts out {expected.shape} for "
            "these 6 pictures."
        )
    if not np.allclose(found, expected, atol=1e-4):
        raise Incorrect(
            f"{given} the right shape, but other numbers than inference has. Is dropout on "
            "(`training=True`), or does the layer get the pictures themselves in place of what "
            "the layers before it made of them?"
        )
