"""How `pretrained`'s exercises are checked: shares of two photographs, a head that is fitted."""

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe, told_error

PALACE, DAISY = 698, 985
SIZE, CLASSES, SAMPLES = 12, 4, 16


def what_zero_to_one_gives(shares: object) -> tuple[str, str]:
    """Look what the network says of the photographs whose pixels run from 0 to 1.

    Args:
        shares: The shares of both, of shape `(2, 1000)`; or the error.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it is neither.
    """
    if isinstance(shares, Exception):
        return "c", f"It raised {told_error(shares)}."
    found = np.asarray(shares)
    if found.shape != (2, 1000):
        raise NotAttempted("This takes the shares of both photographs: `shares`, shape (2, 1000).")
    from faqlab.core.class_names import class_names

    first, second = found.argmax(axis=-1).tolist()
    names = f"The best answers: {class_names()[first]}, {class_names()[second]}."
    return "a" if (first, second) == (PALACE, DAISY) else "b", names


def check_head(with_new_head: object) -> str:
    """Give a learner's function a small body, and fit what it makes.

    Args:
        with_new_head: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With what is wrong with the model.
    """
    if not callable(with_new_head) or isinstance(with_new_head, keras.layers.Layer):
        raise Incorrect(
            f"This is {describe(with_new_head)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    body = _body()
    x = np.random.default_rng(0).normal(3, 2, (SAMPLES, SIZE, SIZE, 3)).astype("float32")
    model = attempt(with_new_head, body, CLASSES, shown=f"a body and {CLASSES}")
    if model is None:
        raise NotAttempted("Your function returns nothing yet.")
    if not isinstance(model, keras.Model):
        raise Incorrect(f"It returns {describe(model)}, not a model.")
    before = _weights(body)
    if not model.trainable_weights:
        raise Incorrect("Nothing in the model trains: the head is frozen too.")
    _check_shares(model, x)
    _fit(model, x)
    moved = [name for name, one in _weights(body).items() if not np.array_equal(one, before[name])]
    if moved:
        only_means = all("moving" in name for name in moved)
        raise Incorrect(
            "Training moved the means and variances of the body's batch normalization."
            if only_means
            else "Training changed the body's weights. Freeze it before the model is compiled."
        )
    _check_body_is_used(model, body, x)
    return "The head learns, and the body stays as it was, its batch normalization too."


def _body() -> keras.Model:
    layers = keras.layers
    inputs = keras.Input((SIZE, SIZE, 3))
    x = layers.Conv2D(6, 3, activation="relu", name="conv")(inputs)
    x = layers.BatchNormalization(name="norm")(x)
    return keras.Model(inputs, layers.GlobalAveragePooling2D(name="mean")(x), name="body")


def _weights(body: keras.Model) -> dict[str, np.ndarray]:
    return {one.path: keras.ops.convert_to_numpy(one) for one in body.weights}


def _check_shares(model: keras.Model, x: np.ndarray) -> None:
    try:
        found = np.asarray(model.predict(x, verbose=0))
    except Exception as error:
        raise Incorrect(f"Given pictures, the model raises {told_error(error)}.") from None
    if found.shape != (SAMPLES, CLASSES):
        raise Incorrect(
            f"For {SAMPLES} pictures and {CLASSES} classes the model gives the shape "
            f"{found.shape}, not {(SAMPLES, CLASSES)}."
        )
    if (found < 0).any() or not np.allclose(found.sum(axis=-1), 1, atol=1e-4):
        raise Incorrect("The numbers for a picture are no shares: they don't add up to 1.")


def _fit(model: keras.Model, x: np.ndarray) -> None:
    y = np.arange(SAMPLES) % CLASSES
    try:
        model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
        model.fit(x, y, batch_size=SAMPLES, verbose=0)
    except Exception as error:
        raise Incorrect(f"Training the model raises {told_error(error)}.") from None


def _check_body_is_used(model: keras.Model, body: keras.Model, x: np.ndarray) -> None:
    before = np.asarray(model.predict(x, verbose=0))
    # A body of noise must be noticed, or it isn't this body that the head stands on.
    for one in body.weights:
        one.assign(keras.ops.ones_like(one) * 0.3)
    after = np.asarray(model.predict(x, verbose=0))
    if np.allclose(before, after, atol=1e-6):
        raise Incorrect("The model doesn't use the body that it was given.")
