"""What a page has after joining the messages is the run, thinned by the definition."""

import json
import math

import numpy as np
import pytest

from faqlab.core.run import Run
from faqlab.core.run_feed import RunFeed

MOST = 2048  # buckets that a page keeps for one curve


class Page:
    """Joins messages as `run_store.js` does; a message that doesn't fit is an error."""

    def __init__(self):
        self.tables = {}

    def take(self, message, buffers):
        json.dumps(message)  # what can't be JSON can't be sent
        for name, data in zip(("batches", "epochs"), buffers, strict=True):
            assert data.dtype == np.float32
            self.tables[name] = self._joined(self.tables.get(name), message[name], data)
        return message

    def column(self, table, name):
        """Minima, maxima and means, of shape `(3, buckets)`."""
        return self.tables[table]["columns"][name]

    @staticmethod
    def _joined(table, news, data):
        columns = {}
        for name, planes in zip(news["columns"], data, strict=True):
            assert len(planes) == (1 if news["size"] == 1 else 3)
            fresh = np.broadcast_to(planes, (3, planes.shape[1]))
            old = np.empty((3, 0), np.float32)
            if news["start"]:
                assert table["size"] == news["size"], "the buckets changed in the middle"
                old = table["columns"][name][:, : news["start"]]
                assert old.shape[1] == news["start"], "rows are missing"
            columns[name] = np.concatenate([old, fresh], axis=1)
        return {"rows": news["rows"], "size": news["size"], "columns": columns}


def slowly(values, size):
    """The thinned view by its definition, one bucket after another."""
    buckets = []
    for start in range(0, len(values), size):
        finite = [float(v) for v in values[start : start + size] if math.isfinite(v)]
        mean = sum(finite) / len(finite) if finite else math.nan
        buckets.append((min(finite, default=math.nan), max(finite, default=math.nan), mean))
    return np.array(buckets, dtype=np.float32).reshape(-1, 3).T


def assert_shows(page, table, name, values):
    shown = page.tables[table]
    assert shown["rows"] == len(values)
    assert shown["size"] == 1 or len(values) > MOST * shown["size"] / 2
    assert page.column(table, name).shape[1] <= MOST
    expected = slowly(values, shown["size"])
    np.testing.assert_allclose(page.column(table, name), expected, rtol=1e-5, atol=1e-7)


def add_rows(run, rng, count, odd=0.1):
    """Append batches with random losses, some of them NaN or infinite; return the losses."""
    losses = rng.normal(size=count)
    losses[rng.random(count) < odd] = math.nan
    losses[rng.random(count) < odd] = math.inf
    for loss in losses:
        run.add_batch(0, len(run.batches), {"loss": loss})
    return losses.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_the_joined_messages_are_the_run(seed):
    """Random steps, over two doublings of the bucket size."""
    rng = np.random.default_rng(seed)
    run, page, losses = Run(), Page(), []
    feed = RunFeed(run, "a", "run")
    while len(losses) < 2.5 * MOST:
        losses += add_rows(run, rng, int(rng.integers(0, 700)))
        page.take(*feed.news())
        if losses:
            assert_shows(page, "batches", "loss", losses)
    assert page.tables["batches"]["size"] == 4


@pytest.mark.parametrize("step", [1, 3])
def test_row_by_row_over_a_doubling(step):
    """The last bucket is half full again and again."""
    rng = np.random.default_rng(0)
    run, page = Run(), Page()
    feed = RunFeed(run, "a", "run")
    losses = add_rows(run, rng, MOST - 4)
    page.take(*feed.news())
    for _ in range(8):
        losses += add_rows(run, rng, step)
        page.take(*feed.news())
        assert_shows(page, "batches", "loss", losses)
    assert page.tables["batches"]["size"] == 2


@pytest.mark.parametrize("rows", [5, MOST + 5])
def test_a_new_column_midway(rows):
    rng = np.random.default_rng(0)
    run, page = Run(), Page()
    feed = RunFeed(run, "a", "run")
    losses = add_rows(run, rng, rows)
    page.take(*feed.news())
    for value in (0.5, 0.6):
        run.add_batch(1, 0, {"loss": value, "accuracy": value / 2})
        losses.append(value)
        page.take(*feed.news())
    assert_shows(page, "batches", "loss", losses)
    assert_shows(page, "batches", "accuracy", [math.nan] * rows + [0.25, 0.3])


