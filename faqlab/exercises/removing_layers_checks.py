"""How `removing_layers`'s exercises are checked: what a model gives, and what moves with it."""

import numpy as np

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe


def what_predict_gives(answers: object) -> tuple[str, str]:
    """Look how many numbers `predict` gave for each digit.

    Args:
        answers: What `model.predict(x_test)` returned after the head was popped.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it isn't that.
    """
    shape = getattr(answers, "shape", ())
    if len(shape) != 2 or shape[1] not in (10, 32):
        raise NotAttempted(
            "This takes the answers of the lesson's model: `answers = model.predict(x_test)`."
        )
    return ("b" if shape[1] == 10 else "a"), f"predict gives {shape[1]} numbers for each digit."


def check_without_head(without_head: object) -> str:
    """Give a learner's `without_head` models of two kinds, and look what comes of each.

    Args:
        without_head: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With what is wrong.
    """
    if not callable(without_head):
        raise Incorrect(
            f"This is {describe(without_head)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    for kind, model in (("Sequential", _chain()), ("functional", _graph())):
        _check(without_head, kind, model)
    return "It ends before the head, shares the weights, and leaves the first model as it was."


_X = np.random.default_rng(0).normal(size=(32, 6)).astype("float32")


def _check(without_head, kind: str, model) -> None:
    head = model.layers[-1]
    whole, inner = model.predict(_X, verbose=0), model.layers[-2].output
    expected = _run(model, inner)
    made = attempt(without_head, model, shown=f"(a {kind} model)")
    if made is None:
        raise NotAttempted("`without_head` returns nothing yet. Fill it in, and run it again.")
    if not callable(getattr(made, "predict", None)):
        raise Incorrect(f"For a {kind} model it returns {describe(made)}, not a model.")
    if model.layers[-1] is not head or model(_X[:1]).shape[-1] != whole.shape[-1]:
        raise Incorrect(
            f"The {kind} model itself has lost its head: its next user will miss it. Make a second "
            "model."
        )
    answers = np.asarray(made.predict(_X, verbose=0))
    if answers.shape != expected.shape:
        raise Incorrect(
            f"For a {kind} model, `predict` of what it returns gives the shape {answers.shape}; "
            f"the layer before the head gives {expected.shape}."
        )
    if not np.allclose(answers, expected, atol=1e-5):
        raise Incorrect(
            f"For a {kind} model it gives other numbers than the layer before the head: are the "
            "weights those of the model?"
        )
    _check_shared(kind, model, made)


def _check_shared(kind: str, model, made) -> None:
    """Change the first model's weights, and see whether the second one knows."""
    first = next(layer for layer in model.layers if layer.weights)
    first.set_weights([weight + 1 for weight in first.get_weights()])
    if not np.allclose(
        made.predict(_X, verbose=0), _run(model, model.layers[-2].output), atol=1e-4
    ):
        raise Incorrect(
            f"For a {kind} model it has weights of its own: what the model learns later, it won't "
            "know. Use the same layers."
        )


def _run(model, tensor) -> np.ndarray:
    from faqlab.core.backend import keras

    return keras.ops.convert_to_numpy(keras.Model(model.inputs[0], tensor)(_X))


def _chain():
    from faqlab.core.backend import keras

    layers = [
        keras.layers.Dense(5, activation="tanh", name="first"),
        keras.layers.Dense(4, activation="tanh", name="second"),
        keras.layers.Dense(2, name="head"),
    ]
    return keras.Sequential([keras.Input((6,)), *layers])


def _graph():
    from faqlab.core.backend import keras

    x = keras.Input((6,))
    stem = keras.layers.Dense(4, activation="tanh", name="stem")(x)
    branch = keras.layers.Dense(4, activation="tanh", name="branch")(stem)
    both = keras.layers.Add(name="both")([stem, branch])
    return keras.Model(x, keras.layers.Dense(2, name="head")(both))
