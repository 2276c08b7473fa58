"""Training with a record of the order in which the model saw the samples."""

import inspect

import numpy as np

# Keras makes an adapter of whatever data it is given; how it does isn't public.
from keras.src.trainers import data_adapters
from keras.src.trainers.data_adapters import array_slicing

from .backend import keras
from .errors import one_of, three_beats
from .order_watch import OrderWatch
from .sample_order import APPEARANCE, CONTENT, ROW, SampleOrder
from .stream_batches import quiet_first_generator


def record_order(
    model: keras.Model, x, y=None, *, samples=None, validation_samples=None, **fit
) -> SampleOrder:
    """Train a model with `fit`, and record the order in which it sees the samples.

    The training is the one that `fit` does: the same batches, the same weights to the last bit.
    Of arrays the number of each row travels beside it through Keras's own pipeline, and is taken
    off where the model takes the batch. Of all other data each sample is recognised there by the
    bytes of its inputs.

    Args:
        model: A compiled model. It is trained; its `history` is that of this training.
        x: What `fit` takes: arrays (NumPy, pandas, tensors, HDF5 datasets), a `tf.data.Dataset`, a
            generator, a `PyDataset`.
        y: The targets, where `x` is arrays.
        samples: The inputs in their own order, of shape `(samples, ...)`, where `x` isn't arrays,
            so that each sample has the number of its row here. Default: samples are numbered as
            they first appear, so that the first epoch tells nothing, and those after it do.
        validation_samples: The same for validation data.
        **fit: All else that `fit` takes, such as `epochs=3`. `verbose` is 0 unless given.

    Returns:
        The `SampleOrder`: its text tells the orders in words, `draw` draws them.

    Raises:
        TypeError: If it isn't a compiled Keras model, or `fit` has no such argument.
        ValueError: If there are no data, or `samples` are given beside arrays, or don't look like
            the data; and whatever `fit` refuses.
        NotImplementedError: If Keras's backend isn't TensorFlow, or the model is trained on several
            devices.

    Example:

    >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> x = np.arange(6.0)[:, None]
    >>> record_order(model, x, x, batch_size=4, epochs=2, shuffle=False)
    6 samples in 2 epochs of 2 batches. The number of a sample: its row in the arrays.
      epoch 1: in order
      epoch 2: in order
    """
    _check(model, fit)
    quiet_first_generator()
    fit = {"verbose": 0, **fit}
    how = {name: fit.pop(name) for name in ("shuffle", "class_weight") if name in fit}
    how = {"shuffle": True, "steps_per_epoch": fit.get("steps_per_epoch"), **how}
    size = fit.pop("batch_size", None)
    training, validation = _both(x, y, fit)
    seen = _watch(training, samples, batch_size=size, **how)
    checked = None
    val_size = fit.pop("validation_batch_size", None) or size
    if validation is not None:
        steps = fit.get("validation_steps")
        checked = _watch(validation, validation_samples, batch_size=val_size, steps_per_epoch=steps)
    elif validation_samples is not None:
        wrong = "There are validation samples, and no validation."
        raise ValueError(three_beats(wrong, "`validation_data=` too", "no validation data"))
    callbacks = keras.tree.flatten(fit.pop("callbacks", None) or [])
    ends = _EpochEnds([seen, checked] if checked else [seen])
    model.fit(seen, validation_data=checked, callbacks=[*callbacks, ends], **fit)
    passes, numbers = seen.numbered()
    others = checked.numbered() if checked else ((), range(0))
    known = ROW if _is_numbered(training) else APPEARANCE if samples is None else CONTENT
    return SampleOrder(passes, others[0], numbers, others[1], known)


class _EpochEnds(keras.callbacks.Callback):
    """Tell what watches the data where an epoch ends. It costs nothing between the batches."""

    def __init__(self, watches: list[OrderWatch]):
        super().__init__()
        self._watches = watches

    def on_epoch_end(self, epoch, logs=None):
        for one in self._watches:
            one.end_pass()


def _both(x, y, fit: dict) -> tuple:
    """Take the data out of the arguments: `(x, y, weights)` for training and validation."""
    training = _numbered((x, y, fit.pop("sample_weight", None)))
    split, validation = fit.pop("validation_split", 0.0), fit.pop("validation_data", None)
    if validation is not None:
        return training, _numbered(keras.utils.unpack_x_y_sample_weight(validation))
    if split:
        return array_slicing.train_validation_split(training, validation_split=split)
    return training, None


def _numbered(data: tuple) -> tuple:
    """Put beside each row of arrays its number; leave other data as they are."""
    x, *rest = data
    if not data_adapters.array_data_adapter.can_convert_arrays(data):
        return data
    arrays = [array for array in keras.tree.flatten(x) if array is not None]
    if not arrays:
        expected = "arrays, a tf.data.Dataset, a generator or a PyDataset"
        raise ValueError(three_beats("There are no data to train on.", expected, x))
    number = np.arange(arrays[0].shape[0])
    return ({"x": x, "number": number}, *rest)


def _is_numbered(data: tuple) -> bool:
    return data_adapters.array_data_adapter.can_convert_arrays(data)


def _watch(data: tuple, samples, **how) -> OrderWatch:
    inner = data_adapters.get_data_adapter(*data, **how)
    if not _is_numbered(data):
        return OrderWatch(inner, samples=samples)
    if samples is not None:
        wrong = "The rows of arrays are their numbers: they need no samples beside them."
        raise ValueError(three_beats(wrong, "no `samples`", type(samples).__name__))
    numbers = np.asarray(data[0]["number"])
    return OrderWatch(inner, rows=range(int(numbers[0]), int(numbers[-1]) + 1))


def _check(model: object, fit: dict) -> None:
    if not isinstance(model, keras.Model) or not getattr(model, "compiled", False):
        remedy = "Call `model.compile(...)` first." if isinstance(model, keras.Model) else ""
        wrong = "Only a compiled model can be trained."
        received = type(model).__name__
        raise TypeError(three_beats(wrong, "a compiled Keras model", received, remedy))
    known = [*inspect.signature(keras.Model.fit).parameters][3:]
    for name in fit:
        if name not in known:
            wrong = f"`fit` has no argument {name!r}."
            raise TypeError(three_beats(wrong, one_of(name, known), name))
    backend = keras.backend.backend()
    if backend != "tensorflow":
        wrong = "The order is recorded in TensorFlow's pipeline, which this backend doesn't use."
        raise NotImplementedError(three_beats(wrong, "the backend 'tensorflow'", backend))
    replicas = model.distribute_strategy.num_replicas_in_sync
    if replicas > 1:
        wrong = "Where several devices share a batch, its order isn't recorded."
        raise NotImplementedError(three_beats(wrong, "a model on one device", replicas))
