import numpy as np
import pytest

from faqlab.core.settings_picture import TrainingsByFloat, train_in
from faqlab.core.settings_trial import Tried
from faqlab.core.told_picture import png

MADE = TrainingsByFloat(
    {"float16": [2.0, 1.0], "float32": [2.0, 0.5]},
    {"float16": 0.51, "float32": 0.84},
    {"float16": 1000, "float32": 2000},
)


def test_a_row_for_each_type():
    assert MADE.rows() == [("float16", "51%", "1 kB"), ("float32", "84%", "2 kB")]
    assert str(MADE).splitlines()[0].split()[0] == "floatx"
    assert "84%" in MADE._repr_html_()


def test_the_picture_has_the_losses():
    figure = MADE.draw()
    lines = figure.axes[0].lines
    np.testing.assert_array_equal([line.get_ydata() for line in lines], list(MADE.losses.values()))
    assert repr(figure) == "The loss, epoch by epoch, in float16, float32."
    assert png(figure).startswith(b"\x89PNG")


def test_the_digits_are_learned_in_float32():
    trained = train_in(["float32", "float64"])
    assert trained.accuracies["float32"] > 0.7
    assert trained.sizes["float64"] > 1.6 * trained.sizes["float32"]
    assert len(trained.losses["float32"]) == 8


def test_a_type_that_the_file_cannot_name_and_a_training_that_fails():
    with pytest.raises(ValueError, match="can't name the type 'bfloat16'"):
        train_in(["bfloat16"])
    with pytest.raises(RuntimeError, match="The training in float32 fails: no Keras"):
        train_in(["float32"], run=lambda trials: [Tried(error="no Keras")])
