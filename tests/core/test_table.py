import math
import threading

import numpy as np
import pytest

from faqlab.core.table import Table


def test_rows_read_back_as_columns():
    table = Table()
    for step in range(1000):
        table.append({"step": step, "loss": 1 / (step + 1)})
    assert len(table) == 1000
    np.testing.assert_array_equal(table["step"], np.arange(1000))
    np.testing.assert_array_equal(table["loss"], 1 / (np.arange(1000) + 1))


def test_a_late_column_and_a_gap_are_not_reported_but_a_nan_is():
    table = Table()
    table.append({"loss": 1.0})
    table.append({"loss": math.nan, "val_loss": 2.0})
    table.append({"loss": 3.0})
    assert table.reported("val_loss").tolist() == [False, True, False]
    assert table.reported("loss").tolist() == [True, True, True]
    assert np.isnan(table["val_loss"]).tolist() == [True, False, True]


def test_fill_writes_into_the_last_row_only():
    table = Table()
    table.append({"loss": 1.0})
    table.append({"loss": 2.0})
    table.fill(-1, {"learning_rate": 0.1})
    assert table.reported("learning_rate").tolist() == [False, True]
    with pytest.raises(IndexError):
        table.fill(2, {"loss": 0.0})


def test_a_column_that_was_read_stays_as_it_was_and_cannot_be_written():
    table = Table()
    for step in range(256):
        table.append({"loss": step})
    before = table["loss"]
    for _ in range(300):
        table.append({"loss": -1})
    np.testing.assert_array_equal(before, np.arange(256))
    with pytest.raises(ValueError, match="read-only"):
        before[0] = 7
    table.append({"loss": 5})
    assert table["loss"][-1] == 5


def test_equality_takes_nan_for_equal_and_missing_for_different():
    one, two = Table(), Table()
    one.append({"loss": math.nan})
    two.append({"loss": math.nan})
    assert one == two
    three = Table.from_columns({"loss": np.array([math.nan])}, {"loss": np.array([False])})
    assert one != three
    assert one != "a table"


def test_an_unknown_column_names_the_nearest():
    table = Table()
    table.append({"val_loss": 1.0})
    with pytest.raises(KeyError, match=r"no column 'val_los'. Expected: 'val_loss'"):
        table["val_los"]


def test_columns_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match=r"Expected: columns of one length. Received: \[1, 2\]"):
        Table.from_columns({"a": np.zeros(1)}, {"a": np.zeros(2, dtype=bool)})


def test_two_million_rows_cost_the_same_each():
    """The doubling copies each row at most once more: counted by the arrays' sizes, not by time."""
    table = Table()
    copied, capacity = 0, table._capacity
    for step in range(2_000_000):
        table.append({"loss": step})
        if table._capacity != capacity:
            copied += capacity
            capacity = table._capacity
    assert copied < 2 * len(table)
    assert table["loss"].sum() == 2_000_000 * 1_999_999 / 2


def test_rows_reads_several_columns_of_one_stretch():
    table = Table()
    for step in range(3000):
        table.append({"step": step} if step % 2 else {"step": step, "loss": -step})
    steps, losses, missing = table.rows(["step", "loss", "no such column"], 1000, 1004)
    assert steps.tolist() == [1000, 1001, 1002, 1003]
    np.testing.assert_array_equal(losses, [-1000, math.nan, -1002, math.nan])
    assert np.isnan(missing).all()
    assert table.rows(["step"], 2999, 5000).tolist() == [[2999]]
    assert table.rows(["step"], 4000).shape == (1, 0)


def test_a_row_is_the_tables_own_and_numbers_only():
    table, row = Table(), {"loss": 1.0}
    table.append(row)
    row["loss"] = 7.0
    with pytest.raises(TypeError, match="NoneType"):
        table.append({"loss": None})
    assert table["loss"].tolist() == [1.0]


def test_two_readers_while_rows_come_lose_nothing_and_see_whole_rows():
    """The page asks from another thread while training appends."""
    table, done, wrong = Table(), threading.Event(), []

    def read():
        while not done.is_set():
            both = table.rows(["step", "again"])
            if not np.array_equal(both[0], both[1]) or (np.diff(both[0]) != 1).any():
                wrong.append(both)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for step in range(20_000):
        table.append({"step": step, "again": step})
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    np.testing.assert_array_equal(table["step"], np.arange(20_000))
