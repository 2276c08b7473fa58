"""What the axes hold is compared with the run's own numbers; pixels are not."""

import io
import math
import subprocess
import sys

import matplotlib.image
import numpy as np
import pytest

from faqlab.core.run import Run
from faqlab.core.run_picture import COMPARE, TRAIN, VAL, draw, epoch_places
from faqlab.core.told_picture import png

TRAINING, VALIDATION = "training, mean of the epoch", "validation, after the epoch"


def trained(epochs=3, batches=4, metrics=("loss", "accuracy"), first=0, name="run") -> Run:
    run = Run(name)
    run.begin(epochs=first + epochs, steps=batches)
    rng = np.random.default_rng(epochs)
    for epoch in range(first, first + epochs):
        for batch in range(batches):
            run.add_batch(epoch, batch, {metric: rng.random() for metric in metrics})
        values = {metric: rng.random() for metric in metrics}
        run.add_epoch(epoch, values | {f"val_{m}": rng.random() for m in metrics})
    run.end("completed")
    return run


def line(axes, label):
    """The one line of this label: its x values, its y values, the line itself."""
    (one,) = [line for line in axes.get_lines() if line.get_label() == label]
    return one.get_xdata().tolist(), one.get_ydata().tolist(), one


def test_one_panel_a_metric_the_loss_first():
    run = trained(metrics=("accuracy", "mae", "loss", "auc"))
    titles = [axes.get_title() for axes in draw(run).axes if axes.axison]
    assert titles == ["loss", "accuracy", "mae", "auc"]


@pytest.mark.parametrize("first", [0, 5])
def test_the_curves_are_the_epochs_numbers(first):
    run = trained(first=first)
    for axes, name in zip(draw(run).axes, ("loss", "accuracy"), strict=True):
        places = [first + 1, first + 2, first + 3]
        assert line(axes, TRAINING)[:2] == (places, run.history()[name])
        assert line(axes, VALIDATION)[:2] == (places, run.history()[f"val_{name}"])
        assert line(axes, TRAINING)[2].get_color() == TRAIN
        assert line(axes, VALIDATION)[2].get_color() == VAL


def test_the_batches_lie_within_their_epochs():
    run = trained(epochs=2, batches=4, first=5)
    xs, ys, _ = line(draw(run).axes[0], "training, each batch")
    assert xs == [5.25, 5.5, 5.75, 6, 6.25, 6.5, 6.75, 7]
    np.testing.assert_allclose(ys, run.batches["loss"], rtol=1e-6)


def test_of_many_batches_the_band_holds_every_extreme():
    run = Run()
    for batch in range(5000):
        run.add_batch(0, batch, {"loss": 9.0 if batch == 1234 else math.sin(batch)})
    axes = draw(run).axes[0]
    xs, _, _ = line(axes, "training, each batch")
    assert 500 < len(xs) <= 1000
    band = axes.collections[0].get_datalim(axes.transData)
    assert band.y1 == 9.0
    assert xs[-1] == 1.0


def test_mid_epoch_moves_the_training_means_and_nothing_else():
    run = trained()
    axes = draw(run, ["loss"], mid_epoch=True).axes[0]
    assert line(axes, TRAINING)[0] == [0.5, 1.5, 2.5]
    assert line(axes, VALIDATION)[0] == [1, 2, 3]


def test_epochs_without_validation_have_no_point():
    run = Run()
    for epoch in range(4):
        run.add_epoch(epoch, {"loss": 1.0} | ({"val_loss": 0.5} if epoch % 2 else {}))
    assert line(draw(run).axes[0], VALIDATION)[:2] == ([2, 4], [0.5, 0.5])


def test_the_best_epoch_is_marked():
    run = trained(epochs=5, first=2)
    losses = run.history()["val_loss"]
    best = 3 + losses.index(min(losses))
    axes = draw(run).axes[0]
    assert [text.get_text() for text in axes.texts] == [f"best: {best}"]
    assert [best, best] in [list(one.get_xdata()) for one in axes.get_lines()]


@pytest.mark.parametrize("losses", [[0.5], [math.nan, math.nan]])
def test_nothing_is_best_among_one_or_none(losses):
    run = Run()
    for epoch, loss in enumerate(losses):
        run.add_epoch(epoch, {"loss": loss})
    assert not draw(run).axes[0].texts


def test_runs_to_compare_lie_over_it_by_their_names():
    others = [trained(epochs=2, name="before"), trained(epochs=4, first=1, name="long ago")]
    axes = draw(trained(), ["loss"], others).axes[0]
    for other, places, color in zip(others, ([1, 2], [2, 3, 4, 5]), COMPARE, strict=False):
        drawn = line(axes, f"{other.name}: {TRAINING}")
        assert drawn[:2] == (places, other.history()["loss"])
        assert drawn[2].get_color() == color
        assert line(axes, f"{other.name}: {VALIDATION}")[1] == other.history()["val_loss"]


def test_there_may_be_more_runs_than_colours_and_one_without_the_metric():
    others = [trained(name=f"run {i}") for i in range(9)]
    axes = draw(trained(metrics=("loss", "auc")), ["auc"], others).axes[0]
    assert len(axes.get_lines()) == 4  # none of the others has it
    axes = draw(trained(), ["loss"], others).axes[0]
    assert len({one.get_label() for one in axes.get_lines() if ": " in one.get_label()}) == 18


def test_only_the_metrics_that_were_asked_for():
    assert [axes.get_title() for axes in draw(trained(), ["accuracy"]).axes] == ["accuracy"]


def test_an_unknown_metric_is_refused_with_the_nearest_names():
    with pytest.raises(
        ValueError,
        match=r"no metric 'acuracy'. Expected: one of 'accuracy', .*Received: 'acuracy'",
    ):
        draw(trained(), ["acuracy"])


def test_a_run_without_rows_is_an_empty_figure():
    assert png(draw(Run())).startswith(b"\x89PNG")


def test_png_is_a_picture_that_matplotlib_reads_and_the_same_each_time():
    run = trained()
    picture = png(draw(run))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    height, width, _ = matplotlib.image.imread(io.BytesIO(picture)).shape
    assert width > height > 200
    assert picture == png(draw(run))
    assert b"Matplotlib" not in picture


def test_pyplot_is_not_loaded_so_no_window_opens_and_no_backend_is_chosen():
    source = (
        "import sys\n"
        "from faqlab.core.run import Run\n"
        "from faqlab.core.run_picture import draw\n"
        "from faqlab.core.told_picture import png\n"
        "run = Run()\n"
        "run.add_epoch(0, {'loss': 1.0})\n"
        "png(draw(run))\n"
        "assert 'matplotlib.figure' in sys.modules\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_epoch_places_by_hand():
    """Three epochs of 2, 3 and 1 batches, then a fourth that has 2 of its 4."""
    run = Run()
    for epoch, length in enumerate([2, 3, 1]):
        for batch in range(length):
            run.add_batch(epoch, batch, {"loss": 1.0})
        run.add_epoch(epoch, {"loss": 1.0})
    run.steps = 4
    run.add_batch(3, 0, {"loss": 1.0})
    run.add_batch(3, 1, {"loss": 1.0})
    places = epoch_places(run, np.arange(1, 9))
    np.testing.assert_allclose(places, [0.5, 1, 4 / 3, 5 / 3, 2, 3, 3.25, 3.5])


def test_the_first_epoch_before_it_has_ended():
    run = Run()
    run.begin(epochs=7, steps=10)
    for batch in range(3):
        run.add_batch(5, batch, {"loss": 1.0})
    assert epoch_places(run, np.array([3])) == pytest.approx(5.3)
