import math

import numpy as np
import pytest

from faqlab.core.run import Run
from faqlab.core.summary import two


def run_of(losses, val_losses=None) -> Run:
    """A run with these epochs; None where validation did not take place."""
    run = Run()
    run.begin()
    for epoch, loss in enumerate(losses):
        values = {"loss": loss}
        if val_losses and val_losses[epoch] is not None:
            values["val_loss"] = val_losses[epoch]
        run.add_epoch(epoch, values)
    run.end("completed")
    return run


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1.0"),
        (12.3, "12"),
        (99.4, "99"),
        (99.6, "100"),
        (0.996, "1.0"),
        (0.0999, "0.10"),
        (0.12345, "0.12"),
        (1234.5, "1200"),
        (-0.0512, "-0.051"),
        (0.0001, "0.00010"),
        (0.00001234, "1.2e-05"),
        (999_999.0, "1000000"),
        (12_345_678.0, "1.2e+07"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
    ],
)
def test_two_digits(value, text):
    assert two(value) == text


def test_two_digits_are_those_of_the_scientific_notation():
    """Python's own `.1e` is the oracle for which two digits they are."""
    rng = np.random.default_rng(0)
    for value in rng.normal(size=2000) * 10.0 ** rng.integers(-8, 9, size=2000):
        text = two(value)
        assert float(text) == float(f"{value:.1e}")
        assert len(text.lstrip("-0.").replace(".", "").split("e")[0]) >= 2


def test_validation_every_other_epoch():
    summary = run_of([0.9, 0.8, 0.7, 0.6], [None, 0.95, None, 0.85]).summary()
    assert summary.ends == {"loss": (0.9, 0.6), "val_loss": (0.95, 0.85)}
    assert (summary.best_epoch, summary.best) == (4, 0.85)
    assert summary.gap == pytest.approx(0.25)
    assert summary.not_finite == 0


def test_an_epoch_without_validation_is_not_one_with_nan():
    summary = run_of([1.0, 1.0, math.nan, 1.0], [None, math.nan, None, 0.5]).summary()
    assert summary.not_finite == 2
    assert summary.best_epoch == 4


def test_an_epoch_with_two_bad_numbers_counts_once():
    summary = run_of([math.inf, 1.0], [math.nan, 0.5]).summary()
    assert summary.not_finite == 1
    assert "1 epoch with a loss that is not a number" in str(summary)


def test_the_gap_is_that_of_the_last_epoch_that_has_both():
    assert run_of([0.5, 0.4], [0.75, None]).summary().gap == pytest.approx(0.25)
    assert run_of([0.5], [None]).summary().gap is None


def test_infinite_losses_have_no_gap_and_give_no_warning():
    assert run_of([math.inf, 0.5], [math.inf, math.inf]).summary().gap is None


def test_of_equal_epochs_the_first_is_the_best():
    assert run_of([0.5, 0.4, 0.4]).summary().best_epoch == 2


def test_a_run_that_ended_before_its_first_epoch():
    run = Run()
    run.begin()
    run.add_batch(0, 0, {"loss": 1.0})
    run.end("stopped", "Enough.")
    assert str(run.summary()) == "0 epochs, stopped. Enough."
    assert run.summary().batches == 1
