import numpy as np

from faqlab.core.stopping_picture import draw_replay
from faqlab.core.stopping_rule import replay

LOSSES = [5.0, 4.0, 3.0, 3.5, 3.4, 3.3, 2.0, 1.0]


def test_the_picture_shows_what_was_trained_what_not_and_what_is_kept():
    figure = draw_replay(replay({"val_loss": LOSSES}, patience=2, restore_best_weights=True))
    upper, lower = figure.axes
    assert upper.get_title() == "stops after epoch 5; keeps the weights of epoch 3 (★)"
    pale, done, kept, line = (one.get_xydata().tolist() for one in upper.lines)
    assert done == [[epoch, LOSSES[epoch - 1]] for epoch in range(1, 6)]
    assert pale == [[epoch, LOSSES[epoch - 1]] for epoch in range(5, 9)]
    assert kept == [[3, 3.0]]
    assert line[0][0] == 5
    assert [bar.get_height() for bar in lower.patches] == [0, 0, 0, 1, 2]


def test_a_record_that_is_never_stopped_has_no_line():
    upper, lower = draw_replay(replay({"val_loss": LOSSES}, patience=7)).axes
    assert upper.get_title() == "never stopped; keeps the weights of epoch 8 (★)"
    assert len(upper.lines) == 3
    assert [bar.get_height() for bar in lower.patches] == [0, 0, 0, 1, 2, 3, 0, 0]


def test_baseline_and_warm_up_are_drawn():
    found = replay({"val_loss": LOSSES}, patience=2, baseline=0.5, start_from_epoch=2)
    upper, _ = draw_replay(found).axes
    assert [0.5, 0.5] in [list(line.get_ydata()) for line in upper.lines]
    (warm,) = (patch for patch in upper.patches)
    assert warm.get_extents().transformed(upper.transData.inverted()).x1 == 2.5


def test_what_is_not_finite_is_left_out():
    found = replay({"val_loss": [np.nan, 2.0, np.inf, 1.0, None]}, patience=9)
    upper, _ = draw_replay(found).axes
    assert all(np.isfinite(line.get_ydata()).all() for line in upper.lines[:2])
