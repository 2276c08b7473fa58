import math

import numpy as np
import pytest

from faqlab.core.run import Run


def digits(losses=(0.9, 0.5, 0.6), val_losses=(1.0, 0.7, 0.8)) -> Run:
    run = Run("digits")
    run.begin(epochs=len(losses), steps=2)
    for epoch, (loss, val_loss) in enumerate(zip(losses, val_losses, strict=True)):
        for batch in range(2):
            run.add_batch(epoch, batch, {"loss": loss}, samples=32 * (batch + 1))
        run.add_epoch(epoch, {"loss": loss, "val_loss": val_loss})
    run.end("completed")
    return run


def test_subscribers_hear_every_change_until_they_leave():
    run, heard = Run(), []
    leave = run.subscribe(lambda run, event: heard.append((event, len(run.batches))))
    run.begin()
    run.add_batch(0, 0, {"loss": 1.0})
    run.add_epoch(0, {"loss": 1.0})
    leave()
    run.end("completed")
    leave()
    assert heard == [("begin", 0), ("batch", 1), ("epoch", 1)]


def test_a_subscriber_that_raises_is_dropped_and_said():
    run = Run("digits")

    def broken(run, event):
        raise RuntimeError("no screen")

    run.subscribe(broken)
    with pytest.warns(UserWarning, match=r"view of run 'digits' failed .*no screen.*goes on"):
        run.begin()
    run.add_batch(0, 0, {"loss": 1.0})
    assert len(run.batches) == 1


def test_summary_by_hand():
    summary = digits().summary()
    assert (summary.epochs, summary.batches, summary.best_epoch, summary.best) == (3, 6, 2, 0.7)
    assert summary.ends == {"loss": (0.9, 0.6), "val_loss": (1.0, 0.8)}
    assert summary.gap == pytest.approx(0.2)
    assert str(summary) == (
        "3 epochs, completed. loss 0.90 -> 0.60, val_loss 1.0 -> 0.80. "
        "Lowest val_loss: 0.70 after epoch 2. Gap at the end (val_loss - loss): 0.20."
    )


def test_summary_without_validation_takes_the_loss():
    run = Run()
    run.begin()
    run.add_epoch(0, {"loss": 0.5})
    assert run.summary().monitor == "loss"
    assert run.summary().gap is None
    assert (
        str(run.summary())
        == "1 epoch, training. loss 0.50 -> 0.50. Lowest loss: 0.50 after \
epoch 1."
    )


def test_summary_of_nothing_and_of_nan():
    assert str(Run().summary()) == "Nothing recorded yet."
    summary = digits((0.9, math.nan, math.nan), (1.0, math.nan, math.nan)).summary()
    assert summary.best_epoch == 1
    assert summary.not_finite == 2
    assert "2 epochs with a loss that is not a number" in str(summary)


def test_epochs_are_numbered_as_keras_prints_them():
    run = Run()
    run.add_epoch(5, {"loss": 1.0})
    run.add_epoch(6, {"loss": 1.0})
    run.add_epoch(0, {"loss": 1.0})
    assert run.epoch_numbers().tolist() == [6, 7, 8]


def test_batch_values_undo_the_running_mean():
    rng = np.random.default_rng(0)
    own = rng.random(7)
    sizes = np.array([32, 32, 32, 10, 32, 32, 5])
    run = Run()
    run.means = frozenset(["loss"])
    for epoch, rows in enumerate([range(4), range(4, 7)]):
        rows = list(rows)
        for i in range(len(rows)):
            so_far = rows[: i + 1]
            mean = np.average(own[so_far], weights=sizes[so_far])
            run.add_batch(epoch, i, {"loss": mean}, samples=sizes[so_far].sum())
    np.testing.assert_allclose(run.batch_values("loss"), own, rtol=1e-12)
    for start in range(8):
        np.testing.assert_allclose(run.batch_values("loss", start), own[start:], rtol=1e-12)


def test_batch_values_of_two_fits_that_both_call_their_epoch_zero():
    run = Run()
    run.means = frozenset(["loss"])
    run.add_batch(0, 0, {"loss": 1.0}, samples=32)
    run.add_batch(0, 0, {"loss": 3.0}, samples=32)
    assert run.batch_values("loss").tolist() == [1.0, 3.0]


def test_batch_values_of_a_metric_that_is_no_mean_are_the_running_ones():
    run = Run()
    run.add_batch(0, 0, {"auc": 0.5}, samples=32)
    run.add_batch(0, 1, {"auc": 0.6}, samples=64)
    assert run.batch_values("auc").tolist() == [0.5, 0.6]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("los", r"no metric 'los'. Expected: 'loss'. Received: 'los'"),
        ("val_loss", r"no metric 'val_loss'.*The validation curve of 'loss' comes with it"),
    ],
)
def test_an_unknown_metric_is_refused(name, message):
    with pytest.raises(ValueError, match=message):
        digits().batch_values(name)


def test_runs_are_equal_when_their_rows_and_endings_are():
    one = digits()
    two = digits()
    assert one != two  # they took different times
    for table in ("batches", "epochs"):
        rows = len(getattr(one, table))
        for run in (one, two):
            for row in range(rows):
                getattr(run, table).fill(row, {"seconds": 0.0})
    assert one == two
    two.state = "stopped"
    assert one != two
    assert one != 3


def test_repr_tells_the_story_without_times():
    assert repr(digits()) == "Run 'digits': " + str(digits().summary())
