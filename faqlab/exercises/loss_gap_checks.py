"""How `loss_gap`'s exercises are checked: a measured gap, and small networks with known losses."""

import numpy as np

from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.exercise_number import as_number
from faqlab.core.reply import describe
from faqlab.core.summary import two

# Each: the share that is dropped, the L2 penalty, the metrics, how large the validation targets
# are, and what the case is called. The validation rows are the easier ones at first.
CASES = [
    (0.0, 0.0, [], 0.2, "a plain network"),
    (0.5, 0.0, [], 2.0, "a network with dropout"),
    (0.0, 0.1, [], 0.2, "a network with an L2 penalty"),
    (0.5, 0.1, ["mae"], 2.0, "a network with dropout, a penalty and a metric"),
]


def where_the_penalty_counts(gap: object) -> tuple[str, str]:
    """Look how much the penalty lifts the training loss above the validation loss.

    Args:
        gap: The measured `LossGap`.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it is no measured gap, or there is no penalty in it.
    """
    parts, moving = getattr(gap, "parts", None), getattr(gap, "moving", None)
    if parts is None or not getattr(moving, "penalty", 0):
        raise NotAttempted(
            "This takes what `loss_gap.explain` measured for a network with a penalty."
        )
    share = parts["penalties"] / moving.penalty
    letter = "a" if share > 0.5 else "c" if share < -0.5 else "b"
    told = (
        f"The penalty is {two(moving.penalty)} of the training loss and "
        f"{two(gap.unseen.penalty)} of the validation loss."
    )
    return letter, told


def check_generalisation(generalisation: object) -> str:
    """Give a learner's `generalisation` some small networks, and compare with numpy.

    Args:
        generalisation: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function returns nothing.
        Incorrect: With the first network for which it is wrong.
    """
    if not callable(generalisation):
        raise Incorrect(
            f"This is {describe(generalisation)}, not a function. Give the function itself, "
            "without parentheses after its name."
        )
    for drop, penalty, metrics, size, called in CASES:
        model, rows = _network(drop, penalty, metrics), _rows(size)
        right = _by_hand(model, rows)
        weights = model.get_weights()
        name = f"`generalisation` of {called}"
        given = attempt(generalisation, model, *rows, shown=called)
        if given is None or given is ...:
            raise NotAttempted(
                "`generalisation` returns nothing yet. Fill it in, and run it again."
            )
        if isinstance(given, list | tuple | dict):
            raise Incorrect(f"{name} gives {describe(given)}. One number is asked for.")
        _compare(as_number(_plain(given)), right, name, model, rows, weights)
    return "The same weights, the same mode: what is left is how well it generalises."


def _compare(number, right, name, model, rows, weights) -> None:
    if not all(map(np.array_equal, weights, model.get_weights())):
        raise Incorrect(f"{name} trains the network. Measure it with the weights that it has.")
    if abs(number - right) < 1e-3 * max(1, abs(right)):
        return
    if abs(number + right) < 1e-3 * max(1, abs(right)):
        raise Incorrect(f"{name} has the wrong sign: training less validation is asked for.")
    told = f"{name} gives {two(number)}; it is {two(right)}."
    seen = _error(model, rows[0], rows[1])
    if abs(number - seen) < 1e-3 * max(1, seen):
        told += " That is the training rows' loss alone."
    else:
        told += " Are dropout off and the penalty the same on both sides?"
    raise Incorrect(told)


def _plain(given: object) -> object:
    # A tensor of any backend holds a number too.
    if hasattr(given, "shape") and not isinstance(given, np.ndarray | np.generic):
        from faqlab.core.backend import keras

        return keras.ops.convert_to_numpy(given)
    return given


def _network(drop: float, penalty: float, metrics: list[str]):
    from faqlab.core.backend import keras

    start = keras.initializers.GlorotUniform(3)
    layers = [
        keras.Input((6,)),
        keras.layers.Dense(
            8,
            activation="relu",
            kernel_initializer=start,
            kernel_regularizer=keras.regularizers.L2(penalty) if penalty else None,
        ),
        *([keras.layers.Dropout(drop, seed=1)] if drop else []),
        keras.layers.Dense(1, kernel_initializer=start),
    ]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse", metrics=metrics)
    return model


def _rows(size: float) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(5)
    x, x_val = rng.normal(size=(40, 6)), rng.normal(size=(24, 6))
    return x, x.sum(1), x_val, size * x_val.sum(1)


def _by_hand(model, rows: tuple[np.ndarray, ...]) -> float:
    x, y, x_val, y_val = rows
    return _error(model, x, y) - _error(model, x_val, y_val)


def _error(model, x: np.ndarray, y: np.ndarray) -> float:
    """The mean squared error with numpy alone, dropout off."""
    kernel, bias, last, shift = model.get_weights()
    out = np.maximum(x @ kernel + bias, 0) @ last + shift
    return float(np.mean((out[:, 0] - y) ** 2))
