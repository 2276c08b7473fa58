"""What is known of a split, told as a text, a page and a picture."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from .page_table import page_table, text_table
from .reply import code_as_html
from .split_findings import SplitFinding
from .split_targets import CLASSES, NUMBERS, SplitTargets

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SHOWN_BY: list[Callable[[SplitXray], None]] = []
_MOST_CLASSES = 12


@dataclass(frozen=True, repr=False)
class SplitXray:
    """Which rows are on which side of a split, and what is wrong with it.

    Its text tells all of it; in a notebook there is a picture too.

    Args:
        how: How it was split, such as `"validation_split=0.2"`.
        rows: How many rows there are.
        train: The numbers of the rows for training, int64, in order.
        validation: Those for validation.
        targets: What is to be predicted, of all rows.
        findings: What is wrong, a `SplitFinding` each.
        looked: What else was looked at, such as `"copies"`.
        strips: What else to draw of each row, `"group"` and `"time"`, as places in the order of
            their values, int64 of shape `(rows,)`.
    """

    how: str
    rows: int
    train: np.ndarray
    validation: np.ndarray
    targets: SplitTargets
    findings: tuple[SplitFinding, ...] = ()
    looked: tuple[str, ...] = ()
    strips: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the findings, each once."""
        return tuple(dict.fromkeys(one.kind for one in self.findings))

    @property
    def alt(self) -> str:
        """What the picture shows, in a sentence or two."""
        sides = f"{len(self.train):,} rows for training, {len(self.validation):,} for validation"
        found = f"Findings: {', '.join(self.kinds)}." if self.findings else "Nothing was found."
        return f"{self.how} of {self.rows:,} rows: {sides}. {found}"

    def __repr__(self) -> str:
        lines = [f"{self.how} of {self.rows:,} rows:"]
        lines += [f"  {side:10}  {told}" for side, told in self._sides()]
        head, rows, more = self._shares()
        if rows:
            lines += ["", text_table(head, rows), *([more] if more else [])]
        return "\n".join([*lines, "", *self._told("(!) ")])

    def _repr_html_(self) -> str:
        head, rows, more = self._shares()
        table = page_table(head, rows, caption=more) if rows else ""
        sides = "".join(
            f"<div><b>{side}</b>: {html.escape(told)}</div>" for side, told in self._sides()
        )
        color = "#c44e00" if self.findings else "#2a8a4a"
        style = f"border-left:4px solid {color};padding:2px 12px;margin:6px 0;max-width:80ch"
        told = "".join(f'<div style="{style}">{code_as_html(one)}</div>' for one in self._told(""))
        look = "color:var(--jp-ui-font-color1,inherit);font-size:13px;line-height:1.5"
        title = f"<div>{html.escape(self.how)} of {self.rows:,} rows</div>"
        return f'<div style="{look}">{title}{sides}{told}{table}</div>'

    def _ipython_display_(self) -> None:
        if not _SHOWN_BY:
            raise NotImplementedError  # then IPython shows the HTML
        _SHOWN_BY[-1](self)

    def draw(self) -> Figure:
        """Draw the rows as a strip, each in its class's colour, and the classes of both sides.

        Returns:
            A matplotlib `Figure`.
        """
        from .split_picture import draw

        return draw(self)

    def _sides(self) -> list[tuple[str, str]]:
        sides = (("training", self.train), ("validation", self.validation))
        return [(side, f"{len(rows):,} rows{_where(rows)}") for side, rows in sides]

    def _told(self, mark: str) -> list[str]:
        if self.findings:
            return [f"{mark}{one.text}" for one in self.findings]
        return [f"Nothing was found. Looked at: {', '.join(self.looked)}."]

    def _shares(self) -> tuple[list[str], list[list[str]], str]:
        """The classes or the numbers of both sides as a table, and a sentence below it."""
        sides = (self.train, self.validation)
        if self.targets.kind == CLASSES:
            counts = [self.targets.counts(rows) for rows in sides]
            shown = most_different(*counts, _MOST_CLASSES)
            rows = [
                [self.targets.names[i], *(_share(one[i], one.sum()) for one in counts)]
                for i in shown
            ]
            left = len(self.targets.names) - len(shown)
            more = f"The {len(shown)} classes that differ most; {left:,} more." if left else ""
            return ["class", "training", "validation"], rows, more
        if self.targets.kind == NUMBERS:
            names = {"lowest": np.nanmin, "mean": np.nanmean, "highest": np.nanmax}
            values = [self.targets.values[rows] for rows in sides]
            rows = [
                [name, *(f"{of(one):.3g}" if np.isfinite(one).any() else "-" for one in values)]
                for name, of in names.items()
            ]
            return [self.targets.name, "training", "validation"], rows, ""
        return [], [], ""


def most_different(here: np.ndarray, there: np.ndarray, most: int) -> list[int]:
    """Choose the classes whose shares differ most, where there are too many to show.

    Args:
        here: How many rows of each class training has, of shape `(classes,)`.
        there: How many validation has.
        most: How many to choose.

    Returns:
        Their places, in order.

    Example:

    >>> most_different(np.array([5, 5, 0]), np.array([5, 0, 5]), 2)
    [1, 2]
    """
    apart = np.abs(here / max(1, here.sum()) - there / max(1, there.sum()))
    return sorted(np.argsort(-apart, kind="stable")[:most].tolist())


def show_with(show: Callable[[SplitXray], None]) -> None:
    """Name the function that shows a `SplitXray` in a notebook.

    Args:
        show: Called with it.
    """
    _SHOWN_BY.append(show)


def _where(rows: np.ndarray) -> str:
    """`: 0 to 79`, or the first three and the last one."""
    if not len(rows):
        return ""
    if len(rows) > 2 and (np.diff(rows) == 1).all():
        return f": {rows[0]} to {rows[-1]}"
    if len(rows) <= 4:
        return ": " + ", ".join(map(str, rows))
    return ": " + ", ".join(map(str, rows[:3])) + f", ... {rows[-1]}"


def _share(count: int, total: int) -> str:
    return f"{count:,} ({100 * count / total:.0f} %)" if count else "0"
