"""The digits, learned in each type of numbers that the configuration can name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import one_of, three_beats
from .keras_json_check import FLOATS
from .page_table import page_table, text_table
from .run_picture import COMPARE, TRAIN, VAL
from .settings_trial import Trial, Tried, run_trials
from .told_picture import told_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PROBE = "faqlab.core.settings_probes:digits_training"
_HEAD = ("floatx", "right on new digits", "file of the weights")


@dataclass(frozen=True)
class TrainingsByFloat:
    """One training in each type of numbers; its text and its page are a table.

    Args:
        losses: For each type the loss after each epoch.
        accuracies: For each type how many of the test digits are recognised, from 0 to 1.
        sizes: For each type the size of the file of the weights, in bytes.
    """

    losses: dict[str, list[float]]
    accuracies: dict[str, float]
    sizes: dict[str, int]

    def rows(self) -> list[tuple[str, ...]]:
        """Give the table: type, accuracy, size of the file."""
        return [
            (name, f"{self.accuracies[name]:.0%}", f"{self.sizes[name] / 1000:.0f} kB")
            for name in self.losses
        ]

    def __repr__(self) -> str:
        return text_table(_HEAD, self.rows())

    def _repr_html_(self) -> str:
        return page_table(_HEAD, self.rows())

    def draw(self) -> Figure:
        """Draw the losses, epoch by epoch.

        Returns:
            A matplotlib `Figure`.
        """
        figure = told_picture(f"The loss, epoch by epoch, in {', '.join(self.losses)}.")
        figure.set_size_inches(6, 2.8)
        axes = figure.subplots()
        colors = (VAL, TRAIN, *COMPARE)
        for (name, losses), color in zip(self.losses.items(), colors, strict=False):
            style = "--" if name == "float64" else "-"  # it lies on float32
            axes.plot(range(1, len(losses) + 1), losses, style, color=color, label=name, lw=2)
        axes.set_xlabel("epoch")
        axes.set_ylabel("training loss")
        axes.set_yscale("log")
        axes.legend(frameon=False)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        return figure


def train_in(
    floats: Sequence[str] = FLOATS, run: Callable[[list[Trial]], list[Tried]] = run_trials
) -> TrainingsByFloat:
    """Train one small network on the handwritten digits, with each `floatx` in the file.

    Args:
        floats: The types. Default: the three that the file may name.
        run: What runs the trials. Default: another process, which is kept for the next ones.

    Returns:
        A `TrainingsByFloat`.

    Raises:
        ValueError: If Keras knows no such type.
        RuntimeError: If a training fails.

    Example:

    >>> list(train_in(["float32"]).losses)
    ['float32']
    """
    for name in floats:
        if name not in FLOATS:
            wrong = f"The file can't name the type {name!r}."
            raise ValueError(three_beats(wrong, one_of(name, FLOATS), name))
    files = [{"home/.keras/keras.json": json.dumps({"floatx": name})} for name in floats]
    found = run([Trial(file, probes=[_PROBE]) for file in files])
    told = {}
    for name, tried in zip(floats, found, strict=True):
        one = tried.probes.get(_PROBE, {"error": tried.error})
        if "error" in one:
            raise RuntimeError(f"The training in {name} fails: {one['error']}")
        told[name] = one
    return TrainingsByFloat(
        losses={name: one["loss"] for name, one in told.items()},
        accuracies={name: one["accuracy"] for name, one in told.items()},
        sizes={name: one["bytes"] for name, one in told.items()},
    )
