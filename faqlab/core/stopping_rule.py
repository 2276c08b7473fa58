"""Early stopping without training: where a recorded run would have ended, and with which weights.

The rule is that of `keras.callbacks.EarlyStopping`, step for step.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np

from .errors import one_of, three_beats
from .metric_directions import direction
from .monitored_curve import Monitored, monitored
from .stopping_words import what_it_costs, which_weights, why_it_ends
from .summary import two

MODES = ("auto", "min", "max")


@dataclass(frozen=True)
class Rule:
    """The settings of `keras.callbacks.EarlyStopping`, with its defaults.

    Args:
        monitor: The name of the curve to look at.
        min_delta: How much better than the best an epoch must be, in the curve's own unit; the
            sign doesn't matter. Default 0: anything better will do, equal won't.
        patience: How many epochs in a row may bring nothing better. Default 0, which acts like 1.
        mode: `"min"` where lower is better, `"max"` where higher is; `"auto"` takes it from the
            name.
        baseline: A value that has to be bettered too, or the patience runs on. Default: none.
        start_from_epoch: How many epochs at the beginning aren't looked at. Default 0.
        restore_best_weights: Whether the best epoch's weights come back at the end. Default: False.

    Raises:
        TypeError: If a setting isn't what it must be: a whole number, a number, a name.
        ValueError: If it is negative, not finite, or no such mode.

    Example:

    >>> Rule(patience=3).min_delta
    0
    """

    monitor: str = "val_loss"
    min_delta: float = 0
    patience: int = 0
    mode: str = "auto"
    baseline: float | None = None
    start_from_epoch: int = 0
    restore_best_weights: bool = False

    def __post_init__(self):
        if not isinstance(self.monitor, str):
            wrong = "What to monitor is said by its name."
            raise TypeError(three_beats(wrong, 'a name such as "val_loss"', self.monitor))
        for name in ("patience", "start_from_epoch"):
            _check_count(name, getattr(self, name))
        _check_number("min_delta", self.min_delta)
        if self.baseline is not None:
            _check_number("baseline", self.baseline)
        if self.mode not in MODES:
            # Keras only warns, and guesses.
            wrong = f"There is no mode {self.mode!r}."
            raise ValueError(three_beats(wrong, one_of(str(self.mode), MODES), self.mode))


def _check_count(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(three_beats(f"{name} counts epochs.", "a whole number", value))
    if value < 0:
        raise ValueError(three_beats(f"{name} counts epochs.", "0 or more", value))


def _check_number(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(three_beats(f"{name} is a number.", "a number such as 0.01", value))
    if not math.isfinite(value):
        raise ValueError(three_beats(f"{name} is finite.", "a number such as 0.01", value))


@dataclass(frozen=True)
class Replay:
    """What early stopping would have made of a recorded run. Epochs count from 1, as readers do.

    Args:
        rule: The settings, with `mode` `"min"` or `"max"`.
        curve: What was looked at.
        ran: How many epochs would have been trained.
        stopped: Whether the rule ended it; otherwise the record ends there.
        best_epoch: The best epoch that the rule saw; None if it saw none.
        better: The epochs that were better than all before, of shape `(n,)`.
        waited: After each epoch that ran, how much patience was used up, of shape `(ran,)`.
    """

    rule: Rule
    curve: Monitored
    ran: int
    stopped: bool
    best_epoch: int | None
    better: np.ndarray
    waited: np.ndarray

    @property
    def stops_after(self) -> int | None:
        """The epoch after which training ends; None where the rule never ends it."""
        return self.curve.first + self.ran if self.stopped else None

    @property
    def kept_epoch(self) -> int:
        """The epoch whose weights the model has in the end."""
        last = self.curve.first + self.ran
        return self.best_epoch if self._restores else last

    @property
    def saved(self) -> int:
        """How many of the recorded epochs would not have been trained."""
        return len(self.curve) - self.ran

    @property
    def lowest_epoch(self) -> int | None:
        """The best epoch of the whole record (the highest, for `mode="max"`); None without one."""
        values = self.curve.values if self.rule.mode == "min" else -self.curve.values
        usable = np.where(self.curve.there & np.isfinite(values), values, np.inf)
        row = int(np.argmin(usable))
        return None if not np.isfinite(usable[row]) else self.curve.first + row + 1

    @property
    def cost(self) -> float:
        """How much worse the weights you keep are than the best of the whole record, 0 or more.

        In the unit of the curve; NaN where the epoch that is kept has no value, or nothing has.
        """
        if self.lowest_epoch is None:
            return math.nan
        return abs(self.value(self.kept_epoch) - self.value(self.lowest_epoch))

    @property
    def why(self) -> str:
        """Why training ends where it does, a sentence."""
        return why_it_ends(self)

    def value(self, epoch: int) -> float:
        """Read the curve.

        Args:
            epoch: The epoch, as a reader counts.

        Returns:
            Its value; NaN where none was reported.
        """
        return float(self.curve.values[epoch - self.curve.first - 1])

    @property
    def _restores(self) -> bool:
        return self.rule.restore_best_weights and self.best_epoch is not None

    def __repr__(self) -> str:
        name = self.curve.name
        lines = [self.why, which_weights(self), what_it_costs(self)]
        values = [f"kept: {two(self.value(self.kept_epoch))}"]
        if self.lowest_epoch is not None:
            word = "lowest" if self.rule.mode == "min" else "highest"
            values.append(f"{word} recorded: {two(self.value(self.lowest_epoch))}")
        return "\n".join([*filter(None, lines), f"{name}: {', '.join(values)}."])


def replay(
    recorded: object,
    monitor: str = "val_loss",
    *,
    min_delta: float = 0,
    patience: int = 0,
    mode: str = "auto",
    baseline: float | None = None,
    start_from_epoch: int = 0,
    restore_best_weights: bool = False,
) -> Replay:
    """Say where early stopping would have ended a recorded run, without training again.

    The arguments are those of `keras.callbacks.EarlyStopping`, with the same defaults. A run that
    was itself stopped early can't say what would have come later; a run of two fits is read as
    one.

    Args:
        recorded: A `Run`, a callback that recorded one, a `History`, or a dictionary of lists in
            which None stands for an epoch without a value.
        monitor: Which curve to look at.
        min_delta: How much better than the best an epoch must be.
        patience: How many epochs in a row may bring nothing better.
        mode: `"auto"`, `"min"` or `"max"`. Keras asks the model's metrics; a record has only
            names, so `"auto"` takes a name for Keras's own metric of that name.
        baseline: A value that has to be bettered too.
        start_from_epoch: How many epochs at the beginning aren't looked at.
        restore_best_weights: Whether the best epoch's weights come back at the end.

    Returns:
        A `Replay`: its fields are the numbers, its text tells the story.

    Raises:
        TypeError: If `recorded` holds no training, or a setting isn't what it must be.
        ValueError: If there is no such curve, if a setting is out of range, or if the name doesn't
            say which way is better and `mode` doesn't either.

    Example:

    >>> losses = {"val_loss": [5, 4, 3, 3.5, 3.4, 3.3, 2, 1]}
    >>> replay(losses, patience=2)  # doctest: +NORMALIZE_WHITESPACE
    Training stops after epoch 5: after the best val_loss, in epoch 3, 2 epochs in a row brought
    nothing better.
    You keep the weights of epoch 5, the last one trained; those of epoch 3 are gone.
    3 of 8 epochs are saved. The best recorded val_loss would have come later, in epoch 8.
    val_loss: kept: 3.4, lowest recorded: 1.0.
    >>> replay(losses, patience=2, restore_best_weights=True).kept_epoch
    3
    """
    rule = Rule(
        monitor, min_delta, patience, mode, baseline, start_from_epoch, restore_best_weights
    )
    return replay_rule(monitored(recorded, monitor), rule)


def replay_rule(curve: Monitored, rule: Rule) -> Replay:
    """Follow the rule over one curve.

    Args:
        curve: The curve.
        rule: The settings.

    Returns:
        The `Replay`.

    Raises:
        ValueError: If nobody says which way is better.
    """
    mode = rule.mode if rule.mode != "auto" else direction(rule.monitor)
    if mode is None:
        wrong = f"The name {rule.monitor!r} doesn't say whether lower or higher is better."
        remedy = "Keras asks the model's own metric of that name, and raises an error without one."
        raise ValueError(three_beats(wrong, "mode='min' or mode='max'", rule.mode, remedy))
    rule = Rule(**{**vars(rule), "mode": mode})
    sign = 1 if mode == "min" else -1
    candidates, levels, bar = _as_keras_compares(curve.values * sign, rule, sign)
    looked_at = (
        curve.there & (curve.first + np.arange(len(curve)) >= rule.start_from_epoch)
    ).tolist()
    best, best_row, wait = None, None, 0
    better, waited = [], []
    stopped = False
    for row, candidate in enumerate(candidates):
        if looked_at[row]:
            wait += 1
            if best is None or candidate < best:
                best, best_row = levels[row], row
                better.append(row)
                # Only what is better than both starts the patience anew.
                if bar is None or candidate < bar:
                    wait = 0
            else:
                stopped = wait >= rule.patience
        waited.append(wait)
        if stopped:
            break
    return Replay(
        rule=rule,
        curve=curve,
        ran=len(waited),
        stopped=stopped,
        best_epoch=None if best_row is None else curve.first + best_row + 1,
        better=np.array(better, dtype=int) + curve.first + 1,
        waited=np.array(waited, dtype=int),
    )


def _as_keras_compares(
    values: np.ndarray, rule: Rule, sign: int
) -> tuple[list[float], list[float], float | None]:
    """What is compared with the best, what becomes the best, and the baseline; lower is better.

    Keras subtracts in double precision and compares in single precision.
    """
    with np.errstate(over="ignore"):
        candidates = (values + abs(rule.min_delta)).astype(np.float32).tolist()
        levels = values.astype(np.float32).tolist()
        bar = None if rule.baseline is None else float(np.float32(sign * rule.baseline))
    return candidates, levels, bar
