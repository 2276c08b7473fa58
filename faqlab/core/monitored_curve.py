"""What `EarlyStopping` would have looked at: a curve out of a run, a history, or plain lists."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .errors import one_of, three_beats
from .run import EPOCH_COLUMNS, Run


@dataclass(frozen=True)
class Monitored:
    """One quantity, epoch by epoch.

    Args:
        name: What it is called, such as `"val_loss"`.
        values: float64 of shape `(epochs,)`; NaN where nothing was reported.
        there: Booleans of shape `(epochs,)`: where something was, which may be NaN too.
        first: Keras's index of the first epoch. Default 0.
    """

    name: str
    values: np.ndarray
    there: np.ndarray
    first: int = 0

    def __len__(self) -> int:
        return len(self.values)


def curves(recorded: object) -> dict[str, Monitored]:
    """Read all that can be monitored, those of validation first.

    Args:
        recorded: A `Run`; a callback that has one as its `run`; a Keras `History`; or a mapping
            such as `History.history`, where None stands for an epoch without a value.

    Returns:
        The curves by name.

    Raises:
        TypeError: If it is none of these, or a value is no number.
        ValueError: If there is no epoch, or the lists are of different length: nobody could say
            which epochs the shorter one belongs to.

    Example:

    >>> found = curves({"loss": [0.9, 0.5], "val_loss": [None, 0.6]})
    >>> list(found), found["val_loss"].there.tolist()
    (['val_loss', 'loss'], [False, True])
    """
    run = recorded if isinstance(recorded, Run) else getattr(recorded, "run", None)
    if isinstance(run, Run):
        found = _of_run(run)
    else:
        # A History counts its epochs from `initial_epoch`, as Keras does.
        first = [*getattr(recorded, "epoch", ()), 0][0]
        found = _of_lists(getattr(recorded, "history", recorded), first)
    if not found or not len(next(iter(found.values()))):
        raise ValueError(
            three_beats(
                "There is no epoch to replay.",
                "at least one epoch",
                recorded,
                "Train first, with `fit(..., epochs=...)`.",
            )
        )
    # The loss of validation is what is mostly asked for, then what else is measured there.
    return {name: found[name] for name in sorted(found, key=_rank)}


def _rank(name: str) -> tuple[bool, bool, bool]:
    validation = name.startswith("val_")
    return not validation, name.removeprefix("val_") != "loss", name == "learning_rate"


def monitored(recorded: object, monitor: str) -> Monitored:
    """Read one curve.

    Args:
        recorded: As for `curves`.
        monitor: Its name.

    Returns:
        The curve.

    Raises:
        TypeError: If nothing can be read from `recorded`.
        ValueError: If it has no such curve. Keras itself would warn once an epoch, and never stop.

    Example:

    >>> monitored({"loss": [0.9, 0.5]}, "loss").values
    array([0.9, 0.5])
    """
    return picked(curves(recorded), monitor)


def picked(found: Mapping[str, Monitored], monitor: str) -> Monitored:
    """Take one of the curves; the errors are those of `monitored`.

    Args:
        found: What `curves` gave.
        monitor: The name.

    Returns:
        The curve.
    """
    if monitor in found:
        return found[monitor]
    remedy = "Keras would warn after each epoch and never stop."
    if isinstance(monitor, str) and monitor.startswith("val_") and monitor[4:] in found:
        remedy += " Give `fit` validation data: `validation_split=0.2`, or `validation_data`."
    wrong = f"No epoch reports {monitor!r}."
    raise ValueError(three_beats(wrong, one_of(str(monitor), found), monitor, remedy))


def _of_run(run: Run) -> dict[str, Monitored]:
    own = {*EPOCH_COLUMNS} - {"learning_rate"}
    first = int(run.epoch_numbers()[0]) - 1 if len(run.epochs) else 0
    return {
        name: Monitored(name, run.epochs[name].copy(), run.epochs.reported(name), first)
        for name in run.epochs.columns
        if name not in own
    }


def _of_lists(lists: object, first: int) -> dict[str, Monitored]:
    if not isinstance(lists, Mapping):
        raise TypeError(
            three_beats(
                "This holds no training.",
                "a faqlab.Run, what recorded one, a History that `fit` returned, or a dictionary "
                "of lists with one number an epoch",
                lists,
            )
        )
    lengths = {name: len(_listed(name, values)) for name, values in lists.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(
            three_beats(
                "The lists are of different length.",
                "one value an epoch in each, None where there was none",
                lengths,
                "A History of `fit(..., validation_freq=2)` doesn't say which epochs it "
                "validated; a `faqlab.Run` does: `callbacks=[faqlab.Recorder()]`.",
            )
        )
    return {str(name): _curve(str(name), list(values), first) for name, values in lists.items()}


def _listed(name: object, values: object) -> list:
    try:
        return list(values)
    except TypeError:
        wrong = f"What stands under {name!r} is no list."
        raise TypeError(three_beats(wrong, "one number an epoch", values)) from None


def _curve(name: str, values: list, first: int) -> Monitored:
    there = np.array([one is not None for one in values], dtype=bool)
    try:
        numbers = np.array([np.nan if one is None else float(one) for one in values])
    except (TypeError, ValueError):
        wrong = f"A value of {name!r} is no number."
        raise TypeError(three_beats(wrong, "one number an epoch", values)) from None
    return Monitored(name, numbers, there, int(first))
