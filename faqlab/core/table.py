"""Rows of named numbers, kept by column: appending costs the same for the millionth row."""

import threading
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np

from .errors import one_of, three_beats

_FIRST_CAPACITY = 256

# So many rows wait, at most, until they are written into the columns.
_MOST_WAITING = 1024

# Rows are taken in by whoever reads first, in whichever thread.
_TAKING_IN = threading.Lock()


class Table:
    """A table of numbers that grows by rows and is read by columns.

    A column may start late and a row may leave columns out: what was never reported reads as NaN,
    and `reported` tells it apart from a NaN that was.

    Example:

    >>> table = Table()
    >>> table.append({"loss": 0.5})
    >>> table.append({"loss": 0.4, "val_loss": 0.6})
    >>> table["val_loss"]
    array([nan, 0.6])
    >>> table.reported("val_loss")
    array([False,  True])
    """

    def __init__(self):
        self._rows = 0
        self._waiting: list[tuple[tuple[str, ...], tuple[float, ...]]] = []
        self._capacity = _FIRST_CAPACITY
        self._values: dict[str, np.ndarray] = {}
        self._reported: dict[str, np.ndarray] = {}

    @classmethod
    def from_columns(
        cls, values: Mapping[str, np.ndarray], reported: Mapping[str, np.ndarray]
    ) -> "Table":
        """Make a table from whole columns.

        Args:
            values: Column names and their numbers, each of shape `(rows,)`.
            reported: The same names; for each row whether it was reported, of shape `(rows,)`.

        Returns:
            The table; it owns copies of the columns.

        Raises:
            ValueError: If the columns differ in length.
        """
        lengths = {len(column) for column in (*values.values(), *reported.values())}
        if len(lengths) > 1:
            raise ValueError(
                three_beats(
                    "The columns of a table must agree.", "columns of one length", sorted(lengths)
                )
            )
        table = cls()
        table._rows = lengths.pop() if lengths else 0
        table._capacity = max(_FIRST_CAPACITY, table._rows)
        for name in values:
            table._add_column(name)
            table._values[name][: table._rows] = values[name]
            table._reported[name][: table._rows] = reported[name]
        return table

    def append(self, row: Mapping[str, float]) -> None:
        """Add a row at the end, in constant time (amortised).

        A training loop waits for this, so the row is only put by; reading writes it into columns.

        Args:
            row: Column names and numbers. A new name starts a new column.

        Raises:
            TypeError: If a value is not a number.
        """
        self._waiting.append((tuple(row), tuple(map(float, row.values()))))
        if len(self._waiting) >= _MOST_WAITING:
            self._take_in()

    def fill(self, index: int, row: Mapping[str, float]) -> None:
        """Write further values into a row that is there already.

        Args:
            index: The row, counted from 0; -1 is the last.
            row: Column names and numbers.
        """
        self._write(range(len(self))[index], row)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the order in which they came."""
        self._take_in()
        return tuple(self._values)

    def __len__(self) -> int:
        self._take_in()
        return self._rows

    def __contains__(self, name: str) -> bool:
        self._take_in()
        return name in self._values

    def __getitem__(self, name: str) -> np.ndarray:
        """Read a column: float64 of shape `(rows,)`, a read-only view, NaN where not reported."""
        self._check(name)
        column = self._values[name][: self._rows]
        column.flags.writeable = False
        return column

    def rows(self, names: Sequence[str], start: int = 0, stop: int | None = None) -> np.ndarray:
        """Read several columns, from one row to another, all at one moment.

        Args:
            names: The columns; one that isn't there reads as NaN.
            start: The first row. Default 0.
            stop: The row after the last. Default: all there are.

        Returns:
            float64 of shape `(columns, rows)`, a copy.
        """
        self._take_in()
        stop = self._rows if stop is None else min(stop, self._rows)
        found = np.full((len(names), max(0, stop - start)), np.nan)
        for i, name in enumerate(names):
            if name in self._values:
                found[i] = self._values[name][start:stop]
        return found

    def reported(self, name: str) -> np.ndarray:
        """Tell the rows in which a column was reported.

        Args:
            name: The column's name.

        Returns:
            Booleans of shape `(rows,)`.

        Raises:
            KeyError: If there is no such column; the message gives the nearest names.
        """
        self._check(name)
        return self._reported[name][: self._rows].copy()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return (
            len(self) == len(other)
            and set(self.columns) == set(other.columns)
            and all(
                np.array_equal(self[name], other[name], equal_nan=True)
                and np.array_equal(self.reported(name), other.reported(name))
                for name in self.columns
            )
        )

    __hash__ = None

    def __repr__(self) -> str:
        return f"Table({len(self)} rows: {', '.join(self.columns)})"

    def _check(self, name: str) -> None:
        self._take_in()
        if name not in self._values:
            wrong = f"There is no column {name!r}."
            raise KeyError(three_beats(wrong, one_of(name, self.columns), name))

    def _take_in(self) -> None:
        if not self._waiting:
            return
        with _TAKING_IN:
            # Rows that are appended meanwhile wait behind these.
            waiting = self._waiting[:]
            for names, alike in groupby(waiting, key=itemgetter(0)):
                rows = np.array([numbers for _, numbers in alike])
                self._make_room(names, self._rows + len(rows))
                place = slice(self._rows, self._rows + len(rows))
                for i, name in enumerate(names):
                    self._values[name][place] = rows[:, i]
                    self._reported[name][place] = True
                # Last, so that a reader in another thread never sees half a row.
                self._rows += len(rows)
            del self._waiting[: len(waiting)]

    def _write(self, index: int, row: Mapping[str, float]) -> None:
        for name, value in row.items():
            if name not in self._values:
                self._add_column(name)
            self._values[name][index] = value
            self._reported[name][index] = True

    def _add_column(self, name: str) -> None:
        self._reported[name] = np.zeros(self._capacity, dtype=bool)
        self._values[name] = np.full(self._capacity, np.nan)

    def _make_room(self, names: Sequence[str], rows: int) -> None:
        while self._capacity < rows:
            self._grow()
        for name in names:
            if name not in self._values:
                self._add_column(name)

    def _grow(self) -> None:
        for name, values in self._values.items():
            self._values[name] = np.concatenate([values, np.full(self._capacity, np.nan)])
            more = np.zeros(self._capacity, dtype=bool)
            self._reported[name] = np.concatenate([self._reported[name], more])
        self._capacity *= 2