def test_epochs_with_validation_that_comes_and_goes():
    run, page = Run(), Page()
    feed = RunFeed(run, "a", "run")
    expected = []
    for epoch in range(9):
        value = epoch / 10 if epoch % 3 == 2 else math.nan
        run.add_epoch(epoch, {"loss": 1.0} | ({} if math.isnan(value) else {"val_loss": value}))
        expected.append(value)
        page.take(*feed.news())
    assert_shows(page, "epochs", "val_loss", expected)
    assert_shows(page, "epochs", "loss", [1.0] * 9)


def test_what_is_filled_into_the_last_epoch_afterwards_arrives_too():
    """The recorder does so with what later callbacks wrote into the logs."""
    run, page = Run(), Page()
    feed = RunFeed(run, "a", "run")
    for epoch in range(4):
        run.add_epoch(epoch, {"loss": 1.0})
        page.take(*feed.news())
        run.epochs.fill(-1, {"gap": epoch / 10})
        page.take(*feed.news())
    assert_shows(page, "epochs", "gap", [0.0, 0.1, 0.2, 0.3])


def test_batches_are_told_by_their_own_values():
    run, page = Run(), Page()
    run.means = frozenset(["loss"])
    feed = RunFeed(run, "a", "run")
    own = [3.0, 1.0, 5.0, 7.0]
    for batch in range(4):
        mean = sum(own[: batch + 1]) / (batch + 1)
        run.add_batch(0, batch, {"loss": mean}, samples=32 * (batch + 1))
        page.take(*feed.news())
    assert_shows(page, "batches", "loss", own)


def test_a_page_that_opens_late_gets_everything_again():
    rng = np.random.default_rng(0)
    run, early, late = Run(), Page(), Page()
    feed = RunFeed(run, "a", "run")
    losses = add_rows(run, rng, 300)
    early.take(*feed.news())
    losses += add_rows(run, rng, 20)
    feed.start_over()
    message, buffers = feed.news()
    for page in (early, late):
        page.take(message, buffers)
        assert_shows(page, "batches", "loss", losses)


def test_without_news_there_are_no_rows():
    rng = np.random.default_rng(0)
    run, page = Run(), Page()
    feed = RunFeed(run, "a", "run")
    losses = add_rows(run, rng, 3000)
    page.take(*feed.news())
    message, buffers = feed.news()
    assert buffers[0].shape[2] <= 1
    page.take(message, buffers)
    assert_shows(page, "batches", "loss", losses)


def test_a_run_without_rows():
    message, buffers = RunFeed(Run("new"), "a", "compare").news()
    assert message["key"] == "a"
    assert message["role"] == "compare"
    assert message["state"] == "new"
    assert [part.size for part in buffers] == [0, 0]


def test_a_million_rows_are_sent_in_bounded_messages():
    """First all of them at once, then ten at a time: 3 planes x 2048 buckets x 4 bytes at most."""
    run, page = Run(), Page()
    rng = np.random.default_rng(0)
    losses = rng.normal(size=10**6)
    losses[[123_456, 700_001]] = 40, -40
    for start in range(0, 10**6, 10**5):
        for loss in losses[start : start + 10**5].tolist():
            run.batches.append({"epoch": 0, "loss": loss})
    feed = RunFeed(run, "a", "run")
    message, buffers = feed.news()
    assert buffers[0].nbytes <= 3 * MOST * 4
    page.take(message, buffers)
    low, high, mean = page.column("batches", "loss")
    assert (low.min(), high.max()) == (-40, 40)
    assert mean.mean() == pytest.approx(losses.mean(), abs=1e-3)
    for _ in range(5):
        for _ in range(10):
            run.add_batch(0, 0, {"loss": 1.0})
        message, buffers = feed.news()
        assert buffers[0].nbytes <= 3 * 2 * 4
        assert len(json.dumps(message)) < 2000
        page.take(message, buffers)
    assert page.tables["batches"]["rows"] == 10**6 + 50


def test_the_message_says_how_the_run_stands():
    run = Run("digits")
    run.begin(epochs=5, steps=2)
    feed = RunFeed(run, "a", "run")
    message, _ = feed.news()
    assert (message["state"], message["planned"], message["steps"]) == ("training", 5, 2)
    assert message["best"] is None
    run.add_epoch(3, {"val_loss": 0.6, "loss": 0.5})
    run.add_epoch(4, {"val_loss": 0.7, "loss": 0.4})
    run.end("stopped", "Enough.")
    message, _ = feed.news()
    assert (message["state"], message["why"]) == ("stopped", "Enough.")
    assert (message["first"], message["best"], message["metrics"]) == (3, 4, ["loss"])
    assert message["summary"] == str(run.summary())
