"""The orders and what they cost, against counts of the chunks and h5py's own reads."""

import h5py
import numpy as np
import pytest

from faqlab.core.read_costs import read_costs

ROWS, CHUNK, SIZE = 20_000, 64, 128


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("costs") / "rows.h5"
    with h5py.File(path, "w") as file:
        x = np.random.default_rng(0).random((ROWS, 512), dtype="float32")
        file.create_dataset("x", data=x, chunks=(CHUNK, 512), fletcher32=True)
        file["whole"] = x[:10]
    return path


@pytest.fixture(scope="module")
def costs(path):
    return read_costs(path, SIZE)


def test_the_orders_hold_no_row_twice_and_are_what_they_say(costs):
    for cost in costs.orders.values():
        assert len(np.unique(cost.rows)) == cost.rows.size
        assert cost.rows.shape[1] == SIZE
    np.testing.assert_array_equal(costs["in order"].rows.ravel(), np.arange(40 * SIZE))
    # Rows of several chunks are mixed, and few chunks are open at a time.
    first = np.unique(costs["chunks shuffled"].rows[0] // CHUNK)
    assert 10 < len(first) < 50
    assert len(np.unique(costs["random rows"].rows[0] // CHUNK)) > 90


def test_the_chunks_for_a_batch(costs):
    expected = ROWS / CHUNK * (1 - (1 - CHUNK / ROWS) ** SIZE)  # drawn with replacement
    assert costs["in order"].chunks == costs["chunks shuffled"].chunks == SIZE / CHUNK
    assert costs["random rows"].chunks == pytest.approx(expected, rel=0.05)
    assert costs["one by one"].chunks == SIZE


def test_random_rows_cost_several_times_as_much(costs):
    assert costs.times("in order") == 1
    # Some 50 times on the machines seen.
    assert costs.times("random rows") > 5
    assert costs.times("one by one") > 5
    assert costs.times("chunks shuffled") < costs.times("random rows") / 2


def test_the_table(costs):
    lines = str(costs).splitlines()
    assert lines[0].split("  ")[0] == "order of the rows"
    assert [line.split("  ")[0] for line in lines[1:5]] == list(costs.orders)
    assert "20,000 rows in chunks of 64." in lines[5]
    assert "<table" in costs._repr_html_()
    assert repr(costs.draw()).startswith("A sample takes: in order ")


def test_few_rows_are_enough_for_one_batch(path):
    costs = read_costs(path, ROWS, batches=9)
    assert [len(one.rows) for one in costs.orders.values()] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batch_size": 0}, "The batch size is wrong"),
        ({"batches": 0}, "The number of batches is wrong"),
        ({"batch_size": ROWS + 1}, "The file is smaller than a batch"),
        ({"name": "whole"}, "'whole' is not in chunks"),
        ({"name": "none"}, "none"),
    ],
)
def test_bad_arguments(path, arguments, message):
    with pytest.raises(ValueError, match=message):
        read_costs(path, **arguments)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_costs(tmp_path / "none.h5")
