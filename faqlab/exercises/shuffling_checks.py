"""How `shuffling`'s exercises are checked: a recorded order, and a network that keeps a diary."""

import warnings

import numpy as np

from faqlab.core.backend import keras
from faqlab.core.exercise import Incorrect, NotAttempted
from faqlab.core.exercise_code import attempt
from faqlab.core.reply import describe
from faqlab.core.sample_order import SampleOrder

SAMPLES, EPOCHS = 12, 3


def how_many_orders(recorded: object) -> tuple[str, str]:
    """Count the orders of the epochs.

    Args:
        recorded: The `SampleOrder`.

    Returns:
        The letter of the option, and the sentence with what was measured.

    Raises:
        NotAttempted: If it is no record, or one of a single epoch.
    """
    if not isinstance(recorded, SampleOrder) or len(recorded.training) < 2:
        raise NotAttempted(
            "This takes what `record_order` returned for the seeded training: `seeded`."
        )
    count, epochs = recorded.distinct, len(recorded.training)
    if set(recorded.kinds) == {"in order"}:
        return "c", f"{epochs} epochs, all in order."
    letter = "b" if count == 1 else "a"
    return letter, f"{epochs} epochs, {count} order{'s' if count > 1 else ''}."


class Diary(keras.Sequential):
    """A network that writes down each sample it is trained on, with its target."""

    def train_step(self, data):
        """Write it down, then train."""
        x, y, _ = keras.utils.unpack_x_y_sample_weight(data)
        pairs = zip(np.ravel(x).tolist(), np.ravel(y).tolist(), strict=True)
        self.written = [*getattr(self, "written", []), *pairs]
        return super().train_step(data)


def _written(train: object, seed: int) -> np.ndarray:
    """Let a learner's `train` train a network, and read its diary: `(samples seen, 2)`."""
    model = Diary([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(0.0), "mse", run_eagerly=True)
    x = np.arange(SAMPLES, dtype="float32")[:, None]
    shown = f"`(model, x, y, {EPOCHS}, {seed})`"
    with warnings.catch_warnings():
        # Keras says that it doesn't shuffle a tf.data set, which is what is wanted here.
        warnings.simplefilter("ignore")
        attempt(train, model, x, 10 * x[:, 0], EPOCHS, seed, shown=shown)
    return np.array(getattr(model, "written", [])).reshape(-1, 2)


def check_train(train: object) -> str:
    """Let a learner's `train` train three networks, with the seeds 1, 1 and 2.

    Args:
        train: What the learner gave.

    Returns:
        The praise.

    Raises:
        NotAttempted: If the function trains nothing.
        Incorrect: With what is wrong with the orders.
    """
    if not callable(train):
        raise Incorrect(
            f"This is {describe(train)}, not a function. Give the function itself, without "
            "parentheses after its name."
        )
    first = _written(train, 1)
    if not len(first):
        raise NotAttempted("`train` trains nothing yet. Fill it in, and run it again.")
    orders = _look(first)
    again, other = (_look(_written(train, seed)) for seed in (1, 2))
    if not np.array_equal(orders, again):
        raise Incorrect("The same seed gives other orders the second time.")
    if np.array_equal(orders, other):
        raise Incorrect("The seeds 1 and 2 give the same orders.")
    return "Each epoch has an order of its own, and the seed brings them back."


def _look(written: np.ndarray) -> np.ndarray:
    """Look whether a diary is one of epochs with orders of their own, and give these."""
    samples, targets = written.T
    if not np.array_equal(targets, 10 * samples):
        raise Incorrect("The targets no longer belong to their samples: move both the same way.")
    if len(samples) != EPOCHS * SAMPLES:
        raise Incorrect(
            f"The model was trained on {len(samples)} samples; {EPOCHS} epochs of {SAMPLES} are "
            f"{EPOCHS * SAMPLES}."
        )
    orders = samples.reshape(EPOCHS, SAMPLES)
    for i, order in enumerate(orders, 1):
        if not np.array_equal(np.sort(order), np.arange(SAMPLES)):
            raise Incorrect(f"In epoch {i} not every sample is seen exactly once.")
        if np.array_equal(order, np.arange(SAMPLES)):
            raise Incorrect(f"In epoch {i} the samples come in order: nothing is shuffled.")
        for j in range(1, i):
            if np.array_equal(order, orders[j - 1]):
                raise Incorrect(f"Epoch {i} has the same order as epoch {j}.")
    return orders
