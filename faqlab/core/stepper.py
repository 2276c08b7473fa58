"""Training by hand: one batch, one update at a time, each written down."""

import threading
import time
from collections.abc import Callable

import numpy as np

from .backend import keras
from .batch_update import Update
from .epoch_steps import Steps, check_count
from .model_inputs import ModelInputs
from .ribbon import Note, Ribbon
from .stepper_inputs import as_rows, as_targets, check_compiled, one_label_each

_TELL_EVERY = 0.2  # seconds, while many steps are made at once


class Stepper:
    """Train a model one update at a time, and write down what each batch did.

    Each step is the model's own `train_on_batch`, so it does what `fit` does: `k` steps leave the
    weights that the first `k` batches of `fit(x, y, batch_size, shuffle=False)` leave.

    Args:
        model: The compiled model. It is trained.
        x: Its inputs, an array of shape `(samples, ...)`; a list or a dict for several inputs. They
            are read into memory.
        y: The targets, of shape `(samples, ...)`; a list or a dict for several outputs.
        batch_size: How many samples make a batch. The last batch of an epoch has fewer if they
            don't divide. Default: 32, as in Keras.
        shuffle: Whether each epoch has an order of its own. Default: no, as the data lie.
        seed: Draws the orders. Default: 0.
        sample_weight: A weight for each sample, of shape `(samples,)`. Default: none.
        labels: For each sample what to colour it by. Default: `y`, if that is one label a sample.

    Attributes:
        log: The `Update`s so far.
        orders: For each epoch that was begun the order of its samples.
        samples: How many samples there are.

    Raises:
        TypeError: If the model isn't a Keras model, or the batch size isn't a whole number.
        ValueError: If the model isn't compiled, if the batch size is less than 1, or if inputs,
            targets, weights and labels aren't of the same length.

    Example:

    >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    >>> model.compile(keras.optimizers.SGD(0.1), "mse")
    >>> stepper = Stepper(model, np.ones((10, 3)), np.ones((10, 1)), batch_size=4)
    >>> update = stepper.step(3)
    >>> update.samples.tolist(), update.shapes, stepper.updates, stepper.epochs
    ([8, 9], 'x (2, 3), y (2, 1)', 3, 1)
    """

    def __init__(
        self,
        model: keras.Model,
        x: object,
        y: object,
        batch_size: int = 32,
        *,
        shuffle: bool = False,
        seed: int = 0,
        sample_weight: object = None,
        labels: object = None,
    ):
        check_compiled(model)
        remedy = "A batch holds one sample at least; Keras's own default is 32."
        self.batch_size = check_count("The batch size", batch_size, remedy)
        self.model = model
        inputs = ModelInputs(model, x)
        self.samples = inputs.samples
        self._pack, self._x = inputs.pack, inputs.batch(0, inputs.samples)
        self._y = as_targets(y, self.samples)
        self._weight = as_rows("weights", sample_weight, self.samples)
        self.labels = as_rows("labels", labels, self.samples)
        if labels is None:
            self.labels = one_label_each(self._y)
        self._shuffle, self._seed = bool(shuffle), seed
        self.log: list[Update] = []
        self.orders: list[np.ndarray] = [self._order(0)]
        self._listeners: list[Callable[[], None]] = []
        # A click in the page may come while a cell is stepping.
        self._lock = threading.RLock()
        self._begun_with = _updates(model)

    @property
    def per_epoch(self) -> int:
        """How many batches an epoch has."""
        return Steps(self.samples, self.batch_size).per_epoch

    @property
    def updates(self) -> int:
        """How many updates of the weights were made."""
        return self.log[-1].updates if self.log else 0

    @property
    def epochs(self) -> int:
        """How many whole epochs were made."""
        return len(self.log) // self.per_epoch

    def step(self, count: int = 1) -> Update:
        """Give the model the next batches, one after the other.

        Args:
            count: How many. Default: 1.

        Returns:
            The `Update` of the last one.

        Raises:
            TypeError: If the count isn't a whole number.
            ValueError: If it is less than 1.
        """
        count = check_count("The number of steps", count)
        with self._lock:
            told = time.perf_counter()
            for left in range(count - 1, -1, -1):
                self.log.append(self._step())
                if not left or time.perf_counter() - told > _TELL_EVERY:
                    self._tell()
                    told = time.perf_counter()
            return self.log[-1]

    def epoch(self) -> Update:
        """Step to the end of the epoch; from there, through the whole next one.

        Returns:
            The `Update` of its last batch.
        """
        with self._lock:
            return self.step(self.per_epoch - len(self.log) % self.per_epoch)

    def ribbon(self) -> Ribbon:
        """Give the order in which the samples were seen, as plain data.

        Returns:
            A `Ribbon`; the epoch that is under way is there as a whole.
        """
        return Ribbon(np.stack(self.orders), self.batch_size, self.labels)

    def notes(self) -> list[Note]:
        """Give what is known of each batch so far, as plain data."""
        return [Note(tuple(filter(None, one.lines())), _finite(one.change)) for one in self.log]

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a function after steps: after the last one, and now and then before.

        Args:
            listener: The function.

        Returns:
            A function without arguments that ends it.
        """
        self._listeners.append(listener)
        return lambda: listener in self._listeners and self._listeners.remove(listener)

    def __str__(self) -> str:
        about = str(Steps(self.samples, self.batch_size)).splitlines()
        if not self.log:
            return "\n".join([f"A stepper: {about[0]}", about[1], "  no update yet"])
        return "\n".join([f"A stepper: {about[0]}", about[1], str(self.log[-1])])

    __repr__ = __str__

    def _order(self, epoch: int) -> np.ndarray:
        if not self._shuffle:
            return np.arange(self.samples)
        return np.random.default_rng((self._seed, epoch)).permutation(self.samples)

    def _step(self) -> Update:
        epoch, batch = divmod(len(self.log), self.per_epoch)
        if epoch == len(self.orders):
            self.orders.append(self._order(epoch))
        places = self.orders[epoch][batch * self.batch_size : (batch + 1) * self.batch_size]
        x = [one[places] for one in self._x]
        y = keras.tree.map_structure(lambda one: one[places], self._y)
        weight = None if self._weight is None else self._weight[places]
        before = _trainable(self.model)
        logs = self.model.train_on_batch(self._pack(x), y, weight, return_dict=True)
        after, updates = _trainable(self.model), _updates(self.model) - self._begun_with
        return Update(
            epoch + 1,
            batch + 1,
            self.per_epoch,
            places,
            _shapes(self._pack(x), y, weight),
            {name: float(np.mean(value)) for name, value in logs.items()},
            _distance(before, after),
            _length(after),
            updates,
            updates > self.updates,
        )

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


def _updates(model: keras.Model) -> int:
    return int(keras.ops.convert_to_numpy(model.optimizer.iterations))


def _trainable(model: keras.Model) -> list[np.ndarray]:
    # Copies: what the backend gives may be the memory that training writes into.
    return [np.array(keras.ops.convert_to_numpy(one)) for one in model.trainable_variables]


def _length(weights: list[np.ndarray]) -> float:
    return float(np.sqrt(sum(np.square(one, dtype="float64").sum() for one in weights)))


def _distance(before: list[np.ndarray], after: list[np.ndarray]) -> float | None:
    if len(before) != len(after):
        return None
    return _length([b.astype("float64") - a for a, b in zip(before, after, strict=True)])


def _shapes(x: object, y: object, weight: np.ndarray | None) -> str:
    told = [("x", x), ("y", y), *([("weights", weight)] if weight is not None else [])]
    return ", ".join(f"{name} {_shape(value)}" for name, value in told)


def _shape(value: object) -> str:
    shapes = [str(one.shape) for one in keras.tree.flatten(value)]
    return shapes[0] if len(shapes) == 1 else f"[{', '.join(shapes)}]"


def _finite(change: float | None) -> float | None:
    return change if change is not None and np.isfinite(change) else None
