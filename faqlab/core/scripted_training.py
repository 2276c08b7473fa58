"""Drive a callback through a training that is written down: nothing is trained, all is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .backend import keras
from .errors import three_beats

Logs = Mapping[str, float]


@dataclass(frozen=True)
class Scripted:
    """What came of a scripted training.

    Args:
        ran: How many epochs ran before somebody said stop.
        stopped: Whether somebody did.
        kept: The epoch whose weights the model has in the end, counted from 1.
    """

    ran: int
    stopped: bool
    kept: int


def scripted_model(metrics: Sequence[object] = ()) -> keras.Model:
    """Make a model of one weight, trained once so that Keras knows its metrics.

    Args:
        metrics: What to compile it with. Default: nothing.

    Returns:
        The model.
    """
    # Zeros, so that no random number is drawn; eager, as one step isn't worth a trace.
    first = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")
    model = keras.Sequential([keras.Input((1,)), first])
    model.compile("sgd", "mse", metrics=list(metrics), run_eagerly=True)
    model.train_on_batch(np.zeros((2, 1)), np.zeros((2, 1)))
    return model


def drive(
    callback: keras.callbacks.Callback,
    epochs: Sequence[Logs],
    model: keras.Model | None = None,
    end: bool = True,
) -> Scripted:
    """Call the hooks of a callback as `fit` does, with numbers that are given.

    The weight of the model is set to the number of the epoch, so that it can be read off which
    weights were kept.

    Args:
        callback: The callback.
        epochs: For each epoch what Keras would report at its end, such as `{"val_loss": 0.5}`.
        model: A `scripted_model`. Default: a new one, without metrics.
        end: Whether training comes to its end; a `KeyboardInterrupt` leaves it without. Default:
            True.

    Returns:
        A `Scripted`.

    Raises:
        TypeError: If `callback` is none: the class instead of an object made of it, say.
        ValueError: If there is no epoch.

    Example:

    >>> patient = keras.callbacks.EarlyStopping(monitor="loss", patience=2)
    >>> drive(patient, [{"loss": loss} for loss in (5, 4, 3, 3.5, 3.4, 3.3, 2)])
    Scripted(ran=5, stopped=True, kept=5)
    """
    if not isinstance(callback, keras.callbacks.Callback):
        wrong = "This is no callback."
        raise TypeError(three_beats(wrong, "an object of a class of callbacks", callback))
    if not epochs:
        raise ValueError(
            three_beats("There is no epoch.", "what one epoch reports, or more", epochs)
        )
    model = scripted_model() if model is None else model
    model.stop_training = False
    hooks = keras.callbacks.CallbackList(
        [callback], model=model, epochs=len(epochs), steps=1, verbose=0
    )
    hooks.on_train_begin()
    ran = 0
    for epoch, logs in enumerate(epochs):
        given = dict(logs)
        hooks.on_epoch_begin(epoch)
        hooks.on_train_batch_begin(0)
        model.set_weights([np.full((1, 1), epoch + 1.0)])
        training = {name: one for name, one in given.items() if not name.startswith("val_")}
        hooks.on_train_batch_end(0, training)
        if len(training) < len(given):
            hooks.on_test_begin()
            hooks.on_test_end({name[4:]: given[name] for name in given if name not in training})
        hooks.on_epoch_end(epoch, given)
        ran += 1
        if model.stop_training:
            break
    stopped = bool(model.stop_training)
    if end:
        hooks.on_train_end(given)
    return Scripted(ran, stopped, int(np.asarray(model.get_weights()[0]).item()))
