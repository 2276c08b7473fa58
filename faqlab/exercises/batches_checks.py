"""How `batches`'s exercises are checked: runs are compared, models are trained."""

import numpy as np

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe
from faqlab.core.run import Run

SAMPLES, SIZE, EPOCHS = 20, 8, 2


def which_reaches_the_lower_loss(runs: object) -> tuple[str, str]:
    """Compare the last losses of two trainings.

    Args:
        runs: The runs of the small and of the large batches, or what recorded them.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If they aren't two runs with a loss.
    """
    found = [getattr(one, "run", one) for one in runs] if isinstance(runs, list | tuple) else []
    if len(found) != 2 or not all(isinstance(one, Run) and len(one.epochs) for one in found):
        raise NotAttempted("This takes the two runs of the lesson: `(small, large)`.")
    small, large = (one.history()["loss"][-1] for one in found)
    letter = "c" if np.isclose(small, large, rtol=0.1) else "a" if small < large else "b"
    return letter, f"The small batches end at a loss of {small:.2g}, the large one at {large:.2g}."


def check_train(train: object) -> str:
    """Let a learner's `train` and Keras's `fit` train the same model, and compare the weights.

    Args:
        train: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function does nothing.
        Incorrect: With what the weights tell.
    """
    from faqlab.core.backend import keras

    _callable(train)
    x, y = _data()
    model, begin = _network(keras)
    call = f"`(model, x, y, {SIZE}, {EPOCHS})`"
    attempt(train, model, x.copy(), y.copy(), SIZE, EPOCHS, shown=call)
    got, made = model.get_weights(), int(keras.ops.convert_to_numpy(model.optimizer.iterations))
    if not made and _same(got, begin):
        raise NotAttempted("`train` doesn't train the model yet. Fill it in, and run it again.")
    if _same(got, _fitted(keras, x, y, EPOCHS)):
        return f"{made} updates, and the weights are those that `fit(shuffle=False)` leaves."
    whole = SAMPLES // SIZE * SIZE
    expected = -(-SAMPLES // SIZE) * EPOCHS
    if _same(got, _fitted(keras, x, y, 1)):
        raise Incorrect("This is one epoch. `train` has to go through the data `epochs` times.")
    if _same(got, _fitted(keras, x[:whole], y[:whole], EPOCHS)):
        raise Incorrect(
            f"The last {SAMPLES - whole} of {SAMPLES} samples are left out. They make a smaller "
            "batch, which updates the weights like any other."
        )
    if made != expected:
        raise Incorrect(
            f"{made} updates were made. {SAMPLES} samples in batches of {SIZE}, {EPOCHS} epochs: "
            f"that makes {expected}."
        )
    raise Incorrect(
        "The number of updates is right, but the weights are others than those of "
        "`fit(shuffle=False)`. Do the batches come in the order of the data?"
    )


def check_collecting(compiled: object) -> str:
    """Let a learner's `compiled` prepare a model, and look when its weights move.

    Args:
        compiled: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the model isn't compiled.
        Incorrect: With what the weights tell.
    """
    from faqlab.core.backend import keras

    _callable(compiled)
    x, y = _data()
    model, begin = _network(keras, compiled=False)
    given = attempt(compiled, model, shown="the model")
    model = given if isinstance(given, keras.Model) else model
    if not model.compiled:
        raise NotAttempted("The model isn't compiled yet. Fill `compiled` in, and run it again.")
    moved, last = [], begin
    for start in range(0, 16, 4):
        model.train_on_batch(x[start : start + 4], y[start : start + 4])
        now = model.get_weights()
        moved.append(not _same(now, last, tolerance=0))
        last = now
    if all(moved):
        raise Incorrect("The weights move after every batch: no gradients are collected.")
    if moved != [False, False, False, True]:
        when = [str(i + 1) for i, flag in enumerate(moved) if flag]
        told = f"after batch {', '.join(when)}" if when else "after none of the first four batches"
        raise Incorrect(f"The weights move {told}. They have to wait for the fourth batch.")
    whole, _ = _network(keras, rate=0.1)
    whole.train_on_batch(x[:16], y[:16])
    if not _same(last, whole.get_weights()):
        raise Incorrect(
            "The weights move after the fourth batch, but not as one batch of all samples moves "
            "them with `SGD(0.1)` and the loss `mse`."
        )
    return "Four batches of 4 do what one batch of 16 does."


def _callable(answer: object) -> None:
    if not callable(answer):
        raise Incorrect(
            f"This is {describe(answer)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )


def _data() -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(0).normal(size=(SAMPLES, 3)).astype("float32")
    return x, (x @ np.array([[1.0], [2.0], [-1.0]])).astype("float32")


def _network(keras, compiled: bool = True, rate: float = 0.1):
    """Make the model, and give it the same weights each time."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    begin = [np.full((3, 1), 0.1, "float32"), np.zeros(1, "float32")]
    model.set_weights(begin)
    if compiled:
        model.compile(keras.optimizers.SGD(rate), "mse")
    return model, begin


def _fitted(keras, x, y, epochs: int) -> list[np.ndarray]:
    model, _ = _network(keras)
    model.fit(x, y, batch_size=SIZE, epochs=epochs, shuffle=False, verbose=0)
    return model.get_weights()


def _same(one: list, other: list, tolerance: float = 1e-5) -> bool:
    return all(np.allclose(a, b, rtol=0, atol=tolerance) for a, b in zip(one, other, strict=True))
